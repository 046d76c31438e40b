/** Which strategies go with which lessons: asked by the hub before it takes up a vote, and by members, so that both pass over the same. */
import type { Federation } from '#governance';
import { Fault } from '#kit';
import type { PrivateLesson } from './lesson.ts';

/** What a season's lessons have in common, whatever the strategy. */
export interface Ground {
  /** Where members train privately. */
  readonly privacy?: Pick<PrivateLesson, 'learningRate'> | undefined;
  /** Whether cohorts stay the same in all rounds. */
  readonly cohorts: 'drawn' | 'fixed';
}

/**
 * @throws Fault `governance/bad-federation` for FedBuff where cohorts stay, and for a FedProx that pulls so hard that private steps,
 *   which have no rule that adapts, would jump over the model that they are pulled to, and swing the noise up with them.
 */
export function assertFits(federation: Federation, { privacy, cohorts }: Ground): void {
  if (federation.name === 'fedbuff' && cohorts === 'fixed') {
    throw new Fault(
      'governance/bad-federation',
      'fedbuff does not go with cohorts that stay: where the buffer is not full the model stays, and the same cohorts would be asked the same question again',
    );
  }
  if (federation.name !== 'fedprox' || !privacy) return;
  const most = Math.floor(1e6 / privacy.learningRate);
  if (federation.muMicro <= most) return;
  throw new Fault(
    'governance/bad-federation',
    `the federation's muMicro is ${federation.muMicro}; where members add noise and take steps of ${privacy.learningRate}, use a whole number from 0 to ${most}: a stronger pull overshoots`,
    { meta: { field: 'muMicro' } },
  );
}
