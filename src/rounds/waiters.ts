/** Lets requests wait for a change instead of asking again and again. */

/** A list of waiting requests. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Wakes everyone. */
  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /**
   * Waits until `look` finds something; undefined after `timeout` milliseconds or when `signal` aborts. What `look` throws goes
   * to the caller.
   */
  async until<T>(
    look: () => T | undefined,
    timeout: number,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    const end = performance.now() + timeout;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = end - performance.now();
      if (left <= 0 || signal?.aborted) return undefined;
      await this.#change(left, signal);
    }
  }

  #change(timeout: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeout);
      signal?.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }
}
