/** Which members can be waited for. A member whose connection broke is gone after a grace; one never seen, after a longer one. */
import type { Clock, Millis } from '#kit';

/** How long a member may be away before nobody waits for it, in milliseconds. */
export interface Patience {
  /** After a broken connection: a killed process is noticed at once, a restarted one may come back. */
  readonly broken: number;
  /** After the hub started, for members not seen since: they ask at least once a minute. */
  readonly unseen: number;
}

/** Connections of members, counted. */
export class Presence {
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #since: Millis;
  readonly #open = new Map<number, number>();
  readonly #lost = new Map<number, Millis>();
  readonly #seen = new Set<number>();

  constructor(clock: Clock, patience: Patience) {
    this.#clock = clock;
    this.#patience = patience;
    this.#since = clock.now();
  }

  /** A request of a member begins. */
  enter(member: number): void {
    this.#seen.add(member);
    this.#lost.delete(member);
    this.#open.set(member, (this.#open.get(member) ?? 0) + 1);
  }

  /** A request ended: answered, or broken off by the other side. */
  leave(member: number, how: 'answered' | 'broken'): void {
    const open = (this.#open.get(member) ?? 1) - 1;
    this.#open.set(member, open);
    if (how === 'broken' && open === 0) this.#lost.set(member, this.#clock.now());
  }

  /** Whether a member is not worth waiting for now. */
  isGone(member: number): boolean {
    const now = this.#clock.now();
    const lost = this.#lost.get(member);
    if (lost !== undefined) return now - lost >= this.#patience.broken;
    return !this.#seen.has(member) && now - this.#since >= this.#patience.unseen;
  }

  /** Whether a member may still find back after the hub started: until then no deadline runs out on it. */
  isExpected(member: number): boolean {
    return !this.#seen.has(member) && this.#clock.now() - this.#since < this.#patience.unseen;
  }
}
