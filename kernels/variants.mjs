/**
 * The builds made from the one source.
 *
 * `exact…` use a multiplication and an addition, each rounded: the same bits on every engine. Both widths give the
 * same bits too, since a wider tile changes which numbers are computed side by side, never the order of a sum.
 * `fast…` fuse them (relaxed SIMD). `…256` are laid out for V8's pairing of 128-bit operations and are slower
 * without it. Heights of tiles are the fastest measured.
 */
export const VARIANTS = [
  { name: 'exact128', fused: false, vectors: 2, rows: 4, strip: 16 },
  { name: 'exact256', fused: false, vectors: 4, rows: 4, strip: 16 },
  { name: 'fast128', fused: true, vectors: 2, rows: 4, strip: 16 },
  { name: 'fast256', fused: true, vectors: 4, rows: 6, strip: 12 },
];
