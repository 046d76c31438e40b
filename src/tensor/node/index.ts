/** Kernels under Node: read from disk, threads by worker_threads. */
export { type KernelBuild, type KernelFamily, nodeKernel } from './kernel.ts';
