import { z } from 'zod';
import { operation } from './operation.ts';
import type { Address as Account, Hex } from '#kit';
import { AccountAddress, Hash } from './primitive.ts';
import { Once } from './vault.ts';

const Address = z.custom<Account>((given) => AccountAddress.safeParse(given).success);

/** Who may vote with a member's shares besides itself. */
export const Delegated = z.object({
  member: AccountAddress,
  to: z.union([AccountAddress, z.literal('none')]),
  txHash: Hash,
});
export type Delegated = z.infer<typeof Delegated>;

/** A vote that its owner signed and did not send (EIP-712). */
export const PaperBallot = z.object({
  chainId: z.number().int(),
  council: Address,
  owner: Address,
  proposal: z.string().regex(/^\d{1,15}$/),
  support: z.enum(['for', 'against', 'abstain']),
  shares: z.array(z.string().regex(/^\d{1,20}$/)).min(1),
  signature: z.custom<Hex>((given) => typeof given === 'string' && /^0x[0-9a-f]+$/i.test(given)),
});
export type PaperBallot = z.infer<typeof PaperBallot>;

export const BallotsBrought = z.object({ count: z.number().int(), txHash: Hash });
export type BallotsBrought = z.infer<typeof BallotsBrought>;

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
  signBallot: operation({
    name: 'signBallot',
    method: 'post',
    path: '/v1/governance/ballot',
    summary: 'A vote with all of a member’s shares, signed and not sent',
    access: 'operator',
    query: z.object({}),
    body: PaperBallot.pick({ proposal: true, support: true }),
    output: PaperBallot,
  }),
  bringBallots: operation({
    name: 'bringBallots',
    method: 'post',
    path: '/v1/governance/ballots',
    summary: 'Brings votes that others signed, in one transaction',
    access: 'operator',
    query: z.object({}),
    body: z.object({ ballots: z.array(PaperBallot).min(1).max(200), once: Once }),
    output: BallotsBrought,
  }),
} as const;
