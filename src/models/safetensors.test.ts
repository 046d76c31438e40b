import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, Fault, seededRandom, utf8 } from '#kit';
import { fromSafetensors, toSafetensors } from './safetensors.ts';
import type { LstmShape } from './shape.ts';
import { initialWeights } from './weights.ts';

const SHAPE: LstmShape = { inputSize: 3, steps: 7, hidden: 5, layers: 2, outputs: 4 };
const weights = initialWeights(SHAPE, seededRandom(1));

/** The file with its header changed by `edit`. */
function edited(edit: (header: Record<string, Record<string, unknown>>) => unknown): Uint8Array {
  const file = toSafetensors(SHAPE, weights);
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
    string,
    Record<string, unknown>
  >;
  const changed = utf8(JSON.stringify(edit(header) ?? header));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(changed.length), true);
  return concatBytes(size, changed, file.subarray(8 + length));
}

describe('safetensors', () => {
  it.each<LstmShape>([
    SHAPE,
    { ...SHAPE, layers: 1, outputs: 1, head: 'values' },
    { ...SHAPE, kind: 'gru' },
    { ...SHAPE, kind: 'tcn', layers: 5 },
    { ...SHAPE, kind: 'mlp' },
  ])('come back as they went: %o', (shape) => {
    const own = initialWeights(shape, seededRandom(2));
    const back = fromSafetensors(toSafetensors(shape, own, { note: 'ünïcode' }));
    expect(back.weights).toEqual(own);
    expect(back.shape).toEqual(shape);
    expect(back.metadata['note']).toBe('ünïcode');
  });

  it('are read from the middle of a larger buffer', () => {
    const file = toSafetensors(SHAPE, weights);
    const inside = concatBytes(new Uint8Array(3), file).subarray(3);
    expect(fromSafetensors(inside).weights).toEqual(weights);
  });

  it.each<[string, () => Uint8Array, string]>([
    ['a NaN', () => toSafetensors(SHAPE, weights).fill(0xff, -4), 'models/bad-weights'],
    ['an infinity', () => infinite(), 'models/bad-weights'],
    ['a missing end', () => toSafetensors(SHAPE, weights).subarray(0, -4), 'models/truncated'],
    ['nothing', () => new Uint8Array(0), 'models/truncated'],
    ['half a header', () => toSafetensors(SHAPE, weights).subarray(0, 40), 'models/truncated'],
    [
      'bytes at the end',
      () => concatBytes(toSafetensors(SHAPE, weights), new Uint8Array(4)),
      'models/bad-safetensors',
    ],
    ['a vast header', () => new Uint8Array(8).fill(0xff), 'models/bad-safetensors'],
    ['no JSON', () => toSafetensors(SHAPE, weights).fill(0x7b, 8, 16), 'models/bad-safetensors'],
    ['too much', () => new Uint8Array(64 * 2 ** 20 + 1), 'models/too-large'],
    [
      'another dtype',
      () => edited((h) => void (h['head.bias']!['dtype'] = 'F16')),
      'models/bad-safetensors',
    ],
    [
      'a wrong shape',
      () => edited((h) => void (h['lstm.weight_hh_l1']!['shape'] = [5, 20])),
      'models/bad-safetensors',
    ],
    ['no steps', () => edited((h) => void (h['__metadata__'] = {})), 'models/bad-shape'],
    [
      'a hidden size too large',
      () => edited((h) => void (h['head.weight']!['shape'] = [4, 5000])),
      'models/bad-shape',
    ],
    [
      'an overlap',
      () => edited((h) => void (h['head.bias']!['data_offsets'] = [0, 16])),
      'models/bad-safetensors',
    ],
    [
      'a negative place',
      () => edited((h) => void (h['head.bias']!['data_offsets'] = [-16, 0])),
      'models/bad-safetensors',
    ],
    [
      'a missing tensor',
      () => edited(({ 'lstm.bias_ih_l0': _, ...rest }) => rest),
      'models/bad-safetensors',
    ],
    [
      'a tensor too many',
      () => edited((h) => ({ ...h, more: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } })),
      'models/bad-safetensors',
    ],
    ['a list', () => edited(() => []), 'models/bad-safetensors'],
  ])('are refused: %s', (_, file, code) => {
    expect(() => fromSafetensors(file())).toThrow(expect.objectContaining({ code }));
  });

  it('are refused with a code whatever byte is changed, or read as finite weights', () => {
    const file = toSafetensors(SHAPE, weights);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, value) => {
        try {
          expect(fromSafetensors(file.with(at, value)).weights.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function infinite(): Uint8Array {
  const file = toSafetensors(SHAPE, weights);
  new DataView(file.buffer).setFloat32(file.length - 4, -Infinity, true);
  return file;
}
