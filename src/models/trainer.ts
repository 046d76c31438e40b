/** A network that can be trained, asked and read; the arithmetic is the kernel's. */
import { Fault, type Random } from '#kit';
import { type Kernel, openEngine } from '#tensor';
import { checkData, checkWindow, type SequenceData } from './data.ts';
import { type Optimiser, startMoments } from './optimiser.ts';
import { checkShape, headOf, kindOf, type NetworkShape, parameterCount } from './shape.ts';
import { checkWeights } from './weights.ts';

export interface TrainerOptions {
  /** From `nodeKernel()` of `#tensor/node`, or a browser's. */
  readonly kernel: Kernel;
  /** Default 1: everything in the calling thread. The exact builds give the same bits for any number. */
  readonly threads?: number;
  /** The most windows in one step, default 64; memory grows with it. */
  readonly maxBatch?: number;
  /** Default Adam with torch's constants. */
  readonly optimiser?: Optimiser;
  /** Leaves out units of every layer while training, each for a whole window; 0 to below 1. */
  readonly dropout?: { readonly rate: number; readonly random: Random };
}

export interface StepOptions {
  readonly learningRate: number;
  /** Longer gradients are scaled to this length. */
  readonly clipNorm?: number;
}

export interface Evaluation {
  /** Mean over the windows. */
  readonly loss: number;
  /** Share of windows whose likeliest class is the label; NaN for a head of values. */
  readonly accuracy: number;
  /** [n][outputs] */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** What groups of windows add to a gradient when none may add more than a limit. */
export interface BoundedSum {
  /** Mean over the windows. */
  readonly loss: number;
  readonly sum: Float32Array<ArrayBuffer>;
  /** Of each group's gradient, before it was bounded. */
  readonly lengths: Float64Array<ArrayBuffer>;
}

export interface Trainer {
  readonly shape: NetworkShape;
  readonly maxBatch: number;
  /** Takes flat weights in the order of {@link tensorPlaces}; the optimiser keeps its moments. */
  load(weights: Float32Array): void;
  /** A copy. */
  weights(): Float32Array<ArrayBuffer>;
  resetOptimiser(): void;
  /** One update on the windows named by `indices`; the mean loss before it. */
  step(data: SequenceData, indices: Int32Array, options: StepOptions): number;
  /** The mean loss and its gradient, without an update; without dropout unless a seed for it is given. */
  gradient(
    data: SequenceData,
    indices: Int32Array,
    dropoutSeed?: number,
  ): { loss: number; gradient: Float32Array<ArrayBuffer> };
  /**
   * For private training: the gradient of the sum of losses, in which each group of windows counts with a length of at
   * most `limit`. Sums of several calls may be added; noise and `apply` are up to the caller.
   *
   * @param groups for each of `indices` the number of its group, rising from 0 in steps of 0 or 1; by default each
   *   window is a group of its own
   */
  boundedSum(
    data: SequenceData,
    indices: Int32Array,
    limit: number,
    groups?: Int32Array,
  ): BoundedSum;
  /** One update on a gradient in the flat order of weights. */
  apply(gradient: Float32Array, options: StepOptions): void;
  /** Over the windows named, or all. */
  evaluate(data: SequenceData, indices?: Int32Array): Evaluation;
  /** Probabilities (or values) after the window of `rows` that ends with row `end`. */
  predict(rows: Float32Array, end: number): Float32Array<ArrayBuffer>;
  /** Ends the threads; the trainer is of no use afterwards. */
  close(): Promise<void>;
}

/**
 * Lays a network out in memory and starts its threads. Give it weights with `load` before anything else.
 *
 * @throws Fault `models/bad-shape`, `models/bad-options`, `tensor/too-large`
 * @example
 * const trainer = await openTrainer(shape, { kernel: await nodeKernel() });
 * trainer.load(initialWeights(shape, seededRandom(1)));
 */
export async function openTrainer(shape: NetworkShape, options: TrainerOptions): Promise<Trainer> {
  checkShape(shape);
  const threads = whole('threads', options.threads ?? 1, 64);
  const { rate, random } = options.dropout ?? { rate: 0, random: undefined };
  if (!(rate >= 0 && rate < 1)) throw badOption('dropout.rate', rate, 'a number from 0 to below 1');
  const maxBatch = whole('maxBatch', options.maxBatch ?? 64, 65_536);
  const { inputSize, steps, hidden, layers, outputs } = shape;
  const head = headOf(shape);
  const spec = {
    kind: kindOf(shape),
    inputSize,
    steps,
    hidden,
    layers,
    outputs,
    head,
    capacity: maxBatch,
  } as const;
  const engine = await openEngine(spec, options.kernel, threads);
  const moments = startMoments(options.optimiser ?? { rule: 'adam' });
  const width = steps * inputSize;
  let loaded = false;

  function place(slot: number, rows: Float32Array, end: number): void {
    engine.input.set(
      rows.subarray((end + 1) * inputSize - width, (end + 1) * inputSize),
      slot * width,
    );
  }

  function gather(data: SequenceData, indices: Int32Array, from: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const window = indices[from + i]!;
      const end = data.ends[window];
      if (end === undefined) throw noWindow(window, data.ends.length);
      place(i, data.rows, end);
      if (head === 'classes') engine.labels[i] = data.labels[window]!;
      else
        for (let c = 0; c < outputs; c++)
          engine.targets[i * outputs + c] = data.targets![window * outputs + c]!;
    }
  }

  function ready(): void {
    if (!loaded)
      throw new Fault('models/no-weights', 'the trainer has no weights; load some first');
  }

  function batch(data: SequenceData, indices: Int32Array): number {
    ready();
    checkData(shape, data);
    if (indices.length < 1 || indices.length > maxBatch) {
      throw new Fault(
        'models/bad-batch',
        `the batch has ${indices.length} windows; use 1 to ${maxBatch}`,
        {
          meta: { windows: indices.length, maxBatch },
        },
      );
    }
    gather(data, indices, 0, indices.length);
    return indices.length;
  }

  /** Goes on from `sum`, row by row, so that the total does not depend on how rows were batched. */
  function addLosses(count: number, sum: number): number {
    for (let i = 0; i < count; i++) sum += engine.losses[i]!;
    return sum;
  }

  return {
    shape,
    maxBatch,
    load(weights) {
      checkWeights(shape, weights);
      engine.load(weights);
      loaded = true;
    },
    weights() {
      ready();
      const flat = new Float32Array(parameterCount(shape));
      engine.save(flat);
      return flat;
    },
    resetOptimiser() {
      engine.resetMoments();
      moments.reset();
    },
    step(data, indices, { learningRate, clipNorm = 0 }) {
      checkStep(learningRate, clipNorm);
      const count = batch(data, indices);
      const seed = random && rate > 0 ? random.u32() | 0 : 0;
      engine.step(count, moments.next(learningRate, clipNorm), { rate, seed });
      return addLosses(count, 0) / count;
    },
    apply(gradient, { learningRate, clipNorm = 0 }) {
      ready();
      checkStep(learningRate, clipNorm);
      checkWeights(shape, gradient);
      engine.apply(gradient, moments.next(learningRate, clipNorm));
    },
    boundedSum(data, indices, limit, groups = indices.map((_, i) => i)) {
      if (!(limit > 0 && limit < Infinity)) throw badOption('limit', limit, 'a positive number');
      const count = batch(data, indices);
      const total = endGroups(groups, count, engine.groupEnds);
      const seed = random && rate > 0 ? random.u32() | 0 : 0;
      engine.bounded(count, total, limit, { rate, seed });
      const sum = new Float32Array(parameterCount(shape));
      engine.saveGradient(sum);
      const lengths = Float64Array.from(engine.groupLengths.subarray(0, total));
      if (!lengths.every(Number.isFinite)) {
        throw new Fault('models/diverged', 'a gradient is not finite; load other weights');
      }
      return { loss: addLosses(count, 0) / count, sum, lengths };
    },
    gradient(data, indices, dropoutSeed) {
      const count = batch(data, indices);
      engine.gradient(count, dropoutSeed === undefined ? undefined : { rate, seed: dropoutSeed });
      const gradient = new Float32Array(parameterCount(shape));
      engine.saveGradient(gradient);
      return { loss: addLosses(count, 0) / count, gradient };
    },
    evaluate(data, indices = Int32Array.from(data.ends.keys())) {
      ready();
      checkData(shape, data);
      const n = indices.length;
      if (n === 0)
        throw new Fault('models/bad-data', 'there is no window to evaluate; give at least one');
      const probabilities = new Float32Array(n * outputs);
      let [loss, right] = [0, 0];
      for (let from = 0; from < n; from += maxBatch) {
        const count = Math.min(maxBatch, n - from);
        gather(data, indices, from, count);
        engine.forward(count);
        loss = addLosses(count, loss);
        for (let i = 0; i < count; i++) {
          const row = engine.output.subarray(i * 16, i * 16 + outputs);
          probabilities.set(row, (from + i) * outputs);
          if (likeliest(row) === engine.labels[i]) right++;
        }
      }
      return { loss: loss / n, accuracy: head === 'classes' ? right / n : NaN, probabilities };
    },
    predict(rows, end) {
      ready();
      checkWindow(shape, Math.floor(rows.length / inputSize), end, 'the window');
      place(0, rows, end);
      engine.forward(1);
      return Float32Array.from(engine.output.subarray(0, outputs));
    },
    close: () => engine.close(),
  };
}

/** Writes where each group ends; how many there are. */
function endGroups(groups: Int32Array, count: number, ends: Int32Array): number {
  if (groups.length !== count)
    throw badOption('groups.length', groups.length, `one for each of ${count} windows`);
  let last = 0;
  for (let i = 0; i < count; i++) {
    const group = groups[i]!;
    if (group !== last && !(group === last + 1 && i > 0)) {
      throw badOption(`groups[${i}]`, group, 'numbers that rise from 0 in steps of 0 or 1');
    }
    ends[group] = i + 1;
    last = group;
  }
  return last + 1;
}

function checkStep(learningRate: number, clipNorm: number): void {
  if (!(learningRate >= 0 && learningRate < Infinity)) {
    throw badOption('learningRate', learningRate, 'a positive number');
  }
  if (!(clipNorm >= 0 && clipNorm < Infinity)) {
    throw badOption('clipNorm', clipNorm, 'a positive number, or 0 for none');
  }
}

/** The index of the largest; the first of equals. */
function likeliest(row: Float32Array): number {
  let best = 0;
  for (let c = 1; c < row.length; c++) if (row[c]! > row[best]!) best = c;
  return best;
}

function whole(name: string, value: number, most: number): number {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw badOption(name, value, `a whole number from 1 to ${most}`);
  return value;
}

function badOption(name: string, value: number, use: string): Fault {
  return new Fault('models/bad-options', `${name} is ${value}; use ${use}`, {
    meta: { name, value: String(value) },
  });
}

function noWindow(window: number, count: number): Fault {
  return new Fault('models/bad-batch', `there is no window ${window}; the data has ${count}`, {
    meta: { window, count },
  });
}
