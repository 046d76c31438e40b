/** What is trained when training is measured: one batch of noise, the same for every side. */
import type { LstmShape } from '#models';

/** W is the default network; W2 is wider and deeper. */
export type Workload = 'W' | 'W2';

export const BATCH = 64;

export function shapeOf(workload: Workload): LstmShape {
  const size = workload === 'W' ? { hidden: 64, layers: 1 } : { hidden: 128, layers: 2 };
  return { inputSize: 25, steps: 60, outputs: 3, ...size };
}

/** Samples a second from the median of steps taken for about `milliseconds`. */
export async function pace(milliseconds: number, step: () => unknown): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  do {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  } while (performance.now() < end);
  const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Infinity;
  return (BATCH * 1000) / median;
}
