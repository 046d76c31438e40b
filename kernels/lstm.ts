/**
 * One LSTM layer, one time step, forward and backward, on rows [first, first + rows) of a batch.
 *
 * Per step one product over Z = [x | h | 1]: Z is [row][K] with K = inputs + hidden + 1. Weights, their gradients and
 * the gates are packed in blocks of eight units: [H/8][K][i8 f8 g8 o8] and [H/8][B][i8 f8 g8 o8]. Cell states are
 * [H/8][B][8]; what flows back is in panels of sixteen columns, [·/16][B][16]. B is the capacity in rows.
 */
import { logistic4, tanh4 } from './activations';
import { accumulate, multiply, multiplyAdd } from './tiles';

/** Spreads the inputs [B][T][I] over the steps: Z[t][row][0..I). */
export function spreadInput(rows: i32, first: i32, B: i32, T: i32, I: i32, K: i32, source: usize, Z: usize): void {
  const stride = I * 4;
  for (let row = first; row < first + rows; row++) {
    let from = source + row * T * stride;
    let to = Z + row * K * 4;
    for (let t = 0; t < T; t++) {
      let i = 0;
      for (; i + 16 <= stride; i += 16) v128.store(to + i, v128.load(from + i));
      for (; i < stride; i += 4) store<f32>(to + i, load<f32>(from + i));
      from += stride;
      to += B * K * 4;
    }
  }
}

/**
 * Gates, cell and output of one step. `Zn` is the next step's Z of this layer and `hidden` the byte offset of h in
 * its rows; `Zup` is this step's Z of the layer above, or 0.
 */
export function lstmForward(rows: i32, first: i32, B: i32, H: i32, K: i32, hidden: i32, Z: usize, Zn: usize, Zup: usize, Kup: i32, W: usize, G: usize, Cp: usize, Cn: usize, Tc: usize): void {
  Z += first * K * 4;
  Zn += first * K * 4 + hidden;
  if (Zup) Zup += first * Kup * 4;
  G += first * 128;
  Cp += first * 32;
  Cn += first * 32;
  Tc += first * 32;
  for (let block = H >> 3; block > 0; block--) {
    multiply(rows, 1, K, 0, Z, K * 4, W, 128, G, 128, 128);
    logisticPair(rows, G);
    logisticPair(rows, G + 32);
    tanhPair(rows, G + 64);
    logisticPair(rows, G + 96);
    cellForward(rows, G, Cp, Cn, Tc, Zn, K * 4, Zup, Kup * 4);
    W += K * 128;
    G += B * 128;
    Cp += B * 32;
    Cn += B * 32;
    Tc += B * 32;
    Zn += 32;
    if (Zup) Zup += 32;
  }
}

function logisticPair(rows: i32, g: usize): void {
  for (; rows > 0; rows--) {
    let x0 = v128.load(g), x1 = v128.load(g, 16);
    x0 = logistic4(x0);
    x1 = logistic4(x1);
    v128.store(g, x0);
    v128.store(g, x1, 16);
    g += 128;
  }
}

function tanhPair(rows: i32, g: usize): void {
  for (; rows > 0; rows--) {
    let x0 = v128.load(g), x1 = v128.load(g, 16);
    x0 = tanh4(x0);
    x1 = tanh4(x1);
    v128.store(g, x0);
    v128.store(g, x1, 16);
    g += 128;
  }
}

/** c' = f·c + i·g, h = o·tanh c'. */
function cellForward(rows: i32, g: usize, cp: usize, cn: usize, tc: usize, z: usize, zStep: i32, up: usize, upStep: i32): void {
  for (; rows > 0; rows--) {
    const i0 = v128.load(g, 0), i1 = v128.load(g, 16);
    const f0 = v128.load(g, 32), f1 = v128.load(g, 48);
    const g0 = v128.load(g, 64), g1 = v128.load(g, 80);
    const o0 = v128.load(g, 96), o1 = v128.load(g, 112);
    const p0 = v128.load(cp, 0), p1 = v128.load(cp, 16);
    const c0 = multiplyAdd(f0, p0, f32x4.mul(i0, g0)), c1 = multiplyAdd(f1, p1, f32x4.mul(i1, g1));
    const t0 = tanh4(c0), t1 = tanh4(c1);
    const h0 = f32x4.mul(o0, t0), h1 = f32x4.mul(o1, t1);
    v128.store(cn, c0); v128.store(cn, c1, 16);
    v128.store(tc, t0); v128.store(tc, t1, 16);
    v128.store(z, h0); v128.store(z, h1, 16);
    if (up) { v128.store(up, h0); v128.store(up, h1, 16); up += upStep; }
    g += 128;
    cp += 32;
    cn += 32;
    tc += 32;
    z += zStep;
  }
}

/**
 * Turns the gates of one step into their gradients, in place, and sends back `panels` panels of dZ (0 at the first
 * step of the first layer). `dH` comes from the step after, `dX` from the layer above.
 */
export function lstmBackward(rows: i32, first: i32, B: i32, H: i32, WT: usize, panels: i32, G: usize, Cp: usize, Tc: usize, dH: usize, dX: usize, dC: usize, dZ: usize): void {
  const blocks = H >> 3;
  G += first * 128;
  Cp += first * 32;
  Tc += first * 32;
  dC += first * 32;
  let g = G;
  for (let block = 0; block < blocks; block++) {
    const at = (block >> 1) * B * 64 + (block & 1) * 32 + first * 64;
    cellBackward(rows, g, Cp, Tc, dH + at, dX + at, dC);
    g += B * 128;
    Cp += B * 32;
    Tc += B * 32;
    dC += B * 32;
  }
  dZ += first * 64;
  for (let panel = 0; panel < panels; panel++) {
    multiply(rows, blocks, 32, B * 128 - 128, G, 128, WT, 64, dZ, 64, 64);
    WT += H * 4 * 64;
    dZ += B * 64;
  }
}

function cellBackward(rows: i32, g: usize, cp: usize, tc: usize, dh: usize, dx: usize, dc: usize): void {
  const one = f32x4.splat(1);
  for (; rows > 0; rows--) {
    const i0 = v128.load(g, 0), i1 = v128.load(g, 16);
    const f0 = v128.load(g, 32), f1 = v128.load(g, 48);
    const g0 = v128.load(g, 64), g1 = v128.load(g, 80);
    const o0 = v128.load(g, 96), o1 = v128.load(g, 112);
    const p0 = v128.load(cp, 0), p1 = v128.load(cp, 16);
    const t0 = v128.load(tc, 0), t1 = v128.load(tc, 16);
    const d0 = f32x4.add(v128.load(dh, 0), v128.load(dx, 0)), d1 = f32x4.add(v128.load(dh, 16), v128.load(dx, 16));
    let e0 = v128.load(dc, 0), e1 = v128.load(dc, 16);
    e0 = f32x4.add(e0, f32x4.mul(f32x4.mul(d0, o0), f32x4.sub(one, f32x4.mul(t0, t0))));
    e1 = f32x4.add(e1, f32x4.mul(f32x4.mul(d1, o1), f32x4.sub(one, f32x4.mul(t1, t1))));
    v128.store(g, f32x4.mul(f32x4.mul(e0, g0), f32x4.mul(i0, f32x4.sub(one, i0))), 0);
    v128.store(g, f32x4.mul(f32x4.mul(e1, g1), f32x4.mul(i1, f32x4.sub(one, i1))), 16);
    v128.store(g, f32x4.mul(f32x4.mul(e0, p0), f32x4.mul(f0, f32x4.sub(one, f0))), 32);
    v128.store(g, f32x4.mul(f32x4.mul(e1, p1), f32x4.mul(f1, f32x4.sub(one, f1))), 48);
    v128.store(g, f32x4.mul(f32x4.mul(e0, i0), f32x4.sub(one, f32x4.mul(g0, g0))), 64);
    v128.store(g, f32x4.mul(f32x4.mul(e1, i1), f32x4.sub(one, f32x4.mul(g1, g1))), 80);
    v128.store(g, f32x4.mul(f32x4.mul(d0, t0), f32x4.mul(o0, f32x4.sub(one, o0))), 96);
    v128.store(g, f32x4.mul(f32x4.mul(d1, t1), f32x4.mul(o1, f32x4.sub(one, o1))), 112);
    v128.store(dc, f32x4.mul(e0, f0)); v128.store(dc, f32x4.mul(e1, f1), 16);
    g += 128;
    cp += 32;
    tc += 32;
    dh += 64;
    dx += 64;
    dc += 32;
  }
}

/**
 * Adds to the gradient of one block of eight units what steps [from, to) give, over all rows: dW[K][32] += Z[t]ᵀ·dG[t],
 * beginning from zero at step 0. One thread sums a block whole and in the order of the steps, so the order of the sum
 * never depends on how many threads there are.
 */
export function lstmGradient(rows: i32, block: i32, B: i32, from: i32, to: i32, H: i32, K: i32, Z: usize, G: usize, dW: usize): void {
  Z += from * B * K * 4;
  G += from * B * H * 16 + block * B * 128;
  dW += block * K * 128;
  if (from == 0) memory.fill(dW, 0, K * 128);
  for (let t = from; t < to; t++) {
    accumulate(K, rows, Z, K * 4, G, 128, dW, 128, 128);
    Z += B * K * 4;
    G += B * H * 16;
  }
}

/** Transposes one block of W for the way back: W[block][from + 16·panel + k][m] → WT[panel][block·32 + m][k]. */
export function transposeBlock(block: i32, H: i32, K: i32, from: i32, panels: i32, W: usize, WT: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    const source = W + (block * K + from + panel * 16) * 128;
    const target = WT + (panel * H * 4 + block * 32) * 64;
    for (let k = 0; k < 16; k += 4) {
      for (let m = 0; m < 32; m += 4) {
        const s = source + k * 128 + m * 4;
        const d = target + m * 64 + k * 4;
        const r0 = v128.load(s), r1 = v128.load(s, 128), r2 = v128.load(s, 256), r3 = v128.load(s, 384);
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        v128.store(d, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
        v128.store(d, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7), 64);
        v128.store(d, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5), 128);
        v128.store(d, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7), 192);
      }
    }
  }
}
