import { describe, expect, it } from 'vitest';
import { canary } from './canary.ts';

/** A model of one number is as bad as the number says. */
const judge = canary({ value: (weights) => weights[0]! });
const of = (loss: number): Float32Array => Float32Array.of(loss);

describe('the canary', () => {
  it('takes what is better, as good, or a little worse', async () => {
    for (const loss of [0.9, 1, 1.019]) expect(await judge(of(loss), of(1))).toBeNull();
  });

  it('refuses a jump, and says from where to where', async () => {
    expect(await judge(of(1.03), of(1))).toBe(
      'its validation loss would rise from 1.0000 to 1.0300, by more than 2 %',
    );
  });

  it('refuses what has no loss', async () => {
    for (const loss of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(await judge(of(loss), of(1))).toBe('its validation loss is not a number');
  });
});
