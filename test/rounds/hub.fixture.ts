/** A hub as a process of its own, for tests that kill it: rounds only, no chain, no season. Prints one JSON line an event. */
import { serve } from '@hono/node-server';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seededRandom, toHex } from '#kit';
import { assetLesson, type Lesson } from '#season/lesson';
import { nodePrimitives, Roster, writeInvitation } from '#members';
import { readCandles } from '#market/feeds';
import { initialWeights } from '#models';
import { replayRound, RoundEngine, TaskDesk } from '#rounds';
import { openBlobs, openDatabase } from '#store';
import { roundRoutes } from '../../src/server/rounds.ts';
import { GROUP, seedOf } from './world.ts';

interface HubPlan {
  readonly dir: string;
  readonly port: number;
  readonly members: number;
  readonly rounds: number;
  /** Public candles for the lesson; no member's own. */
  readonly candles: string;
  /** Cohorts of three with clocks of their own, whose sums move the model by so many. */
  readonly goal?: number;
  /** A member that is told of a season which costs more than anyone allows without a word. */
  readonly dear?: number;
  /** Rounds that are opened when a line comes in; where it names a member, when that one has been here again. */
  readonly holds?: readonly number[];
}

const plan = JSON.parse(process.argv[2]!) as HubPlan;
const tell = (event: string, data: unknown): void => {
  process.stdout.write(`${JSON.stringify({ event, data })}\n`);
};

const db = openDatabase(join(plan.dir, 'hub.db'));
const hubSeed = seedOf('hub');
const primitives = nodePrimitives;
const roster = new Roster(db, GROUP, toHex(primitives.signingKey(hubSeed)));
const desk = new TaskDesk({ db, primitives, hubSeed, roster });
const blobs = await openBlobs(join(plan.dir, 'blobs'), seedOf('blobs'));
const engine = new RoundEngine({
  db,
  group: GROUP,
  primitives,
  hubSeed,
  roster,
  desk,
  blobs,
  record: (kind, data) => tell(kind, data),
  // Nobody is late, however slow the machine; who is killed breaks off its connection.
  deadlines: { join: 600_000, step: 600_000 },
  grace: 500,
  patience: { broken: 500, unseen: 600_000 },
});
serve({
  fetch: roundRoutes({ engine, desk, roster }).fetch,
  port: plan.port,
  hostname: '127.0.0.1',
});

const invitations = join(plan.dir, 'invitations.json');
if (!existsSync(invitations)) {
  const lines = Array.from({ length: plan.members }, (_, i) =>
    writeInvitation(roster.invite(i + 1, `Member ${i + 1}`)),
  );
  writeFileSync(invitations, JSON.stringify(lines));
}
tell('invitations', JSON.parse(readFileSync(invitations, 'utf8')));
while (roster.list().length < plan.members) await new Promise((resolve) => setTimeout(resolve, 20));
tell('enrolled', {});
if (plan.dear !== undefined) {
  const noise = { sigma: '0.7', rate: '0.5', stepsPerRound: 2, steps: 4 * plan.rounds };
  const input = { season: 's1', rounds: plan.rounds, noise };
  desk.put({ id: 'terms', member: plan.dear, kind: 'terms', input });
}
const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const held = async (round: number): Promise<void> => {
  if (!plan.holds?.includes(round)) return;
  tell('held', { round });
  const { value: member } = await orders.next();
  if (member === '') return;
  while (engine.presence.isGone(Number(member))) await new Promise((done) => setTimeout(done, 20));
};

const series = await readCandles(plan.candles);
const shape = { inputSize: 25, steps: 8, hidden: 8, layers: 1, outputs: 3 };
const range = { from: series.ts[0]!, to: series.ts.at(-1)! };
const lesson: Lesson = {
  shape,
  horizon: 4,
  stride: 1,
  batch: 16,
  stepsPerRound: 4,
  learningRate: 1e-2,
  clipNorm: 1,
  assets: { [series.symbol]: assetLesson(series, range, 4) },
};
let weights: Float32Array = initialWeights(shape, seededRandom('initial'));
for (let round = 1; round <= plan.rounds; round++) {
  await held(round);
  const result = await engine.runRound({
    season: 's1',
    round,
    weights,
    encoding: { rangeMicro: 100_000, clipNormMicro: 5_000_000, weightCap: 4096 },
    draw: { size: plan.goal ? 3 : 4, seed: `draw ${round}` },
    training: JSON.stringify(lesson),
    ...(plan.goal && {
      rule: { kind: 'buffer', goal: plan.goal, rateMicro: 1_000_000 },
      clocks: 'own',
      final: round === plan.rounds,
    }),
  });
  weights = result.weights;
  const source = { primitives, archive: engine.archive, blobs, roster: roster.list() };
  const { problems } = await replayRound(source, 's1', round);
  tell('round', {
    round,
    hash: result.record.after.hash,
    cohorts: result.record.cohorts,
    losses: result.record.losses,
    lanes: result.record.lanes,
    moves: result.record.moves,
    problems,
  });
}
tell('finished', {});
