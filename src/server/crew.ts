import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What one member's process is started with. The hub passes words only; it never opens the member's folder. */
export interface CrewMember {
  readonly id: string;
  /** The member's own folder. */
  readonly dir: string;
  /** Further words for `hanse member run`. */
  readonly words: readonly string[];
  /** Further environment of its process: what must not stand among its words. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Told when a member's process ends without being asked to, and when it is started again. */
export interface CrewWatch {
  gone(id: string, reason: string): void;
  back(id: string): void;
}

/** Member processes on this machine. */
export interface Crew {
  /** The process number of a member, while it runs. */
  pid(id: string): number | undefined;
  /** Ends all processes and waits for them. */
  close(): Promise<void>;
}

const MAIN = resolve(import.meta.dirname, '..', 'cli', 'main.ts');
/** A member that ends is started again after this long, at most so often. */
const RESTART_MS = 1000;
const RESTARTS = 3;
/** After this long a process that was asked to end is ended. */
const GRACE_MS = 3000;

/**
 * Starts one process a member. Each ends by itself when this process is gone, because its standard input closes.
 *
 * @param logs folder for what the processes print, one file a member
 */
export function startCrew(
  members: readonly CrewMember[],
  hubUrl: string,
  logs: string,
  watch: CrewWatch,
): Crew {
  mkdirSync(logs, { recursive: true });
  const running = new Map<string, ChildProcess>();
  const restarts = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let closing = false;

  const launch = (member: CrewMember): void => {
    const log = openSync(join(logs, `${member.id}.log`), 'a', 0o600);
    const words = ['member', 'run', '--hub', hubUrl, '--dir', member.dir, '--attached'];
    const child = spawn(process.execPath, [MAIN, ...words, ...member.words], {
      stdio: ['pipe', log, log],
      env: { ...process.env, ...member.secrets, NODE_NO_WARNINGS: '1' },
    });
    closeSync(log);
    running.set(member.id, child);
    child.stdin?.on('error', () => {});
    child.once('error', (error) => ended(member, error.message));
    child.once('exit', (code, signal) => ended(member, signal ?? `exit code ${code}`));
  };
  const ended = (member: CrewMember, reason: string): void => {
    if (!running.delete(member.id) || closing) return;
    watch.gone(member.id, reason);
    const count = (restarts.get(member.id) ?? 0) + 1;
    restarts.set(member.id, count);
    if (count > RESTARTS) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      launch(member);
      watch.back(member.id);
    }, RESTART_MS);
    timers.add(timer);
  };

  for (const member of members) launch(member);
  return {
    pid: (id) => running.get(id)?.pid,
    async close() {
      closing = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...running.values()].map(end));
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    child.kill('SIGTERM');
  });
}
