import { describe, expect, it } from 'vitest';
import type { Model } from '#api';
import { verdict } from './verdict.ts';

function model(validation: string, unseen: string | null): Model {
  const metrics = (loss: string) => ({ loss, accuracy: '0.4', samples: 100 });
  return {
    name: 'test',
    hash: `0x${'0'.repeat(64)}`,
    cid: 'x',
    parameters: 1,
    shape: {},
    classes: [],
    horizon: 1,
    deadZone: '0',
    validation: metrics(validation),
    unseen: unseen === null ? null : metrics(unseen),
    uninformedLoss: '1.1',
    reliability: [],
  };
}

describe('verdict', () => {
  it('says when a model knows nothing', () => {
    expect(verdict(model('1.0', '1.1'))).toMatch(/no better than an uninformed guess/);
    expect(verdict(model('1.0', '1.2'))).toMatch(/On unseen days .* no better/);
  });

  it('judges by unseen days where they are known, and promises nothing', () => {
    expect(verdict(model('0.5', '1.095'))).toMatch(/barely better.*no promise of profit/);
    expect(verdict(model('1.05', null))).toMatch(
      /On validation data .* a little better.*only when they are over/,
    );
  });
});
