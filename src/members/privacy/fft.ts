/** The discrete Fourier transform in place, for lengths that are powers of two. */
export function fourier(re: Float64Array, im: Float64Array, direction: 'forward' | 'back'): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  const turn = direction === 'forward' ? -2 * Math.PI : 2 * Math.PI;
  for (let length = 2; length <= n; length <<= 1) {
    const half = length >> 1;
    const cos = new Float64Array(half);
    const sin = new Float64Array(half);
    for (let k = 0; k < half; k++) {
      cos[k] = Math.cos((turn * k) / length);
      sin[k] = Math.sin((turn * k) / length);
    }
    for (let i = 0; i < n; i += length) {
      for (let k = 0; k < half; k++) {
        const a = i + k;
        const b = a + half;
        const x = re[b]! * cos[k]! - im[b]! * sin[k]!;
        const y = re[b]! * sin[k]! + im[b]! * cos[k]!;
        re[b] = re[a]! - x;
        im[b] = im[a]! - y;
        re[a]! += x;
        im[a]! += y;
      }
    }
  }
  if (direction === 'forward') return;
  for (let i = 0; i < n; i++) {
    re[i]! /= n;
    im[i]! /= n;
  }
}
