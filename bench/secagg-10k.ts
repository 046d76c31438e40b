import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Fault } from '#kit';
import { type Bench, timed } from './bench.ts';
import { cohortsOf, type Crowd, type CrowdSum } from './sides/crowd.ts';
import type { CrowdPart } from './sides/crowd-thread.ts';
import { plainSum } from './sides/plain-sum.ts';

/** The default network's number of parameters. */
const CROWD: Crowd = {
  members: 10_000,
  parameters: 23_235,
  cohort: 32,
  dropOut: 0.1,
  seed: 'crowd',
};
const THREADS = 2;
const MOST_BYTES = 2e9;

/** A whole round of ten thousand members, members and hub, on two threads. */
export const bench: Bench = {
  name: 'secagg-10k',
  says: '10,000 members in cohorts of 32, one in ten drops out: a round of all members and the hub on 2 threads, 23,235 parameters',
  unit: 's',
  better: 'lower',
  peerName: 'a plain sum that hides nothing, 1 thread',
  runs: 1,
  warmups: 0,
  async prepare() {
    const cohorts = cohortsOf(CROWD);
    const threads = await Promise.all(
      Array.from({ length: THREADS }, (_, t) =>
        startThread({ crowd: CROWD, cohorts: cohorts.filter((_cohort, c) => c % THREADS === t) }),
      ),
    );
    return {
      ours: async () => {
        let parts: CrowdSum[] = [];
        const before = process.cpuUsage();
        const ms = await timed(async () => {
          parts = await Promise.all(threads.map(sumIn));
        });
        const { user, system } = process.cpuUsage(before);
        report(check(parts), cohorts.length, (user + system) / 1e6);
        return ms / 1000;
      },
      peer: () => plainSum(CROWD.members, CROWD.parameters) / 1000,
      close: async () => {
        await Promise.all(threads.map((thread) => thread.terminate()));
      },
    };
  },
};

async function startThread(part: CrowdPart): Promise<Worker> {
  const thread = new Worker(new URL('sides/crowd-thread.ts', import.meta.url), {
    workerData: part,
  });
  await once(thread, 'message');
  return thread;
}

async function sumIn(thread: Worker): Promise<CrowdSum> {
  const answer = once(thread, 'message');
  thread.postMessage('sum', []);
  const [part] = (await answer) as [CrowdSum];
  return part;
}

/** @throws Fault `bench/wrong-sum` where the masked sums differ from the plain ones in any parameter. */
function check(parts: readonly CrowdSum[]): number {
  for (let i = 0; i < CROWD.parameters; i++) {
    const sum = parts.reduce((all, part) => all + part.sum[i]!, 0);
    const plain = parts.reduce((all, part) => all + part.plain[i]!, 0);
    if (sum !== plain)
      throw new Fault('bench/wrong-sum', `parameter ${i} sums to ${sum}; it should be ${plain}`);
  }
  for (const { weight, plainWeight } of parts)
    if (weight !== plainWeight)
      throw new Fault(
        'bench/wrong-sum',
        `the weights sum to ${weight}; it should be ${plainWeight}`,
      );
  return parts.reduce((all, part) => all + part.survivors, 0);
}

/** @throws Fault `bench/too-large` where the process took more memory than is allowed. */
function report(survivors: number, cohorts: number, seconds: number): void {
  const bytes = process.resourceUsage().maxRSS * 1024;
  console.error(
    [
      `${survivors} of ${CROWD.members} members are in the sums of ${cohorts} cohorts, which equal the plain sum exactly;`,
      `${seconds.toFixed(1)} s of processor time, ${Math.round(bytes / 1e6)} MB at most`,
    ].join(' '),
  );
  if (bytes > MOST_BYTES)
    throw new Fault(
      'bench/too-large',
      `the round took ${bytes} bytes; at most ${MOST_BYTES} are allowed`,
    );
}
