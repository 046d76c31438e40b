import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '#journal';
import { earningsHistory } from './earnings-history.ts';

const HASH = `0x${'0'.repeat(64)}` as const;

function journal(lines: readonly (readonly [kind: string, data: object])[]): JournalEntry[] {
  return lines.map(([kind, data], i) => ({
    ...{ seq: i + 1, at: i * 1000, kind, prev: HASH, hash: HASH },
    data: data as JournalEntry['data'],
  }));
}

describe('earnings of each share', () => {
  const rows = earningsHistory(
    journal([
      ['share/minted', { nft: 1, member: 'm1', weight: '300', assets: '300' }],
      ['share/minted', { nft: 2, member: 'm2', weight: '100', assets: '100' }],
      ['cycle/closed', { day: 1, split: { holders: '8' } }],
      ['claim/paid', { kind: 'holder', member: 'm1', amount: '6' }],
      ['share/minted', { nft: 3, member: 'm1', weight: '400', assets: '500' }],
      ['cycle/closed', { day: 2, split: {} }],
      ['cycle/closed', { day: 3, split: { holders: '0.8' } }],
      ['claim/paid', { kind: 'holder', member: 'm1', amount: '0.4', nfts: [3] }],
      ['share/left', { nft: 2, member: 'm2', weight: '100', assets: '100' }],
      ['cycle/closed', { day: 4, split: { holders: '7' } }],
    ]),
  );

  it('follow the weight, from the mint on and until the share leaves', () => {
    const told = rows.map(({ day, nft, earned, cumulative }) => [day, nft, earned, cumulative]);
    const expected = [
      [1, 1, '6', '6'],
      [1, 2, '2', '2'],
      [3, 1, '0.3', '6.3'],
      [3, 2, '0.1', '2.1'],
      [3, 3, '0.4', '0.4'],
      [4, 1, '3', '9.3'],
      [4, 3, '4', '4.4'],
    ] as const;
    expect(told.map(([day, nft]) => [day, nft])).toEqual(expected.map(([day, nft]) => [day, nft]));
    // The accumulator keeps a fraction of a unit back, never more.
    for (const [i, [, , earned, cumulative]] of expected.entries()) {
      expect(Number(told[i]![2])).toBeCloseTo(Number(earned), 5);
      expect(Number(cumulative) - Number(told[i]![3])).toBeGreaterThanOrEqual(-1e-9);
      expect(Number(cumulative) - Number(told[i]![3])).toBeLessThanOrEqual(1.5e-6);
    }
  });

  it('say what a day brought for what was paid in', () => {
    expect(rows[0]).toMatchObject({
      member: 'm1',
      weight: '300',
      roiPercent: expect.stringMatching(/^1\.99999|^2$/),
    });
    expect(rows[4]).toMatchObject({
      nft: 3,
      roiPercent: expect.stringMatching(/^0\.07999|^0\.08$/),
    });
  });
});
