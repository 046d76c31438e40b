import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MemberMemory, VolatileMemory } from '#members';
import { PrivacyLedger } from './ledger.ts';
import { rdpEpsilon } from './rdp.ts';

const limit = { epsilon: 8, delta: 1e-5 };
const training = { sigma: 2, rate: 0.5, steps: 6 };
const home = mkdtempSync(join(tmpdir(), 'hanse-ledger-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a privacy ledger', () => {
  it('charges each question once, stops at the limit and says so', () => {
    const ledger = new PrivacyLedger(new VolatileMemory(), limit);
    expect(ledger.charge('a', training)).toBe(true);
    expect(ledger.charge('a', training)).toBe(false);
    expect(ledger.state().charges).toBe(1);
    let n = 0;
    const spent = expect.objectContaining({ code: 'members/budget-spent' });
    expect(() => {
      for (; n < 100; n++) ledger.charge(`b${n}`, training);
    }).toThrow(spent);
    expect(n).toBeGreaterThan(1);
    const state = ledger.state();
    expect(state.spent).toBeLessThanOrEqual(limit.epsilon);
    expect(rdpEpsilon({ ...training, steps: 6 * (n + 2) }, 1e-5)).toBeGreaterThan(limit.epsilon);
    expect(() => ledger.charge('again', training)).toThrow(spent);
    expect(ledger.state()).toEqual(state);
    expect(ledger.charge('a', training)).toBe(false);
  });

  it('refuses noise that is none', () => {
    const ledger = new PrivacyLedger(new VolatileMemory(), limit);
    for (const wrong of [{ sigma: 0 }, { sigma: NaN }, { rate: 0 }, { rate: 1.1 }, { steps: 0.5 }])
      expect(() => ledger.charge('x', { ...training, ...wrong })).toThrow(
        expect.objectContaining({ code: 'members/bad-noise' }),
      );
  });

  it('has what it charged on disk before it returns: a kill takes nothing back', () => {
    const path = join(home, 'memory.log');
    const words = `
      import { MemberMemory } from '#members';
      import { PrivacyLedger } from '#members/privacy';
      const ledger = new PrivacyLedger(new MemberMemory(${JSON.stringify(path)}), ${JSON.stringify(limit)});
      ledger.charge('one', ${JSON.stringify(training)});
      ledger.charge('two', ${JSON.stringify(training)});
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', words]);
    expect(child.signal, String(child.stderr)).toBe('SIGKILL');
    const ledger = new PrivacyLedger(new MemberMemory(path), limit);
    expect(ledger.state().charges).toBe(2);
    expect(ledger.state().spent).toBeGreaterThan(0.5);
    expect(ledger.charge('two', training)).toBe(false);
  });
});
