/** A member's private training: its candles in blocks, its own secret noise, every training paid for before it begins. */
import { Fault, hashOf, type Hex, toHex, utf8 } from '#kit';
import { blockOf, type Blocks, type CandleSeries, cutBlocks } from '#market';
import { nodePrimitives } from '#members';
import { type PrivacyLedger, secretRandom } from '#members/privacy';
import { openTrainer, type SequenceData, type Trainer, type TrainOptions } from '#models';
import { costOf, trainPrivately, wordsFor } from '#rounds/member';
import { type Lesson, material, type PrivateLesson } from '#season/lesson';
import { nodeKernel } from '#tensor/node';

/** A lesson with private training. */
export type GuardedLesson = Lesson & { readonly privacy: PrivateLesson };

/** A member's account, and the key that all its noise follows from. */
export interface Guard {
  readonly ledger: PrivacyLedger;
  /** 32 secret bytes; who has them and the update has the data. */
  readonly noise: Uint8Array;
}

/** One training to be done. */
export interface PrivateTask {
  readonly weights: Float32Array;
  readonly steps: number;
  /** Where the blocks are cut: each turn a quarter of a block further. */
  readonly turn: number;
  /** What is asked, without the data. */
  readonly question: unknown;
  /** Changes gradients after their noise, see `guardedManner`. */
  readonly adjust?: TrainOptions['adjust'];
  /** What `adjust` follows from beside the question. */
  readonly carried?: Float32Array | undefined;
}

/** Trains on one member's candles under one lesson. */
export interface PrivateLearner {
  readonly trainer: Trainer;
  /** Windows that were there to be drawn from. */
  train(task: PrivateTask): Promise<number>;
  close(): Promise<void>;
}

/** Blocks are cut at so many places in turn, so that windows which one cut parts are whole under another. */
const CUTS = 4;
/** With fewer blocks noise drowns all that could be learned. */
const LEAST_BLOCKS = 3;

/**
 * Opens private training.
 *
 * @throws Fault `members/too-few-blocks` where the candles are too short for the lesson's blocks
 */
export async function openPrivateLearner(
  lesson: GuardedLesson,
  about: { series: CandleSeries; labels: (data: SequenceData) => SequenceData; threads: number },
  guard: Guard,
): Promise<PrivateLearner> {
  const { series } = about;
  const { block } = lesson.privacy;
  const count = Math.floor(series.length / block);
  if (!(count >= LEAST_BLOCKS)) {
    throw new Fault(
      'members/too-few-blocks',
      `${series.length} candles are ${count} blocks of ${block}; private training needs at least ${LEAST_BLOCKS}: give a longer slice`,
    );
  }
  const trainer = await openTrainer(lesson.shape, {
    kernel: await nodeKernel('exact'),
    threads: about.threads,
    maxBatch: lesson.batch,
    // The noise is many times the gradient: a rule that adapts to it would learn nothing else.
    optimiser: { rule: 'sgd', momentum: 0 },
  });
  const own = digestOf(series);
  const cuts = new Map<number, { data: SequenceData; groups: Int32Array }>();
  const cutAt = (turn: number): { data: SequenceData; groups: Int32Array } => {
    const place = turn % CUTS;
    const known = cuts.get(place);
    if (known) return known;
    const blocks = { length: block, offset: Math.floor((place * block) / CUTS) };
    const windows = windowsIn(series, blocks, lesson);
    const groups = Int32Array.from(windows.ends, (end) => blockOf(end, blocks));
    const cut = { data: about.labels(onlyShown(windows, lesson)), groups };
    cuts.set(place, cut);
    return cut;
  };
  return {
    trainer,
    async train({ weights, steps, turn, question, adjust, carried }) {
      const training = { ...lesson.privacy, steps };
      const { data, groups } = cutAt(turn);
      // Whatever the answer follows from is in the name: two answers under one noise would tell their difference.
      const start = toHex(nodePrimitives.digest(bytesOf(weights)));
      const beside = carried && { carried: toHex(nodePrimitives.digest(bytesOf(carried))) };
      const name = hashOf({ question, steps, start, own, cut: turn % CUTS, ...beside });
      guard.ledger.charge(name, costOf(training));
      trainer.load(weights);
      const key = nodePrimitives.derive(guard.noise, `hanse/1/noise|${name}`);
      const words = wordsFor(training, count + 2, weights.length);
      const random = await secretRandom(nodePrimitives.keystream, key, words);
      trainPrivately(trainer, data, { training, groups, count, random, adjust });
      return data.ends.length;
    },
    close: () => trainer.close(),
  };
}

function windowsIn(series: CandleSeries, blocks: Blocks, lesson: GuardedLesson): SequenceData {
  const asset = lesson.assets[series.symbol]!;
  const range = { from: series.ts[0]!, to: series.ts.at(-1)! + series.intervalMs };
  const { stride } = lesson.privacy;
  return material(cutBlocks(series, blocks), range, { ...lesson, stride }, asset).data;
}

/** The same windows over the rows that they show, which are a third of all. */
function onlyShown(data: SequenceData, { shape }: GuardedLesson): SequenceData {
  const { inputSize, steps } = shape;
  const places = new Int32Array(data.rows.length / inputSize).fill(-1);
  for (const end of data.ends) places.fill(0, end + 1 - steps, end + 1);
  let shown = 0;
  for (let row = 0; row < places.length; row++) if (places[row] === 0) places[row] = shown++;
  const rows = new Float32Array(shown * inputSize);
  for (const [row, place] of places.entries()) {
    if (place < 0) continue;
    rows.set(data.rows.subarray(row * inputSize, (row + 1) * inputSize), place * inputSize);
  }
  return { ...data, rows, ends: data.ends.map((end) => places[end]!) };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Names the candles: the same question on other candles must not meet the same noise. */
function digestOf(series: CandleSeries): Hex {
  const columns = [series.ts, series.open, series.high, series.low, series.close, series.volume];
  const parts = columns.map((column) => toHex(nodePrimitives.digest(bytesOf(column))));
  return toHex(nodePrimitives.digest(utf8(`${series.symbol}|${parts.join('|')}`)));
}
