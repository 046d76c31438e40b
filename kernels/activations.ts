/**
 * tanh and the logistic function on four floats at once: a rational approximation on [−7.9, 7.9] (the coefficients of
 * Eigen's `ptanh`, MPL-2.0 constants), a few units in the last place off.
 */
import { multiplyAdd } from './tiles';

/** Constants are read by splatting loads: the form V8 can widen to 256 bits. */
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
  constant(27, 1);
}

function constant(index: i32, value: f32): void {
  store<f32>(TABLE + index * 16, value);
}

/** Constants used in a loop are read before it and named, so that they stay in registers or close by. */
// @ts-ignore: decorator
@inline export function c(index: i32): v128 {
  return v128.load_splat<f32>(TABLE + index * 16);
}

// @ts-ignore: decorator
@inline export function one(): v128 {
  return c(27);
}

/** The logistic function of eight floats in each of `rows` rows of 128 bytes, in place. */
export function logisticRows(rows: i32, g: usize): void {
  const high = c(14), low = c(15), p0 = c(16), p1 = c(17), p2 = c(18), p3 = c(19), p4 = c(20), p5 = c(21), p6 = c(22);
  const q0 = c(23), q1 = c(24), q2 = c(25), q3 = c(26), half = c(13);
  for (; rows > 0; rows--) {
    const x0 = v128.load(g), x1 = v128.load(g, 16);
    v128.store(g, f32x4.add(rational(x0, high, low, p0, p1, p2, p3, p4, p5, p6, q0, q1, q2, q3), half));
    v128.store(g, f32x4.add(rational(x1, high, low, p0, p1, p2, p3, p4, p5, p6, q0, q1, q2, q3), half), 16);
    g += 128;
  }
}

/** tanh alike. */
export function tanhRows(rows: i32, g: usize): void {
  const high = c(0), low = c(1), p0 = c(2), p1 = c(3), p2 = c(4), p3 = c(5), p4 = c(6), p5 = c(7), p6 = c(8);
  const q0 = c(9), q1 = c(10), q2 = c(11), q3 = c(12);
  for (; rows > 0; rows--) {
    const x0 = v128.load(g), x1 = v128.load(g, 16);
    v128.store(g, rational(x0, high, low, p0, p1, p2, p3, p4, p5, p6, q0, q1, q2, q3));
    v128.store(g, rational(x1, high, low, p0, p1, p2, p3, p4, p5, p6, q0, q1, q2, q3), 16);
    g += 128;
  }
}

/** tanh of four floats, among other work. */
// @ts-ignore: decorator
@inline export function tanh4(value: v128): v128 {
  return rational(value, c(0), c(1), c(2), c(3), c(4), c(5), c(6), c(7), c(8), c(9), c(10), c(11), c(12));
}

/** x·p(x²)/q(x²) with x held within the limits; the coefficients of p and q from the highest down. */
// @ts-ignore: decorator
@inline function rational(value: v128, high: v128, low: v128, p0: v128, p1: v128, p2: v128, p3: v128, p4: v128, p5: v128, p6: v128, q0: v128, q1: v128, q2: v128, q3: v128): v128 {
  // Pseudo-minimum and -maximum are one instruction each where the others are eight; so ordered, NaN stays NaN.
  const x = f32x4.pmax(f32x4.pmin(value, high), low);
  const x2 = f32x4.mul(x, x);
  const x4 = f32x4.mul(x2, x2);
  const pa = multiplyAdd(x2, p5, p6);
  const pb = multiplyAdd(x2, p3, p4);
  const pc = multiplyAdd(x4, p0, multiplyAdd(x2, p1, p2));
  const qa = multiplyAdd(x2, q2, q3);
  const qb = multiplyAdd(x2, q0, q1);
  const top = f32x4.mul(multiplyAdd(x4, multiplyAdd(x4, pc, pb), pa), x);
  return f32x4.div(top, multiplyAdd(x4, qb, qa));
}
