/** Training the default LSTM, beside tfjs on its WebAssembly backend, one thread each. */
import type { Bench } from './bench.ts';
import { isolated } from './isolated.ts';
import { peerName } from './peers.ts';

export const bench: Bench = {
  name: 'training',
  says: 'Training the default LSTM (64 hidden, 60 steps of 25 features, 3 classes) in batches of 64 with Adam, the exact kernel on one thread.',
  unit: 'samples/s',
  better: 'higher',
  peerName: `${peerName('@tensorflow/tfjs-backend-wasm')}, one thread`,
  runs: 5,
  async prepare() {
    const ours = await isolated(new URL('sides/training.ts', import.meta.url), 'exact W 1 train');
    const peer = await isolated(new URL('sides/training-tfjs.ts', import.meta.url), 'peer');
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
