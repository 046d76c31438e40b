/** The body of a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { labour, type ThreadStart } from '#tensor';
import { link } from './library.ts';

labour(workerData as ThreadStart, () => parentPort?.postMessage('ready', []), link);
