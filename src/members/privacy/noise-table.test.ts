import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { nodePrimitives } from '#members';
import { webPrimitives } from '#members/keys';
import { noiseTable, WORDS_PER_DRAW } from './noise-table.ts';
import { secretRandom } from './secret-random.ts';

describe('a table of discrete Gaussian noise', () => {
  it.each([0.4, 3, 700])('of deviation %d has the distribution it says', (sigma) => {
    const draw = noiseTable(sigma);
    const random = seededRandom(`table ${sigma}`);
    const draws = Array.from({ length: 60_000 }, () => draw(random));
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    let [mass, squares] = [0, 0];
    for (let k = -Math.ceil(12 * sigma); k <= 12 * sigma; k++) {
      mass += Math.exp((-k * k) / (2 * sigma * sigma));
      squares += k * k * Math.exp((-k * k) / (2 * sigma * sigma));
    }
    const variance = squares / mass;
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
    const found = draws.reduce((a, b) => a + b * b, 0) / draws.length;
    expect(Math.abs(found / variance - 1)).toBeLessThan(0.04);
    const zeros = draws.filter((x) => x === 0).length / draws.length;
    expect(Math.abs(zeros - 1 / mass)).toBeLessThan(5 * Math.sqrt(1 / mass / draws.length));
    const positive = draws.filter((x) => x > 0).length / draws.length;
    expect(Math.abs(positive - (1 - 1 / mass) / 2)).toBeLessThan(0.011);
    expect(draws.every(Number.isInteger)).toBe(true);
  });

  it('takes as many words as it says, and refuses what fits no table', async () => {
    const draw = noiseTable(50);
    const random = await secretRandom(nodePrimitives.keystream, new Uint8Array(32), 15);
    for (let i = 0; i < 15 / WORDS_PER_DRAW; i++) draw(random);
    expect(() => draw(random)).toThrow(expect.objectContaining({ code: 'members/no-randomness' }));
    for (const wrong of [0, -1, NaN, 1e7])
      expect(() => noiseTable(wrong)).toThrow(
        expect.objectContaining({ code: 'members/noise-range' }),
      );
  });
});

describe('secret randomness', () => {
  it('follows from its key alone, in Node as in a browser, and another key gives other numbers', async () => {
    const key = new Uint8Array(32).fill(7);
    const words = 40_000;
    const draw = async (primitives: typeof webPrimitives, k: Uint8Array): Promise<number[]> => {
      const random = await secretRandom(primitives.keystream, k, words);
      return Array.from({ length: words }, () => random.u32());
    };
    const drawn = await draw(nodePrimitives, key);
    expect(await draw(webPrimitives, key)).toEqual(drawn);
    const other = await draw(nodePrimitives, key.with(31, 8));
    expect(drawn.filter((x, i) => x === other[i]).length).toBeLessThan(3);
    const mean = drawn.reduce((a, b) => a + b, 0) / words / 2 ** 32;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
  });
});
