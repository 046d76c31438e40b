/** Special functions in double precision, and sums of numbers kept as logarithms. */

/** The complementary error function. */
export function erfc(x: number): number {
  const ax = Math.abs(x);
  const value = ax < 2.5 ? 1 - erfSeries(ax) : Math.exp(-ax * ax) * scaledTail(ax);
  return x < 0 ? 2 - value : value;
}

/** ln erfc(x), also where erfc itself underflows. */
export function logErfc(x: number): number {
  return x < 2.5 ? Math.log(erfc(x)) : -x * x + Math.log(scaledTail(x));
}

/** The standard normal distribution function. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

/** ln Γ(x) for x > 0 (Lanczos, g = 7). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x + 6.5;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ln(e^a + e^b). */
export function logAdd(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

/** ln(e^a − e^b) for a ≥ b. */
export function logSubtract(a: number, b: number): number {
  if (b === -Infinity) return a;
  return a === b ? -Infinity : a + Math.log1p(-Math.exp(b - a));
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

function erfSeries(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; n < 80; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** erfc(x)·e^(x²) by its continued fraction, for x ≥ 2.5. */
function scaledTail(x: number): number {
  let fraction = 0;
  // The further out, the fewer terms count.
  for (let k = Math.ceil(20 + 640 / (x * x)); k >= 1; k--) fraction = k / 2 / (x + fraction);
  return 1 / (Math.sqrt(Math.PI) * (x + fraction));
}
