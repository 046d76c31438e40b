import type { Bench } from './bench.ts';
import { sumCohort } from './sides/cohort.ts';
import { plainSum } from './sides/plain-sum.ts';

const SIZE = { members: 100, parameters: 100_000, dropped: 0.1 };

/** The hub: one complete graph of a hundred members. Processor time of one core. */
export const bench: Bench = {
  name: 'secagg-100',
  says: 'hub work for 100 members in one cohort, 100 k parameters, 10 % drop out',
  unit: 'ms',
  better: 'lower',
  peerName: 'a plain sum that hides nothing',
  runs: 7,
  warmups: 3,
  prepare: () =>
    Promise.resolve({
      ours: async () => (await sumCohort(SIZE)).hub,
      peer: () => plainSum(100, SIZE.parameters),
    }),
};
