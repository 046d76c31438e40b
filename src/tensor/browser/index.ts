/** Kernels in a browser: fetched beside the page, threads by web workers where the page is cross-origin isolated. */
export { browserKernel } from './kernel.ts';
