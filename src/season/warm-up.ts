import { heartbeat, syncPrices } from '#chain';
import { indexAt } from '#season/lesson';
import type { SeasonContext } from './context.ts';
import { priceText } from './founding.ts';

/** Follows the market's prices for the last candles before the window, so that the vault knows a mean price when trading begins. */
export async function warmUp(season: SeasonContext): Promise<void> {
  season.progress('the pools follow the market for the last hours before the window', 0.51);
  const { plan, times, data, chain } = season;
  const seconds = plan.intervalMs / 1000;
  const most = Math.ceil((times.window - times.warming) / seconds) + 2;
  for (let back = most; back >= 1; back--) {
    const close = times.window - (back - 1) * seconds;
    if (close < chain.now() && !chain.knows(`warm/${back}/sync`)) continue;
    const prices = data.map(({ series }, index) => ({
      index,
      price: priceText(series.close[indexAt(series, plan.window.from) - back]!),
    }));
    await syncPrices(season, prices, { at: close, key: `warm/${back}/sync` });
    await heartbeat(season, chain.accounts.agent, { at: close, key: `warm/${back}/beat` });
  }
}
