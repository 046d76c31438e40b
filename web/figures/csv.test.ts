import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('toCsv', () => {
  it('quotes what must be quoted', () => {
    expect(toCsv(['a', 'b'], [['x,y', 'say "no"\n']])).toBe('a,b\r\n"x,y","say ""no""\n"\r\n');
  });

  it('keeps exact amounts and negative numbers, and disarms formulas', () => {
    expect(toCsv(['v'], [['-12.5'], ['9007199254740993.01'], ['=1+1'], ['-cmd'], [null]])).toBe(
      "v\r\n-12.5\r\n9007199254740993.01\r\n'=1+1\r\n'-cmd\r\n\r\n",
    );
  });
});
