/** The default LSTM on one thread with reproducible bits, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-exact-w',
  kernel: 'exact',
  workload: 'W',
  threads: 1,
  what: 'train',
});
