/**
 * What people ask of a season while it plays: done between two candles, one after the other, so that no request meets a
 * half-done step.
 */
export class Interludes {
  readonly #waiting: (() => Promise<void>)[] = [];
  #idle = false;
  #tail: Promise<void> = Promise.resolve();

  /** Does `deed` at the next safe moment; at once where the season rests. */
  run<T>(deed: () => Promise<T>): Promise<T> {
    const result = new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => deed().then(resolve, reject));
    });
    if (this.#idle) this.#tail = this.#tail.then(() => this.serve());
    return result;
  }

  /** Called by the season between steps: does what waits. */
  async serve(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
  }

  /** The season plays no more: from now on requests are done when they come. */
  rest(): void {
    this.#idle = true;
    this.#tail = this.#tail.then(() => this.serve());
  }
}
