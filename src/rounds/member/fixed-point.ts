/**
 * Updates as integers: clipped, weighted by examples, quantised half away from zero; averages truncate toward zero (policy R5).
 * Only + − × ÷ and square roots: the same on every engine.
 */
import { Fault } from '#kit';
import { emptyRing, RING_BITS } from './ring.ts';

/** How a round's updates are written; integers only, because the plan is hashed. */
export interface Encoding {
  /** Largest absolute coordinate after clipping and weighting, in millionths; beyond it a coordinate saturates. */
  readonly rangeMicro: number;
  /** Largest Euclidean norm of an update, in millionths; longer ones are shortened by the member. */
  readonly clipNormMicro: number;
  /** Examples above this count as this many; at most 2^20 − 1. */
  readonly weightCap: number;
  /** Coordinates are written for a cohort of at least so many, where sums of several draws are to be added up. */
  readonly cohort?: number;
}

/** A cohort's sum, decoded. */
export interface WeightedSum {
  /** Σ of weighted, quantised coordinates. */
  readonly sums: Int32Array;
  /** Σ of capped example counts. */
  readonly weight: number;
}

/** Coordinates behind the parameters: the weight in two limbs of 10 bits, so that its sum fits the ring. */
export const WEIGHT_LIMBS = 2;
const LIMB = 1024;
/** Makes what is rounded away from zero large enough to show its sign as an integer, and what saturates not too large for one. */
const SIGN_SCALE = 4;
/** Extra binary places kept by the average. */
const AVERAGE_SCALE = 256;

/** The integer that stands for the full range, such that a cohort of that many cannot overflow. */
export function levelsFor(largestCohort: number): number {
  return Math.floor((2 ** (RING_BITS - 1) - 1) / largestCohort);
}

/** A real number as an integer of `1/scale`, halves away from zero. */
export function quantise(value: number, scale: number): number {
  const scaled = value * scale;
  return scaled < 0 ? -Math.floor(0.5 - scaled) : Math.floor(scaled + 0.5);
}

/** An integer sum over an integer weight, truncated toward zero. */
export function averageTowardZero(sum: number, weight: number): number {
  return Math.trunc(sum / weight);
}

/**
 * The vector a member masks: its weighted update and its weight.
 *
 * @param update new weights minus global weights, one per parameter
 * @param examples how many examples it was trained on
 * @throws Fault `rounds/not-finite` for NaN or infinity, `rounds/no-examples` for no example.
 */
export function encodeUpdate(
  update: Float32Array,
  examples: number,
  encoding: Encoding,
  largestCohort: number,
): Int32Array<ArrayBuffer> {
  if (!Number.isSafeInteger(examples) || examples < 1) {
    throw new Fault(
      'rounds/no-examples',
      `an update from ${examples} examples cannot be weighed; train on at least one`,
    );
  }
  const weight = Math.min(examples, encoding.weightCap);
  const levels = levelsFor(largestCohort);
  const factor =
    (clipFactor(update, encoding.clipNormMicro / 1e6) * (weight / encoding.weightCap) * 1e6) /
    encoding.rangeMicro;
  const vector = emptyRing(update.length + WEIGHT_LIMBS);
  for (let i = 0; i < update.length; i++) {
    const scaled = Math.min(1, Math.max(-1, update[i]! * factor)) * levels;
    // `quantise` without a branch, which random signs would make the processor guess wrong every other time.
    const size = (Math.abs(scaled) + 0.5) | 0;
    const sign = ((scaled * SIGN_SCALE) | 0) >> 31;
    vector[i] = (size ^ sign) - sign;
  }
  vector[update.length] = weight % LIMB;
  vector[update.length + 1] = Math.floor(weight / LIMB);
  return vector;
}

/**
 * Reads a cohort's unmasked sum.
 *
 * @param values signed coordinates
 * @throws Fault `rounds/bad-weight` where the weight is none that this many members can have.
 */
export function decodeSum(
  values: Int32Array,
  parameters: number,
  encoding: Encoding,
  members: number,
): WeightedSum {
  const weight = values[parameters]! + LIMB * values[parameters + 1]!;
  if (weight < members || weight > members * encoding.weightCap) {
    throw new Fault(
      'rounds/bad-weight',
      `${members} members cannot have a weight of ${weight}; a member did not follow the encoding`,
    );
  }
  return { sums: values.slice(0, parameters), weight };
}

/** The mean update of several sums. */
export function averageUpdate(
  parts: readonly WeightedSum[],
  encoding: Encoding,
  largestCohort: number,
): Float32Array<ArrayBuffer> {
  const parameters = parts[0]!.sums.length;
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const unit = encoding.rangeMicro / 1e6 / levelsFor(largestCohort) / AVERAGE_SCALE;
  const scale = encoding.weightCap * AVERAGE_SCALE;
  const out = new Float32Array(parameters);
  for (let i = 0; i < parameters; i++) {
    let sum = 0;
    for (const part of parts) sum += part.sums[i]!;
    out[i] = averageTowardZero(sum * scale, weight) * unit;
  }
  return out;
}

/** What a member's own vector says once it is read as a sum: its update after clipping and rounding. */
export function sentIn(
  vector: Int32Array,
  parameters: number,
  encoding: Encoding,
  largestCohort: number,
): Float32Array<ArrayBuffer> {
  return averageUpdate([decodeSum(vector, parameters, encoding, 1)], encoding, largestCohort);
}

/** Global weights moved by an update, in float32. */
export function moveWeights(
  weights: Float32Array,
  update: Float32Array,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(weights.length);
  for (let i = 0; i < out.length; i++) out[i] = weights[i]! + update[i]!;
  return out;
}

function clipFactor(update: Float32Array, limit: number): number {
  let squares = 0;
  for (let i = 0; i < update.length; i++) squares += update[i]! * update[i]!;
  if (!Number.isFinite(squares)) {
    throw new Fault(
      'rounds/not-finite',
      'the update has a value that is not finite; lower the learning rate or check the data',
    );
  }
  const norm = Math.sqrt(squares);
  return norm > limit ? limit / norm : 1;
}
