/**
 * How well a hub that sees only cohort sums could tell members' mean updates: the price of scoring with cohorts drawn anew.
 * Measured on synthetic members before a season, with the season's own draws.
 */
import { Fault, type Random, seededRandom } from '#kit';
import { type Draw, drawCohorts, type PrivateTraining } from '#rounds/member';
import { ridge } from './ridge.ts';

/** A season as the meter sees it. */
export interface LeakageQuestion {
  readonly members: readonly number[];
  readonly rounds: number;
  /** The draw of a round, from 1. */
  readonly draw: (round: number) => Draw;
  /** Deviation of what changes from round to round in a member's update, over that of what stays; 1 where unknown. */
  readonly drift: number;
  /** Deviation of the noise a member adds on purpose, over that of what stays in its update; 0 without. */
  readonly noise: number;
}

const DIMENSION = 200;
const RIDGE = 0.02;

/**
 * The mean cosine between a member's own lasting part and the hub's best linear estimate of it: 0 tells nothing, 1 tells all.
 *
 * @param seed of the synthetic members; the answer hardly depends on it
 */
export function leakageOf(question: LeakageQuestion, seed = 'leakage'): number {
  const { members, rounds, draw, drift, noise } = question;
  const random = seededRandom(seed);
  const own = members.map(() => normals(random, 1));
  const spread = Math.hypot(drift, noise);
  const rows: number[][] = [];
  const sums: Float64Array[] = [];
  for (let round = 1; round <= rounds; round++) {
    const sent = own.map((lasting) => {
      const change = normals(random, spread);
      return lasting.map((x, i) => x + change[i]!);
    });
    const cohorts = drawCohorts(members, draw(round));
    for (const cohort of cohorts) {
      // What all cohorts share drowns in what everybody learns, so the hub looks at differences.
      rows.push(
        members.map(
          (member) => Number(cohort.includes(member)) / cohort.length - 1 / members.length,
        ),
      );
      const mean = new Float64Array(DIMENSION);
      for (const [m, member] of members.entries()) {
        const share = Number(cohort.includes(member)) / cohort.length - 1 / members.length;
        if (share !== 0) for (let i = 0; i < DIMENSION; i++) mean[i]! += share * sent[m]![i]!;
      }
      sums.push(mean);
    }
  }
  const estimates = estimate(rows, sums, members.length);
  const average = meanOf(own);
  const cosines = own.map((lasting, m) =>
    cosine(
      lasting.map((x, i) => x - average[i]!),
      estimates[m]!,
    ),
  );
  return cosines.reduce((sum, value) => sum + value, 0) / members.length;
}

/**
 * Refuses a season whose draws would tell too much.
 *
 * @throws Fault `rounds/leakage` above the limit.
 */
export function checkLeakage(question: LeakageQuestion, limit: number): number {
  const leakage = leakageOf(question);
  if (leakage <= limit) return leakage;
  throw new Fault(
    'rounds/leakage',
    `with these draws the hub could estimate members' mean updates with cosine ${leakage.toFixed(2)} and the limit is ${limit}; score in fewer rounds, keep cohorts fixed, or add noise`,
    { meta: { leakage: leakage.toFixed(4), limit: String(limit) } },
  );
}

/**
 * The least that private training's noise can be over what lasts in a member's update, coordinate by coordinate: as if every block
 * pulled the same way with all the length its bound allows, round after round.
 *
 * @param blocks of the member with the most candles
 */
export function noiseOverLasting(
  { sigma, rate, steps }: PrivateTraining,
  blocks: number,
  parameters: number,
): number {
  const noise = (sigma * Math.sqrt(steps)) / (rate * blocks);
  const lasting = steps / Math.sqrt(parameters);
  return noise / lasting;
}

/** The members' parts by ridge regression, each coordinate for itself. */
function estimate(
  rows: readonly (readonly number[])[],
  sums: readonly Float64Array[],
  members: number,
): Float64Array[] {
  const ones = rows.map(() => 1);
  // The solution is linear in the sums, so it is found once for each sum and then added up.
  const solutions = rows.map((_, k) =>
    ridge(
      rows,
      rows.map((_row, i) => Number(i === k)),
      ones,
      RIDGE,
    ),
  );
  return Array.from({ length: members }, (_, m) => {
    const out = new Float64Array(DIMENSION);
    for (const [k, sum] of sums.entries())
      for (let i = 0; i < DIMENSION; i++) out[i]! += solutions[k]![m]! * sum[i]!;
    return out;
  });
}

function meanOf(vectors: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(DIMENSION);
  for (const vector of vectors)
    for (let i = 0; i < DIMENSION; i++) mean[i]! += vector[i]! / vectors.length;
  return mean;
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < DIMENSION; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}

function normals(random: Random, deviation: number): Float64Array {
  return Float64Array.from({ length: DIMENSION }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    return deviation * radius * Math.cos(2 * Math.PI * random.unit());
  });
}
