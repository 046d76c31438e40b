import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock, systemClock } from './clock.ts';
import { Fault, toFault } from './fault.ts';
import { concatBytes, fromHex, toHex, utf8 } from './hex.ts';

describe('Fault', () => {
  it('carries code, message, facts and cause', () => {
    const cause = new Error('disk');
    const fault = new Fault('kit/x', 'it broke', { meta: { line: 7 }, cause });
    expect(fault).toBeInstanceOf(Error);
    expect(fault).toMatchObject({
      name: 'Fault',
      code: 'kit/x',
      message: 'it broke',
      meta: { line: 7 },
      cause,
    });
    expect('cause' in new Fault('kit/x', 'it broke')).toBe(false);
  });

  it('takes in anything thrown, and leaves a fault as it is', () => {
    const fault = new Fault('kit/x', 'it broke');
    expect(toFault(fault)).toBe(fault);
    const error = new Error('disk');
    expect(toFault(error)).toMatchObject({
      code: 'internal/unexpected',
      message: 'disk',
      cause: error,
    });
    expect(toFault('text')).toMatchObject({ code: 'internal/unexpected', message: 'text' });
    const wrapped = new Error('a library says', { cause: new Error('again', { cause: fault }) });
    expect(toFault(wrapped)).toBe(fault);
    const circle = new Error('round');
    circle.cause = circle;
    expect(toFault(circle).code).toBe('internal/unexpected');
  });
});

describe('hex', () => {
  it('goes to bytes and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(fromHex(toHex(a))).toEqual(Uint8Array.from(a));
        expect(toHex(concatBytes(a, b))).toBe(`${toHex(a)}${toHex(b).slice(2)}`);
      }),
    );
    expect(fromHex('0xAbCd')).toEqual(Uint8Array.of(0xab, 0xcd));
    expect(toHex(utf8('é'))).toBe('0xc3a9');
  });

  it.each(['', '0', '0x1', '0xzz', 'ab', '0X00', '0x00\n'])('refuses %j', (text) => {
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'kit/bad-hex' }));
  });
});

describe('clocks', () => {
  it('stand still until told, and never go back', () => {
    const clock = new SimulatedClock(1000);
    clock.advanceTo(1000);
    clock.advanceTo(2500);
    expect(clock.now()).toBe(2500);
    expect(() => clock.advanceTo(2499)).toThrow(
      expect.objectContaining({ code: 'kit/clock-back' }),
    );
    expect(clock.now()).toBe(2500);
  });

  it('tell the machine’s time', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now >= before && now <= Date.now()).toBe(true);
  });
});
