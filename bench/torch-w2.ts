/** A wider LSTM of two layers on one thread, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-w2',
  kernel: 'fast',
  workload: 'W2',
  threads: 1,
  what: 'train',
});
