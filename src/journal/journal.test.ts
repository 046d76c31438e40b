import * as fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { auditJournal } from './audit.ts';
import { GENESIS } from './entry.ts';
import { openJournal } from './journal.ts';

function filled(n: number): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  const journal = openJournal(db);
  for (let i = 1; i <= n; i++) journal.append('test/line', { n: i, amount: 10n ** 20n }, 1000 + i);
  return db;
}

describe('journal', () => {
  it('links every entry to the one before', () => {
    const journal = openJournal(filled(3));
    const [a, b, c] = journal.after(0);
    expect(a!.prev).toBe(GENESIS);
    expect(b!.prev).toBe(a!.hash);
    expect(c!.prev).toBe(b!.hash);
    expect(journal.head()).toEqual({ seq: 3, hash: c!.hash });
    expect(b!.data).toEqual({ n: 2, amount: '100000000000000000000' });
  });

  it('continues where another process stopped', () => {
    const db = filled(2);
    openJournal(db).append('test/more', {}, 5);
    expect(auditJournal(db, []).findings).toEqual([]);
    expect(openJournal(db).head().seq).toBe(3);
  });

  it('selects by kind, tells listeners, and stops telling', () => {
    const journal = openJournal(filled(2));
    const heard: number[] = [];
    const stop = journal.listen((entry) => heard.push(entry.seq));
    journal.append('other', {}, 1);
    stop();
    journal.append('other', {}, 1);
    expect(heard).toEqual([3]);
    expect(journal.last(1, ['test/line'])[0]!.seq).toBe(2);
    expect(journal.after(0, 10, ['other']).map((entry) => entry.seq)).toEqual([3, 4]);
  });

  it('refuses a fraction, because it has no one spelling', () => {
    expect(() => openJournal(filled(0)).append('x', { p: 0.5 }, 0)).toThrow(/decimal string/);
  });
});

describe('audit', () => {
  it('names the altered entry, whichever column is altered', () => {
    const columns = fc.constantFrom('at', 'kind', 'data', 'prev', 'hash');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), columns, (seq, column) => {
        const db = filled(9);
        const value = column === 'at' ? 1 : column === 'data' ? '{"n":99}' : `0x${'1'.repeat(64)}`;
        db.prepare(`UPDATE journal SET ${column} = ? WHERE seq = ?`).run(value, seq);
        expect(auditJournal(db, []).findings[0]!.seq).toBe(seq);
      }),
    );
  });

  it('names a missing entry', () => {
    const db = filled(5);
    db.exec('DELETE FROM journal WHERE seq = 3');
    expect(auditJournal(db, []).findings.map((finding) => [finding.seq, finding.problem])).toEqual([
      [3, 'missing'],
      [4, 'broken-link'],
    ]);
  });

  it('notices a journal rewritten from a point on, through a published head', () => {
    const published = openJournal(filled(5)).head();
    const forged = new DatabaseSync(':memory:');
    const journal = openJournal(forged);
    for (let i = 1; i <= 5; i++) journal.append('test/line', { n: i * 10 }, 1000 + i);
    expect(auditJournal(forged, []).findings).toEqual([]);
    expect(auditJournal(forged, [published]).findings[0]!.problem).toBe('not-as-checkpointed');
    expect(auditJournal(filled(4), [published]).findings[0]!.seq).toBe(5);
  });
});
