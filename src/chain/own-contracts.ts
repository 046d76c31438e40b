/** Our contracts in the order that lets each know the others; the same on the embedded chain and on any other. */
import type { Address } from '#kit';
import { type Artifact, ownArtifact } from './artifacts.ts';
import type { CouncilRules, Limits, MandateConfig, Policy, Weighting } from './deployment.ts';

/** Who deploys: one contract per transaction of one account, so that addresses are known ahead. */
export interface Yard {
  deploy(name: string, artifact: Artifact, args: readonly unknown[]): Promise<Address>;
  /** Address of the contract that comes after `steps` more. */
  addressAfter(steps: number): Address;
}

/** What the contracts are told for good; the council can change limits, policy, agent, targets and mandate later. */
export interface ContractsPlan {
  readonly name: string;
  readonly symbol: string;
  readonly quote: Address;
  readonly pools: readonly Address[];
  readonly targetBps: readonly number[];
  readonly guardian: Address;
  readonly operator: Address;
  readonly agent: Address;
  readonly agentExpiry: number;
  readonly mintPrice: bigint;
  readonly epochSeconds: number;
  readonly limits: Limits;
  readonly policy: Policy;
  readonly rules: CouncilRules;
  /** By weight where it is left out. */
  readonly weighting?: Weighting;
  /** Whether the contract of staked shares is deployed too; a vote must name it before it counts. */
  readonly stakes?: 'deploy';
  readonly mandate: MandateConfig;
}

export interface OwnContracts {
  readonly contributions: Address;
  readonly models: Address;
  readonly scores: Address;
  readonly checkpoints: Address;
  readonly mandate: Address;
  readonly treasury: Address;
  readonly art: Address;
  readonly liquidity: Address;
  readonly annex: Address;
  readonly vault: Address;
  readonly council: Address;
  readonly members: Address;
  readonly stakes?: Address;
}

/** In the order of the contract's enum. */
export const WEIGHTINGS: readonly Weighting['kind'][] = ['root', 'equal', 'capped'];

/** Deploys all of ours. The council comes last of those that know one another; it is told to the others before it stands. */
export async function deployOwnContracts(yard: Yard, plan: ContractsPlan): Promise<OwnContracts> {
  const governor = yard.addressAfter(10);
  const deploy = (name: string, args: readonly unknown[] = []): Promise<Address> =>
    yard.deploy(name, ownArtifact(name), args);
  const governed = [governor, plan.operator] as const;
  const contributions = await deploy('Contributions', [...governed, plan.quote]);
  const models = await deploy('Models', governed);
  const scores = await deploy('Scores', governed);
  const checkpoints = await deploy('Checkpoints', governed);
  const mandate = await deploy('Mandate', [...governed, plan.mandate]);
  const treasury = await deploy('Treasury', [governor]);
  const art = await deploy('ShareArt');
  const liquidity = await deploy('Liquidity', [plan.quote, governor, plan.epochSeconds]);
  const annex = await deploy('Annex', [
    plan.quote,
    governor,
    plan.epochSeconds,
    plan.guardian,
    liquidity,
  ]);
  const { name, symbol, quote, agent, agentExpiry, mintPrice, epochSeconds } = plan;
  const { limits, policy, pools, targetBps } = plan;
  const vault = await deploy('Vault', [
    {
      name,
      symbol,
      quote,
      governor,
      annex,
      art,
      contributions,
      treasury,
      agent,
      agentExpiry,
      mintPrice,
      epochSeconds,
      limits,
      policy,
      pools,
      targetBps,
    },
  ]);
  const { weighting } = plan;
  const council = await deploy(weighting ? 'WeightedCouncil' : 'Council', [
    vault,
    { bond: 0n, ...plan.rules },
    { vault, mandate, models, treasury },
    ...(weighting
      ? [WEIGHTINGS.indexOf(weighting.kind), weighting.kind === 'capped' ? weighting.capBps : 0]
      : []),
  ]);
  const members = await deploy('Members');
  const stakes = plan.stakes ? { stakes: await deploy('Stakes', [vault]) } : {};
  return {
    contributions,
    models,
    scores,
    checkpoints,
    mandate,
    treasury,
    art,
    liquidity,
    annex,
    vault,
    council,
    members,
    ...stakes,
  };
}
