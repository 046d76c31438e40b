/** What a round is about, fixed and signed by the hub before anyone answers. */
import { Fault, type Hex } from '#kit';
import { digestOf, isHex, type Primitives, signatureHolds, signValue } from '#members/keys';
import { type Draw, LARGEST_COHORT, SMALLEST_COHORT } from './cohorts.ts';
import type { Encoding } from './fixed-point.ts';

/** Plain data that canonical JSON can write: integers, text, booleans, lists and objects. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** One attempt at one round. */
export interface RoundPlan {
  readonly group: string;
  readonly season: string;
  /** From 1. */
  readonly round: number;
  /** From 1; a round that was opened again has fresh keys under a higher attempt. */
  readonly attempt: number;
  /** SHA-256 of the global weights as little-endian float32. */
  readonly model: Hex;
  readonly parameters: number;
  readonly encoding: Encoding;
  readonly draw: Draw;
  /** Who is asked, where that is not the whole group: cohorts with a clock of their own. */
  readonly members?: readonly number[];
  /** How to train: read by the member's training function, opaque here. */
  readonly training: Plain;
}

/** A plan with the hub's word for it. */
export interface SignedPlan {
  readonly plan: RoundPlan;
  readonly signature: Hex;
}

const PURPOSE = 'plan';
/** 64 MiB of float32: far above every network of this house. */
const MOST_PARAMETERS = 1 << 24;

/** The name by which all messages of an attempt refer to it. */
export function planId(primitives: Primitives, plan: RoundPlan): Hex {
  return digestOf(primitives, PURPOSE, plan);
}

/** The hub's signature under a plan. */
export function signPlan(primitives: Primitives, hubSeed: Uint8Array, plan: RoundPlan): SignedPlan {
  return { plan, signature: signValue(primitives, hubSeed, PURPOSE, plan) };
}

/**
 * Checks a plan that came over the network.
 *
 * @throws Fault `rounds/bad-plan` where a field is out of bounds, `rounds/plan-signature` where the hub did not sign it.
 */
export function checkPlan(primitives: Primitives, hub: Hex, signed: SignedPlan): RoundPlan {
  const { plan, signature } = signed;
  checkFields(plan);
  if (!signatureHolds(primitives, hub, PURPOSE, plan, signature)) {
    throw new Fault(
      'rounds/plan-signature',
      `the plan of round ${plan.round} is not signed by this group's hub; do not take part`,
    );
  }
  return plan;
}

function checkFields(plan: RoundPlan): void {
  const { encoding, draw } = plan;
  whole('round', plan.round, 1, 2 ** 31);
  whole('attempt', plan.attempt, 1, 2 ** 31);
  whole('parameters', plan.parameters, 1, MOST_PARAMETERS);
  whole('encoding.rangeMicro', encoding.rangeMicro, 1, 1e12);
  whole('encoding.clipNormMicro', encoding.clipNormMicro, 1, 1e12);
  whole('encoding.weightCap', encoding.weightCap, 1, 2 ** 20 - 1);
  if (encoding.cohort !== undefined)
    whole('encoding.cohort', encoding.cohort, SMALLEST_COHORT, 2 * LARGEST_COHORT);
  for (const member of plan.members ?? []) whole('members', member, 1, 2 ** 31);
  whole('draw.size', draw.size, SMALLEST_COHORT, LARGEST_COHORT);
  if (!isHex(plan.model, 32)) throw bad('model', plan.model);
  for (const name of ['group', 'season'] as const) {
    if (typeof plan[name] !== 'string' || plan[name].length > 64) throw bad(name, plan[name]);
  }
  if (typeof draw.seed !== 'string') throw bad('draw.seed', draw.seed);
  if (draw.turn !== undefined) whole('draw.turn', draw.turn, 1, 1000);
}

function whole(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw bad(field, value);
}

function bad(field: string, value: unknown): Fault {
  const why = `the plan's ${field} is ${String(value).slice(0, 60)}, which is out of bounds; ask the hub's operator`;
  return new Fault('rounds/bad-plan', why, { meta: { field } });
}
