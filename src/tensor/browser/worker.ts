/** The body of a web worker. */
import { labour, type ThreadStart } from '#tensor';

globalThis.addEventListener(
  'message',
  ({ data }: MessageEvent<ThreadStart>) =>
    labour(data, () => globalThis.postMessage('ready', { transfer: [] })),
  { once: true },
);
