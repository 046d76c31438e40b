import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { seededRandom } from '#kit';
import { compileRing } from '../../../scripts/build-ring.ts';
import { RING_KERNEL } from './ring-kernel.ts';
import { addStream, emptyRing, packedLength, subtractStream, toSigned } from './ring.ts';
import { openSum, type RingSum, scalarSum } from './ring-sum.ts';

const opens = { openSum, scalarSum };

describe.each(Object.entries(opens))('a sum by %s', (_, open) => {
  it('adds and takes off streams as the ring defines it, however they are cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1, maxLength: 60 }),
        fc.array(fc.tuple(fc.boolean(), fc.nat(3)), { maxLength: 5 }),
        fc.string(),
        (values, steps, seed) => {
          const random = seededRandom(seed);
          const start = emptyRing(values.length);
          start.set(values);
          const want = start.slice();
          const sum = open(start);
          for (const [plus, cuts] of steps) {
            const stream = random.bytes(packedLength(values.length));
            if (plus) addStream(want, [stream]);
            else subtractStream(want, [stream]);
            if (plus) sum.add(chunks(stream, cuts));
            else sum.subtract(chunks(stream, cuts));
          }
          expect(start.subarray(0, values.length)).toEqual(Int32Array.from(values));
          expect(sum.close()).toEqual(toSigned(want));
        },
      ),
    );
  });

  it('takes a stream longer than the page it works through', () => {
    const start = emptyRing(70_000).fill(-3);
    const stream = seededRandom('long').bytes(packedLength(start.length));
    const sum = open(start);
    sum.add([stream]);
    const want = start.slice();
    addStream(want, [stream]);
    expect(sum.close()).toEqual(toSigned(want));
  });

  it('keeps open sums apart, of one length and of several, and uses the memory of closed ones', () => {
    const random = seededRandom('apart');
    const streams = Array.from({ length: 24 }, () => random.bytes(packedLength(20_000)));
    const alive: { sum: RingSum; want: Int32Array }[] = [];
    for (const [i, stream] of streams.entries()) {
      const start = emptyRing(i % 3 === 0 ? 800 : 20_000).fill(i);
      const part = stream.subarray(0, packedLength(start.length));
      const want = start.slice();
      addStream(want, [part]);
      const sum = open(start);
      sum.add([part]);
      alive.push({ sum, want: toSigned(want) });
      if (i % 4 === 3) {
        const [done] = alive.splice(random.below(alive.length), 1);
        expect(done!.sum.close()).toEqual(done!.want);
      }
    }
    for (const { sum, want } of alive) expect(sum.close()).toEqual(want);
  });
});

describe('the kernel of sums', () => {
  it('is what its source compiles to', async () => {
    expect(RING_KERNEL).toBe(await compileRing());
  });
});

function chunks(stream: Uint8Array, cuts: number): Uint8Array[] {
  const groups = stream.length / 20;
  const each = Math.max(1, Math.ceil(groups / (cuts + 1))) * 20;
  return Array.from({ length: Math.ceil(stream.length / each) }, (_, i) =>
    stream.subarray(i * each, (i + 1) * each),
  );
}
