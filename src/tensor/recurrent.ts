/** An LSTM or GRU of one or more layers with a dense head, laid out as `kernels/recurrent.ts` describes. */
import type { KernelFunctions, NetworkSpec } from './kernel.ts';
import { places } from './memory.ts';
import { paddedHidden, recurrentPacking } from './packing.ts';
import type { Block, Program } from './program.ts';

interface Layer {
  /** Floats of a row of Z: inputs, hidden, one. */
  readonly K: number;
  /** Byte offset of h in a row of Z. */
  readonly hidden: number;
  readonly W: number;
  readonly dW: number;
  readonly WT: number;
  /** First column of W that is sent back, and how many panels of 16 of them. */
  readonly back: number;
  readonly panels: number;
  readonly Z: number;
  readonly G: number;
  readonly C: number;
  readonly Tc: number;
  readonly dC: number;
  readonly dZ: number;
  readonly dH: number;
  /** What dropout lets through of the layer's output. */
  readonly mask: number;
}

/** Which of the places of a layer's gates and states the steps use. */
interface Kept {
  gates(t: number): number;
  /** Of the state before step t; the first stays zero. */
  state(t: number): number;
}

/** Everything, for the way back. */
const ALL: Kept = { gates: (t) => t, state: (t) => t };
/** What the next step needs: few enough places to stay in the cache. */
const LATEST: Kept = { gates: () => 0, state: (t) => (t === 0 ? 0 : 2 - (t & 1)) };

/** Steps whose Z, a few hundred kilobytes, fit the cache of one core. */
const STRETCH = 4;

export function recurrentProgram(spec: NetworkSpec): Program {
  const { inputSize: I, steps: T, layers: L, outputs: C, capacity: B } = spec;
  const H = paddedHidden(spec.hidden);
  const blocks = H >> 3;
  const classes = spec.head === 'classes' ? 1 : 0;
  const gru = spec.kind === 'gru' ? 1 : 0;
  const packing = recurrentPacking(spec);
  const at = places();
  const shared = {
    weights: at.floats(packing.size),
    gradient: at.floats(packing.size),
    first: at.floats(packing.size),
    second: at.floats(packing.size),
    input: at.floats(B * T * I),
    labels: at.floats(B * (classes ? 1 : C)),
    output: at.floats(B * 16),
    losses: at.doubles(B),
  };
  const dOut = at.floats(B * 16);
  const zeros = at.floats(B * H);
  const layers: Layer[] = packing.layers.map((layer, index) => {
    const panels = (index > 0 ? layer.inputs + H : H) / 16;
    const dZ = at.floats(panels * 16 * B);
    return {
      K: layer.K,
      hidden: layer.inputs * 4,
      W: shared.weights + layer.offset * 4,
      dW: shared.gradient + layer.offset * 4,
      WT: at.floats(panels * 16 * 4 * H),
      back: index > 0 ? 0 : layer.inputs,
      panels,
      Z: at.floats((T + 1) * B * layer.K),
      G: at.floats(T * B * 4 * H),
      C: at.floats((T + 1) * B * H),
      Tc: at.floats(T * B * H),
      dC: at.floats(B * H),
      dZ,
      dH: dZ + (index > 0 ? layer.inputs * B * 4 : 0),
      mask: at.floats(B * H),
    };
  });
  const headWeights = shared.weights + packing.head * 4;
  const headInput = at.floats(B * H);
  const dHead = at.floats(B * H);

  const step = {
    G: B * H * 16,
    C: B * H * 4,
    Z: (layer: Layer): number => B * layer.K * 4,
  };

  function pass(kernel: KernelFunctions, first: number, rows: number, kept: Kept): void {
    if (rows === 0) return;
    kernel.spreadInput(rows, first, B, T, I, layers[0]!.K, shared.input, layers[0]!.Z);
    for (let t = 0; t < T; t++) {
      const gates = kept.gates(t);
      const before = kept.state(t);
      const after = kept.state(t + 1);
      for (let l = 0; l < L; l++) {
        const here = layers[l]!;
        const up = layers[l + 1];
        const Z = here.Z + t * step.Z(here);
        const top = t === T - 1 && !up ? headInput : 0;
        kernel.recurrentForward(
          gru,
          rows,
          first,
          B,
          H,
          here.K,
          here.hidden,
          Z,
          Z + step.Z(here),
          up ? up.Z + t * step.Z(up) : top,
          up ? up.K * 4 : H * 4,
          here.mask,
          here.W,
          here.G + gates * step.G,
          here.C + before * step.C,
          here.C + after * step.C,
          here.Tc + gates * step.C,
          t === 0 ? 1 : 0,
        );
      }
    }
    const { output, labels, losses } = shared;
    kernel.headForward(rows, first, H, C, classes, headInput, H * 4, headWeights, output);
    kernel.headLoss(rows, first, C, classes, output, labels, losses);
  }

  function backward(kernel: KernelFunctions, first: number, rows: number, batch: number): void {
    if (rows === 0) return;
    const { output, labels } = shared;
    kernel.headBackward(
      rows,
      first,
      B,
      H,
      C,
      classes,
      batch,
      headWeights,
      output,
      labels,
      dOut,
      dHead,
    );
    for (const layer of layers) {
      for (let b = 0; b < blocks; b++) kernel.clear(rows * 32, layer.dC + (b * B + first) * 32);
      for (let p = 0; p < H / 16; p++) kernel.clear(rows * 64, layer.dH + (p * B + first) * 64);
    }
    for (let t = T - 1; t >= 0; t--) {
      for (let l = L - 1; l >= 0; l--) {
        const here = layers[l]!;
        const up = layers[l + 1];
        const panels = t > 0 ? here.panels : here.panels - H / 16;
        const top = t === T - 1 ? dHead : zeros;
        kernel.recurrentBackward(
          gru,
          rows,
          first,
          B,
          H,
          here.WT,
          panels,
          here.G + t * step.G,
          here.C + t * step.C,
          here.Tc + t * step.C,
          here.dH,
          up ? up.dZ : top,
          here.mask,
          here.dC,
          here.dZ,
        );
      }
    }
  }

  return {
    ...shared,
    end: at.end,
    capacity: B,
    packed: packing.size,
    blocks: layout(packing, blocks),
    prepare(floats) {
      for (const layer of layers) {
        floats.fill(1, layer.mask / 4, layer.mask / 4 + B * H);
        const one = layer.Z / 4 + layer.K - 1;
        for (let row = 0; row < (T + 1) * B; row++) floats[one + row * layer.K] = 1;
      }
    },
    drop(kernel, first, rows, rate, seed) {
      layers.forEach((layer, l) => {
        kernel.drawMask(rows, first, B, H, rate, (seed + Math.imul(l, 0x9e3779b9)) | 0, layer.mask);
      });
    },
    predict: (kernel, first, rows) => pass(kernel, first, rows, LATEST),
    forward: (kernel, first, rows) => pass(kernel, first, rows, ALL),
    backward,
    sum(kernel, first, stride, rows) {
      // Some steps at a time for all blocks, while their Z is still in the cache.
      for (let from = 0; from < T; from += STRETCH) {
        const to = Math.min(T, from + STRETCH);
        for (let block = first; block < L * blocks; block += stride) {
          const layer = layers[Math.floor(block / blocks)]!;
          kernel.recurrentGradient(
            rows,
            block % blocks,
            B,
            from,
            to,
            H,
            layer.K,
            layer.Z,
            layer.G,
            layer.dW,
            layer.hidden / 4,
          );
        }
      }
      for (let block = first; block < L * blocks; block += stride) {
        if (!gru) break;
        const layer = layers[Math.floor(block / blocks)]!;
        kernel.clearUnread(block % blocks, layer.hidden / 4, layer.K, layer.dW);
      }
      if ((L * blocks - first) % stride !== 0) return;
      const dW = shared.gradient + packing.head * 4;
      kernel.headGradient(rows, H, C, headInput, H * 4, dOut, dW);
    },
    part(kernel, block, first, rows, out) {
      const layer = layers[Math.floor(block / blocks)];
      if (!layer) {
        const [h, d] = [headInput + first * H * 4, dOut + first * 64];
        kernel.headGradient(rows, H, C, h, H * 4, d, out);
        return;
      }
      const { K, Z, G } = layer;
      kernel.recurrentRowsGradient(rows, first, block % blocks, B, T, H, K, Z, G, out);
      if (gru) kernel.clearUnread(0, layer.hidden / 4, K, out);
    },
    weigh(kernel, first, rows, factor) {
      kernel.scale(rows * 64, 1, 0, dOut + first * 64, factor);
      for (const { G } of layers)
        kernel.scale(rows * 128, T * blocks, B * 128, G + first * 128, factor);
    },
    refresh(kernel, block) {
      const layer = layers[Math.floor(block / blocks)];
      if (!layer) return;
      kernel.transposeBlock(
        block % blocks,
        H,
        layer.K,
        layer.back,
        layer.panels,
        layer.W,
        layer.WT,
      );
    },
    pack: packing.pack,
    unpack: packing.unpack,
  };
}

function layout(packing: ReturnType<typeof recurrentPacking>, blocks: number): Block[] {
  const cells = packing.layers.flatMap((layer) =>
    Array.from({ length: blocks }, (_, b) => ({
      offset: layer.offset + b * layer.K * 32,
      length: layer.K * 32,
    })),
  );
  return [...cells, { offset: packing.head, length: packing.size - packing.head }];
}
