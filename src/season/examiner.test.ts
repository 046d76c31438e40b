import { describe, expect, it } from 'vitest';
import { randomCandles } from '#market';
import { seasonConfig } from './config.ts';
import { openExaminer } from './examiner.ts';
import { planSeason } from './plan.ts';

describe('an examiner', () => {
  it('refuses validation days without a single window', async () => {
    const config = seasonConfig({ data: ['a'], members: 3, days: 1, scoring: 'open' });
    const whole = { ...randomCandles(6000, 'examiner'), symbol: 'BTCUSDT' };
    const plan = planSeason(config, [
      {
        symbol: 'BTCUSDT',
        intervalMs: whole.intervalMs,
        first: whole.ts[0]!,
        last: whole.ts.at(-1)!,
      },
    ]);
    const examiner = await openExaminer(plan, [whole], { name: 'fedavg' });
    await examiner.close();
    // A gap every 340 candles: features exist here and there, windows nowhere.
    const gaps = Array.from({ length: 17 }, (_, i) => ({ at: 340 * (i + 1), missing: 1 }));
    await expect(
      openExaminer(plan, [{ ...whole, gaps }], { name: 'fedavg' }),
    ).rejects.toMatchObject({ code: 'season/no-validation' });
  });
});
