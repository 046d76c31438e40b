/** Layers without a state and a dense head: a temporal CNN, or dense layers on the whole window (`kernels/dense.ts`). */
import type { KernelFunctions, NetworkSpec } from './kernel.ts';
import { places } from './memory.ts';
import { type ConvolutionPacking, convolutionPacking } from './convolution-packing.ts';
import type { Program } from './program.ts';

interface Layer {
  readonly C: number;
  readonly dilation: number;
  readonly W: number;
  readonly dW: number;
  readonly WT: number;
  /** The input [B][lead + T][C], and where y is written: the next layer's input after its lead. */
  readonly x: number;
  readonly xRow: number;
  readonly y: number;
  readonly yRow: number;
  /** [B][T + lead][N]; the tail stays zero. */
  readonly dy: number;
  readonly dyRow: number;
  readonly mask: number;
}

export function convolutionProgram(spec: NetworkSpec): Program {
  const { outputs, capacity: B } = spec;
  const dense = spec.kind === 'mlp';
  const T = dense ? 1 : spec.steps;
  const classes = spec.head === 'classes' ? 1 : 0;
  const packing = convolutionPacking(spec);
  const { N, taps } = packing;
  const size = spec.steps * spec.inputSize;
  const at = places();
  const shared = {
    weights: at.floats(packing.size),
    gradient: at.floats(packing.size),
    first: at.floats(packing.size),
    second: at.floats(packing.size),
    input: at.floats(B * size),
    labels: at.floats(B * (classes ? 1 : outputs)),
    output: at.floats(B * 16),
    losses: at.doubles(B),
  };
  const dOut = at.floats(B * 16);
  const dHead = at.floats(B * N);
  const signals = packing.layers.map(({ C, lead }) => ({
    at: at.floats(B * (lead + T) * C),
    row: (lead + T) * C * 4,
    lead: lead * C * 4,
  }));
  signals.push({ at: at.floats(B * T * N), row: T * N * 4, lead: 0 });
  const layers: Layer[] = packing.layers.map(({ C, lead, dilation, offset }, l) => {
    const [from, to] = [signals[l]!, signals[l + 1]!];
    return {
      C,
      dilation,
      W: shared.weights + offset * 4,
      dW: shared.gradient + offset * 4,
      WT: l > 0 ? at.floats(taps * C * N) : 0,
      x: from.at,
      xRow: from.row,
      y: to.at + to.lead,
      yRow: to.row,
      dy: at.floats(B * (T + lead) * N),
      dyRow: (T + lead) * N * 4,
      mask: at.floats(B * N),
    };
  });
  const last = layers.at(-1)!;
  const panels = N / 16;
  const headWeights = shared.weights + packing.head * 4;
  const headInput = last.y + (T - 1) * N * 4;

  /** How a kernel is told of rows: as rows, or, where time is one step, as steps of one row. */
  function span(
    first: number,
    rows: number,
  ): { rows: number; first: number; T: number; skip: number; maskStep: number } {
    if (dense) return { rows: 1, first: 0, T: rows, skip: first, maskStep: 32 };
    return { rows, first, T, skip: 0, maskStep: 0 };
  }

  function forward(kernel: KernelFunctions, first: number, rows: number): void {
    if (rows === 0) return;
    const { at: x, row, lead } = signals[0]!;
    kernel.placeInput(rows, first, size * 4, shared.input, x, row, lead);
    const s = span(first, rows);
    for (const { C, dilation, x, xRow, W, y, yRow, mask } of layers) {
      const [from, to] = [x + s.skip * xRow, y + s.skip * yRow];
      kernel.convolveForward(
        s.rows,
        s.first,
        B,
        s.T,
        C,
        N,
        taps,
        dilation,
        from,
        xRow,
        W,
        to,
        yRow,
        mask + s.skip * 32,
        s.maskStep,
      );
    }
    const { output, labels, losses } = shared;
    kernel.headForward(rows, first, N, outputs, classes, headInput, last.yRow, headWeights, output);
    kernel.headLoss(rows, first, outputs, classes, output, labels, losses);
  }

  function backward(kernel: KernelFunctions, first: number, rows: number, batch: number): void {
    if (rows === 0) return;
    const { output, labels } = shared;
    kernel.headBackward(
      rows,
      first,
      B,
      N,
      outputs,
      classes,
      batch,
      headWeights,
      output,
      labels,
      dOut,
      dHead,
    );
    for (let row = first; row < first + rows; row++) {
      kernel.clear((T - 1) * N * 4, last.dy + row * last.dyRow);
    }
    kernel.placeLast(rows, first, B, N, dHead, last.dy + (T - 1) * N * 4, last.dyRow);
    const s = span(first, rows);
    for (let l = layers.length - 1; l >= 0; l--) {
      const { C, dilation, y, yRow, dy, dyRow, mask, WT } = layers[l]!;
      const from = dy + s.skip * dyRow;
      kernel.rectifyBackward(
        s.rows,
        s.first,
        B,
        s.T,
        N,
        y + s.skip * yRow,
        yRow,
        from,
        dyRow,
        mask + s.skip * 32,
        s.maskStep,
      );
      if (l === 0) return;
      const below = layers[l - 1]!;
      const to = below.dy + s.skip * below.dyRow;
      kernel.convolveBackward(
        s.rows,
        s.first,
        s.T,
        C,
        N,
        taps,
        dilation,
        from,
        dyRow,
        WT,
        to,
        below.dyRow,
      );
    }
  }

  return {
    ...shared,
    end: at.end,
    capacity: B,
    packed: packing.size,
    blocks: blocksOf(packing),
    prepare(floats) {
      for (const { mask } of layers) floats.fill(1, mask / 4, mask / 4 + B * N);
    },
    drop(kernel, first, rows, rate, seed) {
      layers.forEach(({ mask }, l) => {
        kernel.drawMask(rows, first, B, N, rate, (seed + Math.imul(l, 0x9e3779b9)) | 0, mask);
      });
    },
    predict: forward,
    forward,
    backward,
    sum(kernel, first, stride, rows) {
      const s = span(0, rows);
      for (let block = first; block < layers.length * panels; block += stride) {
        const { C, dilation, x, xRow, dy, dyRow, dW } = layers[Math.floor(block / panels)]!;
        kernel.convolveGradient(
          s.rows,
          block % panels,
          s.T,
          C,
          N,
          taps,
          dilation,
          x,
          xRow,
          dy,
          dyRow,
          dW,
        );
      }
      if ((layers.length * panels - first) % stride !== 0) return;
      const dW = shared.gradient + packing.head * 4;
      kernel.headGradient(rows, N, outputs, headInput, last.yRow, dOut, dW);
    },
    part(kernel, block, first, rows, out) {
      const layer = layers[Math.floor(block / panels)];
      if (!layer) {
        const [h, d] = [headInput + first * last.yRow, dOut + first * 64];
        kernel.headGradient(rows, N, outputs, h, last.yRow, d, out);
        return;
      }
      const { C, dilation, x, xRow, dy, dyRow } = layer;
      const s = span(0, rows);
      const [from, slope] = [x + first * xRow, dy + (block % panels) * 64 + first * dyRow];
      kernel.convolveGradient(s.rows, 0, s.T, C, N, taps, dilation, from, xRow, slope, dyRow, out);
    },
    weigh(kernel, first, rows, factor) {
      kernel.scale(rows * 64, 1, 0, dOut + first * 64, factor);
      for (const { dy, dyRow } of layers)
        kernel.scale(rows * dyRow, 1, 0, dy + first * dyRow, factor);
    },
    refresh(kernel, block) {
      const l = Math.floor(block / panels);
      const layer = layers[l];
      if (l > 0 && layer)
        kernel.transposePanel(block % panels, layer.C, N, taps, layer.W, layer.WT);
    },
    pack: packing.pack,
    unpack: packing.unpack,
  };
}

function blocksOf({ layers, N, taps, head, size }: ConvolutionPacking): Program['blocks'] {
  const cells = layers.flatMap(({ offset, C }) => {
    const length = (taps * C + 1) * 16;
    return Array.from({ length: N / 16 }, (_, panel) => ({
      offset: offset + panel * length,
      length,
    }));
  });
  return [...cells, { offset: head, length: size - head }];
}
