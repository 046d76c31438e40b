import { describe, expect, it } from 'vitest';
import { rdpEpsilon } from '#members/privacy';
import { seasonConfig } from './config.ts';
import { type Extent, planSeason } from './plan.ts';
import { drawOf, encodingOf, privacyTerms } from './privacy.ts';

const MINUTES = 60_000;
const year: Extent = {
  symbol: 'BTCUSDT',
  intervalMs: 5 * MINUTES,
  first: 0,
  last: 105_000 * 5 * MINUTES,
};
const extents = (candles?: number): Extent[] =>
  ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol) => ({
    ...year,
    symbol,
    ...(candles ? { last: candles * year.intervalMs } : {}),
  }));

function terms(over: Record<string, unknown> = {}, candles?: number) {
  const config = seasonConfig({ data: ['a', 'b', 'c'], ...over });
  return { config, terms: privacyTerms(config, planSeason(config, extents(candles))) };
}

describe('the terms of a season', () => {
  it('by default add noise, and cost no more than they say', () => {
    const { config, terms: agreed } = terms();
    expect(agreed.scoring).toBe('private');
    expect(agreed.epsilon).toBeGreaterThan(20);
    expect(agreed.epsilon).toBeLessThanOrEqual(50);
    const { sigma, rate, steps } = agreed.lesson!;
    const all = { sigma, rate, steps: 2 * steps * config.rounds };
    expect(rdpEpsilon(all, 1e-5)).toBeLessThanOrEqual(agreed.epsilon!);
    expect(rdpEpsilon(all, 1e-5)).toBeGreaterThan(agreed.epsilon! - 1.01);
    expect(agreed.leakage).toBeLessThanOrEqual(0.5);
    expect(agreed.words.join(' ')).toMatch(/costs at most ε \d+ at δ 0\.00001.*450 candles/);
    expect(drawOf(agreed, config, 3)).toEqual({ size: 4, seed: '1/cohorts', turn: 3 });
    expect(encodingOf(agreed).clipNormMicro).toBeGreaterThan(
      encodingOf(terms({ scoring: 'open' }).terms).clipNormMicro,
    );
  });

  it('ask for more noise where less may be spent', () => {
    const usual = terms().terms.lesson!.sigma;
    expect(terms({ privacyBudget: 10 }).terms.lesson!.sigma).toBeGreaterThan(1.5 * usual);
  });

  it('refuse a season that would tell too much, and say how not to', () => {
    expect(() => terms({ privacyBudget: 500 })).toThrow(
      expect.objectContaining({
        code: 'rounds/leakage',
        message: expect.stringMatching(/keep cohorts fixed, or add noise/) as string,
      }),
    );
  });

  it('say openly where nothing is promised', () => {
    const asked = terms({ scoring: 'open' }).terms;
    expect(asked).toMatchObject({ scoring: 'open', epsilon: null, lesson: undefined, limit: 1 });
    expect(asked.leakage).toBeGreaterThan(0.6);
    expect(asked.words[0]).toMatch(/no differential privacy is promised.*asked for/);
    const short = terms({}, 16_000).terms;
    expect(short.scoring).toBe('open');
    expect(short.words[0]).toMatch(/too few to add noise/);
    expect(() => terms({ scoring: 'private' }, 16_000)).toThrow(
      expect.objectContaining({ code: 'season/too-few-blocks' }),
    );
  });

  it('keep cohorts where members are not scored', () => {
    const { config, terms: fixed } = terms({ scoring: 'fixed' });
    expect(fixed.leakage).toBeLessThan(0.5);
    expect(drawOf(fixed, config, 1)).toEqual(drawOf(fixed, config, 9));
    expect(drawOf(fixed, config, 1)).not.toHaveProperty('turn');
  });
});
