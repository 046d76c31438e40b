/** A thread that sums its part of a crowd: prepared first, then once for each message. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Crowd, type CrowdSum, enrolAll, sumCohorts } from './crowd.ts';

/** What a thread is given. */
export interface CrowdPart {
  readonly crowd: Crowd;
  readonly cohorts: readonly (readonly number[])[];
}

const port = parentPort;
if (port === null) throw new Error('this file is run by a benchmark, not by itself');
const { crowd, cohorts } = workerData as CrowdPart;
const enrolments = enrolAll(cohorts.flat());
port.on('message', () => {
  void sumCohorts(crowd, cohorts, enrolments).then((sum: CrowdSum) => port.postMessage(sum, []));
});
port.postMessage('ready', []);
