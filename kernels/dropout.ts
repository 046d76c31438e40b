/** Masks of dropout, the same for all steps of a window (Gal and Ghahramani 2016), from a counter and not a stream. */

/**
 * Fills rows [first, first + rows) of a mask [H/8][B][8] with 0 or 1/(1 − rate). Each place hashes its own number with
 * the seed (the finaliser of MurmurHash3), so no thread has to know what another drew.
 */
export function drawMask(rows: i32, first: i32, B: i32, H: i32, rate: f64, seed: i32, mask: usize): void {
  const kept = <f32>(1 / (1 - rate));
  const limit = <u32>(rate * 4294967296.0);
  for (let block = 0; block < H >> 3; block++) {
    for (let place = (block * B + first) * 8; place < (block * B + first + rows) * 8; place++) {
      let h = <u32>place * 0x9e3779b1 ^ <u32>seed;
      h = (h ^ (h >> 16)) * 0x85ebca6b;
      h = (h ^ (h >> 13)) * 0xc2b2ae35;
      h ^= h >> 16;
      store<f32>(mask + place * 4, h < limit ? 0 : kept);
    }
  }
}
