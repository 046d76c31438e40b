/** Functions whose every bit is the same on every engine: only + − × ÷ and square root, which IEEE 754 fixes. */

const view = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a positive normal number, to 1e-14; the host's own may differ between engines. */
export function ln(x: number): number {
  view.setFloat64(0, x);
  const top = view.getUint32(0);
  let exponent = (top >>> 20) - 1023;
  view.setUint32(0, (top & 0xfffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 artanh((m − 1) / (m + 1)), |s| ≤ 0.172
  const s = (mantissa - 1) / (mantissa + 1);
  const q = s * s;
  let sum = 1 / 17;
  for (let k = 15; k > 0; k -= 2) sum = sum * q + 1 / k;
  return exponent * Math.LN2 + 2 * s * sum;
}

/** Any number into (−1, 1), steepest at zero. */
export function squash(x: number): number {
  return x / Math.sqrt(1 + x * x);
}

/** `a / b`, and 0 where there is nothing to compare with. */
export function ratio(a: number, b: number): number {
  return b > 0 ? a / b : 0;
}

/** Roughly sin(2π · phase) for a phase in [0, 1): Bhaskara's rational form, within 0.002. */
export function wave(phase: number): number {
  const u = phase < 0.5 ? 2 * phase : 2 * phase - 1;
  const bow = u * (1 - u);
  const height = (16 * bow) / (5 - 4 * bow);
  return phase < 0.5 ? height : -height;
}
