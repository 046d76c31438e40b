/** A member's training: the group's lesson on its own candles. Nothing but weights, a count and a loss leaves here. */
import { Fault, seededRandom } from '#kit';
import type { CandleSeries } from '#market';
import { openTrainer, type SequenceData, train, type Trainer } from '#models';
import type { LocalResult, Plain, RoundPlan } from '#rounds/member';
import { type Lesson, material } from '#season/lesson';
import { nodeKernel } from '#tensor/node';

/** Whose data, and how they are used. */
export interface LearnerOptions {
  readonly series: CandleSeries;
  readonly member: number;
  readonly labels: 'true' | 'shuffled';
  readonly threads: number;
}

/** Trains from given weights. */
export interface Learner {
  /** One round's training from the global weights. */
  round(weights: Float32Array, plan: RoundPlan): Promise<LocalResult>;
  /** Training alone: `steps` updates from given weights, then the probabilities on windows of public rows. */
  solo(task: SoloTask): Promise<SoloResult>;
  close(): Promise<void>;
}

/** What training alone needs. */
export interface SoloTask {
  readonly lesson: Plain;
  readonly seed: string;
  readonly steps: number;
  readonly weights: Float32Array;
  readonly window: SequenceData;
}

/** What training alone gave. */
export interface SoloResult {
  readonly probabilities: Float32Array;
  readonly loss: number;
  readonly examples: number;
}

/** Opens the training of one member; the network is laid out when the first lesson is known. */
export function openLearner(options: LearnerOptions): Learner {
  let open: { text: string; lesson: Lesson; data: SequenceData; trainer: Trainer } | undefined;

  async function prepare(text: string): Promise<NonNullable<typeof open>> {
    if (open?.text === text) return open;
    await open?.trainer.close();
    const lesson = JSON.parse(text) as Lesson;
    const data = ownData(options, lesson);
    const kernel = await nodeKernel('exact');
    const { threads } = options;
    const trainer = await openTrainer(lesson.shape, { kernel, threads, maxBatch: lesson.batch });
    open = { text, lesson, data, trainer };
    return open;
  }

  function learn(at: NonNullable<typeof open>, weights: Float32Array, steps: number, seed: string) {
    const { lesson, data, trainer } = at;
    trainer.load(weights);
    trainer.resetOptimiser();
    const { losses } = train(trainer, data, {
      steps,
      batch: lesson.batch,
      learningRate: lesson.learningRate,
      clipNorm: lesson.clipNorm,
      random: seededRandom(`${seed}/${options.member}`),
    });
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }

  return {
    async round(weights, plan) {
      const at = await prepare(lessonText(plan.training));
      const seed = `${plan.draw.seed}/${plan.draw.turn ?? 0}`;
      const loss = learn(at, weights, at.lesson.stepsPerRound, seed);
      return { weights: at.trainer.weights(), examples: at.data.ends.length, loss };
    },
    async solo(task) {
      const at = await prepare(lessonText(task.lesson));
      const loss = learn(at, task.weights, task.steps, task.seed);
      const { probabilities } = at.trainer.evaluate(task.window);
      return { probabilities, loss, examples: at.data.ends.length };
    },
    close: async () => open?.trainer.close(),
  };
}

function ownData({ series, labels, member }: LearnerOptions, lesson: Lesson): SequenceData {
  const asset = lesson.assets[series.symbol];
  if (!asset) {
    throw new Fault(
      'members/other-asset',
      `the group learns ${Object.keys(lesson.assets).join(', ')}, and these candles are of ${series.symbol}; give candles of one of them`,
    );
  }
  const range = { from: series.ts[0]!, to: series.ts.at(-1)! + series.intervalMs };
  const { data } = material(series, range, lesson, asset);
  if (data.ends.length < lesson.batch) {
    throw new Fault(
      'members/too-few-rows',
      `the candles give ${data.ends.length} windows; at least ${lesson.batch} are needed: give a longer slice`,
    );
  }
  if (labels === 'true') return data;
  const shuffled = seededRandom(`shuffled labels/${member}`).shuffled([...data.labels]);
  return { ...data, labels: Int32Array.from(shuffled) };
}

/** A lesson travels as JSON text, for it has fractions and what is signed has none. */
function lessonText(training: Plain): string {
  if (typeof training === 'string') return training;
  throw new Fault('members/no-lesson', 'the plan has no lesson text; ask the hub’s operator');
}
