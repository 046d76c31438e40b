import { activeModel, readMandate, readVault } from '#chain';
import type { Orders } from '#agent';
import { Fault } from '#kit';
import { longFlat, strategyHash } from '#strategies';
import { TRADING } from './config.ts';
import type { SeasonContext } from './context.ts';
import { pairWeights, passBills } from './govern.ts';
import type { Learned } from './learn.ts';

/** Lets the group vote on the model and on the threshold above which the agent may follow it. */
export async function giveMandate(
  season: SeasonContext,
  learned: Pick<Learned, 'hash'>,
  threshold: number,
): Promise<void> {
  const [first, second] = season.plan.members;
  const weights = await pairWeights(season);
  const mandate = {
    thresholdMicro: threshold,
    planBps: TRADING.planBps,
    slippageBps: TRADING.slippageBps,
    intervalSeconds: season.plan.intervalMs / 1000,
    strategyHash: strategyHash(longFlat, TRADING.horizon),
  };
  season.progress('the group votes on the model and on when the agent may follow it', 0.49);
  const change = { before: weights, after: weights };
  const model = { kind: 'activate-model', hash: learned.hash } as const;
  await passBills(
    season,
    [
      {
        key: 'bill/model',
        title: `Activate model ${learned.hash.slice(0, 10)}`,
        motion: model,
        proposer: first!,
        ...change,
      },
      {
        key: 'bill/mandate',
        title: `Let the agent trade above ${threshold / 1e6}`,
        motion: { kind: 'mandate', mandate },
        proposer: second!,
        ...change,
      },
    ],
    season.times.mandate,
  );
}

/** What governance has told the agent, read from the chain. */
export async function readOrders(season: SeasonContext): Promise<Orders> {
  const [mandate, { limits }, modelHash, weights] = await Promise.all([
    readMandate(season),
    readVault(season),
    activeModel(season),
    pairWeights(season),
  ]);
  if (!modelHash) {
    throw new Fault('season/no-model', 'the group has activated no model; vote on one first');
  }
  return {
    threshold: mandate.thresholdMicro,
    planBps: mandate.planBps,
    slippageBps: mandate.slippageBps,
    capBps: Math.min(TRADING.capBps, limits.tradeBps),
    horizon: TRADING.horizon,
    modelHash,
    strategyHash: mandate.strategyHash,
    pairWeights: weights,
  };
}
