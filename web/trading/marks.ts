/** Where the agent traded, as marks on the price. */
import type { Trade } from '#api';
import type { Mark } from '../chart/line.ts';
import { decimal } from '../figures/decimal.ts';
import { minuteOf } from '../figures/when.tsx';

/** One mark for each decision, whatever the number of slices it was carried out in; oldest first. */
export function marksOf(
  trades: readonly Trade[],
  asset: string | undefined,
  unit: string,
  from: number,
): readonly Mark[] {
  const decisions = new Map<number, Trade[]>();
  for (const trade of trades) {
    if (trade.asset !== asset || trade.at < from) continue;
    const slices = decisions.get(trade.decision);
    if (slices) slices.push(trade);
    else decisions.set(trade.decision, [trade]);
  }
  return [...decisions.values()].map((slices) => markOf(slices, unit));
}

function markOf(slices: readonly Trade[], unit: string): Mark {
  const first = slices[0]!;
  const last = slices.at(-1)!;
  const verb = first.side === 'BUY' ? 'bought' : 'sold';
  const price =
    slices.length === 1
      ? decimal(first.price, 2)
      : `${decimal(first.price, 2)} to ${decimal(last.price, 2)}`;
  const parts = slices.length === 1 ? '' : ` in ${slices.length} slices`;
  return {
    x: first.at,
    y: Number(first.price),
    shape: first.side === 'BUY' ? 'up' : 'down',
    text: `${minuteOf(first.at)}: ${verb} at ${price} ${unit}${parts}. ${first.reason}`,
  };
}
