import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeWhole } from '#store';

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
  /** Ends all processes and waits for them. */
  close(): Promise<void>;
}

const MAIN = resolve(import.meta.dirname, '..', 'cli', 'main.ts');
/** A member lives with few rows and one small network: a small heap is enough. */
const NODE_WORDS = ['--expose-gc', '--max-semi-space-size=2', '--max-old-space-size=128', MAIN];
/** Sources stripped of their types, kept for the next start: a process without the stripper is quicker and a third smaller. */
const CACHE = resolve(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'hanse');
/** glibc keeps what large arrays have left unless it is told to give it back. */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
/** A member whose hub is gone for this long ends by itself. */
const PATIENCE_SECONDS = 60;
/** A member that ends is started again after this long, at most so often. */
const RESTART_MS = 1000;
const RESTARTS = 3;
/** After this long a process that was asked to end is ended. */
const GRACE_MS = 3000;
const LOOK_MS = 500;

/**
 * Starts one process a member, or finds those that a killed hub left behind: they wait for a hub at the same address for a
 * minute, with all that they hold in memory for the round they are in.
 *
 * @param home folder for what the processes print, one file a member, and for their numbers
 */
export function startCrew(
  members: readonly CrewMember[],
  hubUrl: string,
  home: string,
  watch: CrewWatch,
): Crew {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const numbers = new Map<string, number>(readNumbers(home));
  const children = new Map<string, ChildProcess>();
  const restarts = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let closing = false;

  const launch = (member: CrewMember): void => {
    const log = openSync(join(home, `${member.id}.log`), 'a', 0o600);
    const words = ['member', 'run', '--hub', hubUrl, '--dir', member.dir];
    const patience = ['--patience', String(PATIENCE_SECONDS)];
    const child = spawn(process.execPath, [...NODE_WORDS, ...words, ...patience, ...member.words], {
      stdio: ['ignore', log, log],
      detached: true,
      env: {
        NODE_COMPILE_CACHE: CACHE,
        ...MALLOC,
        ...withoutKeys(process.env),
        ...member.secrets,
        NODE_NO_WARNINGS: '1',
      },
    });
    closeSync(log);
    children.set(member.id, child);
    numbers.set(member.id, child.pid ?? 0);
    writeNumbers(home, numbers);
    child.once('error', (error) => ended(member, error.message));
    child.once('exit', (code, signal) => ended(member, signal ?? `exit code ${code}`));
  };
  const ended = (member: CrewMember, reason: string): void => {
    children.delete(member.id);
    if (closing || !numbers.delete(member.id)) return;
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

  for (const member of members) {
    const found = numbers.get(member.id);
    if (found === undefined || !isOurs(found, member.dir)) launch(member);
    else if (!isOurs(found, hubUrl)) {
      // It waits for another address than ours.
      process.kill(found, 'SIGKILL');
      launch(member);
    }
  }
  const look = setInterval(() => {
    for (const member of members) {
      const found = numbers.get(member.id);
      if (found === undefined || children.has(member.id) || isOurs(found, member.dir)) continue;
      ended(member, 'its process is gone');
    }
  }, LOOK_MS);
  return {
    async close() {
      closing = true;
      clearInterval(look);
      for (const timer of timers) clearTimeout(timer);
      const pids = members.flatMap(({ id, dir }) => {
        const found = numbers.get(id);
        return found !== undefined && isOurs(found, dir) ? [found] : [];
      });
      for (const child of children.values()) child.unref();
      await Promise.all(pids.map(end));
    },
  };
}

/** Whether a process still runs and was started with a word: a number alone may be another's by now. */
function isOurs(pid: number, word: string): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return commandOf(pid).includes(word);
  } catch {
    return false;
  }
}

/** The words a process was started with; one text where the system keeps no list. */
function commandOf(pid: number): string | string[] {
  const path = `/proc/${pid}/cmdline`;
  if (existsSync(path)) return readFileSync(path, 'utf8').split('\0');
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}

async function end(pid: number): Promise<void> {
  const alive = (): boolean => {
    try {
      process.kill(pid, 0);
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  if (!alive()) return;
  process.kill(pid, 'SIGTERM');
  const until = performance.now() + GRACE_MS;
  while (alive() && performance.now() < until) await new Promise((done) => setTimeout(done, 20));
  if (alive()) process.kill(pid, 'SIGKILL');
}

function readNumbers(home: string): [string, number][] {
  const path = join(home, 'processes.json');
  if (!existsSync(path)) return [];
  try {
    return Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>);
  } catch {
    return [];
  }
}

function writeNumbers(home: string, numbers: ReadonlyMap<string, number>): void {
  writeWhole(join(home, 'processes.json'), `${JSON.stringify(Object.fromEntries(numbers))}\n`);
}

/** The hub's environment but its keys: a member has its own. */
function withoutKeys(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^HANSE_\w*KEY$/.test(name)),
  );
}
