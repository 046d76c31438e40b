/** Ridge regression by Gaussian elimination in float64: only + − × ÷, in a fixed order, so the same bits everywhere. */

/**
 * The coefficients that minimise Σ w·(A·x − b)² + λ‖x‖².
 *
 * @param rows A, one row an observation
 * @param targets b
 * @param weights w ≥ 0, one an observation
 * @param lambda λ > 0
 */
export function ridge(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  weights: readonly number[],
  lambda: number,
): number[] {
  const width = rows[0]?.length ?? 0;
  const system = Array.from({ length: width }, (_, i) => {
    const line = new Float64Array(width + 1);
    line[i] = lambda;
    for (const [k, row] of rows.entries()) {
      const here = row[i]! * weights[k]!;
      if (here === 0) continue;
      for (let j = 0; j < width; j++) line[j]! += here * row[j]!;
      line[width]! += here * targets[k]!;
    }
    return line;
  });
  eliminate(system);
  return system.map((line, i) => line[width]! / line[i]!);
}

/** The inverse of a symmetric positive definite matrix. */
export function invert(matrix: readonly (readonly number[])[]): number[][] {
  const width = matrix.length;
  const system = matrix.map((row, i) => {
    const line = new Float64Array(2 * width);
    line.set(row);
    line[width + i] = 1;
    return line;
  });
  eliminate(system);
  return system.map((line, i) => Array.from(line.subarray(width), (x) => x / line[i]!));
}

/** Gauss–Jordan with the largest pivot; the matrix is symmetric positive definite, so there always is one. */
function eliminate(system: Float64Array[]): void {
  for (let i = 0; i < system.length; i++) {
    let best = i;
    for (let r = i + 1; r < system.length; r++)
      if (Math.abs(system[r]![i]!) > Math.abs(system[best]![i]!)) best = r;
    [system[i], system[best]] = [system[best]!, system[i]!];
    const pivot = system[i]!;
    for (const [r, line] of system.entries()) {
      const factor = line[i]! / pivot[i]!;
      if (r === i || factor === 0) continue;
      for (let c = i; c < line.length; c++) line[c]! -= factor * pivot[c]!;
    }
  }
}
