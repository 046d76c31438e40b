/**
 * One recurrent layer, LSTM or GRU, one time step, forward and backward, on rows [first, first + rows) of a batch.
 *
 * Per step one product over Z = [x | h | 1]: Z is [row][K] with K = inputs + hidden + 1. Weights, their gradients and
 * the gates are packed in blocks of eight units: [H/8][K][32] and [H/8][B][32], where the 32 are i8 f8 g8 o8 of an LSTM
 * and r8 z8 x8 h8 of a GRU (the new gate's part from the input and its part from h, which the reset gate multiplies).
 * States and masks are [H/8][B][8]; what flows back is in panels of sixteen columns, [·/16][B][16]. B is the capacity
 * in rows.
 */
import { logisticRows, tanhRows } from './activations';
import { cellBackward, cellForward, gruBackward, gruForward, passUp } from './cells';
import { accumulate, multiply, STRIP } from './tiles';

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
 * Gates, state and output of one step. `Zn` is the next step's Z of this layer and `hidden` the byte offset of h in
 * its rows. `up`, rows of `upRow` bytes, takes h times the mask for whoever reads this layer's output, or is 0. `S`
 * and `Sn` are the state before and after (c of an LSTM, h of a GRU), `Tc` keeps tanh c, or the new gate. `fresh` says
 * that h is still zero and left out: a sum that begins with +0 keeps its bits without zeros.
 */
export function recurrentForward(gru: i32, rows: i32, first: i32, B: i32, H: i32, K: i32, hidden: i32, Z: usize, Zn: usize, up: usize, upRow: i32, mask: usize, W: usize, G: usize, S: usize, Sn: usize, Tc: usize, fresh: i32): void {
  Z += first * K * 4;
  Zn += first * K * 4 + hidden;
  if (up) up += first * upRow;
  mask += first * 32;
  G += first * 128;
  S += first * 32;
  Sn += first * 32;
  Tc += first * 32;
  for (let block = H >> 3; block > 0; block--) {
    for (let row = 0; row < rows; row += STRIP) {
      const strip = min(rows - row, STRIP);
      const g = G + row * 128, s = S + row * 32, sn = Sn + row * 32, tc = Tc + row * 32, zn = Zn + row * K * 4;
      multiply(strip, 1, fresh ? hidden >> 2 : K, 0, Z + row * K * 4, K * 4, W, 128, g, 128, 128);
      if (fresh) addBiases(strip, W + (K - 1) * 128, g);
      logisticRows(strip, g);
      logisticRows(strip, g + 32);
      if (gru) {
        gruForward(strip, g, s, sn, tc, zn, K * 4);
      } else {
        tanhRows(strip, g + 64);
        logisticRows(strip, g + 96);
        cellForward(strip, g, s, sn, tc, zn, K * 4);
      }
      if (up) passUp(strip, zn, K * 4, up + row * upRow, upRow, mask + row * 32);
    }
    W += K * 128;
    G += B * 128;
    S += B * 32;
    Sn += B * 32;
    Tc += B * 32;
    mask += B * 32;
    Zn += 32;
    if (up) up += 32;
  }
}

/** Adds 32 biases to each row of gates. */
function addBiases(rows: i32, biases: usize, g: usize): void {
  for (; rows > 0; rows--) {
    for (let at: usize = 0; at < 128; at += 16) v128.store(g + at, f32x4.add(v128.load(g + at), v128.load(biases + at)));
    g += 128;
  }
}

/**
 * Turns the gates of one step into their gradients, in place, and sends back `panels` panels of dZ (fewer at the first
 * step, where nobody reads h's). `dH` comes from the step after; `dX`, which passed the mask, from the layer above.
 */
export function recurrentBackward(gru: i32, rows: i32, first: i32, B: i32, H: i32, WT: usize, panels: i32, G: usize, S: usize, Tc: usize, dH: usize, dX: usize, mask: usize, dS: usize, dZ: usize): void {
  const blocks = H >> 3;
  G += first * 128;
  S += first * 32;
  Tc += first * 32;
  dS += first * 32;
  mask += first * 32;
  let g = G;
  for (let block = 0; block < blocks; block++) {
    const at = (block >> 1) * B * 64 + (block & 1) * 32 + first * 64;
    if (gru) gruBackward(rows, g, S, Tc, dH + at, dX + at, mask, dS);
    else cellBackward(rows, g, S, Tc, dH + at, dX + at, mask, dS);
    g += B * 128;
    S += B * 32;
    Tc += B * 32;
    dS += B * 32;
    mask += B * 32;
  }
  dZ += first * 64;
  for (let panel = 0; panel < panels; panel++) {
    multiply(rows, blocks, 32, B * 128 - 128, G, 128, WT, 64, dZ, 64, 64);
    WT += H * 4 * 64;
    dZ += B * 64;
  }
}

/**
 * Adds to the gradient of one block of eight units what steps [from, to) give, over all rows: dW[K][32] += Z[t]ᵀ·dG[t],
 * beginning from zero at step 0. One thread sums a block whole and in the order of the steps, so the order of the sum
 * never depends on how many threads there are. At step 0 h, behind the `inputs` columns, is zero and adds nothing.
 */
export function recurrentGradient(rows: i32, block: i32, B: i32, from: i32, to: i32, H: i32, K: i32, Z: usize, G: usize, dW: usize, inputs: i32): void {
  Z += from * B * K * 4;
  G += from * B * H * 16 + block * B * 128;
  dW += block * K * 128;
  if (from == 0) memory.fill(dW, 0, K * 128);
  for (let t = from; t < to; t++) {
    const fresh = t == 0 && inputs > 0;
    accumulate(fresh ? inputs : K, rows, Z, K * 4, G, 128, dW, 128, 128);
    if (fresh) accumulate(1, rows, Z + (K - 1) * 4, K * 4, G, 128, dW + (K - 1) * 128, 128, 128);
    Z += B * K * 4;
    G += B * H * 16;
  }
}

/** The gradient of one block from rows [first, first + rows) alone, row by row, into `out` [K][32]. */
export function recurrentRowsGradient(rows: i32, first: i32, block: i32, B: i32, T: i32, H: i32, K: i32, Z: usize, G: usize, out: usize): void {
  memory.fill(out, 0, K * 128);
  for (let row = first; row < first + rows; row++) {
    accumulate(K, T, Z + row * K * 4, B * K * 4, G + (block * B + row) * 128, B * H * 16, out, 128, 128);
  }
}

/**
 * Clears what a GRU's packing has no weight for, in one block of W's gradient: x8 does not read h (columns from
 * `inputs` on, the last being the bias) and h8 does not read the inputs.
 */
export function clearUnread(block: i32, inputs: i32, K: i32, dW: usize): void {
  dW += block * K * 128;
  for (let k = 0; k < K - 1; k++) memory.fill(dW + k * 128 + (k < inputs ? 96 : 64), 0, 32);
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
