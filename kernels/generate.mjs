/**
 * Writes the innermost loops: matrix products on tiles of a few rows × `vectors`·4 floats held in registers.
 *
 * Written out by a generator because a register tile cannot be an array. Every element of a result is one running
 * sum in the order of the contraction, whatever the tile: so neither the tile's size nor the number of rows given in
 * one call changes a bit. No unrolling over the contraction: it spills registers and halves the speed.
 */

/** The module `tiles.ts` of one build. */
export function tiles({ fused, vectors, rows, strip }) {
  const panel = vectors * 16;
  return `// Generated. Tiles of ${rows} rows × ${vectors * 4} floats.
/** Rows whose gates are finished before the next are begun, while they are in the nearest cache. */
export const STRIP: i32 = ${strip};
${multiplyAdd(fused)}
${upTo(rows).map((height) => contiguous({ fused, vectors, height })).join('\n')}
${upTo(rows).map((height) => strided({ fused, vectors, height })).join('\n')}
${single({ fused })}

/**
 * C = A·B for \`rows\` rows. The contraction runs over \`segments\` stretches of \`length\` adjacent floats of a row of A,
 * \`gap\` bytes from the end of one to the start of the next. Strides are in bytes; \`width\` is the bytes of a row of C.
 */
export function multiply(rows: i32, segments: i32, length: i32, gap: i32, a: usize, aRow: i32, b: usize, bRow: i32, c: usize, cRow: i32, width: i32): void {
  if (rows == 1 && segments == 1 && width == 128 && bRow == 128) { multiplyOne(length, a, b, c); return; }
  for (let row = 0; row < rows; ) {
    const height = heightOf(rows - row);
    for (let at = 0; at < width; at += ${panel}) {
      ${dispatch(rows, (height) => `multiply${height}(segments, length, gap, row * aRow, a, aRow, at, b, bRow, c, cRow)`)}
    }
    row += height;
    c += height * cRow;
  }
}

/** C += Aᵀ·B where a row of C belongs to one float of A's row, and the contraction steps \`aStep\` and \`bRow\` bytes. */
export function accumulate(rows: i32, length: i32, a: usize, aStep: i32, b: usize, bRow: i32, c: usize, cRow: i32, width: i32): void {
  if (length <= 0) return;
  for (let row = 0; row < rows; ) {
    const height = heightOf(rows - row);
    for (let at = 0; at < width; at += ${panel}) {
      ${dispatch(rows, (height) => `accumulate${height}(length, row * 4, a, aStep, at, b, bRow, c, cRow)`)}
    }
    row += height;
    c += height * cRow;
  }
}

/** How many rows the next tile takes of those left. One of fewer than four keeps the processor waiting. */
// @ts-ignore: decorator
@inline function heightOf(left: i32): i32 {
  ${rows > 4 ? `if (left > ${rows} && left < ${rows + 4}) return max(4, left - 4);` : ''}
  return min(left, ${rows});
}
`;
}

function multiplyAdd(fused) {
  return `// @ts-ignore: decorator
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ${term(fused, 'a', 'b', 'c')};
}`;
}

function term(fused, a, b, c) {
  return fused ? `f32x4.relaxed_madd(${a}, ${b}, ${c})` : `f32x4.add(${c}, f32x4.mul(${a}, ${b}))`;
}

/**
 * Rows of A lie `aRow` apart and the contraction walks along them. Pointers are sums made here and the loop tests at
 * its end: a few instructions less in a loop that keeps the processor's decoder busy.
 */
function contiguous({ fused, vectors, height }) {
  const grid = cells(height, vectors);
  return `function multiply${height}(segments: i32, length: i32, gap: i32, first: i32, a: usize, aRow: i32, at: i32, b: usize, bRow: i32, c: usize, cRow: i32): void {
  ${grid.map(([r, v]) => `let c${r}_${v} = f32x4.splat(0);`).join(' ')}
  let a0 = a + first; ${below(height).map((r) => `let a${r} = a0 + <usize>(${r} * aRow);`).join(' ')}
  b += at;
  c += at;
  for (let s = 0; s < segments; s++) {
    let k = length;
    do {
      ${step({ fused, vectors, height, load: (r) => `v128.load_splat<f32>(a${r})` })}
      b += bRow; ${range(height).map((r) => `a${r} += 4;`).join(' ')}
    } while (--k > 0);
    ${range(height).map((r) => `a${r} += gap;`).join(' ')}
  }
  ${store(height, vectors)}
}`;
}

/** Rows of A lie side by side and the contraction strides. */
function strided({ fused, vectors, height }) {
  const loads = range(height).map(
    (r) =>
      range(vectors).map((v) => `let c${r}_${v} = v128.load(from, ${v * 16});`).join(' ') +
      (r < height - 1 ? ' from += cRow;' : ''),
  );
  return `function accumulate${height}(length: i32, first: i32, a: usize, aStep: i32, at: i32, b: usize, bRow: i32, c: usize, cRow: i32): void {
  a += first;
  b += at;
  c += at;
  let from = c;
  ${loads.join('\n  ')}
  let k = length;
  do {
    ${step({ fused, vectors, height, load: (r) => `v128.load_splat<f32>(a, ${r * 4})` })}
    b += bRow; a += aStep;
  } while (--k > 0);
  ${store(height, vectors)}
}`;
}

/** One row against a block of 32 columns: what a single prediction spends its time in. */
function single({ fused }) {
  const eight = range(8);
  return `function multiplyOne(length: i32, a: usize, b: usize, c: usize): void {
  ${eight.map((v) => `let c${v} = f32x4.splat(0);`).join(' ')}
  for (let k = length; k > 0; k--) {
    let x = v128.load_splat<f32>(a);
    ${eight.map((v) => `c${v} = ${term(fused, 'x', `v128.load(b, ${v * 16})`, `c${v}`)};`).join(' ')}
    a += 4; b += 128;
  }
  ${eight.map((v) => `v128.store(c, c${v}, ${v * 16});`).join(' ')}
}`;
}

function step({ fused, vectors, height, load }) {
  const columns = range(vectors).map((v) => `let b${v} = v128.load(b, ${v * 16});`);
  const rows = range(height).map(
    (r) =>
      `let x${r} = ${load(r)}; ` +
      range(vectors).map((v) => `c${r}_${v} = ${term(fused, `x${r}`, `b${v}`, `c${r}_${v}`)};`).join(' '),
  );
  return [...columns, ...rows].join('\n      ');
}

function store(height, vectors) {
  return range(height)
    .map(
      (r) =>
        range(vectors).map((v) => `v128.store(c, c${r}_${v}, ${v * 16});`).join(' ') +
        (r < height - 1 ? ' c += cRow;' : ''),
    )
    .join('\n  ');
}

/** From the tallest tile, the most frequent, down. */
function dispatch(rows, call) {
  return upTo(rows)
    .reverse()
    .map((height) => `if (height == ${height}) ${call(height)};`)
    .join('\n      else ');
}

function cells(height, vectors) {
  return range(height).flatMap((r) => range(vectors).map((v) => [r, v]));
}

function upTo(n) {
  return range(n).map((i) => i + 1);
}

function below(height) {
  return range(height).slice(1);
}

function range(n) {
  return Array.from({ length: n }, (_, i) => i);
}
