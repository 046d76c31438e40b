/** The default LSTM on two threads, the exact build, on 256 bits as most processors have them, beside PyTorch on as many. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-256-exact-w-2',
  kernel: 'exact256',
  workload: 'W',
  threads: 2,
  what: 'train',
  peerWidth: 256,
});
