/** The default LSTM on two threads, on 256 bits as most processors have them, beside PyTorch on as many. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-256-w-2',
  kernel: 'fast256',
  workload: 'W',
  threads: 2,
  what: 'train',
  peerWidth: 256,
});
