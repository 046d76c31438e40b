/** How much a model knows beyond how frequent the classes are. */
import { Fault } from '#kit';
import { logarithm } from './elementary.ts';

const STEPS = 12;
const LEAST = 1e-9;

/**
 * The mean cross-entropy after the predictions were shifted, by one constant a class, until on average they name each class as
 * often as it came. A model that knows nothing but frequencies, right or wrong, loses exactly their entropy; every bit below is
 * told by the inputs.
 *
 * The shift is found by iterative proportional fitting; only + − × ÷ and our own exp and log are used.
 *
 * @param probabilities [n][classes]
 * @throws Fault `models/bad-calibration` when lengths do not fit
 */
export function lossBeyondPrior(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): number {
  const n = labels.length;
  if (n === 0 || probabilities.length !== n * classes) {
    throw new Fault(
      'models/bad-calibration',
      `${probabilities.length} probabilities do not fit ${n} labels of ${classes} classes`,
    );
  }
  const wanted = new Float64Array(classes);
  for (const label of labels) wanted[label]! += 1 / n;
  const factor = new Float64Array(classes).fill(1);
  for (let step = 0; step < STEPS; step++) {
    const named = new Float64Array(classes);
    for (let row = 0; row < probabilities.length; row += classes) {
      const sum = weightOf(probabilities, row, factor);
      for (let c = 0; c < classes; c++) {
        named[c]! += (Math.max(probabilities[row + c]!, LEAST) * factor[c]!) / sum / n;
      }
    }
    for (let c = 0; c < classes; c++) {
      if (wanted[c]! > 0) factor[c] = (factor[c]! * wanted[c]!) / named[c]!;
    }
  }
  let loss = 0;
  labels.forEach((label, i) => {
    const row = i * classes;
    const own = Math.max(probabilities[row + label]!, LEAST) * factor[label]!;
    loss -= logarithm(own / weightOf(probabilities, row, factor));
  });
  return loss / n;
}

function weightOf(probabilities: Float32Array, row: number, factor: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < factor.length; c++) {
    sum += Math.max(probabilities[row + c]!, LEAST) * factor[c]!;
  }
  return sum;
}
