import { describe, expect, it } from 'vitest';
import { cohortsOf, type Crowd, enrolAll, sumCohorts } from '../../bench/sides/crowd.ts';
import { computedOnce } from '../../bench/sides/once.ts';
import { toHex } from '#kit';
import { nodePrimitives } from '#members';

const CROWD: Crowd = { members: 200, parameters: 300, cohort: 12, dropOut: 0.1, seed: 'test' };

describe('a crowd in cohorts', () => {
  it('sums to what its survivors sent, through keys, shares, masks and drop-outs', async () => {
    const cohorts = cohortsOf(CROWD);
    expect(cohorts.flat().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: CROWD.members }, (_, i) => i + 1),
    );
    const result = await sumCohorts(CROWD, cohorts, enrolAll(cohorts.flat()));
    expect(result.sum).toEqual(result.plain);
    expect(result.plain.some((value) => value !== 0)).toBe(true);
    expect(result.weight).toBe(result.plainWeight);
    expect(result.survivors).toBeGreaterThan(160);
    expect(result.survivors).toBeLessThan(200);
  });
});

describe('primitives that work out once what several members need', () => {
  it('give both ends of a pair the same, and other pairs other results', () => {
    const { primitives, forget } = computedOnce(nodePrimitives);
    const pairs = [1, 2, 3].map(() => primitives.exchangePair());
    const [a, b] = pairs.map(({ secret }) => secret);
    const [keyA, keyB, keyC] = pairs.map(({ publicKey }) => publicKey);
    for (let round = 0; round < 2; round++) {
      expect(primitives.exchange(a!, keyB!)).toEqual(nodePrimitives.exchange(a!, keyB!));
      expect(primitives.exchange(b!, keyA!)).toEqual(nodePrimitives.exchange(a!, keyB!));
      expect(primitives.exchange(a!, keyC!)).toEqual(nodePrimitives.exchange(a!, keyC!));
      const stream = Array.from(primitives.keystream(a!, 200), (chunk) => toHex(chunk));
      expect(stream).toEqual(
        Array.from(nodePrimitives.keystream(a!, 200), (chunk) => toHex(chunk)),
      );
      if (round === 0) forget();
    }
  });

  it('believe a signature for the message and the key it was checked for only', () => {
    const { primitives } = computedOnce(nodePrimitives);
    const seed = new Uint8Array(32).fill(7);
    const key = primitives.signingKey(seed);
    const [message, other] = [Uint8Array.of(1, 2), Uint8Array.of(1, 3)];
    const signature = primitives.sign(seed, message);
    for (let time = 0; time < 2; time++) {
      expect(primitives.verify(key, message, signature)).toBe(true);
      expect(primitives.verify(key, other, signature)).toBe(false);
      expect(
        primitives.verify(
          key.map((byte) => byte ^ 1),
          message,
          signature,
        ),
      ).toBe(false);
    }
  });
});
