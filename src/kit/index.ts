/** What every room stands on: faults, types with meaning, exact money, canonical JSON, clock, randomness. No I/O. */
export { allocate, type Allocation, type Credits, type Weighted } from './allocate.ts';
export type { Address, Bps, Brand, Cid, Hex, Millis, Units } from './brand.ts';
export { canonicalJson } from './canonical.ts';
export { type Clock, SimulatedClock, systemClock } from './clock.ts';
export { formatDecimal, parseDecimal } from './decimal.ts';
export { mulDivDown, mulDivUp } from './divide.ts';
export { Fault, type FaultMeta, toFault } from './fault.ts';
export { hashOf, keccak256, sha256 } from './hash.ts';
export { concatBytes, fromHex, toHex, utf8 } from './hex.ts';
export { merkleLeaf, type MerkleTree, merkleTree, merkleVerify } from './merkle.ts';
export { cryptoRandom, type Random, randomFrom, seededRandom } from './random.ts';
export { type Split, splitBuckets } from './split.ts';
export { toAssetsDown, toSharesDown, toSharesUp, type VaultTotals } from './shares.ts';
