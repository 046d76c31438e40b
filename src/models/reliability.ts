/** How often what was said with some confidence came true. */
import { Fault } from '#kit';

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Confidences in [from, to), the last bin with its end. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the bin; 0 where it is empty. */
  readonly confidence: number;
  readonly accuracy: number;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: mean |confidence − accuracy|, weighted by count (Naeini et al. 2015). */
  readonly error: number;
  /** Mean squared distance of the probabilities from what happened (Brier 1950), summed over classes. */
  readonly brier: number;
}

/**
 * Bins predictions by the probability of their likeliest class.
 *
 * @param probabilities [n][classes], where classes = probabilities.length / labels.length
 * @throws Fault `models/bad-calibration` when lengths do not fit
 */
export function reliability(
  probabilities: Float32Array,
  labels: Int32Array,
  bins = 10,
): Reliability {
  const classes = probabilities.length / labels.length;
  if (!Number.isInteger(classes) || classes < 2) {
    throw new Fault(
      'models/bad-calibration',
      `${probabilities.length} probabilities do not fit ${labels.length} labels`,
    );
  }
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  let brier = 0;
  labels.forEach((label, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    let best = 0;
    row.forEach((p, c) => {
      if (p > row[best]!) best = c;
      const miss = p - (c === label ? 1 : 0);
      brier += miss * miss;
    });
    const bin = sums[Math.min(bins - 1, Math.floor(row[best]! * bins))]!;
    bin.count++;
    bin.confidence += row[best]!;
    if (best === label) bin.right++;
  });
  const result = sums.map(({ count, confidence, right }, b) => ({
    from: b / bins,
    to: (b + 1) / bins,
    count,
    confidence: count ? confidence / count : 0,
    accuracy: count ? right / count : 0,
  }));
  const error = result.reduce(
    (sum, bin) => sum + bin.count * Math.abs(bin.confidence - bin.accuracy),
    0,
  );
  return { bins: result, error: error / labels.length, brier: brier / labels.length };
}
