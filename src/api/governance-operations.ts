import { z } from 'zod';
import { Change, Guarded, LimitsChange, ProposalStatus } from './governance.ts';
import { operation } from './operation.ts';
import { Decimal, Hash, Time } from './primitive.ts';
import { Once } from './vault.ts';

const Nothing = z.object({});
const PROPOSAL = z.string().describe('number of the proposal');
const SKIP = z
  .boolean()
  .default(false)
  .describe(
    'moves the simulated clock to the moment it may be done; on the embedded chain, when the season is over',
  );

/** How the group decides. */
export const governanceOperations = {
  proposals: operation({
    name: 'proposals',
    method: 'get',
    path: '/v1/proposals',
    summary: 'Proposals with votes, quorum, time left, exit window and what they change',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: z.object({ now: Time, proposals: z.array(ProposalStatus) }),
  }),
  propose: operation({
    name: 'propose',
    method: 'post',
    path: '/v1/governance/proposal',
    summary: 'Puts a change before the group, signed by the proposing member',
    access: 'operator',
    query: Nothing,
    body: z.object({
      member: z.string(),
      title: z.string().min(3).max(200).optional().describe('what it changes by default'),
      change: Change.optional(),
      from: z.string().optional().describe('short for a pair-shift, with to and bps'),
      to: z.string().optional(),
      bps: z.number().int().min(1).max(10_000).optional(),
      once: Once,
    }),
    output: z.object({ id: z.string(), txHash: Hash, sentence: z.string(), votingEnds: Time }),
  }),
  vote: operation({
    name: 'vote',
    method: 'post',
    path: '/v1/governance/vote',
    summary: 'Asks a member to vote with its shares; the member signs',
    access: 'operator',
    query: Nothing,
    body: z.object({
      proposal: PROPOSAL,
      member: z.string(),
      support: z.enum(['for', 'against', 'abstain']),
    }),
    output: z.object({ txHash: Hash, weight: Decimal }),
  }),
  queue: operation({
    name: 'queue',
    method: 'post',
    path: '/v1/governance/queue',
    summary: 'Starts the timelock of a passed proposal: its exit window',
    access: 'operator',
    query: Nothing,
    body: z.object({ proposal: PROPOSAL, skipTime: SKIP }),
    output: z.object({ executableAt: Time, txHash: Hash, sentence: z.string() }),
  }),
  execute: operation({
    name: 'execute',
    method: 'post',
    path: '/v1/governance/execute',
    summary: 'Carries out a proposal whose timelock has run',
    access: 'operator',
    query: Nothing,
    body: z.object({ proposal: PROPOSAL, skipTime: SKIP }),
    output: z.object({ txHash: Hash, sentence: z.string() }),
  }),
  guard: operation({
    name: 'guard',
    method: 'post',
    path: '/v1/guard',
    summary:
      'Pauses, ends the agent’s session, or tightens limits without a vote; the guardian signs',
    access: 'operator',
    query: Nothing,
    body: z.object({
      act: Guarded.shape.act,
      hours: z.number().int().min(1).max(168).optional().describe('how long to pause'),
      limits: LimitsChange.optional().describe('limits to tighten; those left out stay'),
      once: Once,
    }),
    output: Guarded,
  }),
  withdraw: operation({
    name: 'withdraw',
    method: 'post',
    path: '/v1/governance/withdraw',
    summary: 'Withdraws a proposal that is not in force; its proposer signs',
    access: 'operator',
    query: Nothing,
    body: z.object({ proposal: PROPOSAL }),
    output: z.object({ txHash: Hash, sentence: z.string() }),
  }),
} as const;
