/**
 * Control variates of SCAFFOLD (Karimireddy et al. 2020, option II): they take out of a member's steps what makes its data
 * differ from the group's. Kept as movements, h = K·η·c for K local steps at rate η, so that they are of the size of updates and
 * share their encoding.
 */
import type { TrainOptions } from '#models';

/** How long local training is. */
export interface Stride {
  readonly steps: number;
  readonly rate: number;
}

/** Adds c − cᵢ to each gradient: the group's variate less the member's own. */
export function correctBy(
  group: Float32Array,
  own: Float32Array,
  { steps, rate }: Stride,
): NonNullable<TrainOptions['adjust']> {
  const scale = 1 / (steps * rate);
  const correction = group.map((variate, i) => (variate - own[i]!) * scale);
  return (gradient) => {
    for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! + correction[i]!;
  };
}

/**
 * The second half of what a member uploads. The hub takes differences to the round's model, so its sum holds
 * hᵢ⁺ − hᵢ = (x − y) − h.
 */
export function movement(before: Float32Array, after: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(before, (x, i) => x - after[i]!);
}

/**
 * The member's variate for the next round, moved by what was truly sent: rounded as the hub's sum was, so that the group's
 * variate stays the mean of the members'.
 */
export function nextOwn(own: Float32Array, sent: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(own, (h, i) => h + sent[own.length + i]!);
}
