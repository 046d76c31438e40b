import { z } from 'zod';
import { AccountAddress, Decimal, Hash, Time } from './primitive.ts';
import { Proposal } from './report.ts';

const Bps = z.number('use whole basis points, 0 to 10000').int().min(0).max(10_000);
/** A contract, or that there is to be none. */
const OrNone = z.union([AccountAddress, z.literal('none')]);
const Agent = z.number().int().min(0).max(63).describe('number of the agent');
const Counted = (most: number) => z.number().int().min(0).max(most).optional();

/** The vault's limits that a vote can set; what is left out stays. */
export const LimitsChange = z.strictObject({
  tradeBps: Counted(10_000).describe('largest trade, of net asset value'),
  slippageBps: Counted(10_000),
  deviationTicks: Counted(65_535).describe('how far spot may lie from the mean'),
  turnoverBps: Counted(65_535).describe('turnover in a window'),
  lossBps: Counted(10_000).describe('loss against the mean price in a window'),
  window: Counted(16_777_215).describe('seconds in which budgets refill'),
  drawdownBps: Counted(10_000).describe('at which the breaker opens'),
  twapSeconds: Counted(65_535),
  beatSeconds: Counted(65_535),
  beatBlocks: Counted(65_535),
  tradesPerMinute: Counted(3),
});

/** What a proposal would change, as it is asked for; each kind is one call that the council can make. */
export const Change = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pair-shift'),
    from: z.string(),
    to: z.string(),
    bps: z.number().int().min(1).max(10_000),
  }),
  z.object({ kind: z.literal('pair-weights'), weights: z.record(z.string(), Bps) }),
  z.object({
    kind: z.literal('strategy'),
    threshold: Decimal.describe('above which probability the agent trades, 0 to 1'),
  }),
  z.object({ kind: z.literal('model'), hash: Hash }),
  z.object({ kind: z.literal('risk-limits'), limits: LimitsChange }),
  z.object({
    kind: z.literal('profit-policy'),
    bps: z.object({ holders: Bps, reinvest: Bps, ai: Bps, treasury: Bps }),
  }),
  z.object({ kind: z.literal('treasury-spend'), to: AccountAddress, amount: Decimal }),
  z.object({ kind: z.literal('pause'), hours: z.number().int().min(1).max(168) }),
  z.object({
    kind: z.literal('unlock'),
    hours: z.number().int().min(0).max(4000).describe('over which realised profit is released'),
  }),
  z.object({
    kind: z.literal('capital'),
    agent: Agent,
    direction: z.enum(['increase', 'decrease']),
    amount: Decimal.describe('in quote'),
  }),
  z.object({
    kind: z.literal('reallocation'),
    from: Agent,
    to: Agent,
    bps: z.number().int().min(1).max(10_000).describe('of all agents’ capital'),
  }),
  z.object({ kind: z.literal('review'), bps: z.number().int().min(1).max(10_000) }),
  z.object({
    kind: z.literal('agent'),
    agent: AccountAddress.describe('whose key may trade'),
    until: z.iso.date().describe('day on which its session ends, UTC'),
  }),
  z.object({ kind: z.literal('list-pool'), pool: AccountAddress }),
  z.object({ kind: z.literal('gate'), contract: OrNone.describe('asked before each trade') }),
  z.object({
    kind: z.literal('eligibility'),
    contract: OrNone.describe('says who may be given a share'),
  }),
  z.object({
    kind: z.literal('staking'),
    contract: z
      .union([OrNone, z.literal('deployed')])
      .describe('shares the holders’ part among staked shares; `deployed` for the group’s own'),
  }),
  z.object({
    kind: z.literal('federation'),
    name: z.string().describe('how the group learns from the next round on, such as fedprox'),
    parameters: z
      .record(z.string(), z.number().int())
      .optional()
      .describe('its numbers, such as muMicro; those left out are the usual ones'),
  }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('reset-breaker') }),
  z.object({ kind: z.literal('shutdown') }),
]);
export type Change = z.infer<typeof Change>;

export type LimitsChange = z.infer<typeof LimitsChange>;

/** What the guardian did without a vote. */
export const Guarded = z.object({
  act: z.enum(['pause', 'revoke-agent', 'tighten']),
  sentence: z.string(),
  txHash: Hash,
});
export type Guarded = z.infer<typeof Guarded>;

/** A proposal as the chain has it now, with what it changes in words. */
export const ProposalStatus = Proposal.extend({
  sentence: z.string().describe('what the change does, in words'),
  weighting: z
    .enum(['weight', 'root', 'equal', 'capped'])
    .describe('what a vote counts for: its weight, the root of it, one per holder, or up to a cap'),
  castPercent: Decimal.describe('part of all weight that has voted'),
  quorumReached: z.boolean(),
  exitWindow: z
    .object({ from: Time, to: Time })
    .nullable()
    .describe('whoever disagrees can leave in it before the change takes effect'),
  next: z.string().describe('what happens next, and when'),
});
export type ProposalStatus = z.infer<typeof ProposalStatus>;
