import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DayStatement } from '#api';
import type { JournalEntry } from '#journal';
import { formatDecimal, parseDecimal } from '#kit';
import { dailyStatements } from './statements.ts';

const HASH = `0x${'0'.repeat(64)}` as const;
const money = (units: bigint): string => formatDecimal(units, 6);
const units = (text: string): bigint => parseDecimal(text, 6);

/** Lines of a journal, numbered and a minute apart. */
function journal(lines: readonly (readonly [kind: string, data: object])[]): JournalEntry[] {
  return lines.map(([kind, data], i) => ({
    ...{ seq: i + 1, at: Date.UTC(2024, 0, 1) + i * 60_000, kind, prev: HASH, hash: HASH },
    data: data as JournalEntry['data'],
  }));
}

const minted = (member: string, assets: string, weight: string, nav?: string) =>
  ['share/minted', { member, assets, weight, ...(nav ? { nav } : {}) }] as const;
const left = (member: string, assets: string, weight: string, nav: string) =>
  ['share/left', { member, assets, weight, nav }] as const;
const opened = (nav: string) => ['vault/opened', { vault: { nav } }] as const;
const decided = (nav: string) => ['decision', { nav }] as const;
const traded = (fee: string) => ['trade', { fee }] as const;
const closed = (day: number, nav: string, distributed = '0', reinvest = '0') =>
  ['cycle/closed', { day, distributed, split: { reinvest }, vault: { nav } }] as const;

function expectExact(days: readonly DayStatement[]): void {
  let before = new Map<string, string>();
  for (const { lines, vault } of days) {
    const columns = ['opening', 'flows', 'trades', 'fees', 'payouts', 'closing'] as const;
    for (const column of columns) {
      const sum = lines.reduce((total, line) => total + units(line[column]), 0n);
      expect(money(sum)).toBe(vault[column]);
    }
    for (const line of [...lines, vault]) {
      const [opening, flows, trades] = [units(line.opening), units(line.flows), units(line.trades)];
      const out = units(line.fees) + units(line.payouts);
      expect(money(opening + flows + trades - out)).toBe(line.closing);
    }
    for (const line of lines) expect(line.opening).toBe(before.get(line.member) ?? '0');
    before = new Map(lines.map(({ member, closing }) => [member, closing]));
  }
}

describe('daily statements', () => {
  it('say who had what, what came and went, and what trading brought and cost', () => {
    const days = dailyStatements(
      journal([
        minted('m1', '300', '300'),
        minted('m2', '100', '100'),
        opened('400'),
        decided('400'),
        traded('4'),
        closed(1, '416', '8', '2'),
        decided('416'),
        minted('m3', '104', '100', '520'),
        decided('525'),
        closed(2, '530'),
      ]),
    );
    expectExact(days);
    expect(days.map(({ day, closed: isClosed }) => [day, isClosed])).toEqual([
      [0, true],
      [1, true],
      [2, true],
    ]);
    expect(days[1]!.vault).toEqual({
      ...{ opening: '400', flows: '0', trades: '26', fees: '4', payouts: '6', closing: '416' },
    });
    expect(days[1]!.lines[0]).toMatchObject({ member: 'm1', trades: '19.5', closing: '312' });
    // Who came at 520 has no part in what was before, and a fifth of the ten that came after.
    expect(days[2]!.lines[2]).toMatchObject({ opening: '0', flows: '104', trades: '2' });
  });

  it('leave the present day open, at the last value that was journaled', () => {
    const days = dailyStatements(
      journal([minted('m1', '100', '100'), opened('100'), decided('90')]),
    );
    expect(days.at(-1)).toMatchObject({ day: 1, closed: false, vault: { closing: '90' } });
    expectExact(days);
  });

  it('close a member who left at zero, and pass on what it took too little', () => {
    const days = dailyStatements(
      journal([
        minted('m1', '100', '100'),
        minted('m2', '100', '100'),
        opened('200'),
        decided('220'),
        left('m2', '108', '100', '112'),
      ]),
    );
    expectExact(days);
    expect(days[1]!.lines).toMatchObject([
      { member: 'm1', trades: '12', closing: '112' },
      { member: 'm2', trades: '8', flows: '-108', closing: '0' },
    ]);
  });

  it('sum to the vault on every day of any season', () => {
    const amount = fc.bigInt(1_000_000n, 10n ** 12n).map(money);
    const step = fc.oneof(
      amount.map((nav) => decided(nav)),
      fc.bigInt(0n, 10n ** 8n).map((fee) => traded(money(fee))),
      fc
        .tuple(fc.constantFrom('m1', 'm2', 'm3'), amount, amount)
        .map(([who, paid, weight]) => minted(who, paid, weight)),
    );
    const day = fc.tuple(fc.array(step, { maxLength: 12 }), amount, fc.nat(1000));
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 5 }), (days) => {
        const lines = days.flatMap(([steps, nav, payout], i) => [
          ...steps,
          closed(i + 1, nav, money(BigInt(payout)), '0'),
        ]);
        const start = [minted('m1', '1000', '1000'), opened('1000')];
        const written = dailyStatements(journal([...start, ...lines]));
        expectExact(written);
        for (const [i, { vault }] of written.slice(1).entries())
          expect(vault.closing).toBe(days[i]![1]);
      }),
    );
  });
});
