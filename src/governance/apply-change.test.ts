import { describe, expect, it } from 'vitest';
import { hashOf } from '#kit';
import { applyChange, type GovernedConfig } from './apply-change.ts';
import { type Change, CHANGE_KINDS } from './change.ts';

const config: GovernedConfig = {
  strategy: 'long-flat',
  threshold: 800_000,
  modelHash: null,
  pairWeights: { BTC: 10_000 },
  limits: {
    tradeCapBps: 200,
    tradesPerMinute: 3,
    breakerBps: 500,
    slippageBps: 100,
    heartbeatBlocks: 25,
    heartbeatSeconds: 300,
  },
  profitPolicy: { name: 'nexus', bps: { contributors: 10_000 }, aiToContributors: 0 },
  federation: { name: 'fedavg' },
  pausedUntil: 0,
  shutdown: false,
};
const hash = `0x${'ab'.repeat(32)}` as const;
const changes: { [Kind in Change['kind']]: Extract<Change, { kind: Kind }> } = {
  strategy: { kind: 'strategy', strategy: 'long-flat', threshold: 450_000 },
  model: { kind: 'model', hash, cid: 'bafy' },
  'pair-shift': { kind: 'pair-shift', to: 'ETH', points: 500 },
  'pair-weights': { kind: 'pair-weights', weights: { BTC: 4000, ETH: 6000 } },
  'risk-limits': { kind: 'risk-limits', limits: { tradeCapBps: 100 } },
  'profit-policy': {
    kind: 'profit-policy',
    name: 'half',
    bps: { holders: 5000, contributors: 5000 },
    aiToContributors: 0,
  },
  'treasury-spend': { kind: 'treasury-spend', to: '0x00', amount: 1n, purpose: 'audit' },
  capital: { kind: 'capital', direction: 'increase', amount: 1n },
  reallocation: { kind: 'reallocation', winner: 'A', loser: 'B', moveBps: 1000 },
  federation: { kind: 'federation', federation: { name: 'fedprox', muMicro: 20_000 } },
  pause: { kind: 'pause', seconds: 60 },
  shutdown: { kind: 'shutdown' },
};

describe('applyChange', () => {
  it.each<[Change['kind'], Partial<GovernedConfig>]>([
    ['strategy', { threshold: 450_000 }],
    ['model', { modelHash: hash }],
    ['pair-shift', { pairWeights: { BTC: 9500, ETH: 500 } }],
    ['pair-weights', { pairWeights: { BTC: 4000, ETH: 6000 } }],
    ['risk-limits', { limits: { ...config.limits, tradeCapBps: 100 } }],
    [
      'profit-policy',
      {
        profitPolicy: {
          name: 'half',
          bps: { holders: 5000, contributors: 5000 },
          aiToContributors: 0,
        },
      },
    ],
    ['federation', { federation: { name: 'fedprox', muMicro: 20_000 } }],
    ['pause', { pausedUntil: 61_000 }],
    ['shutdown', { shutdown: true }],
    ['treasury-spend', {}],
    ['capital', {}],
    ['reallocation', {}],
  ])('%s changes what it says, and nothing else', (kind, expected) => {
    const after = applyChange(config, changes[kind], 1000);
    expect(after).toEqual({ ...config, ...expected });
    expect(hashOf(after) !== hashOf(config)).toBe(Object.keys(expected).length > 0);
    expect(CHANGE_KINDS[kind].changes.length).toBeGreaterThan(20);
  });

  it.each<[string, Change]>([
    ['threshold', { kind: 'strategy', strategy: 'long-flat', threshold: 0.8 }],
    ['hash', { kind: 'model', hash: '0x12', cid: '' }],
    ['tradeCapBps', { kind: 'risk-limits', limits: { tradeCapBps: 201 } }],
    ['breakerBps', { kind: 'risk-limits', limits: { breakerBps: 0 } }],
    ['seconds', { kind: 'pause', seconds: 8 * 86_400 }],
    ['sum of bps', { kind: 'profit-policy', name: 'x', bps: { holders: 1 }, aiToContributors: 0 }],
  ])('refuses a wrong %s', (field, change) => {
    expect(() => applyChange(config, change, 0)).toThrow(
      expect.objectContaining({
        code: 'governance/bad-change',
        message: expect.stringContaining(field),
      }),
    );
  });

  it('refuses a federation with a parameter that is not the strategy’s', () => {
    const federation = { name: 'scaffold', muMicro: 1, rateMicro: 5 } as never;
    expect(() => applyChange(config, { kind: 'federation', federation }, 0)).toThrow(
      expect.objectContaining({
        code: 'governance/bad-federation',
        message: expect.stringContaining('for scaffold rateMicro'),
      }),
    );
  });

  it('does not shorten a pause and does not undo a shutdown', () => {
    const paused = { ...config, pausedUntil: 999_999 };
    expect(applyChange(paused, changes.pause, 0).pausedUntil).toBe(999_999);
    const down = { ...config, shutdown: true };
    expect(() => applyChange(down, changes.strategy, 0)).toThrow(
      expect.objectContaining({ code: 'governance/shut-down' }),
    );
    expect(applyChange(down, changes['treasury-spend'], 0)).toBe(down);
  });
});
