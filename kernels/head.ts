/**
 * The dense layer on the last output and its loss: classes (softmax, cross-entropy) or values (mean squared error).
 * Weights are [C][H] followed by the biases [C]; C is at most 16. The scalar part is in double precision.
 */
import { exponential, logarithm } from './scalar';

/** Logits of rows [first, first + rows) into `out` [B][16]: class probabilities for classes, plain for values. */
export function headForward(rows: i32, first: i32, H: i32, C: i32, classes: i32, h: usize, hRow: i32, W: usize, out: usize): void {
  h += first * hRow;
  out += first * 64;
  const bias = W + C * H * 4;
  for (; rows > 0; rows--) {
    for (let c = 0; c < C; c++) store<f32>(out + c * 4, dot(H, h, W + c * H * 4) + load<f32>(bias + c * 4));
    if (classes) softmax(C, out);
    h += hRow;
    out += 64;
  }
}

function dot(n: i32, a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  for (let j = 0; j < n * 4; j += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + j), v128.load(b + j)));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}

function softmax(C: i32, out: usize): void {
  let top = load<f32>(out);
  for (let c = 1; c < C; c++) top = max(top, load<f32>(out + c * 4));
  let sum: f64 = 0;
  for (let c = 0; c < C; c++) sum += exponential(<f64>load<f32>(out + c * 4) - <f64>top);
  for (let c = 0; c < C; c++) {
    const e = exponential(<f64>load<f32>(out + c * 4) - <f64>top);
    store<f32>(out + c * 4, <f32>(e / sum));
  }
}

/**
 * Loss of each row into `losses` (f64). Classes read i32 labels [B], values read f32 targets [B][C]. A probability
 * below the smallest normal float counts as that float: a loss of about 87.3.
 */
export function headLoss(rows: i32, first: i32, C: i32, classes: i32, out: usize, labels: usize, losses: usize): void {
  for (let row = first; row < first + rows; row++) {
    const o = out + row * 64;
    let loss: f64 = 0;
    if (classes) {
      const p = <f64>load<f32>(o + load<i32>(labels + row * 4) * 4);
      loss = p == p ? -logarithm(max<f64>(p, 1.1754943508222875e-38)) : p;
    } else {
      for (let c = 0; c < C; c++) {
        const miss = <f64>load<f32>(o + c * 4) - <f64>load<f32>(labels + (row * C + c) * 4);
        loss += miss * miss;
      }
      loss /= <f64>C;
    }
    store<f64>(losses + row * 8, loss);
  }
}

/** The gradient of the mean loss over `batch` rows: at the outputs into `dOut` [B][16], at h into the panels `dH`. */
export function headBackward(rows: i32, first: i32, B: i32, H: i32, C: i32, classes: i32, batch: i32, W: usize, out: usize, labels: usize, dOut: usize, dH: usize): void {
  for (let row = first; row < first + rows; row++) {
    const o = out + row * 64;
    const d = dOut + row * 64;
    for (let c = 0; c < C; c++) {
      const target: f64 = classes
        ? (load<i32>(labels + row * 4) == c ? 1 : 0)
        : <f64>load<f32>(labels + (row * C + c) * 4);
      const miss = <f64>load<f32>(o + c * 4) - target;
      store<f32>(d + c * 4, <f32>(classes ? miss / <f64>batch : 2 * miss / <f64>(batch * C)));
    }
    for (let j = 0; j < H; j += 4) {
      let sum = f32x4.splat(0);
      for (let c = 0; c < C; c++) sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(d + c * 4), v128.load(W + (c * H + j) * 4)));
      v128.store(dH + (j >> 4) * B * 64 + row * 64 + (j & 15) * 4, sum);
    }
  }
}

/** dW[C][H] and the biases' gradient, rows in their order. */
export function headGradient(rows: i32, H: i32, C: i32, h: usize, hRow: i32, dOut: usize, dW: usize): void {
  const bias = dW + C * H * 4;
  memory.fill(dW, 0, (C * H + C) * 4);
  for (; rows > 0; rows--) {
    for (let c = 0; c < C; c++) {
      const d = load<f32>(dOut + c * 4);
      store<f32>(bias + c * 4, load<f32>(bias + c * 4) + d);
      const d4 = f32x4.splat(d);
      const w = dW + c * H * 4;
      for (let j = 0; j < H * 4; j += 16) v128.store(w + j, f32x4.add(v128.load(w + j), f32x4.mul(d4, v128.load(h + j))));
    }
    h += hRow;
    dOut += 64;
  }
}
