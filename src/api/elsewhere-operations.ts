import { z } from 'zod';
import { operation } from './operation.ts';
import { AccountAddress, Hash } from './primitive.ts';
import { Once } from './vault.ts';

/** Who may vote with a member's shares besides itself. */
export const Delegated = z.object({
  member: AccountAddress,
  to: z.union([AccountAddress, z.literal('none')]),
  txHash: Hash,
});
export type Delegated = z.infer<typeof Delegated>;

/** What is asked of a deployment elsewhere only: members of a hub sign nothing that hands their votes to somebody else. */
export const elsewhereOperations = {
  delegate: operation({
    name: 'delegate',
    method: 'post',
    path: '/v1/governance/delegate',
    summary: 'Lets somebody else vote with a member’s shares, or nobody any more; the member signs',
    access: 'operator',
    query: z.object({}),
    body: z.object({ member: z.string(), to: Delegated.shape.to, once: Once }),
    output: Delegated,
  }),
} as const;
