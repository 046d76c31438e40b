import { type Column, takingColumns } from './column.ts';
import type { Computed } from './indicator.ts';

/**
 * Columns to use again, for callers that compute over the same number of rows many times, such as a sweep of parameters. Fresh
 * memory costs as much as many an indicator: the system clears it, and somebody has to collect it. What a computation needs only on
 * its way comes back by itself; what it gave comes back by {@link Workspace.release}.
 *
 * @example
 * const workspace = new Workspace();
 * for (const period of periods) {
 *   const result = computeIndicator(indicatorNamed('RSI'), series, [period], workspace);
 *   scores.push(scoreOf(result.outputs.rsi));
 *   workspace.release(result);
 * }
 */
export class Workspace {
  #free: Column[] = [];

  /** Gives back a result that nobody reads any more: what is computed next overwrites its columns. */
  release(result: Computed): void {
    for (const column of Object.values(result.outputs)) {
      if (!this.#free.includes(column)) this.#free.push(column);
    }
  }

  /** Runs `work` with columns of this workspace; those it took and does not return are free afterwards. */
  lend(work: () => readonly Column[]): readonly Column[] {
    const taken: Column[] = [];
    let kept: readonly Column[] = [];
    const take = (length: number): Column => {
      // Columns of another length are let go: a workspace serves one series at a time.
      if (this.#free.at(-1)?.length !== length) this.#free = [];
      const column = this.#free.pop() ?? new Float64Array(length);
      taken.push(column);
      return column;
    };
    try {
      kept = takingColumns(take, work);
      return kept;
    } finally {
      this.#free.push(...taken.filter((column) => !kept.includes(column)));
    }
  }
}
