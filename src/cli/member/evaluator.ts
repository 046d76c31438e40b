/** A member that measures rounds beside the hub: from public sums and windows, by hash; what it found it shows when the hub says that all committed. */
import { randomBytes } from 'node:crypto';
import { Fault, type Hex, toHex } from '#kit';
import { type LstmShape, openTrainer, parameterCount, type SequenceData } from '#models';
import type { Memory, Plain, TaskHandler } from '#rounds/member';
import type { EvaluationTask } from '#season';
import { valueOf } from '#season/lesson';
import { nodeKernel } from '#tensor/node';

/** What it needs. */
export interface EvaluatorOptions {
  /** Its name among the evaluators, such as `m1`. */
  readonly name: string;
  readonly memory: Memory;
  /** Public bytes by their hash, checked against it. */
  readonly read: (hash: Hex) => Promise<Uint8Array>;
  readonly threads: number;
}

interface Kept {
  readonly lossNano: number[];
  readonly salt: Hex;
}

/** The two tasks of an evaluator; a round is measured once, whatever it is asked again with. */
export function evaluator(options: EvaluatorOptions): Record<string, TaskHandler> {
  const { memory, name } = options;
  const fact = (season: string, round: number): string => `evaluation/${season}/${round}`;
  return {
    evaluate: async (input) => {
      const task = input as unknown as EvaluationTask;
      const { round, season } = task;
      const { commitEvaluation } = await import('#rounds');
      let kept = memory.recall(fact(season, round)) as Kept | undefined;
      if (!kept) {
        kept = { lossNano: await measure(options, task), salt: toHex(randomBytes(32)) };
        memory.remember(fact(season, round), kept);
      }
      return commitEvaluation({ evaluator: name, round, ...kept });
    },
    'show-evaluation': (input) => {
      const { round, season } = input as { round: number; season: string };
      const kept = memory.recall(fact(season, round)) as Kept | undefined;
      if (kept) return Promise.resolve(kept as unknown as Plain);
      throw new Fault('members/not-measured', `round ${round} was not measured here`);
    },
  };
}

async function measure(options: EvaluatorOptions, task: EvaluationTask): Promise<number[]> {
  const { readSum, valueRound } = await import('#rounds');
  const { weightsIn } = await import('#rounds/strategies');
  const { read, threads } = options;
  const shape = JSON.parse(task.shape) as LstmShape;
  const words = async (hash: Hex): Promise<ArrayBuffer> => (await read(hash)).slice().buffer;
  const sets = await Promise.all(
    task.sets.map(async (set): Promise<SequenceData> => ({
      rows: new Float32Array(await words(set.rows)),
      ends: new Int32Array(await words(set.ends)),
      labels: new Int32Array(await words(set.labels)),
    })),
  );
  const sums = await Promise.all(task.cohorts.map(async ({ sum }) => readSum(await read(sum))));
  const before = new Float32Array(await words(task.before));
  const kernel = await nodeKernel('exact');
  const trainer = await openTrainer(shape, { kernel, threads, maxBatch: 128 });
  try {
    const { round, encoding, largestCohort, cohorts } = task;
    const record = { round, encoding, largestCohort, cohorts };
    const valued = await valueRound({ record, sums }, before, (weights) => {
      trainer.load(weightsIn(weights, parameterCount(shape)));
      const answers = sets.map((set) => trainer.evaluate(set));
      return valueOf(sets, answers, trainer.shape.outputs);
    });
    return [...valued.lossNano];
  } finally {
    await trainer.close();
  }
}
