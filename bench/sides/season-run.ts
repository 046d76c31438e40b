/** Plays the default season headless in a process of its own, and watches what all its processes use. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '#kit';

/** What a season cost. */
export interface SeasonCost {
  readonly seconds: number;
  /** Largest sum over all its processes, shared pages counted once (PSS), in MiB. */
  readonly peakMiB: number;
  /** The same with shared pages counted in every process (RSS), in MiB. */
  readonly peakRssMiB: number;
}

const LOOK_MS = 250;

/** Plays `hanse season --members 8 --rounds 12` to its end. Linux only: it reads /proc. */
export async function playOnce(): Promise<SeasonCost> {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-bench-'));
  const main = resolve(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
  const start = performance.now();
  const words = [main, 'season', '--members', '8', '--rounds', '12'];
  // The season's temporary folder lies in ours: by its name all of its processes are known.
  const env = { ...process.env, TMPDIR: dir };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'ignore'] });
  let [peak, peakRss] = [0, 0];
  const look = setInterval(() => {
    const [pss, rss] = used(dir, String(child.pid));
    peak = Math.max(peak, pss);
    peakRss = Math.max(peakRss, rss);
  }, LOOK_MS);
  const code = await new Promise((done) => child.once('exit', done));
  clearInterval(look);
  const seconds = (performance.now() - start) / 1000;
  rmSync(dir, { recursive: true, force: true });
  if (code !== 0) throw new Fault('bench/failed', `the season ended with ${String(code)}`);
  return { seconds, peakMiB: peak / 1024, peakRssMiB: peakRss / 1024 };
}

/** PSS and RSS in KiB of all processes that work in a folder: they have it among their words. */
function used(dir: string, hub: string): [number, number] {
  let [pss, rss] = [0, 0];
  const chain = chainOf(dir);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const ours =
        pid === chain || pid === hub || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir);
      if (!ours) continue;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
      rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // It ended meanwhile.
    }
  }
  return [pss, rss];
}

/** The number of the chain's process. */
function chainOf(dir: string): string | undefined {
  try {
    const [season] = readdirSync(dir).filter((name) => name.startsWith('hanse-season-'));
    const file = readFileSync(join(dir, season ?? '', 'chain', 'node.json'), 'utf8');
    return String((JSON.parse(file) as { pid: number }).pid);
  } catch {
    return undefined;
  }
}
