/** exp, log and cos from additions and products alone: a host's own differ between engines in the last place. */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x to about 2e-16 relative; 0 below −700, infinite above 700. */
export function exponential(x: number): number {
  if (!(x >= -700)) return x < -700 ? 0 : NaN;
  if (x > 700) return Infinity;
  const n = Math.round(x * Math.LOG2E);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  // Taylor to r^13 on |r| ≤ ln 2 / 2, from the far end.
  let p = 1;
  for (let k = 13; k >= 1; k--) p = (p * r) / k + 1;
  return scale(p, n);
}

/** ln x to about 2e-16 relative, for x > 0; −∞ at 0. */
export function logarithm(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  let e = 0;
  let m = x;
  while (m > Math.SQRT2) [m, e] = [m / 2, e + 1];
  while (m < Math.SQRT1_2) [m, e] = [m * 2, e - 1];
  // ln m = 2 artanh((m − 1)/(m + 1)), |s| ≤ 0.172.
  const s = (m - 1) / (m + 1);
  const q = s * s;
  let p = 0;
  for (let k = 21; k >= 1; k -= 2) p = p * q + 1 / k;
  return 2 * s * p + e * LN2_HIGH + e * LN2_LOW;
}

/** cos πx to about 1e-16, for x in [0, 1]. */
export function cosineOfPi(x: number): number {
  if (x > 0.5) return -cosineOfPi(1 - x);
  if (x > 0.25) return sine(Math.PI * (0.5 - x));
  const q = Math.PI * x * (Math.PI * x);
  let p = 1;
  for (let k = 16; k >= 2; k -= 2) p = 1 - (p * q) / (k * (k - 1));
  return p;
}

/** sin x by Taylor, for |x| ≤ π/4. */
function sine(x: number): number {
  const q = x * x;
  let p = 1;
  for (let k = 17; k >= 3; k -= 2) p = 1 - (p * q) / (k * (k - 1));
  return p * x;
}

/** p·2^n, exactly. */
function scale(p: number, n: number): number {
  const [step, times] = n < 0 ? [0.5, -n] : [2, n];
  let result = p;
  for (let i = 0; i < times; i++) result *= step;
  return result;
}
