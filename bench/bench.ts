/** What a benchmark is: the same work done by us and by a peer, measured in turn in one run. */

/** Two sides that are ready to run; each run gives one measured value in the benchmark's unit. */
export interface Contest {
  ours(): Promise<number> | number;
  peer(): Promise<number> | number;
  /** Frees what was prepared. */
  close?(): Promise<void> | void;
}

/** A benchmark as data. A file of this folder that exports `bench` is found by its name. */
export interface Bench {
  readonly name: string;
  /** One sentence: what is measured. */
  readonly says: string;
  readonly unit: string;
  /** Which of two values is the better one. */
  readonly better: 'lower' | 'higher';
  /** The peer with its version. */
  readonly peerName: string;
  /** Runs of each side that count. */
  readonly runs: number;
  /** Runs of each side before them, until its code is compiled; 1 where it is left out. */
  readonly warmups?: number;
  /** Fetches peers and data; not measured. */
  prepare(): Promise<Contest>;
}

/** Milliseconds that some work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
