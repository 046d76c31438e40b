import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import type { Hex } from './brand.ts';
import { merkleLeaf, merkleTree, merkleVerify } from './merkle.ts';

describe('merkle tree', () => {
  it('gives the claim root of an epoch (V42)', () => {
    const { inputs, expected } = vector<
      { epoch: number; amounts: Record<string, string> },
      { leaves: Record<string, Hex>; root: Hex; proof_nft1: Hex[] }
    >('V42');
    const leaves = Object.entries(inputs.amounts).map(([id, amount]) => {
      const leaf = merkleLeaf(BigInt(id), BigInt(inputs.epoch), BigInt(amount));
      expect(leaf).toBe(expected.leaves[id]);
      return leaf;
    });
    const tree = merkleTree(leaves);
    expect(tree.root).toBe(expected.root);
    expect(tree.proof(leaves[0]!)).toEqual(expected.proof_nft1);
    expect(merkleVerify(leaves[0]!, expected.proof_nft1, tree.root)).toBe(true);
  });

  it('proves each of its leaves, and nothing that was altered', () => {
    const rows = fc.uniqueArray(fc.bigInt(0n, (1n << 256n) - 1n), { minLength: 1, maxLength: 33 });
    fc.assert(
      fc.property(
        rows,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 15 }),
        (words, pick, at, by) => {
          const leaves = words.map((word) => merkleLeaf(word, 7n));
          const tree = merkleTree(leaves);
          expect(merkleTree(leaves.toReversed()).root).toBe(tree.root);
          for (const leaf of leaves)
            expect(merkleVerify(leaf, tree.proof(leaf), tree.root)).toBe(true);
          const leaf = leaves[pick % leaves.length]!;
          const proof = tree.proof(leaf);
          expect(merkleVerify(turn(leaf, at, by), proof, tree.root)).toBe(false);
          expect(merkleVerify(leaf, proof, turn(tree.root, at, by))).toBe(false);
          expect(merkleVerify(leaf, [...proof, leaf], tree.root)).toBe(false);
          if (proof.length === 0) return;
          const altered = proof.map((hash, i) =>
            i === at % proof.length ? turn(hash, at, by) : hash,
          );
          expect(merkleVerify(leaf, altered, tree.root)).toBe(false);
          expect(merkleVerify(leaf, proof.slice(1), tree.root)).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['kit/empty-tree', () => merkleTree([])],
    ['kit/no-leaf', () => merkleTree([merkleLeaf(1n)]).proof(merkleLeaf(2n))],
    ['kit/bad-leaf', () => merkleLeaf(-1n)],
    ['kit/bad-leaf', () => merkleLeaf(1n << 256n)],
  ])('refuses with %s', (code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });
});

/** The hash with one hex digit changed. */
function turn(hash: Hex, at: number, by: number): Hex {
  const i = 2 + (at % 64);
  const digit = (Number.parseInt(hash[i]!, 16) ^ by).toString(16);
  return `0x${hash.slice(2, i)}${digit}${hash.slice(i + 1)}`;
}
