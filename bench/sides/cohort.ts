/** One cohort's secure sum without network or disk: the members' work and the hub's timed apart. */
import { type Hex, seededRandom } from '#kit';
import { nodePrimitives } from '#members';
import { enrol } from '#members/keys';
import { Aggregation } from '#rounds';
import {
  type ConsentMessage,
  type InputMessage,
  type KeysMessage,
  Party,
  planId,
  type RevealMessage,
  type RoundPlan,
  type SharesMessage,
  thresholdOf,
  WEIGHT_LIMBS,
} from '#rounds/member';
import { cpuNow, workOfHub } from './hub-thread.ts';

/** What a run took, in milliseconds. */
export interface CohortTimes {
  /** Of one member that stays to the end, on average. */
  readonly member: number;
  /** Of the hub, from the first message to the sum. */
  readonly hub: number;
  /** Bytes of a vector on the wire over bytes as float32. */
  readonly upload: number;
}

/** What to sum. */
export interface CohortSize {
  readonly members: number;
  readonly parameters: number;
  /** Part of the members that drop out before their vector. */
  readonly dropped: number;
}

/** Runs one secure sum and checks it against the plain one. */
export async function sumCohort({
  members,
  parameters,
  dropped,
}: CohortSize): Promise<CohortTimes> {
  const primitives = nodePrimitives;
  const numbers = Array.from({ length: members }, (_, i) => i + 1);
  const dead = new Set(
    numbers.slice(0, Math.min(Math.floor(dropped * members), members - thresholdOf(members))),
  );
  const plan = planOf(parameters);
  const id = planId(primitives, plan);
  const enrolments = numbers.map((member) =>
    enrol(
      primitives,
      { group: 'bench', member, name: `m${member}` },
      { identity: seed(member), wallet: null },
    ),
  );
  const parties = numbers.map(
    (member) =>
      new Party({
        primitives,
        plan,
        member,
        identity: seed(member),
        admit: () => undefined,
        beforeReveal: () => undefined,
      }),
  );
  let took = 0;
  const clock = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = cpuNow();
    const result = await work();
    took += cpuNow() - start;
    return result;
  };
  const keys: KeysMessage[] = [];
  for (const party of parties) keys.push(await clock(() => party.keys()));
  const peers = numbers.map((_, i) => ({ enrolment: enrolments[i]!, keys: keys[i]! }));
  const view = { joined: numbers, cohort: 0, peers };
  const coordinates = parameters + WEIGHT_LIMBS;
  // This one only passes the messages on; the one that is timed gets them all at the end.
  const options = { plan: id, coordinates, view };
  const hub = new Aggregation({ ...options, primitives });
  const shares: SharesMessage[] = [];
  const inputs: { message: InputMessage; packed: Uint8Array }[] = [];
  const consents: ConsentMessage[] = [];
  const reveals: RevealMessage[] = [];
  for (const party of parties) {
    const message = await clock(() => party.shares(view));
    hub.acceptShares(message);
    shares.push(message);
  }
  hub.close();
  const expected = new Int32Array(Math.ceil(coordinates / 8) * 8);
  for (const [i, party] of parties.entries()) {
    if (dead.has(i + 1)) continue;
    const senders = hub.sendersView(i + 1);
    const vector = vectorOf(i + 1, expected.length);
    const { message, packed } = await clock(() => party.input(senders, vector, null));
    for (let k = 0; k < vector.length; k++) expected[k]! += vector[k]!;
    hub.acceptInput(message, packed);
    inputs.push({ message, packed });
  }
  hub.close();
  const alive = parties.filter((_, i) => !dead.has(i + 1));
  for (const party of alive) {
    const message = await clock(() => party.consent(hub.survivorsView()));
    if (hub.complete()) continue;
    hub.acceptConsent(message);
    consents.push(message);
  }
  hub.close();
  const ask = hub.revealView();
  for (const party of alive) {
    const message = await clock(() => party.reveal(ask));
    if (hub.complete()) continue;
    hub.acceptReveal(message);
    reveals.push(message);
  }
  hub.close();
  const done = await workOfHub({ options, shares, inputs, consents, reveals });
  const { sum } = done;
  for (let k = 0; k < sum.length; k++)
    if (sum[k] !== (expected[k]! << 12) >> 12)
      throw new Error(`coordinate ${k} of the sum is wrong`);
  return {
    member: took / alive.length,
    hub: done.took,
    upload: ((sum.length / 8) * 20) / (4 * parameters),
  };
}

function planOf(parameters: number): RoundPlan {
  return {
    group: 'bench',
    season: 'bench',
    round: 1,
    attempt: 1,
    model: `0x${'00'.repeat(32)}` as Hex,
    parameters,
    encoding: { rangeMicro: 1_000_000, clipNormMicro: 1_000_000, weightCap: 4096 },
    draw: { size: 128, seed: 'bench' },
    training: null,
  };
}

function seed(member: number): Uint8Array<ArrayBuffer> {
  return seededRandom(`bench ${member}`).bytes(32);
}

const vectors = new Map<string, Int32Array>();

function vectorOf(member: number, length: number): Int32Array {
  const name = `${member % 8}/${length}`;
  const kept = vectors.get(name) ?? makeVector(name, length);
  vectors.set(name, kept);
  return kept;
}

function makeVector(name: string, length: number): Int32Array {
  const random = seededRandom(name);
  return Int32Array.from({ length }, () => random.below(8000) - 4000);
}
