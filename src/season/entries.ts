import { z } from 'zod';
import {
  AccountAddress,
  Asset,
  Baselines,
  Decimal,
  Hash,
  Metrics,
  Model,
  Proposal,
  Time,
} from '#api';
import { FEDERATION_NAMES } from '#governance';

const Range = z.object({ from: Time, to: Time });
const Amounts = z.record(z.string(), Decimal);

/** What the vault looked like at a moment, as read from the chain. */
export const VaultState = z.object({
  nav: Decimal,
  navPerShare: Decimal,
  totalShares: Decimal,
  idle: Decimal,
  reserved: Decimal,
  positions: z.array(
    z.object({ asset: z.string(), amount: Decimal, value: Decimal, averageCost: Decimal }),
  ),
  realised: Decimal,
  unrealised: Decimal,
  highWaterMark: Decimal,
  paused: z.boolean(),
});
export type VaultState = z.infer<typeof VaultState>;

/** What each kind of journal entry tells. Entries of other kinds may stand in the journal; the report passes over them. */
export const ENTRIES = {
  'season/opened': z.object({
    id: z.string(),
    seed: z.number().int(),
    rounds: z.number().int(),
    days: z.number().int(),
    assets: z.array(Asset),
    quote: z.object({ symbol: z.string(), decimals: z.number().int() }),
    training: Range,
    validation: Range,
    window: Range,
    policy: z.object({ preset: z.string(), bps: z.record(z.string(), z.number().int()) }),
    disclosures: z.array(z.string()),
    members: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        role: z.enum(['honest', 'shuffled-labels', 'copied-data']),
        asset: z.string(),
        data: Range,
      }),
    ),
  }),
  /** Only where it is not FedAvg from the first round to the last. */
  'federation/set': z.object({
    name: z.enum(FEDERATION_NAMES),
    parameters: z.record(z.string(), z.number().int()),
    /** The round from which it is in force by vote; left out where it was founded so. */
    since: z.number().int().optional(),
  }),
  /** The group voted for a word that names no strategy; the one before stays. */
  'federation/refused': z.object({ word: Hash, code: z.string(), reason: z.string() }),
  'chain/deployed': z.object({
    chainId: z.number().int(),
    contracts: z.record(z.string(), AccountAddress),
    pairWeightsBps: z.record(z.string(), z.number().int()),
  }),
  'privacy/agreed': z.object({
    scoring: z.enum(['private', 'open', 'fixed']),
    epsilon: Decimal.nullable(),
    delta: Decimal.nullable(),
    blockCandles: z.number().int().nullable(),
    sigma: Decimal.nullable(),
    leakage: Decimal,
    leakageLimit: Decimal,
    words: z.array(z.string()),
  }),
  'privacy/told': z.object({
    member: z.string(),
    spent: Decimal,
    budget: Decimal,
    delta: Decimal,
    trainings: z.number().int(),
  }),
  'member/enrolled': z.object({
    member: z.string(),
    address: AccountAddress,
    /** The key that the wallet has bound on chain, and the transaction that did it. */
    identity: Hash.optional(),
    txHash: Hash.optional(),
  }),
  'member/gone': z.object({ member: z.string(), reason: z.string() }),
  'member/back': z.object({ member: z.string() }),
  'share/minted': z.object({
    member: z.string(),
    nft: z.number().int(),
    assets: Decimal,
    weight: Decimal,
    txHash: Hash,
    /** Value of the vault after it, where it was asked for by hand. */
    nav: Decimal.optional(),
  }),
  'round/opened': z.object({ round: z.number().int(), cohorts: z.array(z.array(z.string())) }),
  'round/closed': z.object({
    round: z.number().int(),
    status: z.enum(['closed', 'void', 'rolled-back']),
    cohorts: z.array(
      z.object({
        members: z.array(z.string()),
        survivors: z.array(z.string()),
        examples: z.number().int(),
        value: Decimal,
        sumCid: z.string(),
      }),
    ),
    memberLosses: Amounts,
    lossBefore: Decimal,
    lossAfter: Decimal,
    accuracy: Decimal,
    modelHash: Hash,
    modelCid: z.string(),
    txHash: Hash.nullable(),
    rolledBack: z.object({ reason: z.string(), hash: Hash }).optional(),
  }),
  /** Where a season has several evaluators: what each commits to before any shows what it measured. */
  'evaluation/committed': z.object({
    evaluator: z.string(),
    round: z.number().int(),
    commitment: Hash,
  }),
  'evaluation/revealed': z.object({
    evaluator: z.string(),
    round: z.number().int(),
    lossNano: z.array(z.number().int()),
    salt: Hash,
  }),
  'evaluation/agreed': z.object({
    round: z.number().int(),
    lossNano: z.array(z.number().int()),
    evaluators: z.array(z.string()),
    offNano: z.array(z.number().int()),
  }),
  /** Too little stake showed what it had committed to: the round is scored by what the hub measured. */
  'evaluation/failed': z.object({ round: z.number().int(), code: z.string(), reason: z.string() }),
  'scores/published': z.object({
    epoch: z.number().int(),
    scores: z.record(z.string(), Decimal),
    root: Hash,
    txHash: Hash,
  }),
  'model/ready': z.object({
    model: Model,
    threshold: z.object({ value: Decimal, chosenOn: z.string(), candidates: z.number().int() }),
  }),
  /** The group activated another model, and the agent follows it from here. */
  'model/loaded': z.object({ hash: Hash, cid: z.string() }),
  /** The group activated a model that cannot be had: the agent trades nothing. */
  'model/missing': z.object({ hash: Hash, code: z.string(), reason: z.string() }),
  /** What a vote put in force, as pages show it: the split of profit as it is paid, or the threshold. */
  'rules/changed': z.object({
    policy: z.record(z.string(), z.number().int()).optional(),
    threshold: Decimal.optional(),
  }),
  'vault/opened': z.object({ vault: VaultState }),
  decision: z.object({
    candle: z.number().int(),
    asset: z.string(),
    modelHash: Hash,
    featuresHash: Hash,
    prediction: z.object({ down: Decimal, flat: Decimal, up: Decimal }),
    action: z.enum(['BUY', 'SELL', 'HOLD']),
    verdict: z.string(),
    reason: z.string(),
    size: Decimal,
    slices: z.array(z.string()),
    nav: Decimal,
    index: Decimal,
  }),
  trade: z.object({
    id: z.string(),
    asset: z.string(),
    side: z.enum(['BUY', 'SELL']),
    amountIn: Decimal,
    amountOut: Decimal,
    minOut: Decimal,
    price: Decimal,
    fee: Decimal,
    gas: Decimal,
    impactBps: Decimal,
    realised: Decimal.nullable(),
    reason: z.string(),
    decision: z.number().int(),
    txHash: Hash,
    block: z.number().int(),
  }),
  'trade/refused': z.object({ id: z.string(), code: z.string(), reason: z.string() }),
  'cycle/closed': z.object({
    day: z.number().int(),
    realised: Decimal,
    distributed: Decimal,
    split: Amounts,
    note: z.string(),
    txHash: Hash.nullable(),
    claimable: Amounts,
    vault: VaultState,
  }),
  'claim/paid': z.object({
    member: z.string(),
    kind: z.enum(['holder', 'contributor', 'staker']),
    amount: Decimal,
    txHash: Hash,
    /** The shares that were claimed for; left out, all of the member. */
    nfts: z.array(z.number().int()).optional(),
  }),
  'share/staked': z.object({
    member: z.string(),
    act: z.enum(['stake', 'unstake']),
    nfts: z.array(z.number().int()),
    by: z.string(),
    txHash: Hash,
  }),
  'compounding/set': z.object({
    member: z.string(),
    state: z.enum(['on', 'off']),
    by: z.string(),
    txHash: Hash,
  }),
  'guard/acted': z.object({
    act: z.enum(['pause', 'revoke-agent', 'tighten']),
    sentence: z.string(),
    by: z.string(),
    txHash: Hash,
  }),
  'exit/queued': z.object({
    member: z.string(),
    nft: z.number().int(),
    by: z.string(),
    txHash: Hash,
  }),
  'exit/cancelled': z.object({
    member: z.string(),
    nft: z.number().int(),
    by: z.string(),
    txHash: Hash,
  }),
  'share/left': z.object({
    member: z.string(),
    nft: z.number().int(),
    by: z.string(),
    weight: Decimal,
    assets: Decimal,
    rewards: Decimal,
    sold: Amounts.describe('what was sold for it, by asset'),
    /** Where it left in kind: what it was paid besides quote, by asset, and what all of it was worth. */
    taken: Amounts.optional(),
    worth: Decimal.optional(),
    nav: Decimal.describe('value of the vault after it'),
    txHash: Hash,
  }),
  /** Liquidity that the agent put into a pool or took back, and what the vault holds of the asset afterwards, at average cost. */
  'liquidity/moved': z.object({
    act: z.enum(['add', 'remove', 'recentre', 'collect', 'close']),
    asset: z.string(),
    quote: Decimal,
    base: Decimal,
    held: Decimal,
    cost: Decimal,
    by: z.string(),
    txHash: Hash,
  }),
  'proposal/changed': z.object({
    proposal: Proposal,
    pairWeightsBps: z.record(z.string(), z.number().int()),
  }),
  checkpoint: z.object({ seq: z.number().int(), hash: Hash, txHash: Hash }),
  'season/judged': z.object({ unseen: Metrics.nullable(), baselines: Baselines }),
  'season/finished': z.object({ vault: VaultState, claimable: Amounts }),
  'season/failed': z.object({ code: z.string(), reason: z.string() }),
  'season/resumed': z.object({ step: z.string() }),
} as const;

export type EntryKind = keyof typeof ENTRIES;
export type EntryData<Kind extends EntryKind> = z.infer<(typeof ENTRIES)[Kind]>;
