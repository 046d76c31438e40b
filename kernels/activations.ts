/**
 * tanh and the logistic function on four floats at once: a rational approximation on [−7.9, 7.9] (the coefficients of
 * Eigen's `ptanh`, MPL-2.0 constants), a few units in the last place off.
 */
import { multiplyAdd } from './tiles';

/** Constants are read by splatting loads, four times each: the form V8 can widen to 256 bits. */
const TABLE: usize = 1024;

/** Writes the constants; call once for each memory. */
export function initialise(): void {
  constant(0, 7.90531110763549805);
  constant(1, -7.90531110763549805);
  constant(2, -2.76076847742355e-16);
  constant(3, 2.00018790482477e-13);
  constant(4, -8.60467152213735e-11);
  constant(5, 5.12229709037114e-8);
  constant(6, 1.48572235717979e-5);
  constant(7, 6.37261928875436e-4);
  constant(8, 4.89352455891786e-3);
  constant(9, 1.19825839466702e-6);
  constant(10, 1.18534705686654e-4);
  constant(11, 2.26843463243900e-3);
  constant(12, 4.89352518554385e-3);
  constant(13, 0.5);
}

function constant(index: i32, value: f32): void {
  store<f32>(TABLE + index * 16, value);
}

// @ts-ignore: decorator
@inline function c(index: i32): v128 {
  return v128.load_splat<f32>(TABLE + index * 16);
}

// @ts-ignore: decorator
@inline export function tanh4(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, c(0)), c(1));
  const x2 = f32x4.mul(x, x);
  const x4 = f32x4.mul(x2, x2);
  const p0 = multiplyAdd(x2, c(7), c(8));
  const p1 = multiplyAdd(x2, c(5), c(6));
  const p2 = multiplyAdd(x4, c(2), multiplyAdd(x2, c(3), c(4)));
  const q0 = multiplyAdd(x2, c(11), c(12));
  const q1 = multiplyAdd(x2, c(9), c(10));
  const p = f32x4.mul(multiplyAdd(x4, multiplyAdd(x4, p2, p1), p0), x);
  return f32x4.div(p, multiplyAdd(x4, q1, q0));
}

// @ts-ignore: decorator
@inline export function logistic4(x: v128): v128 {
  const half = c(13);
  return multiplyAdd(half, tanh4(f32x4.mul(half, x)), half);
}
