/** The discrete Gaussian from a table, for many draws of one deviation (Walker's alias method, after Vose 1991). */
import { Fault, type Random } from '#kit';

/** Draws integers; each draw takes {@link WORDS_PER_DRAW} words of its source. */
export type NoiseTable = (random: Random) => number;

export const WORDS_PER_DRAW = 3;

/** Beyond so many deviations lies less than 2^−69 of the mass. */
const REACH = 9.7;
const MOST_ENTRIES = 1 << 22;

/**
 * Lays out the table. A draw is within 2^−48 of the discrete Gaussian in total variation (cut tails, rounded probabilities and
 * thresholds of 53 bits), so a million draws add less than 10^−8 to δ.
 *
 * @param sigma deviation, up to some 200 000
 * @throws Fault `members/noise-range`
 */
export function noiseTable(sigma: number): NoiseTable {
  const reach = Math.ceil(REACH * sigma);
  const size = 2 ** Math.ceil(Math.log2(2 * reach + 1));
  if (!(sigma > 0 && size <= MOST_ENTRIES)) {
    throw new Fault(
      'members/noise-range',
      `noise of deviation ${sigma} does not fit a table; use one above 0 and below ${Math.floor(MOST_ENTRIES / 2 / REACH)}`,
    );
  }
  const weights = new Float64Array(size);
  // Odd entries are 1, −1, 2, −2, …: the order does not matter, entries without weight come last.
  for (let i = 0; i <= 2 * reach; i++) weights[i] = Math.exp(-(valueAt(i) ** 2) / (2 * sigma ** 2));
  const { threshold, alias } = aliasOf(weights);
  return (random) => {
    const entry = random.u32() & (size - 1);
    return valueAt(random.unit() < threshold[entry]! ? entry : alias[entry]!);
  };
}

function valueAt(entry: number): number {
  return entry % 2 === 1 ? (entry + 1) / 2 : -entry / 2;
}

/** Entries that are too light are topped up from ones that are too heavy, each from one only. */
function aliasOf(weights: Float64Array): { threshold: Float64Array; alias: Uint32Array } {
  const size = weights.length;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / size;
  const threshold = weights.map((weight) => weight / mean);
  const alias = Uint32Array.from(threshold.keys());
  const light = new Uint32Array(size);
  const heavy = new Uint32Array(size);
  let [lights, heavies] = [0, 0];
  for (let i = 0; i < size; i++)
    if (threshold[i]! < 1) light[lights++] = i;
    else heavy[heavies++] = i;
  while (lights > 0 && heavies > 0) {
    const small = light[--lights]!;
    const large = heavy[heavies - 1]!;
    alias[small] = large;
    threshold[large]! -= 1 - threshold[small]!;
    if (threshold[large]! < 1) {
      heavies--;
      light[lights++] = large;
    }
  }
  // What rounding left over is whole.
  while (heavies > 0) threshold[heavy[--heavies]!] = 1;
  while (lights > 0) threshold[light[--lights]!] = 1;
  return { threshold, alias };
}
