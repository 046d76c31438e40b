import { z } from 'zod';
import { governanceOperations } from './governance-operations.ts';
import { operation } from './operation.ts';
import { Decimal, Hash, Time } from './primitive.ts';
import { Claim, Decision, Member, SeasonReport, Trade } from './report.ts';
import { vaultOperations } from './vault-operations.ts';

const Nothing = z.object({});
const Page = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('entries after this number'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** A page that can also be asked from the newest end: with `newest=true` the last `limit` entries before `before`. */
const EitherEnd = Page.extend({
  newest: z.enum(['true', 'false']).default('false'),
  before: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('with newest=true: entries before this number, for paging backwards'),
});

/** A line of the journal as it is kept. */
export const JournalLine = z.object({
  seq: z.number().int(),
  at: Time,
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: Hash,
  hash: Hash,
});
export type JournalLine = z.infer<typeof JournalLine>;

/** Every operation of the hub. */
export const operations = {
  report: operation({
    name: 'report',
    method: 'get',
    path: '/v1/season',
    summary: 'All that the season did so far; long lists are cut to their newest part',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: SeasonReport,
  }),
  prices: operation({
    name: 'prices',
    method: 'get',
    path: '/v1/market/candles',
    summary: 'Closing prices of the traded window so far, downsampled',
    access: 'public',
    query: z.object({
      asset: z.string(),
      points: z.coerce.number().int().min(10).max(5000).default(1000),
    }),
    body: Nothing,
    output: z.object({ asset: z.string(), at: z.array(Time), close: z.array(z.number()) }),
  }),
  price: operation({
    name: 'price',
    method: 'get',
    path: '/v1/market/price',
    summary: 'The newest candle of an asset',
    access: 'public',
    query: z.object({ asset: z.string() }),
    body: Nothing,
    output: z.object({ asset: z.string(), at: Time, price: Decimal, volume: Decimal }),
  }),
  trades: operation({
    name: 'trades',
    method: 'get',
    path: '/v1/trades',
    summary: 'Trades, oldest first; a trade’s number is its position, from 1',
    access: 'public',
    query: Page,
    body: Nothing,
    output: z.object({ total: z.number().int(), trades: z.array(Trade) }),
  }),
  decisions: operation({
    name: 'decisions',
    method: 'get',
    path: '/v1/decisions',
    summary: 'What the agent decided and why, newest last; numbers are journal numbers',
    access: 'public',
    query: EitherEnd.extend({ action: z.enum(['BUY', 'SELL', 'HOLD', 'any']).default('any') }),
    body: Nothing,
    output: z.object({ decisions: z.array(Decision) }),
  }),
  earnings: operation({
    name: 'earnings',
    method: 'get',
    path: '/v1/earnings',
    summary: 'Shares and cumulative earnings of every member',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: z.object({ members: z.array(Member), claims: z.array(Claim) }),
  }),
  journal: operation({
    name: 'journal',
    method: 'get',
    path: '/v1/journal',
    summary: 'Lines of the journal; with newest=true the last ones',
    access: 'public',
    query: EitherEnd.extend({ kind: z.string().optional() }),
    body: Nothing,
    output: z.object({
      head: z.object({ seq: z.number().int(), hash: Hash }),
      entries: z.array(JournalLine),
    }),
  }),
  audit: operation({
    name: 'audit',
    method: 'get',
    path: '/v1/audit',
    summary: 'Recomputes every hash of the journal and compares with the heads on chain',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: z.object({
      entries: z.number().int(),
      head: Hash,
      checkpoints: z.number().int(),
      findings: z.array(
        z.object({ seq: z.number().int(), problem: z.string(), sentence: z.string() }),
      ),
    }),
  }),
  verifyScores: operation({
    name: 'verifyScores',
    method: 'get',
    path: '/v1/scores/verify',
    summary:
      'Recomputes the contribution scores from the recorded cohort sums and compares with the root on chain',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: z.object({
      ok: z.boolean(),
      recomputedRoot: Hash,
      chainRoot: Hash,
      scores: z.array(z.object({ member: z.string(), score: Decimal })),
      sentence: z.string(),
    }),
  }),
  verifyBooks: operation({
    name: 'verifyBooks',
    method: 'get',
    path: '/v1/vault/verify',
    summary:
      'Rebuilds the books of the vault and its shares from the events of the contracts and compares each figure with the contracts',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: z.object({
      ok: z.boolean(),
      block: z.number().int().describe('the last one that was read'),
      events: z.number().int(),
      differences: z.array(z.object({ figure: z.string(), indexed: z.string(), live: z.string() })),
      sentence: z.string(),
    }),
  }),
  trade: operation({
    name: 'trade',
    method: 'post',
    path: '/v1/trade/run',
    summary: 'Runs the agent once; trades if every guard allows it',
    access: 'operator',
    query: Nothing,
    body: z.object({ asset: z.string().optional() }),
    output: z.object({
      outcome: z.enum(['traded', 'held']),
      reason: z.string(),
      decision: Decision.nullable(),
      trades: z.array(Trade),
    }),
  }),
  distribute: operation({
    name: 'distribute',
    method: 'post',
    path: '/v1/profit/distribute',
    summary: 'Distributes realised profit above the high-water mark; once per cycle',
    access: 'operator',
    query: Nothing,
    body: Nothing,
    output: z.object({
      distributed: Decimal,
      note: z.string(),
      txHash: Hash.nullable(),
      holders: z.array(z.object({ member: z.string(), amount: Decimal })),
    }),
  }),
  ...vaultOperations,
  ...governanceOperations,
} as const;
