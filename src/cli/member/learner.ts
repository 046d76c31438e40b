/** A member's training: the group's lesson on its own candles. Nothing but weights, a count and a loss leaves here. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Federation } from '#governance';
import { Fault, seededRandom } from '#kit';
import type { CandleSeries } from '#market';
import { openTrainer, parameterCount, type SequenceData, type Trainer, updates } from '#models';
import type { LocalResult, Plain, RoundPlan } from '#rounds/member';
import {
  guardedManner,
  type LocalOrder,
  optimiserOf,
  ownModel,
  trainLocally,
} from '#rounds/strategies';
import { type AssetLesson, type Lesson, material } from '#season/lesson';
import { nodeKernel } from '#tensor/node';
import type { OwnModel } from './own-model.ts';
import type { OwnState } from './own-state.ts';
import {
  type Guard,
  type GuardedLesson,
  openPrivateLearner,
  type PrivateLearner,
} from './private-learner.ts';

/** Whose data, and how they are used. */
export interface LearnerOptions {
  readonly series: CandleSeries;
  readonly member: number;
  readonly labels: 'true' | 'shuffled';
  readonly threads: number;
  /** The account of private lessons; a member without one takes no part in them. */
  readonly guard?: Guard;
  /** Whether lessons without noise are learned: `private` refuses them. */
  readonly lessons?: 'any' | 'private';
  /** For strategies whose members carry something from round to round. */
  readonly own?: OwnState;
  /** Given a model of the member's own, by Ditto, after each round. */
  readonly handOut?: (model: OwnModel) => void;
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
  /** Null after private training: a loss would say something of single windows. */
  readonly loss: number | null;
  readonly examples: number;
}

/** Opens the training of one member; the network is laid out when the first lesson is known. */
export function openLearner(options: LearnerOptions): Learner {
  let open: OpenLesson | undefined;
  let hidden: { text: string; learner: PrivateLearner } | undefined;

  async function prepare(text: string, lesson: Lesson): Promise<OpenLesson> {
    if (open?.text === text) return open;
    await open?.trainer.close();
    const data = ownData(options, lesson);
    const kernel = await nodeKernel('exact');
    const { threads } = options;
    const optimiser = optimiserOf(federationOf(lesson));
    const maxBatch = lesson.batch;
    const trainer = await openTrainer(lesson.shape, { kernel, threads, maxBatch, optimiser });
    open = { text, lesson, data, trainer };
    return open;
  }

  async function hide(text: string, lesson: GuardedLesson): Promise<PrivateLearner> {
    if (hidden?.text === text) return hidden.learner;
    await hidden?.learner.close();
    const { series, threads, guard } = options;
    checkAsset(options, lesson);
    if (!guard) {
      throw new Fault(
        'members/no-account',
        'the lesson trains privately and this member keeps no privacy account; start it with --privacy-budget',
      );
    }
    const labels = (data: SequenceData): SequenceData => labelled(options, data);
    const learner = await openPrivateLearner(lesson, { series, threads, labels }, guard);
    hidden = { text, learner };
    return learner;
  }

  /** Gives way after each update, so that the member signs and answers meanwhile. */
  async function learn(at: OpenLesson, weights: Float32Array, task: Plainly): Promise<number> {
    const { lesson, data, trainer } = at;
    trainer.load(weights);
    trainer.resetOptimiser();
    let sum = 0;
    const run = updates(trainer, data, {
      steps: task.steps,
      batch: lesson.batch,
      learningRate: lesson.learningRate,
      clipNorm: lesson.clipNorm,
      random: seededRandom(`${task.seed}/${options.member}`),
    });
    for (const loss of run) {
      sum += loss;
      await turn();
    }
    return sum / task.steps;
  }

  /**
   * Ditto's model of the member's own beside private training: on all its windows and without noise, for it never leaves the member. As
   * nothing of it may be told, not even that there is none, a lack of data is no refusal.
   */
  async function apart(
    plan: RoundPlan,
    lesson: GuardedLesson,
    shared: Float32Array,
  ): Promise<((sent: Float32Array) => Float32Array<ArrayBuffer>) | undefined> {
    const { federation } = lesson;
    if (!options.own || federation?.name !== 'ditto') return undefined;
    try {
      const at = await prepare(`own/${String(plan.training)}`, lesson);
      const mine = await ownModel(
        at.trainer,
        { ...orderOf(at, plan, shared), federation, steps: OWN_STEPS },
        federation.lambdaMicro,
      );
      return () => mine;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return undefined;
    }
  }

  /** Keeps what the strategy lets the member carry to the next round; a model of its own is for its own use, too. */
  function carry(plan: RoundPlan, lesson: Lesson, weights: Float32Array): void {
    options.own?.keep(plan, weights);
    const { symbol } = options.series;
    if (federationOf(lesson).name === 'ditto') options.handOut?.({ plan, lesson, symbol, weights });
  }

  /** A round of training as `#rounds/strategies` takes it. */
  function orderOf(
    { lesson, data }: OpenLesson,
    plan: RoundPlan,
    shared: Float32Array,
  ): LocalOrder {
    const { draw } = plan;
    const seed = `${draw.seed}/${draw.turn ?? 0}/${options.member}`;
    return {
      federation: federationOf(lesson),
      shared,
      parameters: parameterCount(lesson.shape),
      own: options.own?.last(plan, lesson.since),
      data,
      steps: lesson.stepsPerRound,
      batch: lesson.batch,
      learningRate: lesson.learningRate,
      clipNorm: lesson.clipNorm,
      random: (model) => seededRandom(`${seed}${model === 'own' ? '/own' : ''}`),
      pause: turn,
    };
  }

  return {
    async round(weights, plan) {
      const text = lessonText(plan.training);
      const lesson = readLesson(options, text);
      const { draw, model, training } = plan;
      if (isGuarded(lesson)) {
        const learner = await hide(text, lesson);
        const { steps, learningRate: rate } = lesson.privacy;
        const turn = draw.turn ?? plan.round;
        const question = { model, training, draw };
        const federation = federationOf(lesson);
        const parameters = parameterCount(lesson.shape);
        const own = options.own?.last(plan, lesson.since);
        const order = { federation, shared: weights, parameters, own, steps, rate };
        const { start, adjust, upload, keep } = guardedManner(order);
        const carried = federation.name === 'scaffold' ? own : undefined;
        const examples = await learner.train({
          ...{ weights: start, steps, turn, question, adjust, carried },
        });
        const sent = upload(learner.trainer.weights());
        const kept = federation.name === 'ditto' ? await apart(plan, lesson, weights) : keep;
        const remember = kept && {
          keep: (rounded: Float32Array) => carry(plan, lesson, kept(rounded)),
        };
        return { weights: sent, examples, loss: null, ...remember };
      }
      const at = await prepare(text, lesson);
      const { shared, loss, keep } = await trainLocally(at.trainer, orderOf(at, plan, weights));
      const kept = keep && { keep: (sent: Float32Array) => carry(plan, lesson, keep(sent)) };
      return { weights: shared, examples: at.data.ends.length, loss, ...kept };
    },
    async solo({ lesson: training, seed, steps, weights, window }) {
      const text = lessonText(training);
      const lesson = readLesson(options, text);
      if (isGuarded(lesson)) {
        const learner = await hide(text, lesson);
        const question = { solo: seed, training, steps };
        const examples = await learner.train({ weights, steps, turn: 0, question });
        const { probabilities } = learner.trainer.evaluate(window);
        return { probabilities, loss: null, examples };
      }
      const at = await prepare(text, lesson);
      const loss = await learn(at, weights, { steps, seed });
      const probabilities = await answers(at.trainer, window);
      return { probabilities, loss, examples: at.data.ends.length };
    },
    close: async () => {
      await open?.trainer.close();
      await hidden?.learner.close();
    },
  };
}

interface OpenLesson {
  readonly text: string;
  readonly lesson: Lesson;
  readonly data: SequenceData;
  readonly trainer: Trainer;
}

/** Steps of a model of one's own in a round of private training: as many as the usual lesson has without noise. */
const OWN_STEPS = 32;

interface Plainly {
  readonly steps: number;
  readonly seed: string;
}

function federationOf({ federation }: Lesson): Federation {
  return federation ?? { name: 'fedavg' };
}

function isGuarded(lesson: Lesson): lesson is GuardedLesson {
  return 'privacy' in lesson && lesson.privacy !== undefined;
}

function readLesson({ lessons }: LearnerOptions, text: string): Lesson {
  const lesson = JSON.parse(text) as Lesson;
  if (lessons !== 'private' || isGuarded(lesson)) return lesson;
  throw new Fault(
    'members/no-privacy',
    'the lesson adds no noise and this member has a privacy budget: it takes part in private training only; start it with --privacy-budget none to learn all the same',
  );
}

function ownData(options: LearnerOptions, lesson: Lesson): SequenceData {
  const { series } = options;
  const asset = checkAsset(options, lesson);
  const range = { from: series.ts[0]!, to: series.ts.at(-1)! + series.intervalMs };
  const { data } = material(series, range, lesson, asset);
  if (data.ends.length < lesson.batch) {
    throw new Fault(
      'members/too-few-rows',
      `the candles give ${data.ends.length} windows; at least ${lesson.batch} are needed: give a longer slice`,
    );
  }
  checkTeaches(data, series);
  return labelled(options, data);
}

/**
 * Prices that never move teach nothing, and labels of one class teach a model to name that one. With noise this is not asked: a
 * refusal would tell of single windows, and the noise is what keeps such an update from mattering.
 */
function checkTeaches({ labels }: SequenceData, { close }: CandleSeries): void {
  if (close.every((price) => price === close[0])) {
    throw new Fault(
      'members/constant-features',
      `all ${close.length} candles close at ${close[0]}, so there is nothing to learn; give candles of a market that trades`,
    );
  }
  if (labels.some((label) => label !== labels[0])) return;
  throw new Fault(
    'members/one-class',
    `all ${labels.length} windows have label ${labels[0]}, so there is nothing to tell apart; give a longer slice`,
  );
}

function checkAsset({ series }: LearnerOptions, lesson: Lesson): AssetLesson {
  const asset = lesson.assets[series.symbol];
  if (asset) return asset;
  throw new Fault(
    'members/other-asset',
    `the group learns ${Object.keys(lesson.assets).join(', ')}, and these candles are of ${series.symbol}; give candles of one of them`,
  );
}

function labelled({ labels, member }: LearnerOptions, data: SequenceData): SequenceData {
  if (labels === 'true') return data;
  const shuffled = seededRandom(`shuffled labels/${member}`).shuffled([...data.labels]);
  return { ...data, labels: Int32Array.from(shuffled) };
}

/** A lesson travels as JSON text, for it has fractions and what is signed has none. */
function lessonText(training: Plain): string {
  if (typeof training === 'string') return training;
  throw new Fault('members/no-lesson', 'the plan has no lesson text; ask the hub’s operator');
}

/** Windows answered before others have their turn. */
const AT_ONCE = 512;

async function answers(trainer: Trainer, window: SequenceData): Promise<Float32Array> {
  const { outputs } = trainer.shape;
  const all = new Float32Array(window.ends.length * outputs);
  for (let from = 0; from < window.ends.length; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, window.ends.length - from);
    const part = Int32Array.from({ length: count }, (_, i) => from + i);
    all.set(trainer.evaluate(window, part).probabilities, from * outputs);
    await turn();
  }
  return all;
}
