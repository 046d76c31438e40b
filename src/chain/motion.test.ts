/** A motion comes back from its payload as it went in, whatever its kind. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Address, Hex } from '#kit';
import { decodeMotion, encodeMotion, KINDS, type Motion } from './motion.ts';

const u16 = fc.integer({ min: 0, max: 10_000 });
const u24 = fc.integer({ min: 0, max: 2 ** 24 - 1 });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bytes = (length: number): fc.Arbitrary<Hex> =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((row): Hex => `0x${Buffer.from(row).toString('hex')}`);
// Numbers only: mixed case in an address is a checksum, which decoding adds.
const address = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 })
  .map((digits): Address => `0x${digits.join('')}`);

const MOTIONS: { readonly [K in Motion['kind']]: fc.Arbitrary<Extract<Motion, { kind: K }>> } = {
  targets: fc.record({ kind: fc.constant('targets'), targetBps: fc.array(u16) }),
  limits: fc.record({
    kind: fc.constant('limits'),
    limits: fc.record({
      tradeBps: u16,
      slippageBps: u16,
      deviationTicks: u16,
      turnoverBps: u16,
      lossBps: u16,
      window: u24,
      drawdownBps: u16,
      twapSeconds: u16,
      beatSeconds: u16,
      beatBlocks: u16,
      tradesPerMinute: fc.integer({ min: 0, max: 3 }),
    }),
  }),
  policy: fc.record({
    kind: fc.constant('policy'),
    policy: fc.record({ holdersBps: u16, reinvestBps: u16, aiBps: u16, treasuryBps: u16 }),
  }),
  mandate: fc.record({
    kind: fc.constant('mandate'),
    mandate: fc.record({
      thresholdMicro: u32,
      planBps: u16,
      slippageBps: u16,
      intervalSeconds: u32,
      strategyHash: bytes(32),
    }),
  }),
  'activate-model': fc.record({ kind: fc.constant('activate-model'), hash: bytes(32) }),
  agent: fc.record({ kind: fc.constant('agent'), agent: address, expiry: u32 }),
  'list-pool': fc.record({ kind: fc.constant('list-pool'), pool: address }),
  resume: fc.record({ kind: fc.constant('resume') }),
  'reset-breaker': fc.record({ kind: fc.constant('reset-breaker') }),
  pause: fc.record({ kind: fc.constant('pause'), until: u32 }),
  spend: fc.record({
    kind: fc.constant('spend'),
    token: address,
    to: address,
    amount: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  }),
  gate: fc.record({ kind: fc.constant('gate'), gate: address }),
  eligibility: fc.record({ kind: fc.constant('eligibility'), eligibility: address }),
  shutdown: fc.record({ kind: fc.constant('shutdown') }),
  unlock: fc.record({ kind: fc.constant('unlock'), seconds: u24 }),
  staking: fc.record({ kind: fc.constant('staking'), stakes: address }),
  capital: fc.record({
    kind: fc.constant('capital'),
    agent: u16,
    change: fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
  }),
  shift: fc.record({ kind: fc.constant('shift'), from: u16, to: u16, bps: u16 }),
  review: fc.record({ kind: fc.constant('review'), bps: u16 }),
  federation: fc.record({ kind: fc.constant('federation'), word: bytes(32) }),
};

describe('motions', () => {
  it.each(KINDS)('%s survives its payload', (kind) => {
    fc.assert(
      fc.property(MOTIONS[kind] as fc.Arbitrary<Motion>, (motion) => {
        expect(decodeMotion(kind, encodeMotion(motion))).toEqual(motion);
      }),
      { numRuns: 50 },
    );
  });
});
