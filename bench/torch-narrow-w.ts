/** The default LSTM on one thread without 256-bit operations, as in a browser, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-narrow-w',
  kernel: 'fast128',
  workload: 'W',
  threads: 1,
  what: 'train',
});
