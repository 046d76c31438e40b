/** The default LSTM on one thread, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-w',
  kernel: 'fast',
  workload: 'W',
  threads: 1,
  what: 'train',
});
