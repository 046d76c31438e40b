import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Hex } from '#kit';
import { VolatileMemory } from '#members';
import type { RoundPlan } from '#rounds/member';
import { openOwnState } from './own-state.ts';

const planOf = (round: number, attempt = 1): RoundPlan =>
  ({ season: 's', round, attempt }) as RoundPlan;
const idOf = ({ round, attempt }: RoundPlan): Hex => `0x${round}0${attempt}`;

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'hanse-own-state-'));
  const memory = new VolatileMemory();
  const play = (plan: RoundPlan, opened: 'opened' | 'void', ...values: number[]): void => {
    memory.remember(`joined/s/${plan.round}/${plan.attempt}`, idOf(plan));
    own.keep(plan, Float32Array.from(values));
    if (opened === 'opened') memory.remember(`reveal/${idOf(plan)}`, true);
  };
  const own = openOwnState(folder, memory, idOf);
  return { folder, own, play, again: () => openOwnState(folder, memory, idOf) };
}

describe('what a member carries from round to round', () => {
  it('is nothing at first, then what the last opened round left; also after a restart', () => {
    const { own, play, again } = open();
    expect(own.last(planOf(1))).toBeUndefined();
    play(planOf(1), 'opened', 1, 2.5);
    expect([...own.last(planOf(2))!]).toEqual([1, 2.5]);
    play(planOf(2), 'opened', 3, -4);
    expect([...again().last(planOf(3))!]).toEqual([3, -4]);
  });

  it('passes over rounds and attempts that were not opened', () => {
    const { own, play } = open();
    play(planOf(1), 'opened', 1);
    play(planOf(2, 1), 'void', 7);
    play(planOf(2, 2), 'void', 8);
    expect([...own.last(planOf(3))!]).toEqual([1]);
    play(planOf(3, 1), 'void', 9);
    play(planOf(3, 2), 'opened', 5);
    expect([...own.last(planOf(4))!]).toEqual([5]);
  });

  it('does not use a later round for an earlier one, and keeps no more files than it needs', () => {
    const { own, play, folder } = open();
    for (let round = 1; round <= 6; round++) play(planOf(round), 'opened', round);
    expect(own.last(planOf(1))).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.endsWith('.own'))).toHaveLength(2);
  });

  it('is nothing from before the round in which a strategy began', () => {
    const { own, play } = open();
    play(planOf(1), 'opened', 1);
    play(planOf(2), 'opened', 2);
    expect(own.last(planOf(3), 3)).toBeUndefined();
    play(planOf(3), 'opened', 3);
    expect([...own.last(planOf(4), 3)!]).toEqual([3]);
    expect(own.last(planOf(4), 4)).toBeUndefined();
  });
});
