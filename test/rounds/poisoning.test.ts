import { describe, expect, it } from 'vitest';
import { type Attack, DEFENCES, type Harm, poisoned } from '../../bench/study/poisoning.ts';

const CALM = 0.441;

function scene(
  attack: Attack,
  defence: string,
  more: { poisoners?: number; canary?: 'canary' } = {},
) {
  const combination = DEFENCES[defence]!;
  return poisoned({ attack, combination, poisoners: 3, ...more });
}

async function each(attack: Attack, poisoners = 3): Promise<Record<string, Harm>> {
  const names = Object.keys(DEFENCES);
  const harms = await Promise.all(names.map((name) => scene(attack, name, { poisoners })));
  return Object.fromEntries(names.map((name, i) => [name, harms[i]!]));
}

describe('without poisoners', () => {
  it('no way of combining costs more than 0.005 of loss, and the canary sends nothing back', async () => {
    for (const { loss } of Object.values(await each('none')))
      expect(loss).toBeLessThan(CALM + 0.005);
    expect((await scene('none', 'mean', { canary: 'canary' })).rolledBack).toBe(0);
  });
});

describe('three poisoners among thirty', () => {
  it('scaled twentyfold and turned: ruin a plain mean; clipped, trimmed and median lose little', async () => {
    const harm = await each('scaled × −20');
    expect(harm['mean']!.loss).toBeGreaterThan(1);
    expect(harm['clipped mean']!.loss).toBeLessThan(CALM + 0.06);
    for (const name of ['trimmed mean', 'median', 'clipped median'])
      expect(harm[name]!.loss).toBeLessThan(CALM + 0.03);
  });

  it('flipped signs and labels: no way loses much, the middle least', async () => {
    for (const attack of ['sign flip', 'labels flipped'] as const) {
      const harm = await each(attack);
      for (const { loss } of Object.values(harm)) expect(loss).toBeLessThan(CALM + 0.05);
      expect(harm['median']!.loss).toBeLessThanOrEqual(harm['mean']!.loss);
    }
  });

  it('a backdoor: opens in a plain mean and half in a clipped one, not in trimmed mean and medians', async () => {
    const harm = await each('backdoor');
    expect(harm['mean']!.backdoor).toBeGreaterThan(0.9);
    expect(harm['clipped mean']!.backdoor).toBeGreaterThan(0.2);
    for (const name of ['trimmed mean', 'median', 'clipped median'])
      expect(harm[name]!.backdoor).toBeLessThan(0.02);
  });

  it('the canary saves the model from what shows in the loss, and cannot see a backdoor', async () => {
    const ruin = await scene('scaled × −20', 'mean', { canary: 'canary' });
    expect(ruin.rolledBack).toBeGreaterThan(0);
    expect(ruin.loss).toBeLessThanOrEqual(Math.LN2 * 1.005);
    const hidden = await scene('backdoor', 'mean', { canary: 'canary' });
    expect(hidden).toMatchObject({ rolledBack: 0 });
    expect(hidden.backdoor).toBeGreaterThan(0.9);
  });
});

describe('five poisoners, in half of the cohorts', () => {
  it('are too many for any of it', async () => {
    const harm = await each('backdoor', 5);
    for (const name of ['mean', 'trimmed mean', 'median'])
      expect(harm[name]!.backdoor).toBeGreaterThan(0.5);
  });
});
