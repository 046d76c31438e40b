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

  it('that changes members’ steps learns without noise, and says so where noise was asked for', () => {
    for (const strategy of ['fedprox', 'scaffold', 'ditto'] as const) {
      expect(seasonConfig({ ...DATA, strategy }).scoring).toBe('open');
      expect(seasonConfig({ ...DATA, strategy, scoring: 'fixed' }).scoring).toBe('fixed');
      expect(() => seasonConfig({ ...DATA, strategy, scoring: 'private' })).toThrow(
        expect.objectContaining({ message: expect.stringContaining('--scoring open') }),
      );
    }
    for (const strategy of ['fedadam', 'fedbuff'] as const)
      expect(seasonConfig({ ...DATA, strategy, scoring: 'private' }).scoring).toBe('private');
  });

  it('is refused under a name that nobody knows', () => {
    expect(() => seasonConfig({ ...DATA, strategy: 'fedsgd' })).toThrow(
      expect.objectContaining({
        code: 'season/bad-config',
        message: expect.stringContaining('strategy = "fedsgd"'),
      }),
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
