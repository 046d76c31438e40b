import type { Millis } from './brand.ts';
import { Fault } from './fault.ts';

/** Where the time comes from; a simulation and a test bring their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): Millis;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() as Millis };

/** A clock that stands still until it is told to move; it never goes back. */
export class SimulatedClock implements Clock {
  #now: Millis;

  constructor(start: number) {
    this.#now = start as Millis;
  }

  now(): Millis {
    return this.#now;
  }

  /** @throws Fault `kit/clock-back` where `time` lies before now. */
  advanceTo(time: number): void {
    if (time < this.#now)
      throw new Fault('kit/clock-back', `cannot set the clock from ${this.#now} back to ${time}`);
    this.#now = time as Millis;
  }
}
