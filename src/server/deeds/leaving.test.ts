import { expect, it } from 'vitest';
import type { Deployment } from '#chain';
import { amountsOf } from './leaving.ts';

it('counts what was paid in kind once, also where two pools trade one token', () => {
  const token = `0x${'bb'.repeat(20)}` as const;
  const assets = [0, 1, 2].map((index) => ({ index })) as unknown as Deployment['assets'];
  const parts = [
    { index: 1, token, amount: 5n },
    { index: 2, token, amount: 7n },
  ];
  expect(amountsOf({ assets }, { parts })).toEqual([0n, 5n, 7n]);
});
