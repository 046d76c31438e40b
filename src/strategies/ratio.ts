import { Fault } from '#kit';

/** An exact fraction in lowest terms; the denominator is positive. For estimates and reports, never for balances. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * @throws Fault `strategies/zero-denominator` for a denominator of zero.
 */
export function ratio(numerator: bigint, denominator = 1n): Ratio {
  if (denominator === 0n) {
    throw new Fault(
      'strategies/zero-denominator',
      `${numerator} cannot be divided by 0; check that the total volume is known`,
    );
  }
  const sign = denominator < 0n ? -1n : 1n;
  const common = divisor(numerator < 0n ? -numerator : numerator, sign * denominator);
  return {
    numerator: (sign * numerator) / common,
    denominator: (sign * denominator) / common,
  };
}

export function addRatio(a: Ratio, b: Ratio): Ratio {
  return ratio(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

export function timesRatio(...factors: readonly Ratio[]): Ratio {
  return factors.reduce((a, b) => ratio(a.numerator * b.numerator, a.denominator * b.denominator));
}

/** Decimal text with exactly `places` places, rounded half away from zero. */
export function ratioText(value: Ratio, places: number): string {
  const scale = 10n ** BigInt(places);
  const size = value.numerator < 0n ? -value.numerator : value.numerator;
  const rounded = (2n * size * scale + value.denominator) / (2n * value.denominator);
  const digits = rounded.toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const sign = value.numerator < 0n && rounded > 0n ? '-' : '';
  return `${sign}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''}`;
}

function divisor(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
