/** What the hub's engine is given, and what a round is asked for with. */
import type { DatabaseSync } from 'node:sqlite';
import type { Cid, Clock } from '#kit';
import type { Awaitable, DirectPrimitives } from '#members/keys';
import type { Roster } from '#members';
import type { Draw, Encoding, Plain } from '#rounds/member';
import type { Combination } from './combine.ts';
import type { TaskDesk } from './desk.ts';
import type { Judge } from './finish.ts';
import type { Patience } from './presence.ts';
import type { ServerRule } from './server-rule.ts';

/** Encrypted, content-addressed storage. */
export interface BlobPort {
  put(bytes: Uint8Array): Awaitable<Cid>;
  get(cid: Cid): Awaitable<Uint8Array>;
}

/** How long a step may take, in milliseconds. */
export interface Deadlines {
  /** Training and joining. */
  readonly join: number;
  /** Each of the other steps. */
  readonly step: number;
}

/** What the engine needs. */
export interface EngineOptions {
  readonly db: DatabaseSync;
  readonly group: string;
  readonly primitives: DirectPrimitives;
  /** The hub's Ed25519 seed. */
  readonly hubSeed: Uint8Array;
  readonly roster: Roster;
  readonly desk: TaskDesk;
  readonly blobs: BlobPort;
  /** Told of what happened, once each: kinds `rounds/planned`, `rounds/drawn`, `rounds/void`, `rounds/summed`. */
  readonly record: (kind: string, data: { readonly [key: string]: Plain }) => Awaitable<unknown>;
  readonly clock?: Clock;
  readonly deadlines?: Partial<Deadlines>;
  readonly patience?: Partial<Patience>;
  /** Aborted when the hub stops: the running round is let go, and nobody who leaves then is counted as lost. */
  readonly signal?: AbortSignal;
  /** How often a round is opened again after too few joined or every cohort failed before its sum. */
  readonly attempts?: number;
  /** Cohorts with their own clocks: how long the others are waited for at the least once one is done, in milliseconds. */
  readonly grace?: number;
}

/** One round to run. */
export interface RoundRequest {
  readonly season: string;
  readonly round: number;
  /** Global weights before the round. */
  readonly weights: Float32Array;
  readonly encoding: Encoding;
  readonly draw: Draw;
  readonly training: Plain;
  /** How cohorts are combined; by default their weighted mean. */
  readonly combination?: Combination;
  /** How the model follows the update; by default FedAvg. */
  readonly rule?: ServerRule;
  /** Looks at the new model before it is taken; a reason rolls it back. */
  readonly judge?: Judge;
  /** Members to invite; all of the roster by default. */
  readonly members?: readonly number[];
  /** `own`: a slow cohort stays open while the next rounds run without it; for the buffer rule only. By default all are waited for. */
  readonly clocks?: 'own';
  /** No round comes after this one: every cohort that is still open is waited for. */
  readonly final?: boolean;
}
