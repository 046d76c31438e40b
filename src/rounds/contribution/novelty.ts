/**
 * What of each member's updates is its own: it lies outside of what the group's last models already show, so that who only sends
 * those again has none. Found from cohort sums alone, by + − × ÷ and square roots in a fixed order.
 */
import type { Awaitable } from '#members/keys';
import { EchoMeter, type MemberEcho } from './echo.ts';
import { invert, ridge } from './ridge.ts';

/** How own parts are measured and judged; fixed before the season. */
export interface NoveltyRule {
  /**
   * `lasting`: what a member's updates keep from round to round, as seen in many mixed cohorts. Noise that is drawn anew is no
   * part of it. `noise`: all that is its own in a round, for seasons in which every member adds noise of known size.
   */
  readonly kind: 'lasting' | 'noise';
  /** Own part that a member of usual size cannot help having, 10^-9; without it the median of all members. */
  readonly expectedNano?: number;
  /** With less than this part of what is expected, in thousandths, a member keeps nothing of its gain. */
  readonly lowMilli: number;
  /** From this part on it keeps all of it; in between in proportion. */
  readonly fullMilli: number;
  /**
   * A member that echoes past updates by so much more than it may, in thousandths of an update, keeps nothing; below in proportion.
   * Not looked for where it is left out.
   */
  readonly echoMilli?: number;
}

/** Seasons without noise: honest members lay above a quarter of the median, riders below a tenth; docs/federation.md. */
export const LASTING: NoveltyRule = { kind: 'lasting', lowMilli: 100, fullMilli: 250 };
/**
 * Seasons with noise, whose size is known within a few percent. Strategies that correct gradients leave some of the others' noise in
 * a rider's part (SCAFFOLD about half) and may take some out of an honest member's (FedProx).
 */
export const NOISE: NoveltyRule = {
  kind: 'noise',
  lowMilli: 550,
  fullMilli: 650,
  echoMilli: 250,
};

/** A finished round as this measure sees it. */
export interface SummedRound {
  readonly cohorts: readonly (readonly number[])[];
  /** Mean update of each cohort. */
  readonly updates: readonly Float32Array[];
  /** Examples in each sum. */
  readonly weights: readonly number[];
  /** What the global model moved by, round for round what everybody may send again. */
  readonly change: Float32Array;
}

/** One member's own part, and its echo where that was looked for. */
export interface MemberNovelty extends Partial<MemberEcho> {
  readonly member: number;
  /** Squared length of what is its own in its weighted update, a usual weight being one; 10^-9, below zero by chance. */
  readonly ownNano: number;
}

/** Last changes of the model that are taken out of sums. */
const MOST_DIRECTIONS = 16;
/** Keeps the equations solvable where cohorts mix members badly. */
const LAMBDA = 0.05;
/** So many sums a member are needed to tell members apart. */
const SUMS_A_MEMBER = 2;

/**
 * Measures members' own parts over the rounds after the first.
 *
 * With V the cohorts' weighted sums without the directions of the last changes and M their membership, `lasting` is ‖(M'M + λ)⁻¹M'V‖²
 * a member, less what others' changing parts add to it by chance; `noise` takes ‖V‖² apart into members by ridge regression.
 *
 * @param read a round by its number
 * @returns undefined where there are too few sums to tell members apart
 */
export async function measureNovelty(
  about: { readonly members: readonly number[]; readonly rounds: readonly number[] },
  rule: Pick<NoveltyRule, 'kind' | 'echoMilli'>,
  read: (round: number) => Awaitable<SummedRound>,
): Promise<MemberNovelty[] | undefined> {
  const { members } = about;
  const { kind } = rule;
  const meter = rule.echoMilli === undefined ? undefined : new EchoMeter(members);
  const rows: number[][] = [];
  const energies: number[] = [];
  const sums: Float64Array[] = [];
  const past: Float32Array[] = [];
  for (const number of about.rounds.toSorted((a, b) => a - b)) {
    const round = await read(number);
    const usual = usualWeight(round);
    const weighted = (k: number, known: readonly Float64Array[]): Float64Array =>
      without(round.updates[k]!, round.weights[k]! / usual, known);
    meter?.take({ cohorts: round.cohorts, sums: round.cohorts.map((_, k) => weighted(k, [])) });
    if (past.length > 0) {
      const known = directions(past);
      for (const [k, cohort] of round.cohorts.entries()) {
        const own = weighted(k, known);
        rows.push(members.map((member) => Number(cohort.includes(member))));
        energies.push(dot(own, own));
        if (kind === 'lasting') addTo(sums, rows.at(-1)!, own);
      }
    }
    if (!round.change.some((x) => x !== 0)) continue;
    past.unshift(round.change);
    const most = Math.max(1, Math.min(MOST_DIRECTIONS, Math.floor(round.change.length / 10)));
    past.splice(most);
  }
  if (rows.length < SUMS_A_MEMBER * members.length) return undefined;
  const own = kind === 'lasting' ? lastingParts(rows, sums, energies) : noiseParts(rows, energies);
  const echoes = meter?.found();
  return members.map((member, i) => ({
    member,
    ownNano: Math.round(own[i]! * 1e9),
    ...echoes?.[i],
  }));
}

/**
 * What part of its gain each member keeps, in millionths.
 *
 * @param sizes how much data each has; less than usual brings less of its own, more is not asked to bring more
 */
export function newParts(
  own: readonly number[],
  sizes: readonly number[],
  rule: NoveltyRule,
): number[] {
  const there = sizes.filter((size) => size > 0);
  const usual = median(there);
  // An update is weighed by the data behind it, so its squared length goes with their square.
  const relative = own.map((value, i) => value / Math.min(1, Math.max(1, sizes[i]!) / usual) ** 2);
  const expected = rule.expectedNano ?? median(relative.filter((_, i) => sizes[i]! > 0));
  // Where nobody shows anything of its own nobody can be told from the others.
  if (!(expected > 0)) return own.map(() => WHOLE);
  const low = (expected * rule.lowMilli) / 1000;
  const full = (expected * rule.fullMilli) / 1000;
  return relative.map((value) => {
    const part = (value - low) / (full - low);
    return Math.floor(Math.min(1, Math.max(0, part)) * WHOLE);
  });
}

/** What part of its gain each keeps for not echoing what the group did before, in millionths. */
export function unechoedParts(
  echoes: readonly Partial<MemberEcho>[],
  { echoMilli }: Pick<NoveltyRule, 'echoMilli'>,
): number[] {
  return echoes.map(({ echoNano, allowedNano }) => {
    if (echoMilli === undefined) return WHOLE;
    if (echoNano === undefined || allowedNano === undefined) return 0;
    const over = (echoNano - allowedNano) / (echoMilli * 1e6);
    return Math.floor((1 - Math.min(1, Math.max(0, over))) * WHOLE);
  });
}

const WHOLE = 1_000_000;

/** The upper middle one. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Examples of a member on average over the round. */
function usualWeight({ cohorts, weights }: SummedRound): number {
  return weights.reduce((sum, weight) => sum + weight, 0) / cohorts.flat().length;
}

/** Orthonormal directions that span the given vectors, the first taken first; each is straightened twice, against rounding. */
function directions(vectors: readonly Float32Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = without(without(vector, 1, found), 1, found);
    const squares = dot(rest, rest);
    if (!(squares > 1e-12 * dot(vector, vector))) continue;
    const length = Math.sqrt(squares);
    found.push(rest.map((x) => x / length));
  }
  return found;
}

/** A vector times a factor, less its parts along orthonormal directions. */
function without(
  vector: Float32Array | Float64Array,
  factor: number,
  known: readonly Float64Array[],
): Float64Array {
  const rest = new Float64Array(vector.length);
  for (let i = 0; i < rest.length; i++) rest[i] = vector[i]! * factor;
  for (const direction of known) {
    const along = dot(rest, direction);
    for (let i = 0; i < rest.length; i++) rest[i]! -= along * direction[i]!;
  }
  return rest;
}

/** M'V, one vector a member. */
function addTo(sums: Float64Array[], row: readonly number[], own: Float64Array): void {
  for (const [i, within] of row.entries()) {
    const sum = (sums[i] ??= new Float64Array(own.length));
    if (within === 0) continue;
    for (let j = 0; j < sum.length; j++) sum[j]! += own[j]!;
  }
}

/** All that is wanted follows from inner products of M'V, so vectors are met once. */
function lastingParts(
  rows: readonly (readonly number[])[],
  sums: readonly Float64Array[],
  energies: readonly number[],
): number[] {
  const count = sums.length;
  const meetings = table(count, (i, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0));
  const inverse = invert(table(count, (i, j) => meetings[i]![j]! + (i === j ? LAMBDA : 0)));
  const products = table(count, (i, j) => (j < i ? 0 : dot(sums[i]!, sums[j]!)));
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) products[i]![j] = products[j]![i]!;
  const solved = times(inverse, meetings);
  const spread = times(solved, inverse);
  // What the members' lasting parts do not explain of the sums, for each sum that could differ freely.
  const explained = 2 * trace(times(inverse, products)) - trace(times(spread, products));
  const left = energies.reduce((sum, energy) => sum + energy, 0) - explained;
  const free = rows.length - 2 * trace(solved) + trace(times(solved, solved));
  const chance = Math.max(0, left) / free;
  const found = times(times(inverse, products), inverse);
  return found.map((row, i) => row[i]! - chance * spread[i]![i]!);
}

/** The sums' squared lengths taken apart into members, who all start from an equal part. */
function noiseParts(rows: readonly (readonly number[])[], energies: readonly number[]): number[] {
  const sizes = rows.map((row) => row.reduce((sum, within) => sum + within, 0));
  const all = energies.reduce((sum, energy) => sum + energy, 0);
  const level = all / sizes.reduce((sum, size) => sum + size, 0);
  const targets = energies.map((energy, k) => energy - level * sizes[k]!);
  const ones = rows.map(() => 1);
  return ridge(rows, targets, ones, LAMBDA).map((beyond) => level + beyond);
}

function table(count: number, cell: (i: number, j: number) => number): number[][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_x, j) => cell(i, j)),
  );
}

function times(a: readonly number[][], b: readonly number[][]): number[][] {
  return table(a.length, (i, j) => a[i]!.reduce((sum, x, k) => sum + x * b[k]![j]!, 0));
}

function trace(a: readonly number[][]): number {
  return a.reduce((sum, row, i) => sum + row[i]!, 0);
}

function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
