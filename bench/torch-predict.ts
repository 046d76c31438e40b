/** One prediction of the default LSTM, beside PyTorch. */
import type { Bench } from './bench.ts';
import { torchBench } from './sides/torch.ts';

export const bench: Bench = torchBench({
  name: 'torch-predict',
  kernel: 'fast',
  workload: 'W',
  threads: 1,
  what: 'predict',
});
