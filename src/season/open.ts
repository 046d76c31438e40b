import { splitBuckets } from '#kit';
import { type ProfitPolicy, profitPolicies } from '#treasury';
import { foundFederation } from './federation.ts';
import { pairWeights } from './govern.ts';
import { now, QUOTE, type SeasonContext } from './context.ts';

/** What everybody should read before anything else. */
const DISCLOSURES = [
  'Trading can lose money, all of it. Past windows say little about the next; nothing here promises a gain.',
  'This season runs on historic prices and on a chain of this machine: no real money moves.',
  'The hub learns sums of at least three members, never one member alone; sums still say something about those in them.',
  'The contracts have not been audited by a third party.',
];

/** A policy's buckets as they are paid: what of the `ai` bucket goes to contributors stands under their name. */
function effective({ bps, aiToContributors }: ProfitPolicy): Record<string, number> {
  const passedOn = Math.floor((bps.ai * aiToContributors) / 10_000);
  return { ...bps, contributors: bps.contributors + passedOn, ai: bps.ai - passedOn };
}

/** Writes the first entries of a season: what it is, and what stands on the chain. */
export async function openSeason(season: SeasonContext): Promise<void> {
  const { record, config, plan, data, deployment } = season;
  const policy = profitPolicies[config.policy];
  splitBuckets(0n, policy.bps, 'treasury');
  record.once(
    'opened',
    'season/opened',
    {
      id: season.id,
      seed: config.seed,
      rounds: config.rounds,
      days: config.days,
      assets: data.map(({ asset }) => asset),
      quote: QUOTE,
      training: plan.training,
      validation: plan.validation,
      window: plan.window,
      policy: { preset: policy.name, bps: effective(policy) },
      disclosures: DISCLOSURES,
      members: plan.members.map(({ id, name, role, asset, data: range }) => ({
        id,
        name,
        role,
        asset: data[asset]!.asset.symbol,
        data: range,
      })),
    },
    now(season),
  );
  const { vault, contributions, council, models, scores, checkpoints, mandate, members } =
    deployment;
  const { quote, router, factory, arbitrageur } = deployment;
  record.once(
    'deployed',
    'chain/deployed',
    {
      chainId: deployment.chainId,
      contracts: {
        ...{ vault, contributions, council, models, scores, checkpoints, mandate, members },
        ...{ quote: quote.address, router, factory, arbitrageur },
        ...Object.fromEntries(
          deployment.assets.map(({ token, pool }) => [`pool ${token.symbol}`, pool]),
        ),
      },
      pairWeightsBps: await pairWeights(season),
    },
    now(season),
  );
  foundFederation(season);
}
