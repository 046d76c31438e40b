// Sums of vectors modulo 2^20, eight coordinates packed in five 32-bit words (see src/rounds/member/ring.ts).
// A sum holds one coordinate in each 32-bit lane: as it stands in even lanes, four bits higher in odd ones, which is where the bytes
// it is read from leave it. Bits above are never read, so they may gather carries. Pointers are bytes; `groups` are of eight.

// @ts-ignore: decorator
@inline
function first(words: usize): v128 {
  const raw = v128.load(words);
  return v128.and(
    v128.shuffle<u8>(raw, raw, 0, 1, 2, 3, 2, 3, 4, 5, 5, 6, 7, 8, 7, 8, 9, 10),
    i32x4(-1, ~15, -1, ~15),
  );
}

// The last lane's highest byte would lie beyond the group; it is not read either, so any byte stands in.
// @ts-ignore: decorator
@inline
function second(words: usize): v128 {
  const raw = v128.load(words, 4);
  return v128.and(
    v128.shuffle<u8>(raw, raw, 6, 7, 8, 9, 8, 9, 10, 11, 11, 12, 13, 14, 13, 14, 15, 15),
    i32x4(-1, ~15, -1, ~15),
  );
}

/** Adds packed groups to a sum. */
export function add(sum: usize, words: usize, groups: i32): void {
  for (let g = 0; g < groups; g++) {
    v128.store(sum, i32x4.add(v128.load(sum), first(words)));
    v128.store(sum, i32x4.add(v128.load(sum, 16), second(words)), 16);
    sum += 32;
    words += 20;
  }
}

/** Subtracts packed groups from a sum. */
export function subtract(sum: usize, words: usize, groups: i32): void {
  for (let g = 0; g < groups; g++) {
    v128.store(sum, i32x4.sub(v128.load(sum), first(words)));
    v128.store(sum, i32x4.sub(v128.load(sum, 16), second(words)), 16);
    sum += 32;
    words += 20;
  }
}

/** Plain coordinates to the form of a sum, in place. */
export function enter(sum: usize, groups: i32): void {
  for (let i = 0; i < 2 * groups; i++) {
    v128.store(sum, i32x4.mul(v128.load(sum), i32x4(1, 16, 1, 16)));
    sum += 16;
  }
}

/** A sum to signed coordinates in [-2^19, 2^19), in place. */
export function leave(sum: usize, groups: i32): void {
  for (let i = 0; i < 2 * groups; i++) {
    const high = i32x4.mul(v128.load(sum), i32x4(16, 1, 16, 1));
    v128.store(sum, i32x4.shr_s(i32x4.shl(high, 8), 12));
    sum += 16;
  }
}
