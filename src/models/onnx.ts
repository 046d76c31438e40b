/** A network as an ONNX file, for other runtimes to predict with. */
import { floats, type Graph, node, onnxFile, whole } from './onnx-graph.ts';
import type { Wire } from './protobuf.ts';
import { headOf, kindOf, type NetworkShape, tensorPlaces } from './shape.ts';
import { checkWeights } from './weights.ts';

type Tensor = (name: string) => Float32Array;

/** Operations so far, and the name of what they put out. */
interface Draft {
  readonly nodes: Wire[];
  readonly constants: Wire[];
}

/** Order of gates in ONNX, as places in ours. */
const LSTM_ORDER = [0, 3, 1, 2];
const GRU_ORDER = [1, 0, 2];

/**
 * Input `x` [batch][steps][inputSize]; outputs `probabilities` [batch][outputs] for classes (and `logits`), `values`
 * for values.
 *
 * @throws Fault `models/bad-weights`
 */
export function toOnnx(
  shape: NetworkShape,
  weights: Float32Array,
  about: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  checkWeights(shape, weights);
  const places = new Map(tensorPlaces(shape).map((place) => [place.name, place]));
  const tensor: Tensor = (name) => {
    const { offset, length } = places.get(name)!;
    return weights.subarray(offset, offset + length);
  };
  const draft: Draft = { nodes: [], constants: [] };
  const kind = kindOf(shape);
  const body = { lstm: recurrent, gru: recurrent, tcn: convolutional, mlp: dense }[kind];
  const last = body(draft, shape, tensor);
  const classes = headOf(shape) === 'classes';
  const out = classes ? 'logits' : 'values';
  draft.constants.push(floats('Wh', [shape.outputs, shape.hidden], tensor('head.weight')));
  draft.constants.push(floats('bh', [shape.outputs], tensor('head.bias')));
  draft.nodes.push(node('Gemm', [last, 'Wh', 'bh'], [out], { transB: 1 }));
  if (classes) draft.nodes.push(node('Softmax', ['logits'], ['probabilities'], { axis: 1 }));
  const names = classes ? ['probabilities', 'logits'] : ['values'];
  const graph: Graph = {
    ...draft,
    inputs: [{ name: 'x', sizes: ['batch', shape.steps, shape.inputSize] }],
    outputs: names.map((name) => ({ name, sizes: ['batch', shape.outputs] })),
    about,
  };
  return onnxFile(graph);
}

function recurrent({ nodes, constants }: Draft, shape: NetworkShape, tensor: Tensor): string {
  const { hidden: H, layers } = shape;
  const kind = kindOf(shape);
  const order = kind === 'lstm' ? LSTM_ORDER : GRU_ORDER;
  constants.push(whole('first', [1], [0]));
  if (layers > 1) constants.push(whole('directions', [1], [1]));
  nodes.push(node('Transpose', ['x'], ['s0'], { perm: [1, 0, 2] }));
  for (let l = 0; l < layers; l++) {
    const columns = l > 0 ? H : shape.inputSize;
    const gates = (from: Float32Array, width: number): Float32Array => {
      const out = new Float32Array(order.length * H * width);
      order.forEach((gate, i) =>
        out.set(from.subarray(gate * H * width, (gate + 1) * H * width), i * H * width),
      );
      return out;
    };
    constants.push(
      floats(
        `W${l}`,
        [1, order.length * H, columns],
        gates(tensor(`${kind}.weight_ih_l${l}`), columns),
      ),
      floats(`R${l}`, [1, order.length * H, H], gates(tensor(`${kind}.weight_hh_l${l}`), H)),
      floats(`B${l}`, [1, 2 * order.length * H], biases(kind, tensor, l, H, gates)),
    );
    const attributes = { hidden_size: H, ...(kind === 'gru' && { linear_before_reset: 1 }) };
    const inputs = [`s${l}`, `W${l}`, `R${l}`, `B${l}`];
    nodes.push(node(kind.toUpperCase(), inputs, [`y${l}`, `h${l}`], attributes));
    if (l < layers - 1) nodes.push(node('Squeeze', [`y${l}`, 'directions'], [`s${l + 1}`]));
  }
  nodes.push(node('Squeeze', [`h${layers - 1}`, 'first'], ['last']));
  return 'last';
}

/** ONNX has biases beside the input and beside h, and adds them; only a GRU's new gate needs both. */
function biases(
  kind: 'lstm' | 'gru' | 'tcn' | 'mlp',
  tensor: Tensor,
  l: number,
  H: number,
  gates: (from: Float32Array, width: number) => Float32Array,
): Float32Array {
  if (kind === 'lstm') {
    const out = new Float32Array(8 * H);
    out.set(gates(tensor(`lstm.bias_ih_l${l}`), 1));
    return out;
  }
  const b = tensor(`gru.bias_l${l}`);
  const out = new Float32Array(6 * H);
  out.set(gates(b, 1));
  out.set(b.subarray(3 * H), 5 * H);
  return out;
}

function convolutional({ nodes, constants }: Draft, shape: NetworkShape, tensor: Tensor): string {
  const { hidden: H, layers } = shape;
  constants.push(whole('end', [], [-1]));
  nodes.push(node('Transpose', ['x'], ['s0'], { perm: [0, 2, 1] }));
  for (let l = 0; l < layers; l++) {
    const reach = 2 ** l;
    constants.push(floats(`W${l}`, [H, l > 0 ? H : shape.inputSize, 3], tensor(`tcn.${l}.weight`)));
    constants.push(floats(`b${l}`, [H], tensor(`tcn.${l}.bias`)));
    const attributes = { kernel_shape: [3], dilations: [reach], pads: [2 * reach, 0] };
    nodes.push(node('Conv', [`s${l}`, `W${l}`, `b${l}`], [`c${l}`], attributes));
    nodes.push(node('Relu', [`c${l}`], [`s${l + 1}`]));
  }
  nodes.push(node('Gather', [`s${layers}`, 'end'], ['last'], { axis: 2 }));
  return 'last';
}

function dense({ nodes, constants }: Draft, shape: NetworkShape, tensor: Tensor): string {
  const { hidden: H, layers } = shape;
  nodes.push(node('Flatten', ['x'], ['s0'], { axis: 1 }));
  for (let l = 0; l < layers; l++) {
    const columns = l > 0 ? H : shape.steps * shape.inputSize;
    constants.push(floats(`W${l}`, [H, columns], tensor(`mlp.${l}.weight`)));
    constants.push(floats(`b${l}`, [H], tensor(`mlp.${l}.bias`)));
    nodes.push(node('Gemm', [`s${l}`, `W${l}`, `b${l}`], [`c${l}`], { transB: 1 }));
    nodes.push(node('Relu', [`c${l}`], [`s${l + 1}`]));
  }
  return `s${layers}`;
}
