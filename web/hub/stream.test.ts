import { describe, expect, it } from 'vitest';
import type { JournalLine } from '#api';
import { append } from './stream.ts';

function line(seq: number, season = 'a'): JournalLine {
  const hash = `0x${season}${String(seq).padStart(63, '0')}`;
  return { seq, at: seq, kind: 'test/line', data: {}, prev: hash, hash };
}

describe('append', () => {
  it('adds newer lines and drops doubles', () => {
    const kept = append([line(1), line(2)], [line(2), line(3)]);
    expect(kept.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('starts over when another season begins', () => {
    const kept = append([line(7), line(8)], [line(1, 'b'), line(2, 'b')]);
    expect(kept.map(({ hash }) => hash[2])).toEqual(['b', 'b']);
  });

  it('keeps the newest thousand', () => {
    const many = Array.from({ length: 1500 }, (_, i) => line(i + 1));
    expect(append([], many)).toHaveLength(1000);
    expect(append([], many).at(-1)!.seq).toBe(1500);
  });
});
