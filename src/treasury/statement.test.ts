import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Holding, statement, type VaultEvent } from './statement.ts';

describe('statement', () => {
  it('reads as a day of two members', () => {
    const { lines, total } = statement(
      '2024-12-18',
      [{ member: 'ada', value: 300n, shares: 3n }],
      [
        { kind: 'flow', member: 'bob', amount: 100n, shares: 1n },
        { kind: 'trades', amount: 41n },
        { kind: 'fee', amount: 1n },
        { kind: 'payout', amount: 20n },
      ],
    );
    expect(lines).toEqual([
      {
        member: 'ada',
        opening: 300n,
        flows: 0n,
        trades: 31n,
        fees: 1n,
        payouts: 15n,
        closing: 315n,
        shares: 3n,
      },
      {
        member: 'bob',
        opening: 0n,
        flows: 100n,
        trades: 10n,
        fees: 0n,
        payouts: 5n,
        closing: 105n,
        shares: 1n,
      },
    ]);
    expect(total).toEqual({
      opening: 300n,
      flows: 100n,
      trades: 41n,
      fees: 1n,
      payouts: 20n,
      closing: 420n,
      shares: 4n,
    });
  });

  it('takes a day of nothing', () => {
    const events: VaultEvent[] = [
      { kind: 'trades', amount: 0n },
      { kind: 'fee', amount: 0n },
      { kind: 'payout', amount: 0n },
    ];
    const day = statement('day', [{ member: 'ada', value: 7n, shares: 1n }], events);
    expect(day.lines[0]!.closing).toBe(7n);
    expect(statement('day', [], events).lines).toEqual([]);
  });

  it('closes at zero for a member who left, whatever rounding left behind', () => {
    const { lines } = statement(
      'day',
      [
        { member: 'ada', value: 100n, shares: 1n },
        { member: 'bob', value: 101n, shares: 1n },
      ],
      [{ kind: 'flow', member: 'bob', amount: -100n, shares: -1n }],
    );
    expect(lines.map((line) => line.closing)).toEqual([101n, 0n]);
  });

  it('passes on what somebody paid above the value, so that all stand where their shares say', () => {
    const { lines, total } = statement(
      'day',
      [{ member: 'ada', value: 1000n, shares: 10n }],
      [
        // Ten shares at 1100 where ten were worth 1000: 50 of the surplus are everybody's.
        { kind: 'flow', member: 'bob', amount: 1100n, shares: 10n },
        { kind: 'even' },
      ],
    );
    expect(lines.map(({ closing }) => closing)).toEqual([1050n, 1050n]);
    expect(lines.map(({ trades }) => trades)).toEqual([50n, -50n]);
    expect([total.closing, total.trades]).toEqual([2100n, 0n]);
  });

  it('has sums equal to the vault, day after day', () => {
    const member = fc.constantFrom('ada', 'bob', 'eve');
    const event: fc.Arbitrary<VaultEvent> = fc.oneof(
      fc.record({
        kind: fc.constant('flow' as const),
        member,
        amount: fc.bigInt(1n, 10n ** 9n),
        shares: fc.bigInt(1n, 10n ** 6n),
      }),
      fc.record({
        kind: fc.constant('trades' as const),
        amount: fc.bigInt(-(10n ** 6n), 10n ** 6n),
      }),
      fc.record({
        kind: fc.constantFrom('fee' as const, 'payout' as const),
        amount: fc.bigInt(0n, 10n ** 4n),
      }),
      fc.constant({ kind: 'even' as const }),
    );
    const begin: VaultEvent = { kind: 'flow', member: 'ada', amount: 10n ** 9n, shares: 1000n };
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 12 }), { maxLength: 6 }), (days) => {
        let opening: readonly Holding[] = [];
        let books;
        let vault = 0n;
        for (const [i, events] of days.entries()) {
          const all = i === 0 ? [begin, ...events] : events;
          const day = statement(`day ${i}`, opening, all, books);
          expect(day.total.opening).toBe(vault);
          for (const item of all) {
            if (item.kind === 'even') continue;
            vault += item.kind === 'fee' || item.kind === 'payout' ? -item.amount : item.amount;
          }
          expect(day.total.closing).toBe(vault);
          for (const line of day.lines) {
            const { opening, flows, trades, fees, payouts } = line;
            expect(opening + flows + trades - fees - payouts).toBe(line.closing);
          }
          opening = day.lines.map(({ member, closing, shares }) => ({
            member,
            value: closing,
            shares,
          }));
          books = day.books;
        }
      }),
    );
  });

  it('keeps every member within a unit of its exact part over a thousand small gains and losses', () => {
    const events: VaultEvent[] = [];
    for (let i = 0; i < 1000; i++) {
      events.push({ kind: 'trades', amount: 1n }, { kind: 'fee', amount: 1n });
    }
    const { lines } = statement(
      'day',
      ['ada', 'bob', 'eve'].map((member) => ({ member, value: 9n, shares: 1n })),
      events,
    );
    for (const line of lines) expect(line.closing - 9n).toBeLessThanOrEqual(1n);
    for (const line of lines) expect(9n - line.closing).toBeLessThanOrEqual(1n);
    for (const line of lines) expect(Number(line.fees)).toBeCloseTo(1000 / 3, -1);
  });

  it.each<[string, VaultEvent[]]>([
    ['more than held', [{ kind: 'flow', member: 'ada', amount: -1n, shares: -9n }]],
    ['positive amount', [{ kind: 'fee', amount: -1n }]],
  ])('refuses an event with "%s"', (words, events) => {
    expect(() => statement('day', [{ member: 'ada', value: 10n, shares: 1n }], events)).toThrow(
      expect.objectContaining({
        code: 'treasury/bad-event',
        message: expect.stringContaining(words),
      }),
    );
  });

  it('refuses a gain that nobody owns', () => {
    expect(() => statement('day', [], [{ kind: 'trades', amount: 1n }])).toThrow(
      expect.objectContaining({ code: 'treasury/bad-event' }),
    );
  });
});
