/** A wider LSTM on two threads with reproducible bits, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-exact-w2-2',
  kernel: 'exact',
  workload: 'W2',
  threads: 2,
  what: 'train',
});
