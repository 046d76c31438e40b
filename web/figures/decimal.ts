/** Writes exact decimal texts for people. Nothing here goes through a float, so no cent is lost on the way to the screen. */

/**
 * A decimal text rounded to `places` (half away from zero), with a comma between thousands.
 *
 * @example decimal('1204.517', 2) // '1,204.52'
 */
export function decimal(text: string, places: number): string {
  const { negative, whole, fraction } = rounded(text, places);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''}`;
}

/** As {@link decimal}, with a plus sign before what is above zero. */
export function signed(text: string, places: number): string {
  const written = decimal(text, places);
  return written.startsWith('−') || !/[1-9]/.test(written) ? written : `+${written}`;
}

/** −1, 0 or 1. */
export function signOf(text: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(text)) return 0;
  return text.startsWith('-') ? -1 : 1;
}

/** The exact sum of decimal texts. */
export function sum(texts: readonly string[]): string {
  const places = Math.max(0, ...texts.map((text) => (text.split('.')[1] ?? '').length));
  let total = 0n;
  for (const text of texts) total += scaled(text, places);
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${total < 0n ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
}

/** Basis points as per cent: 6000 → `60%`. */
export function bps(value: number): string {
  return `${Number((value / 100).toFixed(2))}%`;
}

function scaled(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const magnitude = BigInt(whole + fraction.padEnd(places, '0'));
  return text.startsWith('-') ? -magnitude : magnitude;
}

function rounded(text: string, places: number) {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  let kept = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  if ((fraction[places] ?? '0') >= '5') kept += 1n;
  const digits = kept.toString().padStart(places + 1, '0');
  return {
    negative: text.startsWith('-') && kept !== 0n,
    whole: digits.slice(0, digits.length - places),
    fraction: places ? digits.slice(-places) : '',
  };
}
