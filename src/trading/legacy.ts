import { reallocate } from '#governance';
import {
  addRatio,
  impactEstimate,
  multiplierAt,
  plannedVolume,
  type Ratio,
  ratio,
  timesRatio,
} from '#strategies';

/**
 * A toy: the published simulation of two agents whose own impact is booked as profit. It reproduces its numbers exactly so that
 * they can be compared with; no ledger, limit or report of this product uses it, because own impact is a cost (see `impactEstimate`).
 */
export interface ToySetup {
  readonly agents: Readonly<Record<string, ToyAgent>>;
  readonly price: Ratio;
  readonly steps: number;
  /** Whether an agent's signal fires in a cycle. */
  readonly fires: (agent: string, cycle: number) => boolean;
}

/** One competing agent and the published profit weights of its holders. */
export interface ToyAgent {
  readonly volume: bigint;
  readonly holders: Readonly<Record<string, Ratio>>;
}

/** One cycle. */
export interface ToyRow {
  readonly cycle: number;
  readonly multiplier: Ratio;
  readonly priceBefore: Ratio;
  readonly agents: Readonly<Record<string, { volume: bigint; profit: Ratio; impact: Ratio }>>;
  readonly priceAfter: Ratio;
  readonly moved: { readonly from: string; readonly to: string; readonly amount: bigint } | null;
  readonly volumesAfter: Readonly<Record<string, bigint>>;
}

/** The whole run. */
export interface ToyRun {
  readonly rows: readonly ToyRow[];
  readonly price: Ratio;
  readonly holders: Readonly<Record<string, Ratio>>;
}

/** Impact of the whole volume, part of the volume in one plan, and cycles between reviews, as published. */
export const TOY = { impact: ratio(15n, 1000n), planBps: 2000, reviewEvery: 3 } as const;

/** The two published agents: 100 000 for 0.6 / 0.4 and 80 000 for 0.7 / 0.3. */
export const toyAgents: Readonly<Record<string, ToyAgent>> = {
  'AMM-A': { volume: 100_000n, holders: { holder1: ratio(6n, 10n), holder2: ratio(4n, 10n) } },
  'AMM-B': { volume: 80_000n, holders: { holder3: ratio(7n, 10n), holder4: ratio(3n, 10n) } },
};

/**
 * Runs the toy in exact fractions: trade 20 % of the volume, profit = trade · own impact · price, price grows by all impacts, and at
 * every third cycle 10 % of the loser's volume moves, judged on that cycle alone.
 */
export function runToy({ agents, price, steps, fires }: ToySetup): ToyRun {
  let volumes = Object.fromEntries(Object.entries(agents).map(([id, agent]) => [id, agent.volume]));
  const holders: Record<string, Ratio> = {};
  const rows: ToyRow[] = [];
  for (let cycle = 0; cycle < steps; cycle++) {
    const multiplier = multiplierAt(cycle);
    const total = Object.values(volumes).reduce((sum, volume) => sum + volume, 0n);
    const row: Record<string, { volume: bigint; profit: Ratio; impact: Ratio }> = {};
    let impacts = ratio(0n);
    for (const [id, agent] of Object.entries(agents)) {
      const volume = volumes[id]!;
      const impact = fires(id, cycle)
        ? impactEstimate({ base: TOY.impact, volume, total, multiplier })
        : ratio(0n);
      const trade = ratio(plannedVolume(volume, TOY.planBps, 10_000));
      const profit = timesRatio(trade, impact, price);
      impacts = addRatio(impacts, impact);
      row[id] = { volume, profit, impact };
      for (const [holder, part] of Object.entries(agent.holders))
        holders[holder] = addRatio(holders[holder] ?? ratio(0n), timesRatio(profit, part));
    }
    const priceBefore = price;
    price = timesRatio(price, addRatio(ratio(1n), impacts));
    const before = volumes;
    const move = cycle % TOY.reviewEvery === TOY.reviewEvery - 1 ? winnerOf(row) : null;
    if (move) volumes = reallocate(volumes, move);
    rows.push({
      cycle,
      multiplier,
      priceBefore,
      agents: row,
      priceAfter: price,
      moved: move && {
        from: move.loser,
        to: move.winner,
        amount: before[move.loser]! - volumes[move.loser]!,
      },
      volumesAfter: volumes,
    });
  }
  return { rows, price, holders };
}

function winnerOf(
  row: Readonly<Record<string, { profit: Ratio }>>,
): { winner: string; loser: string } | null {
  const order = Object.entries(row).sort(([, a], [, b]) => {
    const left = a.profit.numerator * b.profit.denominator;
    const right = b.profit.numerator * a.profit.denominator;
    return left < right ? 1 : left > right ? -1 : 0;
  });
  const [best, worst] = [order[0]!, order.at(-1)!];
  const equal =
    best[1].profit.numerator === worst[1].profit.numerator &&
    best[1].profit.denominator === worst[1].profit.denominator;
  return equal ? null : { winner: best[0], loser: worst[0] };
}
