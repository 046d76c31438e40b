/** A member's day: take the next task of each hand, do it, answer, signed on both sides; whatever a task throws is an answer too. */
import { canonicalJson, Fault, type Hex, toFault } from '#kit';
import type { Primitives } from '#members/keys';
import type { HubClient } from './hub-client.ts';
import type { Plain } from './plan.ts';
import type { Memory } from './take-part.ts';
import {
  checkTask,
  type Hand,
  HANDS,
  handOf,
  signOutcome,
  type Task,
  type TaskOutcome,
} from './task.ts';

/** Does tasks of one kind. */
export type TaskHandler = (input: Plain, task: Task) => Promise<Plain>;

/** Who serves, and with what. */
export interface Serving {
  readonly primitives: Primitives;
  readonly client: HubClient;
  readonly hub: Hex;
  readonly member: number;
  readonly identity: Uint8Array;
  readonly memory: Memory;
  readonly handlers: Readonly<Record<string, TaskHandler>>;
  /** Ends the serving between tasks. */
  readonly signal: AbortSignal;
  /** Told of each task done. */
  readonly onTask?: (task: Task, outcome: TaskOutcome) => void;
}

/** Outcomes up to this many characters are kept, so that a task asked again is answered, not done again. */
const KEEP = 64 * 1024;

/** Serves with both hands until the signal aborts. */
export async function serveHub(who: Serving): Promise<void> {
  await Promise.all(HANDS.map((hand) => serveWith(hand, who)));
}

async function serveWith(hand: Hand, who: Serving): Promise<void> {
  const { primitives, client, hub, member, identity, signal } = who;
  while (!signal.aborted) {
    try {
      const task = checkTask(primitives, hub, member, await client.next(hand));
      const outcome = await outcomeOf(who, hand, task);
      await client.answer(signOutcome(primitives, identity, { id: task.id, member, outcome }));
      who.onTask?.(task, outcome);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
  }
}

async function outcomeOf(who: Serving, hand: Hand, task: Task): Promise<TaskOutcome> {
  const name = `task/${task.id}`;
  const kept = who.memory.recall(name) as TaskOutcome | undefined;
  if (kept) return kept;
  const outcome = await attempt(who, hand, task);
  // A round keeps its own facts; a fault may pass, so only values stay.
  const text = canonicalJson(outcome);
  if ('value' in outcome && task.kind !== 'round' && text.length <= KEEP)
    who.memory.remember(name, outcome);
  return outcome;
}

async function attempt(who: Serving, hand: Hand, task: Task): Promise<TaskOutcome> {
  const handler = who.handlers[task.kind];
  try {
    if (!handler) {
      throw new Fault(
        'rounds/unknown-task',
        `this member knows no task of kind ${task.kind}; upgrade it or leave the task out`,
      );
    }
    if (handOf(task) !== hand) {
      // Two trainings at once would write into one another's weights.
      const why = `a task of kind ${task.kind} is for the other hand; it is not done`;
      throw new Fault('rounds/other-hand', why);
    }
    return { value: await handler(task.input, task) };
  } catch (error) {
    who.signal.throwIfAborted();
    const { code, message } = toFault(error);
    return { fault: { code, message } };
  }
}
