/**
 * `npm run study`: how near members come together to a model trained on everybody's data. `npm run study -- poisoning`: what poisoners
 * do to it. Prints the tables of docs/federation.md.
 */
import { parseArgs } from 'node:util';
import { type Federation, FEDERATIONS } from '#governance';
import { toFault } from '#kit';
import type { Combination } from '#rounds';
import { autoregress } from './autoregression.ts';
import {
  CENTRALISED,
  centralised,
  EFFORT,
  federated,
  localOnly,
  type Marks,
  rSquared,
} from './learners.ts';
import { type Attack, ATTACKS, DEFENCES, MEMBERS, poisoned } from './poisoning.ts';
import { CANDLES, hasCandles, openQuestion } from './volatility.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** Rates of FedAdam and SCAFFOLD are for this question, where the model moves farther than in a season; a buffer of two would be FedAvg. */
const STUDIED: readonly Federation[] = [
  FEDERATIONS.fedavg,
  FEDERATIONS.fedprox,
  { ...FEDERATIONS.fedadam, rateMicro: 20_000 },
  { ...FEDERATIONS.scaffold, rateMicro: 300_000 },
  { ...FEDERATIONS.fedbuff, goal: 1 },
  FEDERATIONS.ditto,
];

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { seeds: { type: 'string', default: String(SEEDS.length) } },
    });
    if (positionals[0] === 'poisoning') return await poisoning();
    if (positionals.length > 0 || !/^[1-9]$/.test(values.seeds)) {
      console.error('usage: npm run study [-- poisoning] [-- --seeds 1..9]');
      return 2;
    }
    return await volatility(Array.from({ length: Number(values.seeds) }, (_, i) => i + 1));
  } catch (thrown) {
    const fault = toFault(thrown);
    console.error(`${fault.code}: ${fault.message}`);
    return 1;
  }
}

async function volatility(seeds: readonly number[]): Promise<number> {
  if (!hasCandles()) {
    console.log(`skipped: the study needs real hourly candles at ${CANDLES}`);
    return 0;
  }
  const question = await openQuestion();
  const { members, pooled, validation, test } = question;
  console.log(
    `${members.length} members, ${pooled.ends.length} training windows, ${validation.ends.length} of validation, ${test.ends.length} of test; ${EFFORT.rounds} rounds of ${EFFORT.steps} steps at ${EFFORT.learningRate} (centralised at ${CENTRALISED.learningRate})`,
  );
  console.log(
    `\nR² on the test months\n\n| | ${seeds.map((seed) => `seed ${seed}`).join(' | ')} | mean | of centralised |`,
  );
  console.log(`|---|${'---:|'.repeat(seeds.length + 2)}`);
  const central = await each(seeds, (seed) => centralised(question, seed));
  const whole = meanOf(central);
  line('centralised', central, whole);
  line('each member alone, mean', await each(seeds, (seed) => localOnly(question, seed)), whole);
  const forecast = rSquared(autoregress(question.autoregressive, pooled, test), test);
  line(
    'autoregressive (HAR), pooled',
    seeds.map(() => forecast),
    whole,
  );
  for (const federation of STUDIED) {
    const marks = await each(seeds, (seed) => federated(question, federation, seed));
    line(nameOf(federation), marks, whole);
  }
  return 0;
}

async function each(
  seeds: readonly number[],
  learn: (seed: number) => Promise<Marks>,
): Promise<number[]> {
  const found: number[] = [];
  for (const seed of seeds) found.push((await learn(seed)).test);
  return found;
}

function line(name: string, values: readonly number[], whole: number): void {
  const mean = meanOf(values);
  const cells = [...values, mean].map((value) => value.toFixed(3));
  console.log(`| ${name} | ${cells.join(' | ')} | ${((100 * mean) / whole).toFixed(1)} % |`);
}

function nameOf({ name, ...parameters }: Federation): string {
  const list = Object.entries(parameters).map(([field, value]) => `${field} ${value}`);
  return list.length > 0 ? `${name} (${list.join(', ')})` : name;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function poisoning(): Promise<number> {
  const ways: { name: string; combination: Combination; canary?: 'canary' }[] = [
    ...Object.entries(DEFENCES).map(([name, combination]) => ({ name, combination })),
    { name: 'mean + canary', combination: DEFENCES['mean']!, canary: 'canary' },
    { name: 'median + canary', combination: DEFENCES['median']!, canary: 'canary' },
  ];
  console.log(`loss (and part of noes that a trigger turns) of ${MEMBERS} members\n`);
  console.log(`| poisoners | attack | ${ways.map(({ name }) => name).join(' | ')} |`);
  console.log(`|---:|---|${'---|'.repeat(ways.length)}`);
  for (const poisoners of [1, 3, 5]) {
    for (const attack of Object.keys(ATTACKS) as Attack[]) {
      if (attack === 'none' && poisoners > 1) continue;
      const cells: string[] = [];
      for (const { combination, canary } of ways) {
        const scene = { attack, combination, poisoners, ...(canary && { canary }) };
        const { loss, backdoor } = await poisoned(scene);
        const turned = attack === 'backdoor' ? ` (${(100 * backdoor).toFixed(0)} %)` : '';
        cells.push(`${loss.toFixed(3)}${turned}`);
      }
      console.log(`| ${attack === 'none' ? 0 : poisoners} | ${attack} | ${cells.join(' | ')} |`);
    }
  }
  return 0;
}
