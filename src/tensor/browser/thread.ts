import { Fault } from '#kit';
import type { Thread, ThreadStart } from '#tensor';

/** A web worker that labours on shared memory. */
export function startThread(start: ThreadStart): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', ({ message }) => {
      reject(new Fault('tensor/thread-failed', `a training thread cannot start: ${message}`));
    });
  });
  worker.postMessage(start, []);
  // It has left its loop when the last barrier is passed, and holds nothing that must be put away.
  return { ready, stop: async () => worker.terminate() };
}
