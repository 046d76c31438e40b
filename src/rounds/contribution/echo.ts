/**
 * How much of the group's past updates a member sends again. Where every member adds noise, what the group learned carries it like a
 * watermark: an honest update, with noise of its own drawn afterwards, has next to nothing of it; whoever pushes the model on along
 * what it did before pushes along that noise too, whatever else it adds.
 */
import { invert } from './ridge.ts';

/** One member's echo. */
export interface MemberEcho {
  /** By how much of past updates, all together, the member pushes on; 10^-9: one for who sends the last one again, or their mean. */
  readonly echoNano: number;
  /** What an honest member may show by chance, and because what is to be learned stays the same for some rounds; 10^-9. */
  readonly allowedNano: number;
}

/** A finished round: who was in which cohort, and the cohorts' weighted sums, a usual member counting one. */
export interface EchoRound {
  readonly cohorts: readonly (readonly number[])[];
  readonly sums: readonly Float64Array[];
}

/** A direction in which the group moved that none before it shows. */
interface Direction {
  readonly unit: Float64Array;
  /** What a part along it counts, such that a combination of past updates counts by the sum of its coefficients. */
  readonly counts: number;
}

/** Keeps the equations solvable where cohorts mix members badly. */
const LAMBDA = 0.05;
/** One honest member in 700 shows more by chance. */
const DEVIATIONS = 3;
/** How much louder than the usual a member's part of what all learn may be. */
const SIGNAL = 1.5;
/** Updates with less of their own than this, squared, are combinations of those before. */
const LEAST_OWN = 1e-6;

/** Measures echoes; give it the rounds in their order. */
export class EchoMeter {
  readonly #members: readonly number[];
  readonly #past: Direction[] = [];
  readonly #rows: number[][] = [];
  readonly #echoes: number[] = [];
  readonly #variances: number[] = [];
  /** Beside past directions: squared lengths of mean updates, and of what all cohorts have in common, which is no noise. */
  #lengths = 0;
  #common = 0;

  constructor(members: readonly number[]) {
    this.#members = members;
  }

  take({ cohorts, sums }: EchoRound): void {
    const seats = cohorts.flat().length;
    if (seats === 0) return;
    const beside = sums.map((sum, k) => this.#hold(cohorts[k]!, sum));
    const pairs = seats ** 2 - cohorts.reduce((sum, cohort) => sum + cohort.length ** 2, 0);
    const all = totalOf(beside);
    const length = dot(all, all);
    if (pairs > 0) {
      const own = beside.reduce((sum, one) => sum + dot(one, one), 0);
      this.#lengths += length / seats ** 2;
      // Noise of different cohorts has nothing in common, and who echoes has been taken out.
      this.#common += (length - own) / pairs;
    }
    this.#remember(totalOf(sums), seats);
  }

  /** One entry a member, in their order. */
  found(): MemberEcho[] {
    const rows = this.#rows;
    const meetings = this.#members.map((_, i) =>
      this.#members.map((_x, j) => {
        const met = rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
        return met + (i === j ? LAMBDA : 0);
      }),
    );
    const found = invert(meetings).map((solved) => {
      let [echo, variance] = [0, 0];
      for (const [k, row] of rows.entries()) {
        const counts = row.reduce((sum, within, j) => sum + within * solved[j]!, 0);
        echo += counts * this.#echoes[k]!;
        variance += counts ** 2 * this.#variances[k]!;
      }
      return { echo, variance };
    });
    const misfit = this.#misfit(found.map(({ echo }) => echo));
    const signal = SIGNAL * this.#learned();
    return found.map(({ echo, variance }) => {
      const allowed = DEVIATIONS * Math.sqrt(misfit * variance) + signal;
      return { echoNano: Math.round(1e9 * echo), allowedNano: Math.round(1e9 * allowed) };
    });
  }

  /** Holds a sum against all that the group did before; gives what is beside that. */
  #hold(cohort: readonly number[], sum: Float64Array): Float64Array {
    const beside = sum.slice();
    let [echo, variance] = [0, 0];
    const loud = dot(sum, sum) / sum.length;
    for (const { unit, counts } of this.#past) {
      const along = takeOut(beside, unit);
      echo += counts * along;
      variance += counts ** 2 * loud;
    }
    if (this.#past.length > 0) {
      this.#rows.push(this.#members.map((member) => Number(cohort.includes(member))));
      this.#echoes.push(echo);
      this.#variances.push(variance);
    }
    return beside;
  }

  /** Adds what is new in a mean update to the directions; straightened twice, against rounding. */
  #remember(total: Float64Array, seats: number): void {
    const rest = total.map((x) => x / seats);
    const squares = dot(rest, rest);
    let left = 1;
    for (let turn = 0; turn < 2; turn++)
      for (const { unit, counts } of this.#past) left -= counts * takeOut(rest, unit);
    const own = dot(rest, rest);
    if (!(own > LEAST_OWN * squares)) return;
    const length = Math.sqrt(own);
    this.#past.push({ unit: rest.map((x) => x / length), counts: left / length });
  }

  /** The echo of an honest member: what is to be learned shows in past updates too, the more of them there are the better. */
  #learned(): number {
    const common = Math.max(0, this.#common);
    const noise = this.#lengths - common;
    const share = noise > 0 ? common / noise : 1;
    return Math.min(1, (share * this.#past.length) / 2);
  }

  /** How much worse than by chance the members' echoes explain the sums', as where one's changes from round to round; at least one. */
  #misfit(found: readonly number[]): number {
    const free = this.#rows.length - found.length;
    let squares = 0;
    for (const [k, row] of this.#rows.entries()) {
      const left = row.reduce((rest, within, i) => rest - within * found[i]!, this.#echoes[k]!);
      squares += left ** 2 / this.#variances[k]!;
    }
    return free > 0 ? Math.max(1, squares / free) : 1;
  }
}

function totalOf(vectors: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < total.length; i++) total[i]! += vector[i]!;
  return total;
}

/** Takes the part along a direction out of a vector, in place, and gives its length. */
function takeOut(vector: Float64Array, unit: Float64Array): number {
  const along = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i]! -= along * unit[i]!;
  return along;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
