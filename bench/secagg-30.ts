import type { Bench } from './bench.ts';
import { sumCohort } from './sides/cohort.ts';
import { plainSum } from './sides/plain-sum.ts';

const SIZE = { members: 32, parameters: 100_000, dropped: 0.3 };

/** The hub: a thousand members in cohorts of 32, three in ten of them lost. Processor time of one core. */
export const bench: Bench = {
  name: 'secagg-30',
  says: 'hub work for 1000 members in cohorts of 32, 100 k parameters, 30 % drop out',
  unit: 'ms',
  better: 'lower',
  peerName: 'a plain sum that hides nothing',
  runs: 7,
  warmups: 3,
  prepare: () =>
    Promise.resolve({
      ours: async () => ((await sumCohort(SIZE)).hub * 1000) / SIZE.members,
      peer: () => plainSum(1000, SIZE.parameters),
    }),
};
