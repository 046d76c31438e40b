/**
 * How the global model follows an update: by it (FedAvg, McMahan et al. 2017), with momentum, or by Adam on the hub (FedAdam,
 * Reddi et al. 2021). Only + − × ÷ and square roots in float32: the same on every engine.
 */
import { Fault } from '#kit';
import type { Federation } from '#governance';

/** The rule in force; integers, so that it can be signed and journaled. */
export type ServerRule =
  | SteppingRule
  /** SCAFFOLD: averages; behind the weights come control variates, which move by the part of members who are in the sum. */
  | { readonly kind: 'variates' }
  /** FedBuff: cohort sums one by one, see `buffer.ts`. */
  | { readonly kind: 'buffer'; readonly goal: number; readonly rateMicro: number };

/** A rule that takes all cohorts as one update. */
export type SteppingRule =
  | { readonly kind: 'average' }
  | { readonly kind: 'momentum'; readonly rateMicro: number; readonly momentumMilli: number }
  | {
      readonly kind: 'adam';
      readonly rateMicro: number;
      readonly beta1Milli: number;
      readonly beta2Milli: number;
      /** Keeps coordinates that hardly move from being blown up. */
      readonly tauMicro: number;
    };

/** What a rule carries from round to round: first, then second moments; empty at the start. */
export type RuleState = Float32Array<ArrayBuffer>;

/** A move of the global model. */
export interface Move {
  readonly weights: Float32Array<ArrayBuffer>;
  readonly state: RuleState;
  /** How often a buffer moved the model. */
  readonly moves?: number;
}

/**
 * Moves the global weights by a combined update.
 *
 * @param state from the round before, or empty
 * @throws Fault `rounds/bad-rule` where the state is of another rule or model.
 */
export function moveByRule(
  rule: SteppingRule,
  weights: Float32Array,
  update: Float32Array,
  state: RuleState,
): Move {
  const size = weights.length;
  const moments = rule.kind === 'average' ? 0 : rule.kind === 'momentum' ? 1 : 2;
  if (state.length !== 0 && state.length !== moments * size) {
    throw new Fault(
      'rounds/bad-rule',
      `the kept state has ${state.length} numbers and rule ${rule.kind} needs ${moments * size}; start the rule with empty state`,
    );
  }
  const next = state.length > 0 ? state.slice() : new Float32Array(moments * size);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i++) out[i] = weights[i]! + stepOf(rule, next, i, size, update[i]!);
  return { weights: out, state: next };
}

function stepOf(
  rule: SteppingRule,
  state: RuleState,
  i: number,
  size: number,
  update: number,
): number {
  if (rule.kind === 'average') return update;
  const rate = rule.rateMicro / 1e6;
  if (rule.kind === 'momentum') {
    state[i] = (rule.momentumMilli / 1000) * state[i]! + update;
    return rate * state[i]!;
  }
  const [beta1, beta2] = [rule.beta1Milli / 1000, rule.beta2Milli / 1000];
  state[i] = beta1 * state[i]! + (1 - beta1) * update;
  state[size + i] = beta2 * state[size + i]! + (1 - beta2) * update * update;
  return (rate * state[i]!) / (Math.sqrt(state[size + i]!) + rule.tauMicro / 1e6);
}

/** What the hub does under a strategy; the members' half is in `#rounds/strategies`. */
export function ruleOf(federation: Federation): ServerRule {
  switch (federation.name) {
    case 'fedavg':
    case 'fedprox':
    case 'ditto':
      return { kind: 'average' };
    case 'fedadam': {
      const { name: _name, ...numbers } = federation;
      return { kind: 'adam', ...numbers };
    }
    case 'scaffold':
      return { kind: 'variates' };
    case 'fedbuff':
      return { kind: 'buffer', goal: federation.goal, rateMicro: federation.rateMicro };
  }
}
