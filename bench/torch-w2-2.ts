/** A wider LSTM of two layers on two threads, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-w2-2',
  kernel: 'fast',
  workload: 'W2',
  threads: 2,
  what: 'train',
});
