/** How the group learns together, as a vote sets it: the strategy's name and its parameters, whole numbers only. */
import { Fault } from '#kit';

/** A strategy in force. Micro-units are millionths, milli-units thousandths. */
export type Federation =
  /** McMahan et al. 2017: the mean by examples. */
  | { readonly name: 'fedavg' }
  /** Li et al. 2020: local steps are pulled back to the global model by μ. */
  | { readonly name: 'fedprox'; readonly muMicro: number }
  /** Reddi et al. 2021: the hub follows the mean by Adam. */
  | {
      readonly name: 'fedadam';
      readonly rateMicro: number;
      readonly beta1Milli: number;
      readonly beta2Milli: number;
      readonly tauMicro: number;
    }
  /** Karimireddy et al. 2020: local steps, by plain gradient descent at this rate, are corrected by control variates. */
  | { readonly name: 'scaffold'; readonly rateMicro: number }
  /** Nguyen et al. 2022: the model moves whenever `goal` cohort sums are in; late ones count less. */
  | { readonly name: 'fedbuff'; readonly goal: number; readonly rateMicro: number }
  /** Li et al. 2021: a model of the member's own beside the global one, pulled to it by λ. */
  | { readonly name: 'ditto'; readonly lambdaMicro: number };

export type FederationName = Federation['name'];

/** What each strategy starts from where nothing else was voted. */
export const FEDERATIONS: { readonly [Name in FederationName]: Federation & { name: Name } } = {
  fedavg: { name: 'fedavg' },
  fedprox: { name: 'fedprox', muMicro: 10_000 },
  fedadam: {
    name: 'fedadam',
    rateMicro: 5000,
    beta1Milli: 900,
    beta2Milli: 990,
    tauMicro: 1000,
  },
  scaffold: { name: 'scaffold', rateMicro: 100_000 },
  fedbuff: { name: 'fedbuff', goal: 2, rateMicro: 1_000_000 },
  ditto: { name: 'ditto', lambdaMicro: 100_000 },
};

/** The names that can be chosen. */
export const FEDERATION_NAMES = Object.keys(FEDERATIONS) as FederationName[];

/** Lowest and highest value of every parameter. */
const BOUNDS: { readonly [field: string]: readonly [low: number, high: number] } = {
  muMicro: [0, 100_000_000],
  lambdaMicro: [0, 100_000_000],
  rateMicro: [1, 10_000_000],
  beta1Milli: [0, 999],
  beta2Milli: [0, 999],
  tauMicro: [1, 1_000_000],
  goal: [1, 64],
};

/**
 * Looks at a strategy that came from outside.
 *
 * @returns the same, nothing added
 * @throws Fault `governance/bad-federation` naming the field, its value and the remedy.
 */
export function checkFederation(given: Federation): Federation {
  const usual = Object.hasOwn(FEDERATIONS, given.name) ? FEDERATIONS[given.name] : undefined;
  if (!usual) throw bad('name', given.name, `one of ${FEDERATION_NAMES.join(', ')}`);
  const fields = Object.keys(usual);
  const stranger = Object.keys(given).find((field) => !fields.includes(field));
  if (stranger) {
    throw bad(
      stranger,
      'no parameter',
      `for ${given.name} ${fields.slice(1).join(', ') || 'none'}`,
    );
  }
  for (const field of fields.slice(1)) {
    const value = (given as unknown as Record<string, unknown>)[field];
    const [low, high] = BOUNDS[field]!;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high)
      throw bad(field, value, `a whole number from ${low} to ${high}`);
  }
  return given;
}

function bad(field: string, value: unknown, remedy: string): Fault {
  return new Fault(
    'governance/bad-federation',
    `the federation's ${field} is ${String(value)}; use ${remedy}`,
    { meta: { field } },
  );
}
