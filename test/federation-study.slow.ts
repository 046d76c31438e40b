import { describe, expect, it } from 'vitest';
import { FEDERATIONS } from '#governance';
import { autoregress } from '../bench/study/autoregression.ts';
import { centralised, federated, localOnly, rSquared } from '../bench/study/learners.ts';
import { hasCandles, openQuestion } from '../bench/study/volatility.ts';

const SEEDS = [1, 2, 3, 4, 5];

describe.skipIf(!hasCandles())(
  'ten time-regime members on real hourly BTC (needs ../shared/data)',
  () => {
    it('FedProx keeps at least 97 % of centralised R² with every seed, above training alone and an autoregression', async () => {
      const question = await openQuestion();
      const { pooled, test, autoregressive } = question;
      const linear = rSquared(autoregress(autoregressive, pooled, test), test);
      const alone = (await localOnly(question, SEEDS[0]!)).test;
      for (const seed of SEEDS) {
        const together = (await federated(question, FEDERATIONS.fedprox, seed)).test;
        const whole = (await centralised(question, seed)).test;
        expect(whole, `seed ${seed}`).toBeGreaterThan(0.35);
        expect(together / whole, `seed ${seed}`).toBeGreaterThanOrEqual(0.97);
        expect(together, `seed ${seed}`).toBeGreaterThan(Math.max(alone, linear));
      }
    });

    it('splits time honestly: members follow one another, and nothing overlaps what comes later', async () => {
      const { members, validation, test } = await openQuestion();
      const spans = [...members, validation, test].map(({ ends }) => [ends[0]!, ends.at(-1)!]);
      expect(spans).toHaveLength(12);
      for (const [i, [from]] of spans.entries())
        if (i > 0) expect(from! - 11).toBeGreaterThan(spans[i - 1]![1]! + 6);
    });
  },
);
