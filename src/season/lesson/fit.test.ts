import { describe, expect, it } from 'vitest';
import { FEDERATION_NAMES, FEDERATIONS } from '#governance';
import { assertFits } from './fit.ts';

const privacy = { learningRate: 0.4 };
const refused = (remedy: RegExp): unknown =>
  expect.objectContaining({
    code: 'governance/bad-federation',
    message: expect.stringMatching(remedy) as string,
  });

describe('a strategy and a season', () => {
  it('go together as founded, but for a buffer and cohorts that stay', () => {
    for (const name of FEDERATION_NAMES) {
      for (const ground of [{ privacy, cohorts: 'drawn' }, { cohorts: 'drawn' }] as const)
        expect(() => assertFits(FEDERATIONS[name], ground)).not.toThrow();
      const fixed = () => assertFits(FEDERATIONS[name], { cohorts: 'fixed' });
      if (name === 'fedbuff') expect(fixed).toThrow(refused(/same question/));
      else expect(fixed).not.toThrow();
    }
  });

  it('do not where private steps would overshoot the model that they are pulled to', () => {
    const prox = (muMicro: number) => ({ name: 'fedprox', muMicro }) as const;
    assertFits(prox(2_500_000), { privacy, cohorts: 'drawn' });
    expect(() => assertFits(prox(2_500_001), { privacy, cohorts: 'drawn' })).toThrow(
      refused(/muMicro is 2500001; .* steps of 0\.4, use a whole number from 0 to 2500000/),
    );
    assertFits(prox(100_000_000), { cohorts: 'drawn' });
  });
});
