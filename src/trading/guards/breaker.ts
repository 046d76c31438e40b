import { type Verdict, verdict } from './verdict.ts';

/** Total-return value per share (NAV plus everything paid out, per share) at a time in milliseconds. */
export interface IndexPoint {
  readonly time: number;
  readonly value: bigint;
}

/** The rolling high and where the index stands now. */
export interface BreakerInput {
  readonly high: bigint;
  readonly value: bigint;
  readonly maxLossBps?: number;
}

/** 5 % below the high of the last 24 hours. */
export const BREAKER = { maxLossBps: 500, window: 86_400_000 } as const;

/**
 * Trips when the index lies more than `maxLossBps` under its rolling high; exactly that much does not trip it.
 *
 * The index counts what was paid out: plain NAV would trip on every distribution, and deposits would hide a loss.
 */
export function guardBreaker({
  high,
  value,
  maxLossBps = BREAKER.maxLossBps,
}: BreakerInput): Verdict {
  const ok = value * 10_000n >= high * BigInt(10_000 - maxLossBps);
  const loss =
    high > value ? (Number(((high - value) * 1_000_000n) / high) / 10_000).toFixed(2) : '0.00';
  return verdict(
    'guard/breaker',
    ok,
    `Value per share is ${loss} % under its 24-hour high; ${ok ? 'trading goes on' : 'trading pauses'} (limit ${(maxLossBps / 100).toFixed(2)} %).`,
  );
}

/** The highest value of the last `window` milliseconds, in constant time a step: a queue whose values only fall. */
export class RollingHigh {
  readonly #window: number;
  #queue: IndexPoint[] = [];
  #first = 0;

  constructor(window: number = BREAKER.window) {
    this.#window = window;
  }

  /** Takes the next point (times must not go back) and gives the high over [time − window, time]. */
  push(point: IndexPoint): bigint {
    while (this.#queue.length > this.#first && this.#queue.at(-1)!.value <= point.value)
      this.#queue.pop();
    this.#queue.push(point);
    while (this.#queue[this.#first]!.time < point.time - this.#window) this.#first++;
    if (this.#first > 1024) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    return this.#queue[this.#first]!.value;
  }
}
