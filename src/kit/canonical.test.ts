import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { canonicalJson } from './canonical.ts';
import { hashOf, keccak256, sha256 } from './hash.ts';
import { fromHex, utf8 } from './hex.ts';

describe('canonicalJson', () => {
  it('names a decision by one hash (V41)', () => {
    const { inputs, expected } = vector<
      { canonical_json: string },
      { keccak256: string; committed_keccak256_of_hash: string }
    >('V41');
    const decision = { token: 'WETH/USDC', confidence: '0.86', action: 'BUY' };
    expect(canonicalJson(decision)).toBe(inputs.canonical_json);
    expect(hashOf(decision)).toBe(expected.keccak256);
    expect(keccak256(fromHex(hashOf(decision)))).toBe(expected.committed_keccak256_of_hash);
  });

  it('sorts keys by code unit, drops undefined, writes bigint as text', () => {
    const value = {
      b: 1n,
      a: [1, null, undefined, -0],
      é: true,
      Z: undefined,
      A: { d: '', c: false },
    };
    expect(canonicalJson(value)).toBe(
      '{"A":{"c":false,"d":""},"a":[1,null,null,0],"b":"1","é":true}',
    );
  });

  it('reads back as what it was, and writes that the same way again', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
        fc.maxSafeInteger().map((n) => n + 0),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(fc.string(), tie('tree'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
      }),
    );
  });

  it.each([
    ['$.a[1]', { a: [1, 0.86] }],
    ['$', Number.NaN],
    ['$', Infinity],
    ['$', 2 ** 53],
    ['$.f', { f: () => 1 }],
    ['$', Symbol('s')],
    ['$', undefined],
  ])('refuses what has no one spelling, and says where: %s', (path, value) => {
    expect(() => canonicalJson(value)).toThrow(
      expect.objectContaining({ code: 'kit/not-canonical', meta: { path } }),
    );
  });

  it('refuses a circle, but not one value twice', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = { circle };
    expect(() => canonicalJson(circle)).toThrow(
      expect.objectContaining({ meta: { path: '$.self.circle' } }),
    );
    const twice = { x: 1 };
    expect(canonicalJson([twice, twice])).toBe('[{"x":1},{"x":1}]');
  });
});

describe('hashes', () => {
  it('are those of the standards', () => {
    expect(sha256(utf8('abc'))).toBe(
      '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(keccak256(new Uint8Array())).toBe(
      '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
  });
});
