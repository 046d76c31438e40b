import type { Projection } from '#chain';
import { treasuryProjection } from './projection.ts';
import { stakeProjection } from './stake-projection.ts';

/** All that follows from the events of a vault and its stakes: what an index of a pool is opened with. */
export const VAULT_PROJECTIONS: readonly Projection[] = [treasuryProjection, stakeProjection];
