import type { Bench } from './bench.ts';
import { playOnce } from './sides/season-run.ts';

/** There is no peer that plays a season; the figure stands beside its goal. */
export const bench: Bench = {
  name: 'season-memory',
  says: 'Peak memory of all processes of the default season, shared pages counted once',
  unit: 'MiB',
  better: 'lower',
  peerName: 'the goal of 1.5 GB (no peer plays a season)',
  runs: 1,
  warmups: 0,
  prepare: async () => ({
    ours: async () => (await playOnce()).peakMiB,
    peer: () => 1_500_000_000 / 1_048_576,
  }),
};
