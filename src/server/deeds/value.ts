import { baseOf, money, pricesAt, type SeasonContext, type Stage, vaultValue } from '#season';
import { worthDown } from '#trading';

/** The vault's value at the newest prices of the feed: those of the present candle, or of the last one when the season is over. */
export async function valueNow(season: SeasonContext, stage: Stage): Promise<string> {
  return money(await vaultValue(season, pricesNow(season, stage)));
}

/** What amounts of assets are worth at the same prices, quote units; `amounts` in base units by index. */
export function worthNow(season: SeasonContext, stage: Stage, amounts: readonly bigint[]): bigint {
  const prices = pricesNow(season, stage);
  return amounts.reduce((sum, amount, index) => {
    const { symbol } = season.data[index]!.series;
    return sum + worthDown(amount, prices[symbol]!, baseOf(symbol).decimals);
  }, 0n);
}

function pricesNow(season: SeasonContext, stage: Stage): Readonly<Record<string, bigint>> {
  const { window, intervalMs } = season.plan;
  const candle = Math.round((window.to - window.from) / intervalMs) - 1;
  return pricesAt(season, stage.moment ?? { candle, close: window.to / 1000 });
}
