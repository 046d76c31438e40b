/** Compares the kernel with a file of losses and gradients that another framework computed from the same weights. */
import { Fault } from '#kit';
import type { Kernel } from '#tensor';
import { readReference } from './reference-file.ts';
import { tensorPlaces, type LstmShape, type TensorPlace } from './shape.ts';
import { openTrainer } from './trainer.ts';

/** One figure and what it may be at most. */
export interface Check {
  readonly error: number;
  readonly limit: number;
  readonly pass: boolean;
}

export interface ReferenceReport {
  readonly shape: LstmShape;
  readonly batch: number;
  readonly learningRate: number;
  /** |loss − reference| of the first step. */
  readonly loss: Check;
  /** Over all tensors, the largest |gradient − reference| divided by the largest |reference| of that tensor. */
  readonly gradient: Check & { readonly tensor: string };
  /** The same as a share of each element, over elements of at least 1 % of their tensor's largest. Not judged. */
  readonly gradientElementwise: number;
  /** The largest |loss − reference| over the steps, each taken before its update. */
  readonly losses: Check & { readonly steps: number };
  readonly pass: boolean;
}

const LOSS = 1e-5;
const GRADIENT = 1e-4;
const LOSSES = 1e-4;

/**
 * Loads the file's weights, compares loss and gradients, then takes as many Adam steps as it has losses.
 *
 * @param json the parsed file: x [B][T][I], y [B], layers [{wih, whh, b}], head {w, b}, glayers, ghead, losses; `lr`
 *   is 1e-3 unless given. Sizes follow from the lengths.
 * @throws Fault `models/bad-reference` naming the field that is missing or of the wrong length
 */
export async function verifyReference(json: unknown, kernel: Kernel): Promise<ReferenceReport> {
  const { shape, batch, learningRate, weights, gradient, losses, data } = readReference(json);
  const all = Int32Array.from({ length: batch }, (_, i) => i);
  const trainer = await openTrainer(shape, { kernel, maxBatch: batch });
  try {
    trainer.load(weights);
    const ours = trainer.gradient(data, all);
    const steps = Array.from(losses, () => trainer.step(data, all, { learningRate }));
    const worst = largest(tensorPlaces(shape), ours.gradient, gradient);
    const loss = judge(Math.abs(ours.loss - losses[0]!), LOSS);
    const drift = judge(Math.max(...steps.map((value, i) => distance(value, losses[i]!))), LOSSES);
    const slope = judge(worst.error, GRADIENT);
    return {
      shape,
      batch,
      learningRate,
      loss,
      gradient: { ...slope, tensor: worst.tensor },
      gradientElementwise: worst.elementwise,
      losses: { ...drift, steps: losses.length },
      pass: loss.pass && slope.pass && drift.pass,
    };
  } catch (error) {
    if (error instanceof Fault && error.code === 'models/bad-weights') {
      throw new Fault('models/bad-reference', `the weights are not usable: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    await trainer.close();
  }
}

function judge(error: number, limit: number): Check {
  return { error, limit, pass: error <= limit };
}

function distance(a: number, b: number): number {
  const d = Math.abs(a - b);
  return Number.isNaN(d) ? Infinity : d;
}

function largest(
  tensors: readonly TensorPlace[],
  ours: Float32Array,
  theirs: Float32Array,
): { error: number; elementwise: number; tensor: string } {
  let [error, elementwise, tensor] = [0, 0, tensors[0]!.name];
  for (const { name, offset, length } of tensors) {
    const reference = theirs.subarray(offset, offset + length);
    const size = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < length; i++) {
      const miss = distance(ours[offset + i]!, reference[i]!);
      // A tensor of zeros has no scale: there, any gradient but zero is an infinite error.
      const relative = miss === 0 ? 0 : miss / size;
      if (relative > error) [error, tensor] = [relative, name];
      const own = Math.abs(reference[i]!);
      if (own >= 0.01 * size && own > 0) elementwise = Math.max(elementwise, miss / own);
    }
  }
  return { error, elementwise, tensor };
}
