/** Everything a hub must not forget of its rounds, in SQLite. A line is on disk before anyone is answered. */
import type { DatabaseSync } from 'node:sqlite';
import type { Cid, Hex } from '#kit';
import type { InputMessage, SignedPlan, Step } from '#rounds/member';
import { storageFault, transaction } from '#store';
import type { RoundRecord } from './record.ts';

/** One line of an attempt's history; replayed in order it gives the same state. */
export type AttemptLine =
  | { readonly step: Exclude<Step, 'input'>; readonly message: unknown }
  | { readonly step: 'input'; readonly message: InputMessage; readonly cid: Cid }
  | { readonly closed: 'keys' | number };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS round_attempts (
    plan TEXT PRIMARY KEY, season TEXT NOT NULL, round INTEGER NOT NULL, attempt INTEGER NOT NULL,
    signed TEXT NOT NULL, UNIQUE (season, round, attempt)) STRICT;
  CREATE TABLE IF NOT EXISTS round_lines (
    seq INTEGER PRIMARY KEY, plan TEXT NOT NULL REFERENCES round_attempts, line TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS round_lines_plan ON round_lines (plan, seq);
  CREATE TABLE IF NOT EXISTS round_records (
    season TEXT NOT NULL, round INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (season, round)) STRICT;
  CREATE TABLE IF NOT EXISTS round_models (hash TEXT PRIMARY KEY, cid TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS round_facts (name TEXT PRIMARY KEY) STRICT;
`;

/** The tables of the rounds in the hub's database. */
export class Archive {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(SCHEMA);
  }

  /** Seasons with finished rounds, oldest first. */
  seasons(): string[] {
    const rows = this.#db
      .prepare('SELECT season FROM round_records GROUP BY season ORDER BY min(rowid)')
      .all();
    return rows.map((row) => row['season'] as string);
  }

  /** The newest attempt at a round. */
  latest(season: string, round: number): SignedPlan | undefined {
    const row = this.#db
      .prepare(
        'SELECT signed FROM round_attempts WHERE season = ? AND round = ? ORDER BY attempt DESC LIMIT 1',
      )
      .get(season, round);
    return row && (JSON.parse(row['signed'] as string) as SignedPlan);
  }

  /** Whether a plan is a lane, or the newest attempt at a round, that is not finished: the hub will come back to it. */
  isUnfinished(plan: Hex): boolean {
    const signed = this.plan(plan);
    if (signed?.plan.members) {
      const records = this.records(signed.plan.season);
      return (
        !this.isGivenUp(plan) &&
        !records.some(({ lanes = [] }) => lanes.some((lane) => lane.plan === plan))
      );
    }
    const row = this.#db
      .prepare(
        `SELECT 1 FROM round_attempts AS a WHERE plan = ?
         AND attempt = (SELECT max(attempt) FROM round_attempts WHERE season = a.season AND round = a.round)
         AND NOT EXISTS (SELECT 1 FROM round_records WHERE season = a.season AND round = a.round)`,
      )
      .get(plan);
    return row !== undefined;
  }

  /** A plan that was opened here. */
  plan(plan: Hex): SignedPlan | undefined {
    const row = this.#db.prepare('SELECT signed FROM round_attempts WHERE plan = ?').get(plan);
    return row && (JSON.parse(row['signed'] as string) as SignedPlan);
  }

  /** Every lane of a season, oldest first. */
  lanes(season: string): { readonly id: Hex; readonly signed: SignedPlan }[] {
    const rows = this.#db
      .prepare(
        `SELECT plan, signed FROM round_attempts WHERE season = ? AND instr(signed, '"members":[') > 0 ORDER BY round, attempt`,
      )
      .all(season);
    return rows
      .map((row) => ({
        id: row['plan'] as Hex,
        signed: JSON.parse(row['signed'] as string) as SignedPlan,
      }))
      .filter(({ signed }) => signed.plan.members !== undefined);
  }

  /** A lane that nobody will come back to. */
  giveUp(plan: Hex): void {
    this.setDone(`given-up/${plan}`);
  }

  isGivenUp(plan: Hex): boolean {
    return this.isDone(`given-up/${plan}`);
  }

  /** Lanes that are opened together: all of them, or none. */
  addLanes(lanes: readonly { readonly id: Hex; readonly signed: SignedPlan }[]): void {
    transaction(this.#db, () => {
      for (const { id, signed } of lanes) this.addAttempt(id, signed);
    });
  }

  addAttempt(plan: Hex, signed: SignedPlan): void {
    const { season, round, attempt } = signed.plan;
    this.#run(
      'INSERT INTO round_attempts VALUES (?, ?, ?, ?, ?)',
      plan,
      season,
      round,
      attempt,
      JSON.stringify(signed),
    );
  }

  lines(plan: Hex): AttemptLine[] {
    const rows = this.#db
      .prepare('SELECT line FROM round_lines WHERE plan = ? ORDER BY seq')
      .all(plan);
    return rows.map((row) => JSON.parse(row['line'] as string) as AttemptLine);
  }

  addLine(plan: Hex, line: AttemptLine): void {
    this.#run('INSERT INTO round_lines (plan, line) VALUES (?, ?)', plan, JSON.stringify(line));
  }

  record(season: string, round: number): RoundRecord | undefined {
    const row = this.#db
      .prepare('SELECT record FROM round_records WHERE season = ? AND round = ?')
      .get(season, round);
    return row && (JSON.parse(row['record'] as string) as RoundRecord);
  }

  records(season: string): RoundRecord[] {
    const rows = this.#db
      .prepare('SELECT record FROM round_records WHERE season = ? ORDER BY round')
      .all(season);
    return rows.map((row) => JSON.parse(row['record'] as string) as RoundRecord);
  }

  addRecord(record: RoundRecord): void {
    this.#run(
      'INSERT INTO round_records VALUES (?, ?, ?)',
      record.season,
      record.round,
      JSON.stringify(record),
    );
  }

  model(hash: Hex): Cid | undefined {
    const row = this.#db.prepare('SELECT cid FROM round_models WHERE hash = ?').get(hash);
    return row && (row['cid'] as Cid);
  }

  addModel(hash: Hex, cid: Cid): void {
    this.#run('INSERT OR IGNORE INTO round_models VALUES (?, ?)', hash, cid);
  }

  /** Whether something was done already, so that it is told once. */
  isDone(name: string): boolean {
    return this.#db.prepare('SELECT 1 FROM round_facts WHERE name = ?').get(name) !== undefined;
  }

  setDone(name: string): void {
    this.#run('INSERT OR IGNORE INTO round_facts VALUES (?)', name);
  }

  #run(sql: string, ...values: (string | number)[]): void {
    try {
      this.#db.prepare(sql).run(...values);
    } catch (error) {
      throw storageFault(error);
    }
  }
}
