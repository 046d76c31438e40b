import { describe, expect, it } from 'vitest';
import { Fault } from '#kit';
import { inPlainWords } from './plain-words.ts';

const reverted = (error: string, args: readonly unknown[] = []): Fault =>
  new Fault('chain/reverted', `the contract refused: ${error}`, { meta: { error, args } });

describe('refusals in plain words', () => {
  it.each<[string, readonly unknown[], string, RegExp]>([
    ['MintClosed', [], 'vault/paused', /claims and exits go on/],
    ['BelowMintPrice', [5_000_000n, 100_000_000n], 'vault/below-minimum', /100 USDC and 5 USDC/],
    [
      'ERC20InsufficientBalance',
      ['0xabc', 1n, 2_000_000n],
      'vault/insufficient-balance',
      /0xabc holds 0.000001 USDC and 2 USDC is needed/,
    ],
    ['ERC20InsufficientAllowance', ['0xabc', 0n, 1n], 'vault/insufficient-allowance', /approve/],
    ['TooSoon', [1_704_067_200n], 'vault/too-soon', /from 2024-01-01 00:00 UTC/],
    [
      'NotEnough',
      [2_000_000n, 1_000_000n],
      'vault/not-enough-idle',
      /worth 2 USDC and only 1 USDC/,
    ],
    ['StaleMark', [1n], 'vault/stale-price', /next candle/],
    ['SessionExpired', [], 'vault/key-expired', /expired/],
    ['OverTradeCap', [], 'vault/over-trade-cap', /cap/],
    ['AlreadyVoted', [3n, 7n], 'council/already-voted', /share 7 has voted on proposal 3/],
    ['WrongState', [3n, 6], 'council/wrong-state', /proposal 3 is executed already/],
    ['NothingClaimable', [], 'claim/nothing', /nothing to claim/],
  ])('%s', (error, args, code, sentence) => {
    const fault = inPlainWords(reverted(error, args));
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(sentence);
    expect(fault.meta['error']).toBe(error);
  });

  it('leave alone what they do not know', () => {
    const fault = reverted('SomethingNew');
    expect(inPlainWords(fault)).toBe(fault);
    expect(inPlainWords(new Fault('hub/unknown-member', 'no'))).toMatchObject({
      code: 'hub/unknown-member',
    });
  });

  it('name the member that did not sign, and how to ask again', () => {
    const silent = new Fault('rounds/no-answer', 'silence', { meta: { member: 3 } });
    expect(inPlainWords(silent)).toMatchObject({
      code: 'hub/unsigned',
      message: expect.stringMatching(/m3 did not sign.*--once/),
    });
  });
});
