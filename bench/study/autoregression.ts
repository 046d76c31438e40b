/** A heterogeneous autoregression (Corsi 2009): least squares on volatility of the last hour, quarter, day, week and month. */
import type { SequenceData } from '#models';
import { SHAPE } from './volatility.ts';

/** Fits on one set of windows, forecasts another. */
export function autoregress(
  columns: readonly number[],
  fit: SequenceData,
  ask: SequenceData,
): Float64Array {
  const size = columns.length + 1;
  const gram = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (const [n, end] of fit.ends.entries()) {
    const row = rowAt(columns, fit, end);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) gram[i]![j]! += row[i]! * row[j]!;
      gram[i]![size]! += row[i]! * fit.targets![n]!;
    }
  }
  const weights = solve(gram);
  return Float64Array.from(ask.ends, (end) =>
    rowAt(columns, ask, end).reduce((sum, x, i) => sum + x * weights[i]!, 0),
  );
}

function rowAt(columns: readonly number[], { rows }: SequenceData, end: number): number[] {
  return [1, ...columns.map((column) => rows[end * SHAPE.inputSize + column]!)];
}

/** Gauss–Jordan with the largest pivot. */
function solve(system: Float64Array[]): number[] {
  const size = system.length;
  for (let c = 0; c < size; c++) {
    let best = c;
    for (let r = c + 1; r < size; r++)
      if (Math.abs(system[r]![c]!) > Math.abs(system[best]![c]!)) best = r;
    [system[c], system[best]] = [system[best]!, system[c]!];
    for (let r = 0; r < size; r++) {
      if (r === c) continue;
      const factor = system[r]![c]! / system[c]![c]!;
      for (let k = c; k <= size; k++) system[r]![k]! -= factor * system[c]![k]!;
    }
  }
  return system.map((row, i) => row[size]! / row[i]!);
}
