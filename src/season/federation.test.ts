import { describe, expect, it } from 'vitest';
import { FEDERATION_NAMES, FEDERATIONS } from '#governance';
import { combinationOf, federationOf, seasonConfig } from './config.ts';

const DATA = { data: ['candles.csv'] };

describe('the strategy of a season', () => {
  it('is FedAvg without a word: such a season has the settings it always had', () => {
    expect(seasonConfig({ ...DATA, strategy: 'fedavg' })).toEqual(seasonConfig(DATA));
    expect(seasonConfig(DATA)).not.toHaveProperty('strategy');
    expect(federationOf(seasonConfig(DATA))).toBe(FEDERATIONS.fedavg);
  });

  it.each(FEDERATION_NAMES)('%s can be chosen', (strategy) => {
    expect(federationOf(seasonConfig({ ...DATA, strategy }))).toBe(FEDERATIONS[strategy]);
  });

  it.each(FEDERATION_NAMES)('%s goes with noise or without', (strategy) => {
    for (const scoring of ['auto', 'private', 'open'] as const)
      expect(seasonConfig({ ...DATA, strategy, scoring }).scoring).toBe(scoring);
    const fixed = () => seasonConfig({ ...DATA, strategy, scoring: 'fixed' }).scoring;
    if (strategy === 'fedbuff') expect(fixed).toThrow(/same question/);
    else expect(fixed()).toBe('fixed');
  });

  it('is refused under a name that nobody knows', () => {
    expect(() => seasonConfig({ ...DATA, strategy: 'fedsgd' })).toThrow(
      expect.objectContaining({
        code: 'season/bad-config',
        message: expect.stringContaining('strategy = "fedsgd"'),
      }),
    );
  });

  it('is valued by members only: there are no more evaluators than those', () => {
    expect(seasonConfig({ ...DATA, members: 3, evaluators: 3 }).evaluators).toBe(3);
    expect(() => seasonConfig({ ...DATA, members: 3, evaluators: 4 })).toThrow(
      expect.objectContaining({ code: 'season/bad-config' }),
    );
  });

  it('combines cohorts as chosen, but never with a buffer, which takes them one by one', () => {
    expect(combinationOf(seasonConfig(DATA))).toEqual({ kind: 'mean' });
    expect(seasonConfig({ ...DATA, combine: 'mean' })).toEqual(seasonConfig(DATA));
    expect(combinationOf(seasonConfig({ ...DATA, combine: 'median' }))).toEqual({ kind: 'median' });
    expect(combinationOf(seasonConfig({ ...DATA, combine: 'trimmed-mean' }))).toEqual({
      kind: 'trimmed-mean',
      trimMilli: 300,
    });
    expect(() => seasonConfig({ ...DATA, combine: 'median', strategy: 'fedbuff' })).toThrow(
      expect.objectContaining({
        code: 'season/bad-config',
        message: expect.stringContaining('combine = "median"'),
      }),
    );
  });
});
