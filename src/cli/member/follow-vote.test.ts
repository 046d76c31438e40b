import { describe, expect, it } from 'vitest';
import { encodeFederation, type Federation, FEDERATIONS } from '#governance';
import type { Hex } from '#kit';
import { VolatileMemory } from '#members';
import type { RoundPlan } from '#rounds/member';
import { followVote } from './follow-vote.ts';

const NOTHING: Hex = `0x${'0'.repeat(64)}`;
const VOTED = encodeFederation(FEDERATIONS.scaffold);

/** A member that is taught one strategy after the other while the chain says what it says. */
function member() {
  const memory = new VolatileMemory();
  return (
    round: number,
    federation: Federation | undefined,
    word: Hex,
    { privacy, turn = round }: { privacy?: { learningRate: number }; turn?: number | null } = {},
  ): string => {
    const draw = turn === null ? {} : { turn };
    const plan = { season: 's', round, draw, training: JSON.stringify({ federation, privacy }) };
    try {
      followVote(memory, plan as unknown as RoundPlan, word);
      return 'learns';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
}

describe('a member that reads votes itself', () => {
  it('learns by what was founded as long as nothing is voted', () => {
    const taught = member();
    expect(taught(1, undefined, NOTHING)).toBe('learns');
    expect(taught(2, { name: 'fedavg' }, NOTHING)).toBe('learns');
    expect(taught(3, FEDERATIONS.fedprox, NOTHING)).toBe('members/other-strategy');
    expect(taught(3, undefined, NOTHING)).toBe('learns');
  });

  it('follows a vote, at the latest in the round after it saw it', () => {
    const taught = member();
    expect(taught(1, undefined, NOTHING)).toBe('learns');
    expect(taught(2, undefined, VOTED)).toBe('learns');
    expect(taught(2, undefined, VOTED)).toBe('learns');
    expect(taught(3, undefined, VOTED)).toBe('members/other-strategy');
    expect(taught(3, FEDERATIONS.scaffold, VOTED)).toBe('learns');
    expect(taught(3, FEDERATIONS.scaffold, VOTED)).toBe('learns');
    expect(taught(4, undefined, VOTED)).toBe('members/other-strategy');
    expect(taught(4, { name: 'scaffold', rateMicro: 5 }, VOTED)).toBe('members/other-strategy');
  });

  it('takes no third strategy while a vote is under way', () => {
    const taught = member();
    expect(taught(1, undefined, NOTHING)).toBe('learns');
    expect(taught(2, FEDERATIONS.ditto, VOTED)).toBe('members/other-strategy');
  });

  it('goes back where the group votes for nothing again, and passes over words without a meaning', () => {
    const taught = member();
    expect(taught(1, FEDERATIONS.fedprox, NOTHING)).toBe('learns');
    expect(taught(2, FEDERATIONS.scaffold, VOTED)).toBe('learns');
    expect(taught(3, FEDERATIONS.fedprox, NOTHING)).toBe('learns');
    expect(taught(4, FEDERATIONS.fedprox, `0x${'ff'.repeat(32)}`)).toBe('learns');
    expect(taught(4, FEDERATIONS.scaffold, `0x${'ff'.repeat(32)}`)).toBe('members/other-strategy');
  });

  it('passes over a strategy that does not go with the season, as the hub does', () => {
    const strong = encodeFederation({ name: 'fedprox', muMicro: 10_000_000 });
    const privacy = { learningRate: 0.4 };
    const careful = member();
    expect(careful(1, undefined, strong, { privacy })).toBe('learns');
    expect(careful(2, undefined, strong, { privacy })).toBe('learns');
    const open = member();
    expect(open(1, undefined, NOTHING)).toBe('learns');
    expect(open(2, undefined, strong)).toBe('learns');
    expect(open(3, undefined, strong)).toBe('members/other-strategy');
    const buffered = encodeFederation(FEDERATIONS.fedbuff);
    const fixed = member();
    expect(fixed(1, undefined, buffered, { turn: null })).toBe('learns');
    expect(fixed(2, undefined, buffered, { turn: null })).toBe('learns');
  });

  it('that comes after a vote knows nothing else', () => {
    const taught = member();
    expect(taught(7, FEDERATIONS.scaffold, VOTED)).toBe('learns');
    expect(taught(8, undefined, VOTED)).toBe('members/other-strategy');
  });
});
