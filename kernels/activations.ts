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
  // The same for the logistic function: ½ + x·p(x²)/q(x²), with x halved and the result halved in the coefficients.
  constant(13, 0.5);
  constant(14, 15.8106222152709961);
  constant(15, -15.8106222152709961);
  constant(16, -2.76076847742355e-16 / 16384);
  constant(17, 2.00018790482477e-13 / 4096);
  constant(18, -8.60467152213735e-11 / 1024);
  constant(19, 5.12229709037114e-8 / 256);
  constant(20, 1.48572235717979e-5 / 64);
  constant(21, 6.37261928875436e-4 / 16);
  constant(22, 4.89352455891786e-3 / 4);
  constant(23, 1.19825839466702e-6 / 64);
  constant(24, 1.18534705686654e-4 / 16);
  constant(25, 2.26843463243900e-3 / 4);
  constant(26, 4.89352518554385e-3);
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
  return rational(value, 0, 1, 2, 9);
}

// @ts-ignore: decorator
@inline export function logistic4(value: v128): v128 {
  return f32x4.add(rational(value, 14, 15, 16, 23), c(13));
}

/** x·p(x²)/q(x²) with x held within the limits; p has seven coefficients from index `p` on, q four, highest first. */
// @ts-ignore: decorator
@inline function rational(value: v128, high: i32, low: i32, p: i32, q: i32): v128 {
  // Pseudo-minimum and -maximum are one instruction each where the others are eight; so ordered, NaN stays NaN.
  const x = f32x4.pmax(f32x4.pmin(value, c(high)), c(low));
  const x2 = f32x4.mul(x, x);
  const x4 = f32x4.mul(x2, x2);
  const p0 = multiplyAdd(x2, c(p + 5), c(p + 6));
  const p1 = multiplyAdd(x2, c(p + 3), c(p + 4));
  const p2 = multiplyAdd(x4, c(p), multiplyAdd(x2, c(p + 1), c(p + 2)));
  const q0 = multiplyAdd(x2, c(q + 2), c(q + 3));
  const q1 = multiplyAdd(x2, c(q), c(q + 1));
  const top = f32x4.mul(multiplyAdd(x4, multiplyAdd(x4, p2, p1), p0), x);
  return f32x4.div(top, multiplyAdd(x4, q1, q0));
}
