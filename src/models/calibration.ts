/** Makes probabilities mean what they say, from predictions on a validation window only. */
import { Fault } from '#kit';
import { exponential, logarithm } from './elementary.ts';
import { fitRisingCurve, readCurve, type RisingCurve } from './isotonic.ts';

/** Plain data: can be written as JSON and sent with a model. */
export interface Calibration {
  readonly kind: 'temperature+isotonic';
  readonly classes: number;
  /** Log-probabilities are divided by it; above 1 the network was too sure. */
  readonly temperature: number;
  /** For each class, from its tempered probability to its frequency. */
  readonly curves: readonly RisingCurve[];
  /** Windows it was fitted on. */
  readonly windows: number;
}

const FEWEST = 30;
const COLDEST = logarithm(0.05);
const HOTTEST = logarithm(20);

/**
 * Temperature scaling (Guo et al. 2017), then one isotonic curve for each class (Zadrozny and Elkan 2002), made to sum
 * to one again.
 *
 * @param probabilities [n][classes] on windows that were not trained on
 * @throws Fault `models/bad-calibration` when lengths disagree, fewer than 30 windows are given, or a number is no probability
 */
export function fitCalibration(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): Calibration {
  check(probabilities, labels, classes);
  const logs = Float64Array.from(probabilities, (p) => logarithm(Math.max(p, 1e-12)));
  const temperature = exponential(
    minimise((u) => entropy(logs, labels, classes, exponential(u)), COLDEST, HOTTEST),
  );
  const tempered = soften(logs, classes, temperature);
  const curves = Array.from({ length: classes }, (_, c) =>
    fitRisingCurve(
      Float64Array.from(labels, (_, i) => tempered[i * classes + c]!),
      Uint8Array.from(labels, (label) => (label === c ? 1 : 0)),
    ),
  );
  return { kind: 'temperature+isotonic', classes, temperature, curves, windows: labels.length };
}

/** Calibrated probabilities [n][classes]; each row sums to 1 up to rounding to single precision. */
export function calibrate(
  calibration: Calibration,
  probabilities: Float32Array,
): Float32Array<ArrayBuffer> {
  const { classes, temperature, curves } = calibration;
  if (probabilities.length % classes !== 0) {
    refuse(`${probabilities.length} probabilities do not make rows of ${classes}; give whole rows`);
  }
  const logs = Float64Array.from(probabilities, (p) => logarithm(Math.max(p, 1e-12)));
  const tempered = soften(logs, classes, temperature);
  const out = new Float32Array(probabilities.length);
  for (let row = 0; row < out.length; row += classes) {
    const mapped = curves.map((curve, c) => readCurve(curve, tempered[row + c]!));
    const sum = mapped.reduce((total, p) => total + p, 0);
    for (let c = 0; c < classes; c++)
      out[row + c] = sum > 0 ? mapped[c]! / sum : tempered[row + c]!;
  }
  return out;
}

/** softmax(log p / T), row by row. */
function soften(logs: Float64Array, classes: number, temperature: number): Float64Array {
  const out = new Float64Array(logs.length);
  for (let row = 0; row < logs.length; row += classes) {
    let top = -Infinity;
    for (let c = 0; c < classes; c++) top = Math.max(top, logs[row + c]!);
    let sum = 0;
    for (let c = 0; c < classes; c++)
      sum += out[row + c] = exponential((logs[row + c]! - top) / temperature);
    for (let c = 0; c < classes; c++) out[row + c]! /= sum;
  }
  return out;
}

/** Mean −ln of the probability given to what happened. */
function entropy(
  logs: Float64Array,
  labels: Int32Array,
  classes: number,
  temperature: number,
): number {
  const soft = soften(logs, classes, temperature);
  let sum = 0;
  labels.forEach((label, i) => (sum -= logarithm(Math.max(soft[i * classes + label]!, 1e-300))));
  return sum / labels.length;
}

/** Golden-section search; the entropy has one valley in 1/T. */
function minimise(f: (u: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  for (let i = 0; i < 40; i++) {
    if (fc < fd) {
      [b, d, fd] = [d, c, fc];
      c = b - ratio * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + ratio * (b - a);
      fd = f(d);
    }
  }
  return (a + b) / 2;
}

function check(probabilities: Float32Array, labels: Int32Array, classes: number): void {
  if (!Number.isInteger(classes) || classes < 2) refuse(`classes is ${classes}; use 2 or more`);
  if (probabilities.length !== labels.length * classes) {
    refuse(
      `there are ${probabilities.length} probabilities for ${labels.length} labels of ${classes} classes`,
    );
  }
  if (labels.length < FEWEST)
    refuse(`${labels.length} windows are too few to calibrate on; give at least ${FEWEST}`);
  const bad = probabilities.findIndex((p) => !(p >= 0 && p <= 1.000001));
  if (bad >= 0) refuse(`probability ${bad} is ${probabilities[bad]}; use numbers from 0 to 1`);
  const odd = labels.findIndex((label) => label < 0 || label >= classes);
  if (odd >= 0) refuse(`label ${odd} is ${labels[odd]}; use 0 to ${classes - 1}`);
}

function refuse(message: string): never {
  throw new Fault('models/bad-calibration', message);
}
