import type { Bench } from './bench.ts';
import { sumCohort } from './sides/cohort.ts';
import { plainSum } from './sides/plain-sum.ts';

const SIZE = { members: 32, parameters: 100_000, dropped: 0 };

/** A member: all five messages of a round in a cohort of 32, without training. Processor time of one core. */
export const bench: Bench = {
  name: 'secagg-member',
  says: 'work of one member in a cohort of 32, 100 k parameters',
  unit: 'ms',
  better: 'lower',
  peerName: 'adding one vector that hides nothing',
  runs: 7,
  warmups: 3,
  prepare: () =>
    Promise.resolve({
      ours: async () => (await sumCohort(SIZE)).member,
      peer: () => plainSum(1, SIZE.parameters),
    }),
};
