import { z } from 'zod';
import { AccountAddress, Decimal, Hash, Time } from './primitive.ts';
import { DayStatement } from './statement.ts';

const Range = z.object({ from: Time, to: Time });
const Point = z.object({ at: Time, value: Decimal });

export const Asset = z.object({
  symbol: z.string().describe('such as BTCUSDT'),
  base: z.string().describe('such as BTC'),
  intervalMs: z.number().int(),
  candles: z.number().int(),
  from: Time,
  to: Time,
  sha256: Hash.describe('of the candle file as read'),
});

/** What was agreed about privacy before the first round. */
export const PrivacyTerms = z.object({
  scoring: z
    .enum(['private', 'open', 'fixed'])
    .describe('scored with noise; scored without; cohorts stay the same and share their score'),
  epsilon: Decimal.nullable().describe('what a member may spend in the season'),
  delta: Decimal.nullable(),
  blockCandles: z.number().int().nullable().describe('candles of a block; what is counted'),
  sigma: Decimal.nullable().describe('deviation of the noise over the bound of a block'),
  leakage: Decimal.describe(
    'cosine to which the hub could estimate members’ mean updates, on synthetic members',
  ),
  leakageLimit: Decimal,
  words: z.array(z.string()).describe('the same in plain words'),
});

export const Season = z.object({
  id: z.string(),
  status: z.enum(['preparing', 'learning', 'trading', 'finished', 'failed']),
  step: z.string().describe('what is going on now, in words'),
  seed: z.number().int(),
  members: z.number().int(),
  rounds: z.number().int(),
  days: z.number().int(),
  day: z.number().int().describe('days of the unseen window that are closed'),
  assets: z.array(Asset),
  quote: z.object({ symbol: z.string(), decimals: z.number().int() }),
  training: Range,
  validation: Range,
  window: Range.describe('the unseen days that are traded'),
  now: Time.describe('simulated time'),
  policy: z.object({ preset: z.string(), bps: z.record(z.string(), z.number().int()) }),
  pairWeightsBps: z.record(z.string(), z.number().int()).describe('as the chain has them now'),
  threshold: z
    .object({ value: Decimal, chosenOn: z.string(), candidates: z.number().int() })
    .nullable(),
  chainId: z.number().int().nullable(),
  contracts: z.record(z.string(), AccountAddress),
  disclosures: z.array(z.string()),
  privacy: PrivacyTerms.nullable().describe('agreed before the first round'),
  error: z.string().nullable(),
});

export const Member = z.object({
  id: z.string().describe('m1, m2, …'),
  name: z.string(),
  address: AccountAddress.nullable(),
  role: z.enum(['honest', 'shuffled-labels', 'copied-data']),
  online: z.boolean(),
  asset: z.string(),
  data: Range,
  shareWeight: Decimal.describe('weight of its share tokens'),
  sharePercent: Decimal,
  deposited: Decimal,
  trainingLoss: z
    .array(Decimal)
    .describe('its own, as it reports it, per round; empty where it trains privately'),
  privacy: z
    .object({
      spent: Decimal.describe('ε spent so far, an upper bound'),
      budget: Decimal.describe('ε at which it stops by itself'),
      delta: Decimal,
      trainings: z.number().int(),
    })
    .nullable()
    .describe('as the member tells it'),
  score: Decimal.nullable().describe('contribution score; zero or more'),
  scorePercent: Decimal.nullable(),
  earned: Decimal.describe('all it was ever allotted'),
  claimed: Decimal,
  claimable: Decimal,
  withdrawn: Decimal.describe('paid for shares that left'),
});

export const Cohort = z.object({
  members: z.array(z.string()),
  survivors: z.array(z.string()),
  examples: z.number().int(),
  value: Decimal.describe('Shapley value of the cohort: how much it lowered the validation loss'),
  sumCid: z.string(),
});

export const Round = z.object({
  round: z.number().int(),
  status: z.enum(['open', 'closed', 'void', 'rolled-back']),
  openedAt: Time,
  closedAt: Time.nullable(),
  cohorts: z.array(Cohort),
  lossBefore: Decimal.nullable(),
  lossAfter: Decimal.nullable(),
  accuracy: Decimal.nullable(),
  modelHash: Hash.nullable(),
  modelCid: z.string().nullable(),
  txHash: Hash.nullable(),
  rolledBack: z
    .object({ reason: z.string(), hash: Hash })
    .optional()
    .describe('why the new model was not taken, and which it was'),
});

export const Metrics = z.object({ loss: Decimal, accuracy: Decimal, samples: z.number().int() });

export const Model = z.object({
  name: z.string(),
  hash: Hash,
  cid: z.string(),
  parameters: z.number().int(),
  shape: z.record(z.string(), z.number().int()),
  classes: z.array(z.string()),
  horizon: z.number().int().describe('candles ahead'),
  deadZone: Decimal,
  validation: Metrics,
  unseen: Metrics.nullable().describe('on the traded window, known when it is over'),
  uninformedLoss: Decimal.describe('loss of always naming the class frequencies'),
  reliability: z.array(
    z.object({ predicted: Decimal, observed: Decimal, samples: z.number().int() }),
  ),
});

export const Trade = z.object({
  id: z.string(),
  at: Time,
  asset: z.string(),
  side: z.enum(['BUY', 'SELL']),
  amountIn: Decimal,
  amountOut: Decimal,
  minOut: Decimal,
  price: Decimal,
  fee: Decimal,
  gas: Decimal.describe('in quote'),
  impactBps: Decimal,
  realised: Decimal.nullable().describe('on average cost; sales only'),
  reason: z.string(),
  decision: z.number().int().describe('journal entry of the decision'),
  txHash: Hash,
  block: z.number().int(),
});

export const Decision = z.object({
  seq: z.number().int(),
  at: Time,
  asset: z.string(),
  modelHash: Hash,
  featuresHash: Hash,
  prediction: z.object({ down: Decimal, flat: Decimal, up: Decimal }),
  action: z.enum(['BUY', 'SELL', 'HOLD']),
  verdict: z.string().describe('the rule or guard that decided, as a code'),
  reason: z.string(),
  size: Decimal,
  nav: Decimal,
});

export const Vault = z.object({
  nav: Decimal,
  navPerShare: Decimal,
  totalShares: Decimal,
  idle: Decimal.describe('quote not reserved for claims'),
  reserved: Decimal,
  positions: z.array(
    z.object({ asset: z.string(), amount: Decimal, value: Decimal, averageCost: Decimal }),
  ),
  realised: Decimal,
  unrealised: Decimal,
  highWaterMark: Decimal,
  drawdownPercent: Decimal,
  maxDrawdownPercent: Decimal,
  paused: z.boolean(),
  series: z.array(Point).describe('total-return NAV, downsampled'),
});

export const Cycle = z.object({
  day: z.number().int(),
  at: Time,
  realised: Decimal.describe('realised in this cycle'),
  distributed: Decimal,
  split: z.record(z.string(), Decimal),
  note: z.string(),
  txHash: Hash.nullable(),
});

export const Distribution = z.object({ total: Decimal, cycles: z.array(Cycle) });

export const Claim = z.object({
  member: z.string(),
  kind: z.enum(['holder', 'contributor', 'staker']),
  amount: Decimal,
  at: Time,
  txHash: Hash,
});

export const Proposal = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  state: z.enum(['pending', 'active', 'defeated', 'succeeded', 'queued', 'executed', 'expired']),
  proposer: z.string(),
  change: z.object({
    before: z.record(z.string(), z.number().int()),
    after: z.record(z.string(), z.number().int()),
  }),
  votes: z.array(
    z.object({
      member: z.string(),
      support: z.enum(['for', 'against', 'abstain']),
      weight: Decimal,
      txHash: Hash,
    }),
  ),
  tally: z.object({ for: Decimal, against: Decimal, abstain: Decimal, total: Decimal }),
  quorumPercent: Decimal,
  votingEnds: Time,
  executableAt: Time.nullable(),
  transactions: z.record(z.string(), Hash).describe('propose, queue, execute'),
});

export const Run = z.object({
  finalNav: Decimal,
  returnPercent: Decimal,
  maxDrawdownPercent: Decimal,
  trades: z.number().int(),
  loss: Decimal.nullable().describe('prediction loss on the unseen window'),
  accuracy: Decimal.nullable(),
  series: z.array(Point),
});

export const Baselines = z.object({
  agent: Run,
  buyAndHold: Run,
  solo: Run.extend({
    members: z.array(
      z.object({ id: z.string(), loss: Decimal, accuracy: Decimal, returnPercent: Decimal }),
    ),
  }).describe('mean of the members’ models trained alone'),
  autoregressive: Run.extend({ order: z.number().int() }),
  note: z.string(),
});

export const JournalSummary = z.object({
  entries: z.number().int(),
  verified: z.boolean(),
  checkpoints: z
    .array(z.object({ seq: z.number().int(), hash: Hash, txHash: Hash }))
    .describe('journal heads on chain: entry, its hash, the transaction that published it'),
});

/** Everything a season did, in one object: what `hanse season --json` writes and what the pages are made of. */
export const SeasonReport = z.object({
  season: Season,
  members: z.array(Member),
  rounds: z.array(Round),
  model: Model.nullable(),
  trades: z.array(Trade),
  vault: Vault.nullable(),
  distribution: Distribution,
  claims: z.array(Claim),
  statements: z.array(DayStatement).describe('day by day, the newest last'),
  proposal: Proposal.nullable(),
  baselines: Baselines.nullable(),
  journal: JournalSummary,
});

export type SeasonReport = z.infer<typeof SeasonReport>;
export type Season = z.infer<typeof Season>;
export type Asset = z.infer<typeof Asset>;
export type Member = z.infer<typeof Member>;
export type Round = z.infer<typeof Round>;
export type Cohort = z.infer<typeof Cohort>;
export type Metrics = z.infer<typeof Metrics>;
export type Model = z.infer<typeof Model>;
export type Trade = z.infer<typeof Trade>;
export type Decision = z.infer<typeof Decision>;
export type Vault = z.infer<typeof Vault>;
export type Cycle = z.infer<typeof Cycle>;
export type Distribution = z.infer<typeof Distribution>;
export type Claim = z.infer<typeof Claim>;
export type Proposal = z.infer<typeof Proposal>;
export type Run = z.infer<typeof Run>;
export type Baselines = z.infer<typeof Baselines>;
