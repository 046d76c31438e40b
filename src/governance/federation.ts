/** How the group learns together, as a vote sets it: the strategy's name and its parameters, whole numbers only. */
import { Fault, type Hex } from '#kit';

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

/** On chain: the strategy's number in the first byte, then its numbers in order, four bytes each; a word of zeros names none. */
export function encodeFederation(federation: Federation): Hex {
  const { name, ...numbers } = checkFederation(federation);
  const order = Object.keys(FEDERATIONS[name]).slice(1);
  const fields = order.map((field) => hexOf((numbers as Record<string, number>)[field]!, 4));
  const text = hexOf(FEDERATION_NAMES.indexOf(name) + 1, 1) + fields.join('');
  return `0x${text.padEnd(64, '0')}`;
}

/**
 * The strategy that a word on chain names, undefined for a word of zeros.
 *
 * @throws Fault `governance/bad-federation` for any other word that {@link encodeFederation} does not give
 */
export function decodeFederation(word: Hex): Federation | undefined {
  if (/^0x0{64}$/.test(word)) return undefined;
  const name = FEDERATION_NAMES[Number.parseInt(word.slice(2, 4), 16) - 1];
  if (!name || !/^0x[0-9a-f]{64}$/.test(word)) throw bad('word', word, 'one that was encoded here');
  const order = Object.keys(FEDERATIONS[name]).slice(1);
  const numbers = order.map((field, i) => [
    field,
    Number.parseInt(word.slice(4 + 8 * i, 12 + 8 * i), 16),
  ]);
  const federation = checkFederation({ name, ...Object.fromEntries(numbers) } as Federation);
  if (encodeFederation(federation) !== word) throw bad('word', word, 'one that was encoded here');
  return federation;
}

function hexOf(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0');
}

function bad(field: string, value: unknown, remedy: string): Fault {
  return new Fault(
    'governance/bad-federation',
    `the federation's ${field} is ${String(value)}; use ${remedy}`,
    { meta: { field } },
  );
}
