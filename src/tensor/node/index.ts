/** Kernels under Node: read from disk, threads by worker_threads. */
export { nodeKernel, type KernelBuild } from './kernel.ts';
