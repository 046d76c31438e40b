import { describe, expect, it } from 'vitest';
import { tell } from './tell.ts';

describe('tell', () => {
  it('says known kinds in words', () => {
    const round = {
      round: 3,
      lossBefore: '1.08',
      lossAfter: '1.07',
      modelHash: `0x${'a'.repeat(64)}`,
    };
    expect(tell('round/closed', round)).toBe('round 3 ended: loss 1.08 → 1.07');
    const rolledBack = { reason: 'its validation loss would rise', hash: `0x${'b'.repeat(64)}` };
    expect(tell('round/closed', { ...round, status: 'rolled-back', rolledBack })).toBe(
      'round 3 was rolled back: its validation loss would rise',
    );
    expect(tell('proposal/changed', { proposal: { title: 'Shift 5%', state: 'queued' } })).toBe(
      'Shift 5%: queued',
    );
  });

  it('tells what noise costs, rounded', () => {
    const told = { member: 'm1', spent: '45.896123', budget: '50.000', delta: '0.00001' };
    expect(tell('privacy/told', told)).toBe('m1 has spent ε 45.9 of 50');
    expect(tell('privacy/agreed', { epsilon: null, scoring: 'open' })).toBe(
      'the season learns without noise (open)',
    );
  });

  it('tells unknown kinds by their sentence or their fields, without hashes', () => {
    expect(tell('x', { reason: 'because', n: 1 })).toBe('because');
    expect(tell('x', { n: 1, at: 5, tx: `0x${'a'.repeat(64)}`, list: [1, 2] })).toBe(
      'n 1 · list (2)',
    );
    expect(tell('proposal/changed', {})).toBe('');
  });

  it('is short', () => {
    expect(tell('x', { note: 'a'.repeat(500) })).toHaveLength(160);
  });
});
