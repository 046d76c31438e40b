/**
 * Layers without a state: a dense layer is a convolution of one tap. Signals are [row][time][channels] with channels a
 * multiple of sixteen but for the first, and `lead` steps of zeros before (forward) or after (backward) each row.
 *
 * A causal convolution of k taps, `dilation` apart: y[t] = relu(Σ_j W_j·x[t − (k − 1 − j)·dilation] + b). Weights are
 * panels of sixteen outputs: [N/16][k·C + 1][16], the last row being the biases; gradients alike. Where time is one
 * step, the rows of a batch stand side by side like steps do and are given as such: T is then the number of rows.
 */
import { accumulate, multiply } from './tiles';

/** Copies rows of the input [B][T][I] to their places `stride` bytes apart, `lead` bytes in. */
export function placeInput(rows: i32, first: i32, size: i32, source: usize, target: usize, stride: i32, lead: i32): void {
  for (let row = first; row < first + rows; row++) memory.copy(target + row * stride + lead, source + row * size, size);
}

/**
 * One layer on rows [first, first + rows). A row of x is `xRow` bytes and holds lead + T steps of C channels, a row of
 * y `yRow` bytes; `y` points at its first step after the lead. `mask` [N/8][B][8] is what dropout lets through; its
 * rows advance `maskStep` bytes with each step: 0, or 32 where steps are rows.
 */
export function convolveForward(rows: i32, first: i32, B: i32, T: i32, C: i32, N: i32, taps: i32, dilation: i32, x: usize, xRow: i32, W: usize, y: usize, yRow: i32, mask: usize, maskStep: i32): void {
  const gap = (dilation - 1) * C * 4;
  const length = (taps * C + 1) * 64;
  for (let row = first; row < first + rows; row++) {
    const out = y + row * yRow;
    for (let panel = 0; panel < N >> 4; panel++) {
      const w = W + panel * length;
      multiply(T, taps, C, gap, x + row * xRow, C * 4, w, 64, out + panel * 64, N * 4, 64);
      rectify(T, N, out + panel * 64, w + length - 64, mask + (panel * 2 * B + row) * 32, maskStep, B);
    }
  }
}

/** max(0, y + b)·mask on sixteen channels of T steps. */
function rectify(T: i32, N: i32, y: usize, bias: usize, mask: usize, maskStep: i32, B: i32): void {
  const zero = f32x4.splat(0);
  for (let c: i32 = 0; c < 64; c += 16) {
    const b = v128.load(bias + c);
    let m = mask + (c >> 5) * B * 32 + (c & 16);
    let at = y + c;
    for (let t = T; t > 0; t--) {
      // Ordered so that NaN stays NaN.
      v128.store(at, f32x4.mul(f32x4.pmax(f32x4.add(v128.load(at), b), zero), v128.load(m)));
      at += N * 4;
      m += maskStep;
    }
  }
}

/** dy becomes the gradient before the rectifier, in place: nothing where y is 0, and what the mask let through. */
export function rectifyBackward(rows: i32, first: i32, B: i32, T: i32, N: i32, y: usize, yRow: i32, dy: usize, dyRow: i32, mask: usize, maskStep: i32): void {
  const zero = f32x4.splat(0);
  for (let row = first; row < first + rows; row++) {
    for (let c = 0; c < N; c += 4) {
      let m = mask + ((c >> 3) * B + row) * 32 + (c & 4) * 4;
      let at = y + row * yRow + c * 4;
      let d = dy + row * dyRow + c * 4;
      for (let t = T; t > 0; t--) {
        v128.store(d, v128.and(f32x4.mul(v128.load(d), v128.load(m)), f32x4.gt(v128.load(at), zero)));
        at += N * 4;
        m += maskStep;
        d += N * 4;
      }
    }
  }
}

/** dx of one layer: the convolution of dy, followed by zeros, with the transposed weights, taps in reverse. */
export function convolveBackward(rows: i32, first: i32, T: i32, C: i32, N: i32, taps: i32, dilation: i32, dy: usize, dyRow: i32, WT: usize, dx: usize, dxRow: i32): void {
  const gap = (dilation - 1) * N * 4;
  for (let row = first; row < first + rows; row++) {
    for (let panel = 0; panel < C >> 4; panel++) {
      const w = WT + panel * taps * N * 64;
      multiply(T, taps, N, gap, dy + row * dyRow, N * 4, w, 64, dx + row * dxRow + panel * 64, C * 4, 64);
    }
  }
}

/** The gradient of one panel of sixteen outputs, and of their biases, over all rows and steps in that order. */
export function convolveGradient(rows: i32, panel: i32, T: i32, C: i32, N: i32, taps: i32, dilation: i32, x: usize, xRow: i32, dy: usize, dyRow: i32, dW: usize): void {
  const w = dW + panel * (taps * C + 1) * 64;
  const bias = w + taps * C * 64;
  memory.fill(w, 0, (taps * C + 1) * 64);
  dy += panel * 64;
  for (; rows > 0; rows--) {
    for (let tap = 0; tap < taps; tap++) {
      accumulate(C, T, x + tap * dilation * C * 4, C * 4, dy, N * 4, w + tap * C * 64, 64, 64);
    }
    for (let c: usize = 0; c < 64; c += 16) {
      let sum = v128.load(bias + c);
      let d = dy + c;
      for (let t = T; t > 0; t--) {
        sum = f32x4.add(sum, v128.load(d));
        d += N * 4;
      }
      v128.store(bias + c, sum);
    }
    x += xRow;
    dy += dyRow;
  }
}

/** W[N/16][tap][C][16] of one panel → WT[C/16][taps − 1 − tap][N][16]. */
export function transposePanel(panel: i32, C: i32, N: i32, taps: i32, W: usize, WT: usize): void {
  W += panel * (taps * C + 1) * 64;
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < C; c++) {
      for (let n = 0; n < 16; n++) {
        const place = (((c >> 4) * taps + (taps - 1 - tap)) * N + panel * 16 + n) * 16 + (c & 15);
        store<f32>(WT + place * 4, load<f32>(W + ((tap * C + c) * 16 + n) * 4));
      }
    }
  }
}

/** Spreads panels [N/16][B][16] of one step over the last step of dy: the rest of dy is for the caller to clear. */
export function placeLast(rows: i32, first: i32, B: i32, N: i32, panels: usize, dy: usize, dyRow: i32): void {
  for (let row = first; row < first + rows; row++) {
    for (let panel = 0; panel < N >> 4; panel++) memory.copy(dy + row * dyRow + panel * 64, panels + (panel * B + row) * 64, 64);
  }
}
