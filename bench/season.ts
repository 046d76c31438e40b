import type { Bench } from './bench.ts';
import { playOnce } from './sides/season-run.ts';

/** There is no peer that plays a season; the figure stands beside its goal. */
export const bench: Bench = {
  name: 'season',
  says: 'Wall time of the whole default season: 8 members, 12 rounds, 14 traded days',
  unit: 's',
  better: 'lower',
  peerName: 'the goal of 90 s (no peer plays a season)',
  runs: 1,
  warmups: 0,
  prepare: async () => ({
    ours: async () => {
      const { seconds, peakMiB, peakRssMiB } = await playOnce();
      console.error(
        `peak over all processes: ${peakMiB.toFixed(0)} MiB, ${peakRssMiB.toFixed(0)} MiB with shared pages counted in each`,
      );
      return seconds;
    },
    peer: () => 90,
  }),
};
