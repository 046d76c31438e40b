import { type IndexPoint, RollingHigh } from '#trading';

/** What the agent remembers between candles; rebuilt from the journal after a restart. */
export class Memory {
  readonly #high = new RollingHigh();
  readonly #trades = new Map<string, number[]>();
  readonly #opened = new Map<string, number>();
  #beat: { readonly block: number; readonly time: number } = { block: -1, time: -1 };

  /** Takes the next value per share; gives the high of the last 24 hours. */
  index(point: IndexPoint): bigint {
    return this.#high.push(point);
  }

  /** Times of the last minute's trades of a pair. */
  recent(symbol: string): readonly number[] {
    return this.#trades.get(symbol) ?? [];
  }

  /** The candle in which the position of a pair was opened, if there is one. */
  opened(symbol: string): number | undefined {
    return this.#opened.get(symbol);
  }

  /** When market data was last confirmed. */
  get beat(): { readonly block: number; readonly time: number } {
    return this.#beat;
  }

  confirm(block: number, time: number): void {
    this.#beat = { block, time };
  }

  traded(symbol: string, time: number): void {
    const past = this.recent(symbol).filter((moment) => moment > time - 60_000);
    this.#trades.set(symbol, [...past, time]);
  }

  /** Notes that a pair is held since a candle, unless it was held already. */
  holds(symbol: string, candle: number): void {
    if (!this.#opened.has(symbol)) this.#opened.set(symbol, candle);
  }

  /** Notes that nothing of a pair is held. */
  flat(symbol: string): void {
    this.#opened.delete(symbol);
  }
}
