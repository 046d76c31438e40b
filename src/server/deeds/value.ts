import { money, pricesAt, type SeasonContext, type Stage, vaultValue } from '#season';

/** The vault's value at the newest prices of the feed: those of the present candle, or of the last one when the season is over. */
export async function valueNow(season: SeasonContext, stage: Stage): Promise<string> {
  const { window, intervalMs } = season.plan;
  const candle = Math.round((window.to - window.from) / intervalMs) - 1;
  const moment = stage.moment ?? { candle, close: window.to / 1000 };
  return money(await vaultValue(season, pricesAt(season, moment)));
}
