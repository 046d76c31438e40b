import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { nodeKernel } from '#tensor/node';
import { verifyReference } from './reference.ts';
import { type LstmShape, tensorPlaces } from './shape.ts';
import { openTrainer } from './trainer.ts';
import { initialWeights } from './weights.ts';

const file = resolve('../shared/spec/lstm-reference.json.gz');

describe.skipIf(!existsSync(file))('the reference of another framework (needs ../shared)', () => {
  const json = existsSync(file) ? JSON.parse(gunzipSync(readFileSync(file)).toString()) : null;

  // Either width gives the same bits, as is shown beside the kernels.
  it.each(['exact', 'fast'] as const)('is met: %s', async (build) => {
    const report = await verifyReference(json, await nodeKernel(build));
    expect(report.pass).toBe(true);
    expect(report.losses.steps).toBe(20);
    expect(report.gradientElementwise).toBeLessThan(1e-4);
  });

  it('is missed when a gradient, a loss or the rate differs', async () => {
    const kernel = await nodeKernel();
    const short = { ...json, losses: json.losses.slice(0, 3) };
    const [layer] = json.glayers;
    const whh = layer.whh.with(77, layer.whh[77] + 1e-4);
    expect(await verifyReference({ ...short, glayers: [{ ...layer, whh }] }, kernel)).toMatchObject(
      {
        pass: false,
        gradient: { pass: false, tensor: 'lstm.weight_hh_l0' },
        losses: { pass: true },
      },
    );
    const losses = short.losses.with(2, short.losses[2] + 2e-4);
    expect(await verifyReference({ ...short, losses }, kernel)).toMatchObject({
      pass: false,
      gradient: { pass: true },
      losses: { pass: false },
    });
    expect(await verifyReference({ ...short, lr: 2e-3 }, kernel)).toMatchObject({
      pass: false,
      losses: { pass: false },
    });
  });
});

describe('a reference file', () => {
  const shape: LstmShape = { inputSize: 3, steps: 4, hidden: 5, layers: 2, outputs: 2 };

  /** A file in the format, with our own figures: enough to exercise sizes and refusals. */
  async function file(): Promise<Record<string, unknown>> {
    const random = seededRandom(1);
    const x = Array.from({ length: 2 * 4 * 3 }, () => Math.fround(random.unit()));
    const trainer = await openTrainer(shape, { kernel: await nodeKernel(), maxBatch: 2 });
    const weights = initialWeights(shape, random);
    trainer.load(weights);
    const data = {
      rows: Float32Array.from(x),
      ends: Int32Array.of(3, 7),
      labels: Int32Array.of(0, 1),
    };
    const { loss, gradient } = trainer.gradient(data, Int32Array.of(0, 1));
    await trainer.close();
    const split = (flat: Float32Array): [object[], object] => {
      const parts = tensorPlaces(shape).map(({ offset, length }) =>
        Array.from(flat.subarray(offset, offset + length)),
      );
      const layers = [0, 1].map((l) => ({
        wih: parts[3 * l],
        whh: parts[3 * l + 1],
        b: parts[3 * l + 2],
      }));
      return [layers, { w: parts[6], b: parts[7] }];
    };
    const [[layers, head], [glayers, ghead]] = [split(weights), split(gradient)];
    return { x, y: [0, 1], layers, head, glayers, ghead, losses: [loss] };
  }

  it('may have any sizes', async () => {
    const report = await verifyReference(await file(), await nodeKernel());
    expect(report).toMatchObject({ pass: true, shape, batch: 2 });
  });

  it.each<[string, (json: Record<string, unknown>) => unknown, RegExp]>([
    ['no object', () => [], /not an object/],
    ['no x', (json) => ({ ...json, x: undefined }), /x is missing/],
    ['a short x', (json) => ({ ...json, x: (json['x'] as number[]).slice(1) }), /x has 23 numbers/],
    ['a text', (json) => ({ ...json, losses: ['1'] }), /losses\[0\] is "1"/],
    [
      'null, as JSON writes NaN',
      (json) => ({ ...json, x: (json['x'] as number[]).with(2, null as never) }),
      /x\[2\]/,
    ],
    ['a label out of range', (json) => ({ ...json, y: [0, 2] }), /y\[1\] is 2/],
    ['no labels', (json) => ({ ...json, y: [] }), /y is empty/],
    ['too few layers of gradients', (json) => ({ ...json, glayers: [] }), /glayers has 0/],
    [
      'a head of another size',
      (json) => ({ ...json, head: { w: [1, 2], b: [0, 0] } }),
      /head.w has 2/,
    ],
    ['a wrong rate', (json) => ({ ...json, lr: -1 }), /lr is -1/],
    ['one class', (json) => ({ ...json, y: [0, 0], head: { w: [1], b: [0] } }), /outputs is 1/],
  ])('is refused with a reason: %s', async (_, spoil, reason) => {
    const spoiled = spoil(await file());
    const refused = verifyReference(spoiled, await nodeKernel('exact128'));
    await expect(refused).rejects.toMatchObject({
      code: 'models/bad-reference',
      message: expect.stringMatching(reason) as string,
    });
  });
});
