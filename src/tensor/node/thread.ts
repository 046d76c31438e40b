import { Worker } from 'node:worker_threads';
import type { Thread, ThreadStart } from '#tensor';

/** A worker thread that labours on shared memory. It does not keep the process alive. */
export function startThread(start: ThreadStart): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: start });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => {
      worker.unref();
      resolve();
    });
    worker.once('error', reject);
  });
  return {
    ready,
    stop: () => {
      worker.ref();
      return ended;
    },
  };
}
