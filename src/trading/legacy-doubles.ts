/**
 * A toy: the published code replayed in doubles with its rounding to two places, which does not conserve money. Kept to show the
 * difference; no ledger uses it.
 */

/** What the published run printed. */
export interface LegacyRun {
  /** Price before the first cycle and after each. */
  readonly prices: readonly number[];
  /** Each holder's profit by cycle, rounded to two places. */
  readonly holders: Readonly<Record<string, readonly number[]>>;
}

/** Weights of the holders of an agent that trades `volume`. */
export interface LegacyAgent {
  readonly volume: number;
  readonly holders: Readonly<Record<string, number>>;
}

/** The published agents. */
export const legacyAgents: readonly [LegacyAgent, LegacyAgent] = [
  { volume: 100_000, holders: { holder1: 0.6, holder2: 0.4 } },
  { volume: 80_000, holders: { holder3: 0.7, holder4: 0.3 } },
];

/** `distribute_profits` as published: each part rounded by itself, so that the sum can differ from the total. */
export function legacyDistribute(total: number, weights: readonly number[]): number[] {
  return weights.map((weight) => roundHalfEven(total * weight));
}

/** Replays the published loop, in its order of operations: every signal fires. */
export function runLegacy(steps: number, agents = legacyAgents): LegacyRun {
  const [a, b] = agents;
  let price = 1;
  const volumes = [a.volume, b.volume];
  const prices = [price];
  const holders: Record<string, number[]> = {};
  for (let cycle = 0; cycle < steps; cycle++) {
    const multiplier = cycle < 3 ? 1 : cycle < 6 ? 1.2 : 1.5;
    const total = volumes[0]! + volumes[1]!;
    const impacts = volumes.map((volume) => (volume / total) * 0.015 * multiplier);
    const profits = volumes.map((volume, i) => volume * 0.2 * impacts[i]! * price);
    for (const [i, agent] of agents.entries()) {
      const parts = legacyDistribute(profits[i]!, Object.values(agent.holders));
      for (const [j, holder] of Object.keys(agent.holders).entries())
        (holders[holder] ??= []).push(parts[j]!);
    }
    price *= 1 + (impacts[0]! + impacts[1]!);
    prices.push(price);
    if (cycle % 3 === 2 && profits[0] !== profits[1]) {
      const loser = profits[0]! < profits[1]! ? 0 : 1;
      const moved = volumes[loser]! * 0.1;
      volumes[loser]! -= moved;
      volumes[1 - loser]! += moved;
    }
  }
  return { prices, holders };
}

/** Two places, the exact binary value, ties to even, as Python's `round(x, 2)`; `toFixed` differs only on exact ties. */
function roundHalfEven(value: number): number {
  const scaled = value * 4;
  const tie = Number.isInteger(scaled * 2) && !Number.isInteger(scaled);
  // Only odd eighths (x.125, x.375, …) end on an exact half cent.
  if (!tie) return Number(value.toFixed(2));
  const down = Math.floor(value * 100);
  return (down % 2 === 0 ? down : down + 1) / 100;
}
