import { Fault } from './fault.ts';

/** `a * b / c`, rounded down. All non-negative. */
export function mulDivDown(a: bigint, b: bigint, c: bigint): bigint {
  check(a, b, c);
  return (a * b) / c;
}

/** `a * b / c`, rounded up. All non-negative. */
export function mulDivUp(a: bigint, b: bigint, c: bigint): bigint {
  check(a, b, c);
  return (a * b + c - 1n) / c;
}

function check(a: bigint, b: bigint, c: bigint): void {
  if (a < 0n || b < 0n || c <= 0n) {
    throw new Fault(
      'kit/bad-division',
      `cannot take ${a} × ${b} / ${c}; amounts must be ≥ 0 and the divisor > 0`,
    );
  }
}
