/** A place where threads wait for one another, in two words of shared memory. */
import { Fault } from '#kit';

const ARRIVED = 0;
const GENERATION = 1;
const FAILED = 2;
/** Words the barrier takes at the start of the control block. */
export const BARRIER_WORDS = 3;

/** Looks this often before it sleeps: the others are usually a few microseconds away. */
const LOOKS = 4000;
const SLEEP_MS = 200;

/** Returns when `parties` threads have called it. Throws `tensor/thread-failed` when one of them has failed. */
export function meet(words: Int32Array<SharedArrayBuffer>, parties: number): void {
  const generation = Atomics.load(words, GENERATION);
  if (Atomics.add(words, ARRIVED, 1) === parties - 1) {
    Atomics.store(words, ARRIVED, 0);
    Atomics.add(words, GENERATION, 1);
    Atomics.notify(words, GENERATION);
    return;
  }
  let looks = 0;
  while (Atomics.load(words, GENERATION) === generation) {
    looks++;
    if (looks < LOOKS) continue;
    if (Atomics.load(words, FAILED) === 1) {
      throw new Fault(
        'tensor/thread-failed',
        'a training thread stopped with an error; open the network again',
      );
    }
    Atomics.wait(words, GENERATION, generation, SLEEP_MS);
  }
}

/** Tells everyone at the barrier that this thread will not come. */
export function giveUp(words: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(words, FAILED, 1);
  Atomics.notify(words, GENERATION);
}
