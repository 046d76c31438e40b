import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalLine } from '#api';
import { hashOf } from '#kit';
import { checkChain, checkSelection, UNCHECKED } from './chain.ts';

function chain(length: number): JournalLine[] {
  const lines: JournalLine[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const prev = lines.at(-1)?.hash ?? `0x${'0'.repeat(64)}`;
    const body = { seq, at: 1000 + seq, kind: 'test/line', data: { n: seq, amount: '0.10' }, prev };
    lines.push({ ...body, hash: hashOf(body) });
  }
  return lines;
}

describe('checkChain', () => {
  it('finds nothing in an intact chain, whole or in pages', () => {
    const lines = chain(20);
    const half = checkChain(UNCHECKED, lines.slice(0, 9), new Set([3]));
    const whole = checkChain(half, lines.slice(9), new Set([12]));
    expect(whole.findings).toEqual([]);
    expect(whole.lines).toBe(20);
    expect([...whole.kept]).toEqual([
      [3, lines[2]!.hash],
      [12, lines[11]!.hash],
    ]);
  });

  it('names the altered line, whatever was altered', () => {
    const field = fc.constantFrom('at', 'kind', 'data', 'prev', 'hash');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), field, (seq, field) => {
        const lines = chain(9);
        const altered: Record<string, unknown> = { at: 1, kind: 'x', data: { n: 99 } };
        const value = altered[field] ?? `0x${'1'.repeat(64)}`;
        lines[seq - 1] = { ...lines[seq - 1]!, [field]: value };
        expect(checkChain(UNCHECKED, lines).findings[0]!.seq).toBe(seq);
      }),
    );
  });

  it('names missing lines and a chain that was rewritten with fresh hashes', () => {
    const lines = chain(9);
    const gap = checkChain(UNCHECKED, [...lines.slice(0, 3), ...lines.slice(5)]);
    expect(gap.findings[0]!.sentence).toBe('lines 4 to 5 are missing');
    const forged = { ...lines[4]!, data: { n: 0 } };
    const { hash: _hash, ...body } = forged;
    const relinked = checkChain(UNCHECKED, lines.with(4, { ...body, hash: hashOf(body) }));
    expect(relinked.findings[0]!.sentence).toBe('line 6 (test/line) does not follow line 5');
  });

  it('allows gaps in a selection, and still names what was altered', () => {
    const lines = chain(9).filter((line) => line.seq !== 4);
    expect(checkSelection(lines).findings).toEqual([]);
    expect(checkSelection(lines).lines).toBe(8);
    lines[5] = { ...lines[5]!, at: 1 };
    expect(checkSelection(lines).findings.map((finding) => finding.seq)).toEqual([lines[5].seq]);
  });

  it('names a line that cannot be hashed', () => {
    const lines = chain(2);
    lines[1] = { ...lines[1]!, data: { p: 0.5 } };
    expect(checkChain(UNCHECKED, lines).findings[0]!.seq).toBe(2);
  });
});
