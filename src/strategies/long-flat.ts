import { Fault, formatDecimal, mulDivUp } from '#kit';
import { plannedVolume } from './plan.ts';
import { isAbove, MICRO, microText, type Probabilities } from './probability.ts';
import type { Asset, Decision, Situation, Strategy } from './strategy.ts';

/**
 * Long or flat on the spot market: buys up to the plan when up is likely enough, sells all when down is, or when the horizon of the
 * prediction is over and down has become likelier than up. It never sells short and never borrows.
 *
 * A threshold under one half can be passed by up and down at once: then the likelier of the two counts.
 */
export const longFlat: Strategy = { name: 'long-flat', version: 1, decide };

function decide(situation: Situation): Decision {
  check(situation);
  const { probabilities: p, threshold, position, limits, base, quote } = situation;
  const bar = microText(threshold);
  if (position.base > 0n && isAbove(p.down, threshold) && p.down > p.up) {
    return {
      action: 'SELL',
      confidence: p.down,
      size: position.base,
      reason: `Sell ${text(position.base, base)}: p(down) ${microText(p.down)} is above the threshold ${bar}.`,
    };
  }
  if (position.base > 0n && position.heldFor >= limits.horizon && p.up < p.down) {
    return {
      action: 'SELL',
      confidence: p.down,
      size: position.base,
      reason: `Sell ${text(position.base, base)}: held ${position.heldFor} candles of ${limits.horizon}, and p(up) ${microText(p.up)} has fallen under p(down) ${microText(p.down)}.`,
    };
  }
  const likeliest = top(p);
  if (likeliest !== 'up' || !isAbove(p.up, threshold)) {
    return hold(p[likeliest], because(p, likeliest, situation, bar));
  }
  const target = plannedVolume(limits.controlled, limits.planBps, situation.pairWeight);
  const missing = target - position.value;
  const size = missing < limits.idle ? missing : limits.idle;
  if (missing < limits.minimum || missing <= 0n) {
    return hold(
      p.up,
      `Hold: p(up) ${microText(p.up)} is above the threshold ${bar}, but ${text(position.value, quote)} of the planned ${text(target, quote)} are held already.`,
    );
  }
  if (size < limits.minimum || size <= 0n) {
    return hold(
      p.up,
      `Hold: p(up) ${microText(p.up)} is above the threshold ${bar}, but only ${text(limits.idle, quote)} are idle and a trade needs ${text(limits.minimum, quote)}.`,
    );
  }
  return {
    action: 'BUY',
    confidence: p.up,
    size,
    reason: `Buy ${base.symbol} for ${text(size, quote)}: p(up) ${microText(p.up)} is above the threshold ${bar}, and ${text(position.value, quote)} of the planned ${text(target, quote)} are held.`,
  };
}

function because(
  p: Probabilities,
  likeliest: keyof Probabilities,
  { position, threshold }: Situation,
  bar: string,
): string {
  if (likeliest === 'down' && isAbove(p.down, threshold) && position.base === 0n) {
    return `Hold: p(down) ${microText(p.down)} is above the threshold ${bar}, but nothing is held to sell.`;
  }
  if (likeliest !== 'up' && isAbove(p.up, threshold)) {
    return `Hold: p(up) ${microText(p.up)} is above the threshold ${bar}, but ${likeliest} is no less likely at ${microText(p[likeliest])}.`;
  }
  return `Hold: the likeliest class is ${likeliest} with ${microText(p[likeliest])}; p(up) ${microText(p.up)} and p(down) ${microText(p.down)} do not call for a trade above ${bar}.`;
}

/** The likeliest class; up only where it is strictly likelier than the others. */
function top({ down, flat, up }: Probabilities): keyof Probabilities {
  if (up > flat && up > down) return 'up';
  return down > flat ? 'down' : 'flat';
}

function hold(confidence: number, reason: string): Decision {
  return { action: 'HOLD', confidence, size: 0n, reason };
}

/** An amount for a sentence: at most six places, rounded up in the last so that a little is never shown as nothing. */
function text(units: bigint, { symbol, decimals }: Asset): string {
  const places = decimals < 6 ? decimals : 6;
  const shown = mulDivUp(units, 1n, 10n ** BigInt(decimals - places));
  return `${formatDecimal(shown, places)} ${symbol}`;
}

function check({ threshold, pairWeight, position, limits }: Situation): void {
  const bad = (field: string, value: unknown, remedy: string): Fault =>
    new Fault('strategies/bad-situation', `${field} is ${value}; use ${remedy}`, {
      meta: { field },
    });
  if (!Number.isInteger(threshold) || threshold < 0 || threshold >= MICRO)
    throw bad('threshold', threshold, 'whole micro-units from 0 to 999999');
  for (const [field, bps] of [
    ['pairWeight', pairWeight],
    ['limits.planBps', limits.planBps],
  ] as const) {
    if (!Number.isInteger(bps) || bps < 0 || bps > 10_000)
      throw bad(field, bps, 'basis points from 0 to 10000');
  }
  for (const [field, units] of [
    ['position.base', position.base],
    ['position.value', position.value],
    ['limits.controlled', limits.controlled],
    ['limits.idle', limits.idle],
    ['limits.minimum', limits.minimum],
  ] as const) {
    if (units < 0n) throw bad(field, units, 'an amount of at least 0');
  }
}
