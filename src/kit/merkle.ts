import type { Hex } from './brand.ts';
import { Fault } from './fault.ts';
import { concatBytes, fromHex } from './hex.ts';
import { keccak256 } from './hash.ts';

/**
 * A Merkle tree as OpenZeppelin's `MerkleProof` reads it: leaves sorted ascending, pairs hashed in ascending order, an odd node
 * moves up unchanged.
 */
export interface MerkleTree {
  readonly root: Hex;
  /** The sibling hashes from a leaf up to the root. */
  proof(leaf: Hex): Hex[];
}

/**
 * The leaf for a row of unsigned 256-bit numbers: `keccak256(keccak256(abi.encode(uint256…)))` (double hash against second preimages).
 *
 * @throws Fault `kit/bad-leaf` where a number is negative or too large.
 */
export function merkleLeaf(...words: readonly bigint[]): Hex {
  const bytes = new Uint8Array(32 * words.length);
  words.forEach((word, i) => {
    if (word < 0n || word >= 1n << 256n)
      throw new Fault('kit/bad-leaf', `${word} does not fit uint256`);
    bytes.set(fromHex(`0x${word.toString(16).padStart(64, '0')}`), 32 * i);
  });
  return keccak256(fromHex(keccak256(bytes)));
}

/**
 * @throws Fault `kit/empty-tree` without leaves.
 */
export function merkleTree(leaves: readonly Hex[]): MerkleTree {
  if (leaves.length === 0)
    throw new Fault('kit/empty-tree', 'a Merkle tree needs at least one leaf');
  const layers: Hex[][] = [[...leaves].sort()];
  for (let layer = layers[0]!; layer.length > 1; layer = layers.at(-1)!) {
    const next: Hex[] = [];
    for (let i = 0; i < layer.length; i += 2) {
      next.push(i + 1 < layer.length ? hashPair(layer[i]!, layer[i + 1]!) : layer[i]!);
    }
    layers.push(next);
  }
  return {
    root: layers.at(-1)![0]!,
    proof(leaf) {
      let at = layers[0]!.indexOf(leaf);
      if (at < 0) throw new Fault('kit/no-leaf', `the tree has no leaf ${leaf}`);
      const path: Hex[] = [];
      for (const layer of layers.slice(0, -1)) {
        const sibling = layer[at ^ 1];
        if (sibling) path.push(sibling);
        at >>= 1;
      }
      return path;
    },
  };
}

/** Whether `proof` leads from `leaf` to `root`. */
export function merkleVerify(leaf: Hex, proof: readonly Hex[], root: Hex): boolean {
  return proof.reduce(hashPair, leaf) === root;
}

function hashPair(a: Hex, b: Hex): Hex {
  return a < b
    ? keccak256(concatBytes(fromHex(a), fromHex(b)))
    : keccak256(concatBytes(fromHex(b), fromHex(a)));
}
