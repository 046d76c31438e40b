/** A member's personal model, by Ditto, as a file that other tools read: it is for the member alone and never leaves its folder by itself. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '#members';
import { fromSafetensors, toSafetensors } from '#models';
import type { RoundPlan } from '#rounds/member';
import type { Lesson } from '#season/lesson';

/** A model of the member's own, and what it was trained under. */
export interface OwnModel {
  readonly plan: Pick<RoundPlan, 'season' | 'round'>;
  readonly lesson: Lesson;
  /** The market of the member's candles. */
  readonly symbol: string;
  readonly weights: Float32Array;
}

/** Where it lies in a member's folder. */
export const OWN_MODEL = 'own-model.safetensors';

/** Writes the model with all that using it takes: the features' scaler, the horizon and the dead zone stand in its metadata. */
export function writeOwnModel(folder: string, { plan, lesson, symbol, weights }: OwnModel): void {
  const { shape, horizon, assets } = lesson;
  const { deadZone, scaler } = assets[symbol]!;
  const bytes = toSafetensors(shape, weights, {
    season: plan.season,
    round: String(plan.round),
    symbol,
    horizon: String(horizon),
    deadZone: String(deadZone),
    scaler: JSON.stringify({ mean: [...scaler.mean], scale: [...scaler.scale] }),
  });
  writeDurably(join(folder, OWN_MODEL), bytes);
}

/** The model in a sentence, where the folder holds one. */
export function ownModelSentence(folder: string): string | undefined {
  const path = join(folder, OWN_MODEL);
  if (!existsSync(path)) return undefined;
  const { metadata } = fromSafetensors(readFileSync(path));
  return `a model of your own, from round ${metadata['round']} on ${metadata['symbol']}, lies in ${path}; no noise covers it, so whoever has it has what it learned of your candles`;
}
