/** 25 indicators on a million candles, beside indicatorts: a maintained npm package whose indicators take and give whole columns. */
import type { Bench } from './bench.ts';
import { isolated } from './isolated.ts';
import { peerName } from './peers.ts';

export const bench: Bench = {
  name: 'indicators',
  says: '25 indicators on 1,000,000 candles, milliseconds for all of them; ours in the columns of a workspace.',
  unit: 'ms',
  better: 'lower',
  peerName: peerName('indicatorts'),
  runs: 7,
  warmups: 3,
  async prepare() {
    const script = new URL('sides/indicators.ts', import.meta.url);
    const ours = await isolated(script, 'ours');
    const peer = await isolated(script, 'peer');
    return {
      ours: ours.run,
      peer: peer.run,
      close: async () => {
        await ours.close();
        await peer.close();
      },
    };
  },
};
