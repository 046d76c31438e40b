/** Updates of `n` parameters (a multiple of four) in place; `scale` multiplies the gradient first (clipping). */

/** Σ g², in double precision. */
export function sumOfSquares(n: i32, g: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const x = v128.load(g);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
    g += 16;
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Adam (Kingma and Ba 2015) as torch computes it, with decoupled weight decay (Loshchilov and Hutter 2019) when
 * `decay` > 0. `power1` and `power2` are β₁^t and β₂^t, kept by the caller as running products.
 */
export function adam(n: i32, w: usize, g: usize, m: usize, v: usize, scale: f32, rate: f64, beta1: f64, beta2: f64, epsilon: f64, power1: f64, power2: f64, decay: f64): void {
  const step = f32x4.splat(<f32>(rate / (1 - power1)));
  const root = f32x4.splat(<f32>(1 / sqrt<f64>(1 - power2)));
  const e = f32x4.splat(<f32>epsilon);
  const b1 = f32x4.splat(<f32>beta1), b2 = f32x4.splat(<f32>beta2);
  const n1 = f32x4.splat(<f32>(1 - beta1)), n2 = f32x4.splat(<f32>(1 - beta2));
  const keep = f32x4.splat(<f32>(1 - rate * decay));
  const s = f32x4.splat(scale);
  for (let i = 0; i < n; i += 4) {
    const gradient = f32x4.mul(v128.load(g), s);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(n1, gradient));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(n2, f32x4.mul(gradient, gradient)));
    v128.store(m, first);
    v128.store(v, second);
    const size = f32x4.add(f32x4.mul(f32x4.sqrt(second), root), e);
    v128.store(w, f32x4.sub(f32x4.mul(v128.load(w), keep), f32x4.mul(step, f32x4.div(first, size))));
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}

/** Stochastic gradient descent with momentum and coupled weight decay, as torch computes it. */
export function momentum(n: i32, w: usize, g: usize, m: usize, scale: f32, rate: f64, coefficient: f64, decay: f64): void {
  const r = f32x4.splat(<f32>rate), keep = f32x4.splat(<f32>coefficient), d = f32x4.splat(<f32>decay), s = f32x4.splat(scale);
  for (let i = 0; i < n; i += 4) {
    const weight = v128.load(w);
    const gradient = f32x4.add(f32x4.mul(v128.load(g), s), f32x4.mul(d, weight));
    const velocity = f32x4.add(f32x4.mul(keep, v128.load(m)), gradient);
    v128.store(m, velocity);
    v128.store(w, f32x4.sub(weight, f32x4.mul(r, velocity)));
    w += 16;
    g += 16;
    m += 16;
  }
}

/** Multiplies `count` stretches of `bytes` bytes, `stride` bytes apart. */
export function scale(bytes: i32, count: i32, stride: i32, at: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (; count > 0; count--) {
    for (let i = 0; i < bytes; i += 16) v128.store(at + i, f32x4.mul(v128.load(at + i), f));
    at += stride;
  }
}

export function clear(bytes: i32, at: usize): void {
  memory.fill(at, 0, bytes);
}
