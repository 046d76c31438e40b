/** A side of a contest in a thread of its own, so that neither side pays for the other's garbage. */
import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** A side that runs elsewhere. */
export interface Isolated {
  run(): Promise<number>;
  close(): Promise<void>;
}

/** Starts `script` (a file that calls {@link serve}) for one side and waits until it is prepared. */
export async function isolated(script: URL, side: string): Promise<Isolated> {
  const worker = new Worker(script, { workerData: side });
  await once(worker, 'message');
  return {
    run: async () => {
      const answer = once(worker, 'message');
      worker.postMessage('run', []);
      const [value] = (await answer) as [number];
      return value;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** In the thread: prepares the side it was started for, then answers each request with one measured value. */
export async function serve(
  prepare: (side: string) => Promise<() => Promise<number>>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('this file is run by a benchmark, not by itself');
  const run = await prepare(workerData as string);
  port.on('message', () => {
    void run().then((value) => port.postMessage(value, []));
  });
  port.postMessage('ready', []);
}
