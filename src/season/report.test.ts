import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeasonReport } from '#api';
import { openJournal } from '#journal';
import type { EntryData } from './entries.ts';
import { openRecord } from './record.ts';
import { drawdowns, percent, ReportBuilder, sum, thin } from './report.ts';

const HASH = `0x${'ab'.repeat(32)}` as const;
const ADDRESS = `0x${'cd'.repeat(20)}` as const;
const range = { from: 0, to: 1000 };
const opened: EntryData<'season/opened'> = {
  id: 'season-1',
  seed: 1,
  rounds: 2,
  days: 1,
  assets: [],
  quote: { symbol: 'USDC', decimals: 6 },
  training: range,
  validation: range,
  window: range,
  policy: { preset: 'merged', bps: { holders: 6000 } },
  disclosures: ['Trading can lose money.'],
  members: ['m1', 'm2'].map((id) => ({ id, name: id, role: 'honest', asset: 'A', data: range })),
};

function season() {
  const db = new DatabaseSync(':memory:');
  const journal = openJournal(db);
  const report = new ReportBuilder();
  journal.listen((entry) => report.apply(entry));
  const record = openRecord(db, journal);
  record.once('opened', 'season/opened', opened, 1);
  return { db, journal, record, report };
}

function mint(member: string, assets: string): EntryData<'share/minted'> {
  return { member, nft: 1, assets, weight: assets, txHash: HASH };
}

describe('report', () => {
  it('is what the schema says, from the first entry on', () => {
    const { report } = season();
    expect(() => SeasonReport.parse(report.report(false))).not.toThrow();
  });

  it('is the same when it is grown anew from the journal', () => {
    const { journal, record, report } = season();
    record.once('e', 'member/enrolled', { member: 'm1', address: ADDRESS }, 2);
    record.once('s', 'share/minted', mint('m1', '12.5'), 3);
    record.once('r', 'round/opened', { round: 1, cohorts: [['m1', 'm2']] }, 4);
    const again = new ReportBuilder();
    for (const entry of journal.after(0)) again.apply(entry);
    expect(again.report(true)).toEqual(report.report(true));
  });

  it('keeps shares, claims and what is left to claim exact', () => {
    const { record, report } = season();
    record.once('s1', 'share/minted', mint('m1', '0.1'), 3);
    record.once('s2', 'share/minted', mint('m1', '0.2'), 3);
    record.once('s3', 'share/minted', mint('m2', '0.9'), 3);
    const vault = {
      ...{ nav: '1', navPerShare: '1', totalShares: '1.2', idle: '1', reserved: '0' },
      ...{ positions: [], realised: '0', unrealised: '0', highWaterMark: '1', paused: false },
    };
    const cycle: EntryData<'cycle/closed'> = {
      ...{ day: 1, realised: '5', distributed: '4', split: {}, note: 'n', txHash: HASH },
      claimable: { m1: '1.000001', m2: '3' },
      vault,
    };
    record.once('c', 'cycle/closed', cycle, 4);
    const claim = { member: 'm1', kind: 'holder', amount: '0.3', txHash: HASH } as const;
    record.once('k', 'claim/paid', claim, 5);
    const [m1, m2] = report.report(true)!.members;
    expect(m1).toMatchObject({ shareWeight: '0.3', sharePercent: '25.00', claimed: '0.3' });
    expect(m1).toMatchObject({ claimable: '0.700001', earned: '1.000001' });
    expect(m2).toMatchObject({ earned: '3', claimed: '0' });
  });

  it('shows the rules that a vote put in force, not those it was founded with', () => {
    const { record, report } = season();
    const bps = { holders: 5000, contributors: 5000 };
    record.once('v1', 'rules/changed', { policy: bps }, 3);
    expect(report.report(false)!.season.policy).toEqual({ preset: 'by vote', bps });
    expect(report.report(false)!.season.threshold).toBeNull();
    record.once('v2', 'rules/changed', { threshold: '0.61' }, 4);
    expect(report.report(false)!.season.threshold).toMatchObject({
      value: '0.61',
      chosenOn: 'by vote',
    });
    expect(() => SeasonReport.parse(report.report(false))).not.toThrow();
  });

  it('says why a season failed, and forgets it when the season goes on', () => {
    const { record, report } = season();
    record.once('f', 'season/failed', { code: 'x/y', reason: 'the chain is gone' }, 4);
    expect(report.report(false)!.season).toMatchObject({ status: 'failed' });
    expect(report.report(false)!.season.error).toContain('the chain is gone');
    record.once('g', 'season/resumed', { step: 'again' }, 5);
    expect(report.report(false)!.season).toMatchObject({ status: 'learning', error: null });
  });
});

describe('record', () => {
  it('writes an entry once per key', () => {
    const { journal, record } = season();
    const first = record.once('s', 'share/minted', mint('m1', '1'), 3);
    const second = record.once('s', 'share/minted', mint('m1', '2'), 4);
    expect(second).toEqual(first);
    expect(journal.head().seq).toBe(2);
    expect(record.find('s')).toEqual(first);
    expect(record.find('t')).toBeUndefined();
  });

  it('refuses data that are not of the kind, and writes nothing', () => {
    const { journal, record } = season();
    expect(() => record.once('s', 'share/minted', mint('m1', 'much'), 3)).toThrow();
    expect(journal.head().seq).toBe(1);
    expect(record.find('s')).toBeUndefined();
  });
});

describe('figures', () => {
  it('adds decimal texts exactly', () => {
    const texts = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, (micros) => {
        const text = sum(micros.map((micro) => (micro / 1e6).toFixed(6)));
        expect(Math.round(Number(text) * 1e6)).toBe(micros.reduce((a, b) => a + b, 0));
      }),
    );
    expect(sum(['0.1', '0.2'])).toBe('0.3');
  });

  it('thins a series but keeps both ends', () => {
    const items = Array.from({ length: 1000 }, (_, i) => i);
    expect(thin(items, 10)).toHaveLength(10);
    expect(thin(items, 10)[0]).toBe(0);
    expect(thin(items, 10).at(-1)).toBe(999);
    expect(thin([1, 2], 10)).toEqual([1, 2]);
  });

  it('measures drawdowns from the high before', () => {
    expect(drawdowns([100, 120, 90, 150])).toEqual([0, 0, 0.25, 0]);
    expect(percent(0.12345)).toBe('12.35');
    expect(percent(-0.000001)).toBe('0.00');
  });
});
