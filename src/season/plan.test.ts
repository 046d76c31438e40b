import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seasonConfig } from './config.ts';
import { type Extent, planSeason } from './plan.ts';

const DAY = 86_400_000;
const extent = (symbol: string, days: number, intervalMs = 300_000): Extent => ({
  symbol,
  intervalMs,
  first: 0,
  last: days * DAY - intervalMs,
});
const config = (over: Record<string, unknown> = {}) => seasonConfig({ data: ['a'], ...over });

describe('seasonConfig', () => {
  it('names the field, the value and what is allowed', () => {
    expect(() => config({ members: 2 })).toThrow(/members = 2 does not work/);
    expect(() => config({ data: [] })).toThrow(/data/);
    expect(() => config({ policy: 'mine' })).toThrow(/policy = "mine"/);
  });

  it('has the defaults that the documents state', () => {
    expect(config()).toMatchObject({ members: 8, rounds: 12, days: 14, seed: 1, policy: 'merged' });
  });
});

describe('planSeason', () => {
  it('puts training, validation and window one after the other, whatever is asked', () => {
    const asked = fc.record({
      members: fc.integer({ min: 3, max: 20 }),
      days: fc.integer({ min: 1, max: 20 }),
      shift: fc.integer({ min: 0, max: 40 }),
      assets: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(asked, ({ members, days, shift, assets }) => {
        const extents = Array.from({ length: assets }, (_, i) => extent(`A${i}`, 200 + i));
        const plan = planSeason(config({ members, days, shift }), extents);
        expect(plan.training.to).toBe(plan.validation.from);
        expect(plan.validation.to).toBe(plan.window.from);
        expect(plan.window.to - plan.window.from).toBe(days * DAY);
        expect(plan.window.to).toBe((200 - shift) * DAY);
        expect(plan.members).toHaveLength(members);
        for (const member of plan.members) {
          expect(member.data.from).toBeGreaterThanOrEqual(plan.training.from);
          expect(member.data.to).toBeLessThanOrEqual(plan.training.to);
        }
      }),
    );
  });

  it('gives honest members of one asset slices that do not overlap', () => {
    const plan = planSeason(config({ members: 8 }), [extent('A', 200), extent('B', 200)]);
    const honest = plan.members.filter((member) => member.role !== 'copied-data');
    for (const a of honest) {
      for (const b of honest) {
        if (a === b || a.asset !== b.asset) continue;
        expect(a.data.to <= b.data.from || b.data.to <= a.data.from).toBe(true);
      }
    }
  });

  it('plants a copy of a neighbour and a shuffler in groups of six and more', () => {
    const roles = (members: number): string[] =>
      planSeason(config({ members }), [extent('A', 200)]).members.map((member) => member.role);
    expect(roles(8).slice(-2)).toEqual(['copied-data', 'shuffled-labels']);
    expect(new Set(roles(5))).toEqual(new Set(['honest']));
    const [before, copy] = planSeason(config(), [extent('A', 200)]).members.slice(5, 7);
    expect(copy!.data).toEqual(before!.data);
  });

  it('refuses files of different intervals and files that are too short, and says what would do', () => {
    const mixed = [extent('A', 200), extent('B', 200, 60_000)];
    expect(() => planSeason(config(), mixed)).toThrow(/files of one interval/);
    expect(() => planSeason(config(), [extent('A', 20)])).toThrow(/use fewer days or members/);
    expect(() => planSeason(config({ shift: 190 }), [extent('A', 200)])).toThrow(/candles/);
  });

  it('works with daily candles', () => {
    const plan = planSeason(config({ days: 30 }), [extent('A', 6000, DAY)]);
    expect(plan.window.to - plan.window.from).toBe(30 * DAY);
  });

  it('refuses candles of which no day is made, and assets whose candles open at other times', () => {
    const odd = (over: Partial<Extent>, intervalMs = 300_000): Extent => ({
      ...extent('B', 300, intervalMs),
      ...over,
    });
    const plan = (...assets: Extent[]) => planSeason(config({ days: 2, members: 3 }), assets);
    expect(() => plan(odd({}, 420_000))).toThrow(
      expect.objectContaining({ code: 'season/odd-interval' }),
    );
    expect(() => plan(odd({ first: 500, last: 300 * DAY + 500 }))).toThrow(/no whole second/);
    expect(() => plan(extent('A', 300), odd({ first: 60_000 }))).toThrow(
      expect.objectContaining({ code: 'season/other-grid' }),
    );
    expect(plan(extent('A', 300), odd({ first: 600_000 })).window.to).toBe(300 * DAY);
  });
});
