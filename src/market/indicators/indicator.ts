import { Fault } from '#kit';
import type { CandleColumns } from '../candles/series.ts';
import type { Column } from './column.ts';
import type { Workspace } from './workspace.ts';

/** A column of candles that an indicator reads. */
export type Needed = 'open' | 'high' | 'low' | 'close' | 'volume';

/** A parameter of an indicator and its usual value. */
export interface Parameter {
  readonly name: string;
  readonly usual: number;
}

/** One indicator as data: what it says, what it reads, and how it is computed. */
export interface Indicator {
  /** The name TA-Lib gives it. */
  readonly name: string;
  /** One sentence: what a reader learns from it. */
  readonly says: string;
  readonly needs: readonly Needed[];
  readonly params: readonly Parameter[];
  readonly outputs: readonly string[];
  /** Rows before the first value. */
  lookback(params: readonly number[]): number;
  /** One column per output, each as long as the candles; NaN for the first `lookback` rows. */
  compute(candles: CandleColumns, params: readonly number[]): readonly Column[];
}

/** What an indicator gives and how many of its first rows are empty. */
export interface Computed {
  readonly lookback: number;
  readonly outputs: Readonly<Record<string, Column>>;
}

/**
 * Computes an indicator, with its usual parameters where none are given, in the columns of `workspace` where there is one.
 *
 * @throws Fault `market/bad-parameters` for another number of parameters, `market/bad-period` for one out of range.
 * @example computeIndicator(indicatorNamed('RSI'), series).outputs.rsi
 */
export function computeIndicator(
  indicator: Indicator,
  candles: CandleColumns,
  params: readonly number[] = usualParameters(indicator),
  workspace?: Workspace,
): Computed {
  if (params.length !== indicator.params.length) {
    const names = indicator.params.map((param) => param.name).join(', ') || 'none';
    throw new Fault(
      'market/bad-parameters',
      `${indicator.name} got ${params.length} parameters; it takes ${indicator.params.length}: ${names}`,
    );
  }
  const compute = (): readonly Column[] => indicator.compute(candles, params);
  const columns = workspace === undefined ? compute() : workspace.lend(compute);
  return {
    lookback: indicator.lookback(params),
    outputs: Object.fromEntries(indicator.outputs.map((name, i) => [name, columns[i]])),
  };
}

/** The usual parameters of an indicator. */
export function usualParameters(indicator: Indicator): number[] {
  return indicator.params.map((param) => param.usual);
}
