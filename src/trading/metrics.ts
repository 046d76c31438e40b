import { Fault } from '#kit';

/** Confidence levels and the standard normal quantiles that belong to them. */
const QUANTILES = {
  0.9: 1.2815515655446004,
  0.95: 1.6448536269514722,
  0.975: 1.959963984540054,
  0.99: 2.3263478740408408,
} as const;

/** Floats: these figures are for reports and never enter a balance or a limit. */
export interface RiskMetrics {
  readonly mean: number;
  /** Sample standard deviation (n − 1). */
  readonly deviation: number;
  /** Per period and scaled by the square root of the periods in a year; 0 where returns do not vary. */
  readonly sharpe: number;
  readonly sharpeAnnual: number;
  /** Loss not exceeded at the level, as a positive number: nearest rank, and under a normal law. */
  readonly valueAtRisk: number;
  readonly valueAtRiskGaussian: number;
  readonly maxDrawdown: number;
}

/** Conventions of the figures. */
export interface MetricOptions {
  /** Return per period of a riskless asset. */
  readonly riskFree?: number;
  /** 365 for daily returns: these markets do not close. */
  readonly periodsPerYear?: number;
  readonly level?: keyof typeof QUANTILES;
}

/**
 * Sharpe ratio, value at risk and maximum drawdown of a series of simple returns.
 *
 * Historical value at risk is the `ceil((1 − level) · n)`-th worst return.
 *
 * @throws Fault `trading/too-few-returns` for fewer than two returns; `trading/bad-return` for one that is not finite.
 */
export function riskMetrics(
  returns: readonly number[],
  { riskFree = 0, periodsPerYear = 365, level = 0.95 }: MetricOptions = {},
): RiskMetrics {
  const n = returns.length;
  if (n < 2) {
    throw new Fault(
      'trading/too-few-returns',
      `${n} returns give no deviation; provide at least two`,
    );
  }
  const wrong = returns.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new Fault(
      'trading/bad-return',
      `return ${wrong} is ${returns[wrong]}; provide finite numbers`,
    );
  }
  const mean = returns.reduce((sum, value) => sum + value, 0) / n;
  const squares = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const sharpe = deviation > 0 ? (mean - riskFree) / deviation : 0;
  const worst = [...returns].sort((a, b) => a - b);
  // Written so that 0.05 · 20 stays 1: (1 − 0.95) in doubles is a little more than 0.05.
  const rank = Math.max(1, Math.ceil((1 - level) * n - 1e-9));
  return {
    mean,
    deviation,
    sharpe,
    sharpeAnnual: sharpe * Math.sqrt(periodsPerYear),
    valueAtRisk: Math.max(0, -worst[rank - 1]!),
    valueAtRiskGaussian: Math.max(0, QUANTILES[level] * deviation - mean),
    maxDrawdown: maxDrawdownOfReturns(returns),
  };
}

/** The largest fall from a high, as a part of the high, of the value that compounds these returns. */
export function maxDrawdownOfReturns(returns: readonly number[]): number {
  let value = 1;
  return maxDrawdown([1, ...returns.map((step) => (value *= 1 + step))]);
}

/** The largest fall from a high, as a part of the high; values are positive. */
export function maxDrawdown(values: readonly number[]): number {
  let high = Number.NEGATIVE_INFINITY;
  let worst = 0;
  for (const value of values) {
    if (value > high) high = value;
    else worst = Math.max(worst, (high - value) / high);
  }
  return worst;
}

/** Simple returns between neighbours. */
export function returnsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => value / values[i]! - 1);
}
