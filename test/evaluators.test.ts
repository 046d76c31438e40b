/** Members who measure rounds beside the hub: who lies or stays away changes nothing below half of the stake, and it can be checked. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '#journal';
import { Fault, type Hex, seededRandom } from '#kit';
import { VolatileMemory } from '#members';
import {
  initialWeights,
  type LstmShape,
  openTrainer,
  parameterCount,
  type SequenceData,
  type Trainer,
} from '#models';
import { type RoundResult, type ScoredRound, valueRound } from '#rounds';
import type { Plain, Task } from '#rounds/member';
import { checkAgreements, openRecord, type SeasonContext } from '#season';
import { valueOf } from '#season/lesson';
import { nodeKernel } from '#tensor/node';
import { evaluator } from '../src/cli/member/evaluator.ts';
import { agreed } from '../src/season/evaluators.ts';
import { openWorld, type World } from './rounds/world.ts';

const shape: LstmShape = { inputSize: 4, steps: 3, hidden: 5, layers: 1, outputs: 3 };
const PARAMETERS = parameterCount(shape);
const STAKES = [400, 300, 300];

type Examiner = Parameters<typeof agreed>[1];
let trainer: Trainer;
let world: World;
let result: RoundResult;
let own: ScoredRound;
let examiner: Examiner;

function windows(seed: string): SequenceData {
  const random = seededRandom(seed);
  return {
    rows: Float32Array.from({ length: 40 * 4 }, () => 2 * random.unit() - 1),
    ends: Int32Array.from({ length: 30 }, (_, i) => i + 5),
    labels: Int32Array.from({ length: 30 }, () => random.below(3)),
  };
}

beforeAll(async () => {
  trainer = await openTrainer(shape, { kernel: await nodeKernel('exact'), maxBatch: 16 });
  const validation = [windows('one'), windows('two')];
  const value = (weights: Float32Array): number => {
    trainer.load(weights);
    return valueOf(
      validation,
      validation.map((set) => trainer.evaluate(set)),
      3,
    );
  };
  examiner = { lesson: { shape }, validation, value } as unknown as Examiner;
  world = openWorld({ members: 6, parameters: PARAMETERS });
  const before = initialWeights(shape, seededRandom('before'));
  result = await world.round(1, { weights: before, draw: { size: 3, seed: 'evaluated' } });
  own = await valueRound(result, before, value);
});
afterAll(() => trainer?.close());

type Manner = 'honest' | 'lies' | 'changes its word' | 'is away';

/** A season whose first three members measure, each in its manner. */
function seasonWith(manners: readonly Manner[]) {
  const journal = openJournal(world.db);
  const from = journal.head().seq;
  const handlers = manners.map((_, i) =>
    evaluator({
      ...{ name: `m${i + 1}`, memory: new VolatileMemory(), threads: 1 },
      read: (hash: Hex) => world.engine.model(hash),
    }),
  );
  const lies = { season: 'lies', lossNano: own.lossNano.map((loss) => 3 * loss), salt: '0x01' };
  const ask = async (task: Task): Promise<Plain> => {
    const manner = manners[task.member - 1]!;
    await setTimeout(5 * task.member);
    if (manner === 'is away') throw new Fault('rounds/no-answer', 'nobody there');
    const answer = await handlers[task.member - 1]![task.kind]!(task.input, task);
    if (manner === 'honest') return answer;
    if (task.kind !== 'evaluate') return { lossNano: lies.lossNano, salt: SALT };
    if (manner === 'changes its word') return answer;
    const { commitEvaluation } = await import('#rounds');
    const evaluatorName = `m${task.member}`;
    return commitEvaluation({
      ...{ evaluator: evaluatorName, round: 1, lossNano: lies.lossNano, salt: SALT },
    });
  };
  const plan = {
    members: STAKES.map((deposit, i) => ({ id: `m${i + 1}`, index: i + 1, deposit })),
  };
  const prefix = `${manners.join()}/`;
  const record = openRecord(world.db, journal);
  const season = {
    ...{ id: 's1', plan, config: { evaluators: 3 }, engine: world.engine, journal },
    record: {
      ...record,
      once: (key: string, ...rest: [never, never, never]) => record.once(prefix + key, ...rest),
    },
    desk: { ask, withdraw: () => undefined },
    chain: { now: () => 1 },
    log: { warn: () => undefined },
    check: () => undefined,
  } as unknown as SeasonContext;
  const told = (kind: string) => journal.after(from, 1000, [kind]).map(({ data }) => data);
  const check = (rounds: readonly ScoredRound[]): string[] => {
    const here = {
      after: (_: number, most: number, kinds: readonly string[]) =>
        journal.after(from, most, kinds),
    };
    return checkAgreements(here as never, plan.members as never, { rounds });
  };
  return { season, told, check };
}

const SALT: Hex = `0x${'5a'.repeat(32)}`;

describe('evaluators of a round', () => {
  it('find what the hub found, to the bit, and their words can be checked', async () => {
    const { season, told, check } = seasonWith(['honest', 'honest', 'honest']);
    const scored = await agreed(season, examiner, own, result);
    expect(scored).toEqual(own);
    expect(own.lossNano).toHaveLength(4);
    expect(told('evaluation/committed').map((one) => one['evaluator'])).toEqual(['m1', 'm2', 'm3']);
    expect(told('evaluation/revealed')).toHaveLength(3);
    expect(told('evaluation/agreed')).toMatchObject([
      { round: 1, evaluators: ['m1', 'm2', 'm3'], offNano: [0, 0, 0] },
    ]);
    expect(check([scored])).toEqual([]);
    const bent = { ...scored, lossNano: scored.lossNano.map((loss, i) => loss + Number(i === 1)) };
    expect(check([bent])).toEqual([
      'round 1: it is scored by other losses than the evaluators agreed on',
    ]);
  });

  it.each<[string, Manner[], string[]]>([
    ['lies', ['lies', 'honest', 'honest'], ['m1', 'm2', 'm3']],
    [
      'shows something else than it committed to',
      ['honest', 'changes its word', 'honest'],
      ['m1', 'm3'],
    ],
    ['stays away', ['is away', 'honest', 'honest'], ['m2', 'm3']],
  ])(
    'change nothing where one with less than half of the stake %s',
    async (_, manners, counted) => {
      const { season, told, check } = seasonWith(manners);
      const scored = await agreed(season, examiner, own, result);
      expect(scored).toEqual(own);
      expect(told('evaluation/agreed')).toMatchObject([{ evaluators: counted }]);
      expect(check([scored])).toEqual([]);
    },
  );

  it('leave it to the hub where too few of them show what they committed to, and it is written down', async () => {
    const { season, told, check } = seasonWith(['is away', 'honest', 'changes its word']);
    expect(await agreed(season, examiner, own, result)).toEqual(own);
    expect(told('evaluation/failed')).toMatchObject([{ round: 1, code: 'rounds/no-agreement' }]);
    expect(check([own])).toEqual([]);
  });

  it('outvote the hub where most of the stake says otherwise', async () => {
    const { season, told } = seasonWith(['lies', 'lies', 'honest']);
    const scored = await agreed(season, examiner, own, result);
    expect(scored.lossNano).toEqual(own.lossNano.map((loss) => 3 * loss));
    expect(told('evaluation/agreed')).toHaveLength(1);
  });

  it('are nobody where the hub measures alone', async () => {
    const { season } = seasonWith(['is away', 'is away', 'is away']);
    const alone = { ...season, config: {} } as SeasonContext;
    expect(await agreed(alone, examiner, own, result)).toBe(own);
  });
});
