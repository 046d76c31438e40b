/** `npm run bench -- NAME [--json]`: measures ours and its peer in turn and prints the medians and their ratio. */
import { readdirSync } from 'node:fs';
import { arch, availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { toFault } from '#kit';
import type { Bench } from './bench.ts';

/** What `--json` prints. */
interface Result {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** How many times better ours is. */
  readonly ratio: number;
  readonly runs: number;
  readonly machine: string;
}

// A side that is ready while the other failed would keep this alive for ever.
process.exit(await main());

async function main(): Promise<number> {
  const names = benchNames();
  const asked = parse();
  if (asked === undefined || !names.includes(asked.name)) {
    if (asked?.name) console.error(`there is no benchmark ${asked.name}`);
    console.error(`usage: npm run bench -- NAME [--json]   NAME: ${names.join(', ')}`);
    return 2;
  }
  try {
    const { bench } = (await import(`./${asked.name}.ts`)) as { bench: Bench };
    const result = await measure(bench);
    console.log(asked.json ? JSON.stringify(result) : sentence(bench, result));
    return 0;
  } catch (thrown) {
    const fault = toFault(thrown);
    console.error(`${fault.code}: ${fault.message}`);
    return 1;
  }
}

function benchNames(): string[] {
  const machinery = new Set(['alone.ts', 'bench.ts', 'isolated.ts', 'run.ts', 'peers.ts']);
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !machinery.has(file))
    .map((file) => file.slice(0, -3))
    .sort();
}

function parse(): { name: string; json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    if (positionals.length > 1) return undefined;
    return { name: positionals[0] ?? '', json: values.json };
  } catch {
    return undefined;
  }
}

async function measure(bench: Bench): Promise<Result> {
  const contest = await bench.prepare();
  const ours: number[] = [];
  const peer: number[] = [];
  try {
    // They take turns, so that a busy machine slows both.
    const warmups = bench.warmups ?? 1;
    for (let run = 0; run < warmups + bench.runs; run++) {
      const [mine, theirs] = [await contest.ours(), await contest.peer()];
      if (run < warmups) continue;
      ours.push(mine);
      peer.push(theirs);
    }
  } finally {
    await contest.close?.();
  }
  const [mine, theirs] = [median(ours), median(peer)];
  return {
    name: bench.name,
    unit: bench.unit,
    ours: round(mine),
    peer: round(theirs),
    peerName: bench.peerName,
    ratio: round(bench.better === 'lower' ? theirs / mine : mine / theirs),
    runs: bench.runs,
    machine: machine(),
  };
}

function sentence(bench: Bench, result: Result): string {
  const { unit, ours, peer, peerName, ratio, runs } = result;
  return [
    bench.says,
    `  hanse  ${ours} ${unit}`,
    `  ${peerName}  ${peer} ${unit}`,
    `  ${ratio} times as good (medians of ${runs} runs, in turn; ${result.machine})`,
  ].join('\n');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model} × ${availableParallelism()}, ${process.platform} ${arch()}, Node ${process.version}`;
}
