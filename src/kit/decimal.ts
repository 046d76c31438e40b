import { Fault } from './fault.ts';

/**
 * A decimal text as an integer of `10^-decimals`.
 *
 * @throws Fault `kit/bad-decimal` for anything but digits with one optional point and sign, or for more places than `decimals`.
 * @example parseDecimal('0.86', 6) // 860000n
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match)
    throw new Fault('kit/bad-decimal', `"${text}" is no decimal number; write for example 12.5`);
  const [, sign, whole, fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) {
    throw new Fault(
      'kit/bad-decimal',
      `"${text}" has more than ${decimals} decimal places; shorten it`,
    );
  }
  const magnitude = BigInt(whole! + kept.padEnd(decimals, '0'));
  return sign ? -magnitude : magnitude;
}

/** An integer of `10^-decimals` as the shortest decimal text. */
export function formatDecimal(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
