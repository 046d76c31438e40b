/** The default LSTM on two threads, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-w-2',
  kernel: 'fast',
  workload: 'W',
  threads: 2,
  what: 'train',
});
