import { allocate, Fault } from '#kit';

/** Basis points of the book by pair; they sum to 10 000. */
export type PairWeights = Readonly<Record<string, number>>;

/** "Shift 5 % to another pair": percentage points of the whole book. */
export interface PairShift {
  readonly to: string;
  /** Where they come from; without it, from all other pairs in proportion to what they have. */
  readonly from?: string | undefined;
  /** Basis points of the book (500 = five percentage points). */
  readonly points: number;
}

/**
 * Moves percentage points of the book to a pair; the weights still sum to 10 000.
 *
 * @throws Fault `governance/bad-pairs` for weights that do not sum to 10 000; `governance/bad-shift` for a pair that gives more than it has.
 * @example applyPairShift({ X: 10_000, Y: 0 }, { to: 'Y', points: 500 }) // { X: 9500, Y: 500 }
 */
export function applyPairShift(weights: PairWeights, shift: PairShift): Record<string, number> {
  checkPairWeights(weights);
  const { to, from, points } = shift;
  if (!Number.isInteger(points) || points < 1 || points > 10_000)
    throw bad(shift, `${points} basis points cannot be moved; use an integer from 1 to 10000`);
  if (from === to) throw bad(shift, `${to} cannot give to itself; name another pair`);
  if (from !== undefined && !Object.hasOwn(weights, from))
    throw bad(shift, `there is no pair ${from}; use one of ${Object.keys(weights).join(', ')}`);
  const givers = Object.entries(weights)
    .filter(([pair, weight]) => (from === undefined ? pair !== to : pair === from) && weight > 0)
    .map(([id, weight]) => ({ id, weight: BigInt(weight) }));
  const available = givers.reduce((sum, giver) => sum + Number(giver.weight), 0);
  if (available < points) {
    throw bad(
      shift,
      `${from ?? 'the other pairs'} can give ${available} basis points, not ${points}; shift less`,
    );
  }
  const { paid } = allocate(BigInt(points), givers);
  const after: Record<string, number> = {
    ...weights,
    [to]: (Object.hasOwn(weights, to) ? weights[to]! : 0) + points,
  };
  for (const [pair, part] of Object.entries(paid)) after[pair]! -= Number(part);
  return after;
}

/**
 * @throws Fault `governance/bad-pairs` unless there are integers from 0 to 10 000 that sum to 10 000.
 */
export function checkPairWeights(weights: PairWeights): PairWeights {
  const entries = Object.entries(weights);
  const wrong = entries.find(([, w]) => !Number.isInteger(w) || w < 0 || w > 10_000);
  const sum = entries.reduce((total, [, weight]) => total + weight, 0);
  if (wrong || sum !== 10_000) {
    throw new Fault(
      'governance/bad-pairs',
      wrong
        ? `pair ${wrong[0]} has weight ${wrong[1]}; use whole basis points from 0 to 10000`
        : `the pair weights sum to ${sum}; they must sum to 10000`,
    );
  }
  return weights;
}

function bad(shift: PairShift, message: string): Fault {
  return new Fault('governance/bad-shift', message, { meta: { ...shift } });
}
