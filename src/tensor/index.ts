/** The typed door to the kernels: a network in WebAssembly memory, the threads that work on it. Knows no training loop. */
export { type Dropout, type Engine, labour, openEngine } from './engine.ts';
export type {
  Kernel,
  KernelFunctions,
  Link,
  NetworkKind,
  NetworkSpec,
  Thread,
  ThreadStart,
} from './kernel.ts';
export type { Update } from './passes.ts';
export { type Trial, tryKernel } from './trial.ts';
