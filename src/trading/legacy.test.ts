import { describe, expect, it } from 'vitest';
import { allocate, parseDecimal } from '#kit';
import { type Ratio, ratio, ratioText } from '#strategies';
import { vector } from '../../test/vectors.ts';
import { legacyDistribute, runLegacy } from './legacy-doubles.ts';
import { runToy, toyAgents } from './legacy.ts';

interface AgentRow {
  volume: string;
  profit: string;
}
interface Row {
  cycle: number;
  multiplier: string;
  price_before: string;
  'AMM-A': AgentRow;
  'AMM-B': AgentRow;
  price_after: string;
  realloc?: string;
  volumes_after: Record<string, string>;
}
interface Expected {
  rows: Row[];
  final_price: string;
  holder_totals: Record<string, string>;
  total_volume: string;
}

describe('toy simulation', () => {
  it('gives the published fractions for one cycle (V15)', () => {
    const { expected } = vector<
      unknown,
      {
        agents: Record<string, Record<string, string>>;
        price_delta: string;
        price_after: string;
      }
    >('V15');
    const run = runToy({ agents: toyAgents, price: ratio(1n), steps: 1, fires: () => true });
    const row = run.rows[0]!;
    const text = (r: { numerator: bigint; denominator: bigint }) =>
      `${r.numerator}/${r.denominator}`;
    for (const [id, agent] of Object.entries(expected.agents)) {
      expect(text(row.agents[id]!.impact)).toBe(agent['price_impact']);
      expect(text(row.agents[id]!.profit)).toBe(agent['profit_per_unit_price']);
      expect(text(ratio(row.agents[id]!.volume, 180_000n))).toBe(agent['volume_ratio']);
      expect(`${row.agents[id]!.volume / 5n}`).toBe(agent['trade_volume']);
    }
    expect(ratioText(run.price, 3)).toBe(expected.price_after);
  });

  it.each([
    ['V18', 10, () => true],
    ['V19', 9, (agent: string, cycle: number) => agent !== 'AMM-A' || cycle % 3 !== 2],
  ] as const)('gives the rows of %s', (id, steps, fires) => {
    const { expected } = vector<unknown, Expected>(id);
    const run = runToy({ agents: toyAgents, price: ratio(1n), steps, fires });
    const rows = run.rows.map((row): Row => {
      const agent = (name: string): AgentRow => ({
        volume: `${row.agents[name]!.volume}`,
        profit: twelve(row.agents[name]!.profit),
      });
      return {
        cycle: row.cycle,
        multiplier: ratioText(row.multiplier, 1).replace('.0', ''),
        price_before: twelve(row.priceBefore),
        'AMM-A': agent('AMM-A'),
        'AMM-B': agent('AMM-B'),
        price_after: twelve(row.priceAfter),
        ...(row.moved && {
          realloc: `${row.moved.from.at(-1)}->${row.moved.to.at(-1)} ${row.moved.amount}`,
        }),
        volumes_after: Object.fromEntries(
          Object.entries(row.volumesAfter).map(([name, volume]) => [name, `${volume}`]),
        ),
      };
    });
    expect(rows).toEqual(expected.rows);
    expect(twelve(run.price)).toBe(expected.final_price);
    const holders = Object.entries(run.holders).map(([name, sum]) => [name, twelve(sum)]);
    expect(Object.fromEntries(holders)).toEqual(expected.holder_totals);
    const volumes = Object.values(run.rows.at(-1)!.volumesAfter);
    expect(`${volumes.reduce((sum, volume) => sum + volume, 0n)}`).toBe(expected.total_volume);
  });

  it('moves nothing on a tie', () => {
    const run = runToy({ agents: toyAgents, price: ratio(1n), steps: 3, fires: () => false });
    expect(run.rows[2]!.moved).toBeNull();
  });
});

describe('published code in doubles', () => {
  it('gives its prices bit for bit and its rounded parts (V18L)', () => {
    const { expected } = vector<
      unknown,
      {
        price_history: string[];
        holder_per_cycle_2dp: Record<string, number[]>;
        holder_totals_2dp: Record<string, string>;
      }
    >('V18L');
    const run = runLegacy(10);
    expect(run.prices).toEqual(expected.price_history.map(Number));
    expect(run.holders).toEqual(expected.holder_per_cycle_2dp);
    for (const [holder, parts] of Object.entries(run.holders)) {
      const total = parts.reduce((sum, part) => sum + part, 0);
      expect(total.toFixed(2)).toBe(expected.holder_totals_2dp[holder]);
    }
  });

  it('does not conserve, where the ledger does (V14)', () => {
    const { expected } = vector<
      unknown,
      { cases: { total: string; weights: number[]; legacy: number[]; error: string }[] }
    >('V14');
    for (const { total, weights, legacy, error } of expected.cases) {
      expect(legacyDistribute(Number(total), weights)).toEqual(legacy);
      const kept = legacy.reduce((sum, part) => sum + part, 0) - Number(total);
      const [numerator, denominator = '1'] = error.split('/');
      expect(kept).toBeCloseTo(Number(numerator) / Number(denominator), 12);

      const amount = parseDecimal(total, 18);
      const parties = weights.map((w, i) => ({ id: `${i}`, weight: parseDecimal(`${w}`, 4) }));
      const paid = Object.values(allocate(amount, parties).paid);
      expect(paid.reduce((sum, part) => sum + part, 0n)).toBe(amount);
    }
  });

  it('rounds exact ties to even, as the published language does', () => {
    expect(legacyDistribute(1, [0.125, 0.375, 0.625, 0.875, 2.5])).toEqual([
      0.12, 0.38, 0.62, 0.88, 2.5,
    ]);
  });
});

/** Twelve places; one published price is an exact tie and was rounded down. */
function twelve({ numerator, denominator }: Ratio): string {
  const scale = 10n ** 12n;
  const rounded = (2n * numerator * scale + denominator - 1n) / (2n * denominator);
  return ratioText(ratio(rounded, scale), 12);
}
