import { Fault, type Split } from '#kit';

/** Where a profit can go. `contributors` is paid by score, `holders` by share weight, `ai` pays the running of the models. */
export const BUCKETS = ['holders', 'contributors', 'reinvest', 'ai', 'treasury'] as const;
export type Bucket = (typeof BUCKETS)[number];

/**
 * How a distributed profit is divided: plain data, set by governance.
 *
 * `bps` sums to 10 000. `aiToContributors` is the part of the `ai` bucket, in basis points of that bucket, which goes to the
 * contributors by score; the rest pays infrastructure.
 */
export interface ProfitPolicy {
  readonly name: string;
  readonly bps: Split<Bucket>;
  readonly aiToContributors: number;
}

const AMM: Split<Bucket> = {
  holders: 6000,
  contributors: 0,
  reinvest: 2000,
  ai: 1000,
  treasury: 1000,
};

/** The three policies that ship: by ownership, by contribution, and both. */
export const profitPolicies = {
  amm: { name: 'amm', bps: AMM, aiToContributors: 0 },
  nexus: {
    name: 'nexus',
    bps: { holders: 0, contributors: 10_000, reinvest: 0, ai: 0, treasury: 0 },
    aiToContributors: 0,
  },
  merged: { name: 'merged', bps: AMM, aiToContributors: 10_000 },
} as const satisfies Record<string, ProfitPolicy>;

/**
 * Checks a policy that came from outside (a proposal, a file) and returns it typed and without further keys.
 *
 * @throws Fault `treasury/bad-policy` naming the field, its value and the remedy.
 */
export function checkProfitPolicy(value: unknown): ProfitPolicy {
  if (!isRecord(value)) throw bad('the policy', value, 'an object { name, bps, aiToContributors }');
  const { name, bps, aiToContributors } = value;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    throw bad('name', name, '1 to 32 lower-case letters, digits and dashes');
  }
  if (!isRecord(bps)) throw bad('bps', bps, `an object with ${BUCKETS.join(', ')}`);
  const stranger = Object.keys(bps).find((key) => !(BUCKETS as readonly string[]).includes(key));
  if (stranger) throw bad(`bps.${stranger}`, bps[stranger], `only ${BUCKETS.join(', ')}`);
  const checked = {} as Record<Bucket, number>;
  for (const bucket of BUCKETS) checked[bucket] = basisPoints(`bps.${bucket}`, bps[bucket]);
  const sum = BUCKETS.reduce((total, bucket) => total + checked[bucket], 0);
  if (sum !== 10_000) throw bad('the sum of bps', sum, 'exactly 10000');
  return {
    name,
    bps: checked,
    aiToContributors: basisPoints('aiToContributors', aiToContributors),
  };
}

function basisPoints(field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 10_000)
    return value;
  throw bad(field, value, 'an integer from 0 to 10000');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(field: string, value: unknown, remedy: string): Fault {
  return new Fault(
    'treasury/bad-policy',
    `profit policy: ${field} is ${JSON.stringify(value) ?? 'missing'}; use ${remedy}`,
    { meta: { field } },
  );
}
