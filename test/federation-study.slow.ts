import { describe, expect, it } from 'vitest';
import { FEDERATIONS } from '#governance';
import { autoregress } from '../bench/study/autoregression.ts';
import {
  centralised,
  federated,
  localOnly,
  type Marks,
  rSquared,
} from '../bench/study/learners.ts';
import { hasCandles, openQuestion } from '../bench/study/volatility.ts';

const SEEDS = [1, 2];

describe.skipIf(!hasCandles())(
  'ten time-regime members on real hourly BTC (needs ../shared/data)',
  () => {
    it('FedProx keeps at least 97 % of centralised R², above training alone and an autoregression', async () => {
      const question = await openQuestion();
      const { pooled, test, autoregressive } = question;
      const mean = async (learn: (seed: number) => Promise<Marks>): Promise<number> => {
        let sum = 0;
        for (const seed of SEEDS) sum += (await learn(seed)).test;
        return sum / SEEDS.length;
      };
      const together = await mean((seed) => federated(question, FEDERATIONS.fedprox, seed));
      const whole = await mean((seed) => centralised(question, seed));
      const alone = (await localOnly(question, SEEDS[0]!)).test;
      const linear = rSquared(autoregress(autoregressive, pooled, test), test);
      expect(whole).toBeGreaterThan(0.35);
      expect(together / whole).toBeGreaterThanOrEqual(0.97);
      expect(together).toBeGreaterThan(alone);
      expect(together).toBeGreaterThan(linear);
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
