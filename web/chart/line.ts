/** What a chart is made of. */
import type { Ink } from './palette.ts';

/** One line; `values` has one entry per x, null where nothing is known. */
export interface Line {
  readonly name: string;
  readonly ink: Ink;
  readonly values: readonly (number | null)[];
  /** Lengths of strokes and gaps: lines differ by more than colour. */
  readonly dash?: readonly number[];
  readonly width?: number;
  readonly fill?: 'below';
  /** Drawn pale: one of many in the background. */
  readonly weight?: 'background';
}

/** A point that stands for an event. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly shape: 'up' | 'down';
  /** What is read out when it is reached by pointer or keyboard. */
  readonly text: string;
}

/** A series on its own time grid, as the hub gives it. */
export interface Grid {
  readonly at: readonly number[];
  readonly value: readonly number[];
}

/** Brings series on different grids onto one: the union of their x, null where a series has no point. */
export function align(grids: readonly Grid[]): {
  readonly x: number[];
  readonly values: (number | null)[][];
} {
  const x = [...new Set(grids.flatMap((grid) => grid.at))].sort((a, b) => a - b);
  const place = new Map(x.map((at, i) => [at, i]));
  const values = grids.map((grid) => {
    const row = new Array<number | null>(x.length).fill(null);
    grid.at.forEach((at, i) => (row[place.get(at)!] = grid.value[i] ?? null));
    return row;
  });
  return { x, values };
}

/** The newest known value at or before a position. */
export function valueAt(values: readonly (number | null)[], index: number): number | null {
  for (let i = index; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
