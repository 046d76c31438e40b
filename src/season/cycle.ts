import {
  checkpoint,
  claim,
  claimContribution,
  distribute,
  type Earned,
  payBuckets,
  publishRoot,
  readShares,
  readVault,
  quoteBalance,
} from '#chain';
import { Fault, formatDecimal, parseDecimal } from '#kit';
import { PRICE_SCALE, worthDown } from '#trading';
import { allocateCarrying, emptyBook } from '#treasury';
import type { ScoreArtefacts } from '#rounds';
import { baseOf } from './assets.ts';
import type { Books } from './books.ts';
import { compoundFor, isCompounding } from './compound.ts';
import {
  accountOf,
  money,
  now,
  priceMoney,
  QUOTE,
  type SeasonContext,
  WEIGHT_DECIMALS,
} from './context.ts';
import type { EntryData, VaultState } from './entries.ts';
import type { MemberPlan } from './plan.ts';
import { beat } from './pulse.ts';

/** Where and when a day ends. */
export interface DayEnd {
  /** 1, 2, 3, … */
  readonly day: number;
  /** Unix seconds. */
  readonly at: number;
  /** Scaled quote units for a whole unit of each asset, at the close. */
  readonly prices: Readonly<Record<string, bigint>>;
}

/** What a distribution did. */
interface Shared {
  readonly distributed: bigint;
  readonly split: Record<string, string>;
  readonly note: string;
  readonly txHash: string | null;
}

/**
 * Ends a day: realised profit above the high-water mark is distributed, members claim what they have, the journal's head goes
 * on chain. Run again after a crash, nothing is paid twice.
 */
export async function closeDay(
  season: SeasonContext,
  books: Books,
  scores: ScoreArtefacts,
  end: DayEnd,
): Promise<void> {
  const key = `cycle/${end.day}`;
  if (!season.record.find(key)) {
    await beat(season, { at: end.at, key: `${key}/mark` });
    const shared = await share(season, end);
    await books.refresh();
    const kept = units(shared.split['reinvest'] ?? '0');
    const vault = await vaultState(season, end.prices, shared.distributed);
    season.record.once(
      key,
      'cycle/closed',
      {
        day: end.day,
        realised: money(units(vault.realised) - realisedBefore(season, end.day)),
        distributed: money(shared.distributed),
        split: shared.split,
        note: shared.note,
        txHash: shared.txHash as EntryData<'cycle/closed'>['txHash'],
        claimable: await claimables(season, scores, end.day, shared.split['contributors']),
        vault,
      },
      now(season),
    );
    books.paidOut(shared.distributed - kept);
  }
  await claimAll(season, scores, end);
  await publishHead(season, `checkpoint/${end.day}`, end.at);
  await season.chain.dump('due');
}

/** Writes the journal's head on chain. */
export async function publishHead(season: SeasonContext, key: string, at: number): Promise<void> {
  if (season.record.find(key)) return;
  const { seq, hash } = season.journal.head();
  const { operator } = season.chain.accounts;
  const { txHash } = await checkpoint(
    season,
    operator,
    { index: seq, hash },
    { at, key: `${key}/${seq}` },
  );
  season.record.once(key, 'checkpoint', { seq, hash, txHash }, now(season));
}

/**
 * The vault as the chain has it, valued at given prices.
 *
 * @param unnoted what was distributed and is not in the journal yet
 */
export async function vaultState(
  season: SeasonContext,
  prices: Readonly<Record<string, bigint>>,
  unnoted = 0n,
): Promise<VaultState> {
  const state = await readVault(season);
  const vaultQuote = await quoteBalance(season, season.deployment.vault);
  const positions = state.positions.map(({ index, held, cost }) => {
    const { symbol } = season.data[index]!.series;
    const { decimals } = baseOf(symbol);
    const value = worthDown(held, prices[symbol]!, decimals);
    const averageCost = held > 0n ? boughtAt(cost, held, decimals) : 0n;
    return { symbol, held, cost, value, averageCost, decimals };
  });
  const unrealised = positions.reduce((sum, { value, cost }) => sum + value - cost, 0n);
  const nav =
    positions.reduce((sum, { value }) => sum + value, state.idle) +
    pooledValue(season, state, prices);
  const one = 10n ** BigInt(WEIGHT_DECIMALS);
  return {
    nav: money(nav),
    navPerShare: formatDecimal(
      state.totalWeight > 0n ? (nav * one) / state.totalWeight : 0n,
      QUOTE.decimals,
    ),
    totalShares: formatDecimal(state.totalWeight, WEIGHT_DECIMALS),
    idle: money(state.idle),
    reserved: money(vaultQuote - state.idle),
    positions: positions.map(({ symbol, held, value, averageCost, decimals }) => ({
      asset: symbol,
      amount: formatDecimal(held, decimals),
      value: money(value),
      averageCost: priceMoney(averageCost),
    })),
    realised: money(state.realised + distributedBefore(season) + unnoted),
    unrealised: money(unrealised),
    highWaterMark: money(state.principal + state.reinvested),
    paused: state.tripped || state.pausedUntil > season.chain.now(),
  };
}

/** The vault's net asset value at given prices, quote units. */
export async function vaultValue(
  season: SeasonContext,
  prices: Readonly<Record<string, bigint>>,
): Promise<bigint> {
  const state = await readVault(season);
  return state.positions.reduce(
    (sum, { index, held }) => {
      const { symbol } = season.data[index]!.series;
      return sum + worthDown(held, prices[symbol]!, baseOf(symbol).decimals);
    },
    state.idle + pooledValue(season, state, prices),
  );
}

/** What liquidity in pools would bring at given prices, fees included, quote units. */
export function pooledValue(
  season: Pick<SeasonContext, 'data'>,
  { pooled }: Pick<Awaited<ReturnType<typeof readVault>>, 'pooled'>,
  prices: Readonly<Record<string, bigint>>,
): bigint {
  return pooled.reduce((sum, { index, quote, quoteFees, base, baseFees }) => {
    const { symbol } = season.data[index]!.series;
    const worth = worthDown(base + baseFees, prices[symbol]!, baseOf(symbol).decimals);
    return sum + quote + quoteFees + worth;
  }, 0n);
}

/** The price at which an amount was bought, scaled. */
function boughtAt(cost: bigint, held: bigint, decimals: number): bigint {
  return (cost * 10n ** BigInt(decimals) * PRICE_SCALE) / held;
}

async function share(season: SeasonContext, end: DayEnd): Promise<Shared> {
  const { chain } = season;
  const { operator } = chain.accounts;
  const state = await readVault(season);
  try {
    const done = await distribute(season, operator, {
      at: end.at,
      key: `cycle/${end.day}/distribute`,
    });
    await payBuckets(season, operator, { at: end.at, key: `cycle/${end.day}/buckets` });
    const contributors = season.config.policy === 'amm' ? 0n : done.ai;
    return {
      distributed: done.amount,
      split: {
        holders: money(done.holders),
        reinvest: money(done.reinvest),
        contributors: money(contributors),
        ai: money(done.ai - contributors),
        treasury: money(done.treasury),
      },
      note: `${money(done.amount)} ${QUOTE.symbol} realised above the high-water mark were distributed.`,
      txHash: done.txHash,
    };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    const why =
      state.realised <= 0n
        ? `the undistributed realised result is ${money(state.realised)} ${QUOTE.symbol}`
        : state.gain === 0n
          ? 'the value lies at or below the high-water mark'
          : 'no quote is idle';
    return { distributed: 0n, split: {}, note: `Nothing was distributed: ${why}.`, txHash: null };
  }
}

/** Publishes what contributors have earned so far, and says what each member can claim in all. */
export async function claimables(
  season: SeasonContext,
  scores: ScoreArtefacts,
  day: number,
  contributors: string | undefined,
): Promise<Record<string, string>> {
  const earned = contributions(season, scores, contributors ? [contributors] : []);
  const fresh = units(contributors ?? '0') > 0n;
  if (fresh && earned.some(({ cumulative }) => cumulative > 0n)) {
    const { operator } = season.chain.accounts;
    const when = { at: season.chain.now(), key: `cycle/${day}/root` };
    await publishRoot(season, operator, BigInt(day), earned, when);
  }
  const shares = await readShares(season);
  return Object.fromEntries(
    season.plan.members.map((member) => {
      const wallet = season.roster.get(member.index).wallet!.toLowerCase();
      const held = shares
        .filter((one) => one.owner.toLowerCase() === wallet)
        .reduce((sum, one) => sum + one.claimable, 0n);
      const row = earned.find(({ id }) => id === BigInt(member.index));
      const open = (row?.cumulative ?? 0n) - claimedByScore(season, member);
      return [member.id, money(held + open)];
    }),
  );
}

/** What each member has earned by contribution, in all: every distribution so far, split by score, fractions carried (R2). */
export function contributions(
  season: Pick<SeasonContext, 'journal'>,
  scores: ScoreArtefacts,
  further: readonly string[] = [],
): Earned[] {
  const parties = scores.scores.map(({ member, scoreMicro }) => ({
    id: String(member),
    weight: BigInt(scoreMicro),
  }));
  const total = new Map(parties.map(({ id }) => [id, 0n]));
  if (parties.every(({ weight }) => weight === 0n)) return toEarned(total);
  const pools = season.journal
    .after(0, 1_000_000, ['cycle/closed'])
    .map(({ data }) => (data as EntryData<'cycle/closed'>).split['contributors'] ?? '0');
  let book = emptyBook;
  for (const pool of [...pools, ...further]) {
    const allocation = allocateCarrying(units(pool), parties, book);
    book = allocation.book;
    for (const [id, amount] of Object.entries(allocation.paid))
      total.set(id, total.get(id)! + amount);
  }
  return toEarned(total);
}

function toEarned(total: ReadonlyMap<string, bigint>): Earned[] {
  return [...total].map(([id, cumulative]) => ({ id: BigInt(id), cumulative }));
}

/** Every member claims what it has, by its own signature; one that does not answer keeps its claim. */
async function claimAll(season: SeasonContext, scores: ScoreArtefacts, end: DayEnd): Promise<void> {
  for (const member of season.plan.members) {
    try {
      await claimFor(season, scores, member, end);
    } catch (error) {
      season.check();
      if (!(error instanceof Fault) || !/^(rounds|members)\//.test(error.code)) throw error;
      season.log.warn({ member: member.id, code: error.code }, 'no claim today');
    }
  }
}

/** Claims a member's holder earnings and its rewards by contribution. */
export async function claimFor(
  season: SeasonContext,
  scores: ScoreArtefacts,
  member: MemberPlan,
  { day, prices }: Pick<DayEnd, 'day' | 'prices'>,
): Promise<void> {
  const account = accountOf(season, member);
  const wallet = account.address.toLowerCase();
  const key = `claim/${day}/${member.id}`;
  const shares = (await readShares(season)).filter((one) => one.owner.toLowerCase() === wallet);
  const ids = shares.filter((one) => one.claimable > 0n).map((one) => one.id);
  const at = season.chain.now();
  if (await isCompounding(season, account.address)) {
    const value = async (): Promise<string> => money(await vaultValue(season, prices));
    await compoundFor(season, member, shares, { key: `${key}/compound`, value });
  } else if (ids.length > 0 || pending(season, `${key}/holder`)) {
    const done = await claim(season, account, ids, { at, key: `${key}/holder` });
    note(season, `${key}/holder`, member, 'holder', done);
  }
  const earned = contributions(season, scores);
  const row = earned.find(({ id }) => id === BigInt(member.index));
  if (row && row.cumulative > claimedByScore(season, member)) {
    const epoch = BigInt(lastPaidDay(season));
    const order = { id: row.id, epoch, earned };
    const done = await claimContribution(season, account, order, { at, key: `${key}/contributor` });
    note(season, `${key}/contributor`, member, 'contributor', done);
  }
}

/** Whether a claim was sent but not yet journaled when the hub was killed. */
function pending(season: SeasonContext, key: string): boolean {
  return season.chain.knows(key) && !season.record.find(key);
}

function note(
  season: SeasonContext,
  key: string,
  member: MemberPlan,
  kind: 'holder' | 'contributor',
  done: { readonly amount: bigint; readonly txHash: `0x${string}` },
): void {
  const entry = { member: member.id, kind, amount: money(done.amount), txHash: done.txHash };
  season.record.once(key, 'claim/paid', entry, now(season));
}

/** What a member has claimed for its contribution so far, in quote units. */
export function claimedByScore(season: SeasonContext, member: MemberPlan): bigint {
  return season.journal
    .after(0, 1_000_000, ['claim/paid'])
    .map(({ data }) => data as EntryData<'claim/paid'>)
    .filter((paid) => paid.member === member.id && paid.kind === 'contributor')
    .reduce((sum, paid) => sum + units(paid.amount), 0n);
}

/** The day of the last distribution: the epoch of the published root. */
export function lastPaidDay(season: SeasonContext): number {
  const paying = season.journal
    .after(0, 1_000_000, ['cycle/closed'])
    .map(({ data }) => data as EntryData<'cycle/closed'>)
    .filter((cycle) => units(cycle.split['contributors'] ?? '0') > 0n);
  return paying.at(-1)?.day ?? 0;
}

function distributedBefore(season: SeasonContext): bigint {
  return season.journal
    .after(0, 1_000_000, ['cycle/closed'])
    .reduce((sum, { data }) => sum + units((data as EntryData<'cycle/closed'>).distributed), 0n);
}

function realisedBefore(season: SeasonContext, day: number): bigint {
  const last = season.record.find(`cycle/${day - 1}`)?.data as
    | EntryData<'cycle/closed'>
    | undefined;
  return units(last?.vault.realised ?? '0');
}

function units(text: string): bigint {
  return parseDecimal(text, QUOTE.decimals);
}
