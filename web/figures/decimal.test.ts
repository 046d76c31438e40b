import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal } from '#kit';
import { bps, decimal, signed, signOf, sum } from './decimal.ts';

describe('decimal', () => {
  it('groups, rounds half away from zero, and keeps what a float would lose', () => {
    expect(decimal('1204.515', 2)).toBe('1,204.52');
    expect(decimal('-1204.515', 2)).toBe('−1,204.52');
    expect(decimal('9007199254740993.005', 2)).toBe('9,007,199,254,740,993.01');
    expect(decimal('0.005', 2)).toBe('0.01');
    expect(decimal('999.999', 2)).toBe('1,000.00');
    expect(decimal('12', 0)).toBe('12');
  });

  it('writes no minus before a zero', () => {
    expect(decimal('-0.001', 2)).toBe('0.00');
    expect(signed('-0.001', 2)).toBe('0.00');
    expect(signed('0.001', 2)).toBe('0.00');
    expect(signed('3', 1)).toBe('+3.0');
    expect(signed('-3', 1)).toBe('−3.0');
  });

  it('with enough places says exactly what was given', () => {
    const units = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 18 }), (value, places) => {
        const text = formatDecimal(value, places);
        const back = decimal(text, places).replaceAll(',', '').replace('−', '-').replace('.', '');
        expect(BigInt(back)).toBe(value);
      }),
    );
  });
});

describe('sum', () => {
  it('is exact', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum(['1', '-0.25', '9007199254740993'])).toBe('9007199254740993.75');
    expect(sum([])).toBe('0');
  });
});

describe('signs and basis points', () => {
  it('reads signs', () => {
    expect([signOf('0.00'), signOf('-0.0'), signOf('-2'), signOf('0.01')]).toEqual([0, 0, -1, 1]);
  });
  it('writes basis points', () => {
    expect([bps(6000), bps(1250), bps(1)]).toEqual(['60%', '12.5%', '0.01%']);
  });
});
