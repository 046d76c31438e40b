/**
 * What a hub asks of a member outside the messages of a round, and how both sides sign it. Kinds are open: a season adds its own.
 * Inputs and outputs are plain data without fractions, so that they can be signed; larger arrays travel as base64 text.
 */
import { Fault, type Hex } from '#kit';
import { type Primitives, signatureHolds, signValue } from '#members/keys';
import type { Plain } from './plan.ts';

/** A request to one member. */
export interface Task {
  /** Chosen by the asker; the same id is the same task, however often it is asked. */
  readonly id: string;
  readonly member: number;
  /** Such as `round`, `solo`, `claim`, `vote`, `mint`. */
  readonly kind: string;
  readonly input: Plain;
}

/** A member has two hands, each of which does one task after the other: nothing it trains keeps it from signing. */
export const HANDS = ['work', 'sign'] as const;
export type Hand = (typeof HANDS)[number];

/** What takes the machine, and the terms under which it is done, which come before it; the rest is done in seconds. */
const WORK: readonly string[] = ['terms', 'round', 'solo', 'evaluate'];

/** Which hand a task is for. */
export function handOf({ kind }: Pick<Task, 'kind'>): Hand {
  return WORK.includes(kind) ? 'work' : 'sign';
}

/** A request with the hub's signature. */
export interface SignedTask {
  readonly task: Task;
  readonly signature: Hex;
}

/** What came of it: a value, or the fault that prevented one. */
export type TaskOutcome =
  | { readonly value: Plain }
  | { readonly fault: { readonly code: string; readonly message: string } };

/** An outcome with the member's signature. */
export interface SignedOutcome {
  readonly id: string;
  readonly member: number;
  readonly outcome: TaskOutcome;
  readonly signature: Hex;
}

export function signTask(primitives: Primitives, hubSeed: Uint8Array, task: Task): SignedTask {
  return { task, signature: signValue(primitives, hubSeed, 'task', task) };
}

/** @throws Fault `rounds/task-signature` where the hub did not sign it or it is meant for another member. */
export function checkTask(
  primitives: Primitives,
  hub: Hex,
  member: number,
  signed: SignedTask,
): Task {
  const { task, signature } = signed;
  if (task.member === member && signatureHolds(primitives, hub, 'task', task, signature))
    return task;
  throw new Fault(
    'rounds/task-signature',
    `task ${task.id} is not signed by this group's hub for member ${member}; it is not done`,
  );
}

export function signOutcome(
  primitives: Primitives,
  identity: Uint8Array,
  about: { id: string; member: number; outcome: TaskOutcome },
): SignedOutcome {
  return { ...about, signature: signValue(primitives, identity, 'task-outcome', about) };
}

/** @throws Fault `rounds/bad-signature` where the member did not sign it. */
export function checkOutcome(primitives: Primitives, identity: Hex, signed: SignedOutcome): void {
  const { signature, ...about } = signed;
  if (signatureHolds(primitives, identity, 'task-outcome', about, signature)) return;
  throw new Fault(
    'rounds/bad-signature',
    `the outcome of task ${signed.id} is not signed by member ${signed.member}`,
  );
}
