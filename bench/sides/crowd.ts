/**
 * Many members in one process, cohort after cohort, by the code of members and hub: fresh keys, sealed shares, masks, drop-outs,
 * five signed messages. Only {@link computedOnce} saves work; the hub's primitives remember nothing.
 */
import { type Hex, seededRandom } from '#kit';
import { nodePrimitives } from '#members';
import { type Enrolment, enrol, type Primitives } from '#members/keys';
import { Aggregation } from '#rounds';
import {
  decodeSum,
  drawCohorts,
  encodeUpdate,
  type KeysMessage,
  Party,
  planId,
  type RoundPlan,
  thresholdOf,
  WEIGHT_LIMBS,
} from '#rounds/member';
import { computedOnce } from './once.ts';

/** Who takes part, in what. */
export interface Crowd {
  readonly members: number;
  readonly parameters: number;
  /** Wanted size of a cohort. */
  readonly cohort: number;
  /** Each member's chance to drop out before its vector. */
  readonly dropOut: number;
  readonly seed: string;
}

/** What some cohorts of a crowd came to. */
export interface CrowdSum {
  /** Per parameter, the sum over the cohorts' unmasked sums. */
  readonly sum: Int32Array;
  /** The same without masks: the survivors' vectors added up. */
  readonly plain: Int32Array;
  readonly survivors: number;
  /** Examples of the survivors, as the sums say and as they are. */
  readonly weight: number;
  readonly plainWeight: number;
}

const ENCODING = { rangeMicro: 1_000_000, clipNormMicro: 10_000_000, weightCap: 4096 };
/** Updates to choose from: a million different ones would cost more than the round. */
const UPDATES = 8;

/** The cohorts of a crowd, drawn as in every round. */
export function cohortsOf({ members, cohort, seed }: Crowd): number[][] {
  const everyone = Array.from({ length: members }, (_, i) => i + 1);
  return drawCohorts(everyone, { size: cohort, seed });
}

/** Enrolments happened long before a round: prepared here, not measured. */
export function enrolAll(members: readonly number[]): Map<number, Enrolment> {
  return new Map(
    members.map((member) => {
      const about = { group: 'crowd', member, name: `m${member}` };
      const keys = { identity: identityOf(member), wallet: null };
      return [member, enrol(nodePrimitives, about, keys)];
    }),
  );
}

/** Sums these cohorts of the crowd, one after another; memory does not grow with their number. */
export async function sumCohorts(
  crowd: Crowd,
  cohorts: readonly (readonly number[])[],
  enrolments: ReadonlyMap<number, Enrolment>,
): Promise<CrowdSum> {
  const sum = new Int32Array(crowd.parameters);
  const plain = new Int32Array(crowd.parameters);
  const count = { survivors: 0, weight: 0, plainWeight: 0 };
  const largest = Math.max(...cohorts.map((cohort) => cohort.length));
  const { primitives, forget } = computedOnce(nodePrimitives);
  for (const members of cohorts) {
    const hub = await sumCohort(crowd, members, { primitives, enrolments }, (member) => {
      const vector = vectorOf(crowd, member, largest);
      for (let i = 0; i < plain.length; i++) plain[i]! += vector[i]!;
      count.plainWeight += examplesOf(member);
      return vector;
    });
    const part = decodeSum(hub.sum, crowd.parameters, ENCODING, hub.survivors.length);
    for (let i = 0; i < sum.length; i++) sum[i]! += part.sums[i]!;
    forget();
    count.survivors += hub.survivors.length;
    count.weight += part.weight;
  }
  return { sum, plain, ...count };
}

async function sumCohort(
  crowd: Crowd,
  members: readonly number[],
  {
    primitives,
    enrolments,
  }: { primitives: Primitives; enrolments: ReadonlyMap<number, Enrolment> },
  vectorOfMember: (member: number) => Int32Array<ArrayBuffer>,
): Promise<Aggregation> {
  const plan = planOf(crowd, members);
  const dead = new Set(dropOuts(crowd, members));
  const parties = new Map(
    members.map((member) => [
      member,
      new Party({
        primitives,
        plan,
        member,
        identity: identityOf(member),
        admit: () => undefined,
        beforeReveal: () => undefined,
      }),
    ]),
  );
  const keys: KeysMessage[] = [];
  for (const party of parties.values()) keys.push(await party.keys());
  const peers = keys.map((message) => ({
    enrolment: enrolments.get(message.member)!,
    keys: message,
  }));
  const view = { joined: members, cohort: 0, peers };
  const hub = new Aggregation({
    primitives: nodePrimitives,
    plan: planId(nodePrimitives, plan),
    coordinates: crowd.parameters + WEIGHT_LIMBS,
    view,
  });
  for (const party of parties.values()) hub.acceptShares(await party.shares(view));
  hub.close();
  for (const [member, party] of parties) {
    if (dead.has(member)) continue;
    const senders = hub.sendersView(member);
    const vector = vectorOfMember(member);
    const { message, packed } = await party.input(senders, vector, null);
    // A member's process would end here, or train again in the same memory.
    vector.buffer.transfer(0);
    hub.acceptInput(message, packed);
  }
  hub.close();
  const alive = [...parties].flatMap(([member, party]) => (dead.has(member) ? [] : [party]));
  for (const party of alive) {
    const message = await party.consent(hub.survivorsView());
    if (!hub.complete()) hub.acceptConsent(message);
  }
  hub.close();
  const ask = hub.revealView();
  for (const party of alive) {
    const message = await party.reveal(ask);
    if (!hub.complete()) hub.acceptReveal(message);
  }
  hub.close();
  return hub;
}

/** Each cohort is a round of its own, so that a member repeats the draw of its cohort and not of ten thousand. */
function planOf(crowd: Crowd, members: readonly number[]): RoundPlan {
  return {
    group: 'crowd',
    season: crowd.seed,
    round: 1 + members[0]!,
    attempt: 1,
    model: `0x${'00'.repeat(32)}` as Hex,
    parameters: crowd.parameters,
    encoding: ENCODING,
    draw: { size: members.length, seed: crowd.seed },
    training: null,
  };
}

/** Who drops out: by chance, but never more than a cohort survives. */
function dropOuts(crowd: Crowd, members: readonly number[]): number[] {
  const random = seededRandom(`${crowd.seed}/drop-out/${members[0]}`);
  const most = members.length - thresholdOf(members.length);
  return members.filter(() => random.unit() < crowd.dropOut).slice(0, most);
}

function identityOf(member: number): Uint8Array {
  const kept = identities.get(member) ?? seededRandom(`crowd/${member}`).bytes(32);
  identities.set(member, kept);
  return kept;
}
const identities = new Map<number, Uint8Array>();

function examplesOf(member: number): number {
  return 1 + ((member * 37) % ENCODING.weightCap);
}

/** What a member sends, before masks: its update after training, clipped, weighed and rounded. */
function vectorOf({ parameters }: Crowd, member: number, largest: number): Int32Array<ArrayBuffer> {
  const name = `${parameters}/${member % UPDATES}`;
  const update = updates.get(name) ?? makeUpdate(name, parameters);
  updates.set(name, update);
  return encodeUpdate(update, examplesOf(member), ENCODING, largest);
}
const updates = new Map<string, Float32Array>();

function makeUpdate(seed: string, parameters: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: parameters }, () => (random.unit() - 0.5) / 20);
}
