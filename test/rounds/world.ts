/** A group in one process, for tests: a hub with its database in memory, members with real keys, and a line between them. */
import { DatabaseSync } from 'node:sqlite';
import { type Cid, type Hex, seededRandom, sha256, toHex } from '#kit';
import { nodePrimitives, Roster, VolatileMemory } from '#members';
import { enrol, type Primitives } from '#members/keys';
import {
  type EngineOptions,
  RoundEngine,
  type RoundRequest,
  type RoundResult,
  TaskDesk,
} from '#rounds';
import {
  type LocalTraining,
  type Memory,
  type Participant,
  type RoundDoor,
  type SignedPlan,
  takePart,
} from '#rounds/member';

/** One member of the world. */
export interface Citizen {
  readonly member: number;
  readonly identity: Uint8Array;
  memory: Memory;
  train: LocalTraining;
  /** Wraps the line to the hub: to lose, delay or change messages. */
  tamper: (door: RoundDoor) => RoundDoor;
  /** How the last attempt ended for it. */
  outcome?: 'done' | unknown;
  primitives: Primitives;
  vouch?: Participant['vouch'];
}

/** What may be chosen. */
export interface WorldOptions {
  readonly members: number;
  readonly parameters?: number;
  readonly engine?: Partial<EngineOptions>;
  readonly db?: DatabaseSync;
  readonly blobs?: Map<string, Uint8Array>;
  /** Wallet keys; only member 1 has one where this is left out. */
  readonly wallet?: (member: number) => Uint8Array;
}

export const GROUP = 'test-group';
export const ENCODING = { rangeMicro: 1_000_000, clipNormMicro: 100_000_000, weightCap: 1000 };

/** A group whose members train to fixed updates unless told otherwise. */
export function openWorld(options: WorldOptions) {
  const { members, parameters = 50 } = options;
  const db = options.db ?? new DatabaseSync(':memory:');
  const hubSeed = seedOf('hub');
  const hub = toHex(nodePrimitives.signingKey(hubSeed));
  const roster = new Roster(db, GROUP, hub);
  const primitives = nodePrimitives;
  const desk = new TaskDesk({ db, primitives, hubSeed, roster });
  const kept = options.blobs ?? new Map<string, Uint8Array>();
  const blobs = {
    put: (bytes: Uint8Array): Cid => {
      const cid = sha256(bytes) as string as Cid;
      kept.set(cid, bytes.slice());
      return cid;
    },
    get: (cid: Cid): Uint8Array => kept.get(cid)!,
  };
  const journal: { kind: string; data: unknown }[] = [];
  const engine = new RoundEngine({
    db,
    group: GROUP,
    primitives,
    hubSeed,
    roster,
    desk,
    blobs,
    record: (kind, data) => journal.push({ kind, data }),
    // Nobody is late, however slow the machine; who goes has gone at once.
    deadlines: { join: 600_000, step: 600_000 },
    patience: { broken: 0, unseen: 0 },
    ...options.engine,
  });
  const citizens = Array.from({ length: members }, (_, i): Citizen => {
    const member = i + 1;
    const identity = seedOf(`member ${member}`);
    if (!roster.list().some((it) => it.member === member)) {
      const invitation = roster.invite(member, `Member ${member}`);
      const wallet = options.wallet?.(member) ?? (member === 1 ? seedOf('wallet') : null);
      const keys = { identity, wallet };
      const about = { group: GROUP, member, name: invitation.name };
      roster.admit(invitation.secret, enrol(nodePrimitives, about, keys));
    }
    return {
      member,
      identity,
      memory: new VolatileMemory(),
      train: fixedTraining(member),
      tamper: (door) => door,
      primitives,
    };
  });

  const door = (member: number): RoundDoor => ({
    submit: (plan, incoming) => engine.submit(plan, incoming),
    view: async (plan, name) => {
      for (;;) {
        const found = await engine.view(plan, { name, member }, 1000);
        if (found !== undefined) return structuredClone(found);
      }
    },
    model: (hash: Hex) => engine.model(hash),
  });

  const participate = async (citizen: Citizen): Promise<void> => {
    const { member, identity, memory, train } = citizen;
    engine.presence.enter(member);
    try {
      const signed = (await desk.next(member, 'work', 2000))!;
      const plan = signed.task.input as unknown as SignedPlan;
      const line = citizen.tamper(door(member));
      const who = {
        primitives: citizen.primitives,
        door: line,
        hub,
        group: GROUP,
        member,
        identity,
        memory,
        train,
        ...(citizen.vouch ? { vouch: citizen.vouch } : {}),
      };
      await takePart(who, plan);
      citizen.outcome = 'done';
    } catch (error) {
      citizen.outcome = error;
    } finally {
      engine.presence.leave(member, citizen.outcome === 'done' ? 'answered' : 'broken');
    }
  };

  const request = (round: number, more: Partial<RoundRequest> = {}): RoundRequest => ({
    season: 's1',
    round,
    weights: new Float32Array(parameters),
    encoding: ENCODING,
    draw: { size: 4, seed: `s1/${round}` },
    training: { steps: 1 },
    ...more,
  });

  const round = async (number: number, more: Partial<RoundRequest> = {}): Promise<RoundResult> => {
    const result = engine.runRound(request(number, more));
    await Promise.all([...citizens.map(participate), result.catch(() => undefined)]);
    return result;
  };
  return {
    db,
    hub,
    hubSeed,
    roster,
    desk,
    engine,
    blobs,
    kept,
    journal,
    citizens,
    door,
    request,
    round,
    participate,
  };
}

export type World = ReturnType<typeof openWorld>;

/** 32 bytes that belong to a name. */
export function seedOf(name: string): Uint8Array<ArrayBuffer> {
  return seededRandom(name).bytes(32);
}

/** The update member `member` always sends: pseudo-random, within ±0.5. */
export function fixedUpdate(member: number, parameters: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(`update ${member}`);
  return Float32Array.from({ length: parameters }, () => random.unit() - 0.5);
}

/** How many examples member `member` has. */
export function examplesOf(member: number): number {
  return 100 * member;
}

export function fixedTraining(member: number): LocalTraining {
  return (weights) => {
    const update = fixedUpdate(member, weights.length);
    return {
      weights: weights.map((w, i) => w + update[i]!),
      examples: examplesOf(member),
      loss: 1 / member,
    };
  };
}
