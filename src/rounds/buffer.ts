/**
 * FedBuff (Nguyen et al. 2022) over cohort sums: sums wait until `goal` of them are there, then the model moves by their mean;
 * one that was trained on a model that has moved on meanwhile counts 1/√(1 + moves). + − × ÷ and square roots in a fixed order.
 */

/** The rule's numbers. */
export interface BufferRule {
  readonly goal: number;
  readonly rateMicro: number;
}

/** A cohort's mean update as it comes in. */
export interface Arrival {
  readonly update: Float32Array;
  /** Examples behind it. */
  readonly weight: number;
  /** How often the model has moved since the one it was trained on. */
  readonly staleness: number;
}

/** What is left after an arrival. */
export interface Buffered {
  readonly weights: Float32Array<ArrayBuffer>;
  /** Arrivals that wait, one behind the other: weight, staleness, update. Empty after a move. */
  readonly waiting: Float32Array<ArrayBuffer>;
  readonly moved: boolean;
}

const HEAD = 2;

/** Takes one arrival; moves the model where it completes the buffer. */
export function takeArrival(
  rule: BufferRule,
  weights: Float32Array,
  arrival: Arrival,
  waiting: Float32Array,
): Buffered {
  const width = HEAD + weights.length;
  const all = new Float32Array(waiting.length + width);
  all.set(waiting);
  all.set([arrival.weight, arrival.staleness], waiting.length);
  all.set(arrival.update, waiting.length + HEAD);
  const count = all.length / width;
  if (count < rule.goal) return { weights: weights.slice(), waiting: all, moved: false };
  const arrivals = Array.from({ length: count }, (_, k) =>
    all.subarray(k * width, (k + 1) * width),
  );
  const total = arrivals.reduce((sum, one) => sum + one[0]!, 0);
  const parts = arrivals.map((one) => one[0]! / Math.sqrt(1 + one[1]!));
  const rate = rule.rateMicro / 1e6;
  const out = new Float32Array(weights.length);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const [k, one] of arrivals.entries()) sum += parts[k]! * one[HEAD + i]!;
    out[i] = weights[i]! + Math.fround((rate * sum) / total);
  }
  return { weights: out, waiting: new Float32Array(), moved: true };
}
