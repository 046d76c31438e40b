/** Tasks for members: kept until answered, so that neither a killed hub nor a killed member loses or repeats one. */
import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson, Fault } from '#kit';
import type { DirectPrimitives } from '#members/keys';
import type { Roster } from '#members';
import {
  checkOutcome,
  type Hand,
  handOf,
  type Plain,
  type SignedOutcome,
  type SignedTask,
  signTask,
  type Task,
  type TaskOutcome,
} from '#rounds/member';
import { Waiters } from './waiters.ts';

const SCHEMA = `CREATE TABLE IF NOT EXISTS tasks (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, member INTEGER NOT NULL, hand TEXT NOT NULL,
  signed TEXT NOT NULL, outcome TEXT, withdrawn INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE INDEX IF NOT EXISTS tasks_open ON tasks (member, hand, seq) WHERE outcome IS NULL AND withdrawn = 0;`;

/** What the desk needs. */
export interface DeskOptions {
  readonly db: DatabaseSync;
  readonly primitives: DirectPrimitives;
  /** The hub's Ed25519 seed. */
  readonly hubSeed: Uint8Array;
  readonly roster: Roster;
  /** Aborted when the hub stops: nobody waits for an answer any more. */
  readonly signal?: AbortSignal;
}

/** What those are told who wait for members when the hub stops. */
export function halted(): Fault {
  return new Fault('rounds/halted', 'the hub stops; start it again to go on');
}

/** The hub's desk of tasks. */
export class TaskDesk {
  readonly #given: DeskOptions;
  readonly #changes = new Waiters();
  /** Why an answer could not be kept. */
  #unkept: unknown;

  constructor(options: DeskOptions) {
    this.#given = options;
    options.db.exec(SCHEMA);
  }

  /**
   * Asks a member and waits for the value. Asked again with the same id, also after a restart, it is the same task: an answer
   * that is there is given at once.
   *
   * @throws Fault with the member's code where it failed; `rounds/other-task` where the id names another task;
   * `rounds/withdrawn`, `rounds/halted`, `rounds/no-answer` after `timeout` milliseconds.
   */
  async ask(task: Task, timeout = 600_000): Promise<Plain> {
    const { signal } = this.#given;
    this.put(task);
    const outcome = await this.#changes.until(() => this.outcome(task.id), timeout, signal);
    if (!outcome) {
      if (signal?.aborted) throw halted();
      const why = `member ${task.member} did not answer task ${task.id} within ${timeout} ms; ask again with the same id`;
      throw new Fault('rounds/no-answer', why, { meta: { member: task.member, id: task.id } });
    }
    if ('value' in outcome) return outcome.value;
    throw new Fault(outcome.fault.code, outcome.fault.message, { meta: { member: task.member } });
  }

  /** Puts a task on the desk without waiting. */
  put(task: Task): void {
    const { db, primitives, hubSeed } = this.#given;
    const present = db.prepare('SELECT signed FROM tasks WHERE id = ?').get(task.id);
    if (present) {
      const kept = (JSON.parse(present['signed'] as string) as SignedTask).task;
      if (canonicalJson(kept) === canonicalJson(task)) return;
      throw new Fault('rounds/other-task', `task ${task.id} is on the desk with another content`);
    }
    db.prepare('INSERT INTO tasks (id, member, hand, signed) VALUES (?, ?, ?, ?)').run(
      task.id,
      task.member,
      handOf(task),
      JSON.stringify(signTask(primitives, hubSeed, task)),
    );
    this.#changes.wake();
  }

  /** Takes a task back; a member that works on it may still answer, which is ignored. */
  withdraw(id: string): void {
    this.#given.db
      .prepare('UPDATE tasks SET withdrawn = 1 WHERE id = ? AND outcome IS NULL')
      .run(id);
    this.#changes.wake();
  }

  /** The oldest open task for a member's hand, waiting for one up to `timeout` milliseconds. */
  next(
    member: number,
    hand: Hand,
    timeout: number,
    signal?: AbortSignal,
  ): Promise<SignedTask | undefined> {
    const query = this.#given.db.prepare(
      'SELECT signed FROM tasks WHERE member = ? AND hand = ? AND outcome IS NULL AND withdrawn = 0 ORDER BY seq LIMIT 1',
    );
    const look = (): SignedTask | undefined => {
      const row = query.get(member, hand);
      return row && (JSON.parse(row['signed'] as string) as SignedTask);
    };
    return this.#changes.until(look, timeout, signal);
  }

  /**
   * Keeps a member's answer; it is on disk when this returns.
   *
   * @throws Fault `rounds/unknown-task`, `rounds/bad-signature`.
   */
  answer(signed: SignedOutcome): void {
    const { db, primitives, roster } = this.#given;
    const row = db.prepare('SELECT member, outcome FROM tasks WHERE id = ?').get(signed.id);
    if (!row || row['member'] !== signed.member)
      throw new Fault('rounds/unknown-task', `no task ${signed.id} of member ${signed.member}`);
    checkOutcome(primitives, roster.get(signed.member).identity, signed);
    if (row['outcome'] !== null) return;
    try {
      db.prepare('UPDATE tasks SET outcome = ? WHERE id = ?').run(
        JSON.stringify(signed),
        signed.id,
      );
    } catch (error) {
      // A full disk: whoever waits for the answer must not think that the member gave none.
      this.#unkept = error;
      throw error;
    } finally {
      this.#changes.wake();
    }
  }

  /**
   * What came of a task, if anything did.
   *
   * @throws Fault `rounds/withdrawn`; the database's error where an answer could not be kept
   */
  outcome(id: string): TaskOutcome | undefined {
    if (this.#unkept !== undefined) throw this.#unkept;
    const row = this.#given.db.prepare('SELECT outcome, withdrawn FROM tasks WHERE id = ?').get(id);
    if (row?.['outcome']) return (JSON.parse(row['outcome'] as string) as SignedOutcome).outcome;
    if (row?.['withdrawn'] === 1) throw new Fault('rounds/withdrawn', `task ${id} was withdrawn`);
    return undefined;
  }
}
