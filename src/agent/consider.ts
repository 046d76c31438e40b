import { Fault } from '#kit';
import { type Action, type Situation, strategyOf } from '#strategies';
import {
  boughtDown,
  capOf,
  checkAll,
  guardBreaker,
  guardFrequency,
  guardHeartbeat,
  slicePlan,
  type Verdict,
  verdict,
  worthDown,
} from '#trading';
import type { Memory } from './memory.ts';
import type { Book, Observation, Orders } from './observation.ts';

/** What the agent means to do about one pair, and which rule or guard decided. */
export interface Intent {
  readonly action: Action;
  /** Code of the guard that refused, or `strategy/…` where the strategy decided. */
  readonly verdict: string;
  readonly reason: string;
  /** Quote units for BUY, base units for SELL. */
  readonly size: bigint;
  /** The size cut under the cap per trade. */
  readonly slices: readonly bigint[];
}

/** A purchase below this many whole quote units is not worth its gas. */
const MINIMUM_QUOTE = 100n;
/** Slices of one plan are this far apart, so that no minute has more than three. */
export const SLICE_SPACING_MS = 20_000;

/**
 * Decides about one pair at the close of a candle: the strategy says what it wants, the guards say whether it may.
 * Pure but for the memory's rolling high, which takes this candle's point.
 *
 * @param slots how many slices fit before the next candle
 * @throws Fault `agent/wrong-model` where the prediction comes from another model than governance activated,
 * `strategies/unknown` where the mandate names a strategy that this build does not have
 */
export function consider(
  seen: Observation,
  book: Book,
  orders: Orders,
  memory: Memory,
  slots: number,
): Intent {
  if (seen.modelHash !== orders.modelHash) {
    throw new Fault(
      'agent/wrong-model',
      `the prediction comes from model ${seen.modelHash} and governance activated ${orders.modelHash}; load that one`,
    );
  }
  const high = memory.index({ time: seen.at, value: book.index });
  const situation = situationOf(seen, book, orders, memory);
  const wish = strategyOf(orders.strategyHash, orders.horizon).decide(situation);
  if (wish.action === 'HOLD') return held('strategy/hold', wish.reason);
  const cap = capOf(book.nav, orders.capBps);
  const slices = (
    wish.action === 'BUY'
      ? slicePlan(wish.size, cap)
      : slicePlan(wish.size, boughtDown(cap, seen.ceiling, seen.base.decimals))
  ).slice(0, slots);
  const { refusals } = checkAll([
    verdict('guard/paused', !book.paused, 'The vault is paused: nothing is traded.'),
    guardBreaker({ high, value: book.index }),
    guardHeartbeat({
      lastBlock: memory.beat.block,
      block: book.block,
      lastTime: memory.beat.time,
      now: seen.at,
    }),
    guardFrequency({ token: seen.base.symbol, past: memory.recent(seen.symbol), now: seen.at }),
  ]);
  if (refusals.length > 0) return refused(wish.reason, refusals);
  return {
    action: wish.action,
    verdict: wish.action === 'BUY' ? 'strategy/buy' : 'strategy/sell',
    reason: wish.reason,
    size: wish.size,
    slices,
  };
}

function situationOf(seen: Observation, book: Book, orders: Orders, memory: Memory): Situation {
  const base = book.held[seen.symbol] ?? 0n;
  const opened = memory.opened(seen.symbol);
  return {
    base: seen.base,
    quote: seen.quote,
    probabilities: seen.probabilities,
    threshold: orders.threshold,
    position: {
      base,
      value: worthDown(base, seen.price, seen.base.decimals),
      heldFor: opened === undefined ? 0 : seen.candle - opened,
    },
    pairWeight: orders.pairWeights[seen.symbol] ?? 0,
    limits: {
      controlled: book.nav,
      planBps: orders.planBps,
      idle: book.idle,
      minimum: MINIMUM_QUOTE * 10n ** BigInt(seen.quote.decimals),
      horizon: orders.horizon,
    },
  };
}

function held(code: string, reason: string): Intent {
  return { action: 'HOLD', verdict: code, reason, size: 0n, slices: [] };
}

function refused(wish: string, refusals: readonly Verdict[]): Intent {
  const why = refusals.map((refusal) => refusal.sentence).join(' ');
  return held(refusals[0]!.code, `${why} The strategy wanted: ${wish}`);
}
