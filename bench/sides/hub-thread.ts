/**
 * The hub of a cohort in a thread of its own, fed with the messages of a round: its clock does not run for the members' garbage.
 * It runs without a pause, because a thread that sleeps between short pieces of work is told too little of its processor time.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { nodePrimitives } from '#members';
import { Aggregation, type AggregationOptions } from '#rounds';
import type { ConsentMessage, InputMessage, RevealMessage, SharesMessage } from '#rounds/member';

/** All that reaches a hub in one attempt, in the order of the steps. */
export interface Mail {
  readonly options: Omit<AggregationOptions, 'primitives'>;
  readonly shares: readonly SharesMessage[];
  readonly inputs: readonly { readonly message: InputMessage; readonly packed: Uint8Array }[];
  readonly consents: readonly ConsentMessage[];
  readonly reveals: readonly RevealMessage[];
}

/** The sum, and the processor milliseconds from the first message to it. */
export interface HubWork {
  readonly sum: Int32Array;
  readonly took: number;
}

let worker: Worker | undefined;

/** Lets the hub do its part of a round. */
export async function workOfHub(mail: Mail): Promise<HubWork> {
  worker ??= new Worker(new URL(import.meta.url));
  worker.ref();
  const answer = once(worker, 'message');
  worker.postMessage(mail, []);
  const [work] = (await answer) as [HubWork];
  // The program may end while the hub waits for another round.
  worker.unref();
  return work;
}

/** Processor time of this thread: what else the machine does is not counted. */
export function cpuNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function work({ options, shares, inputs, consents, reveals }: Mail): HubWork {
  const start = cpuNow();
  const hub = new Aggregation({ ...options, primitives: nodePrimitives });
  for (const message of shares) hub.acceptShares(message);
  hub.close();
  for (const member of hub.members) hub.sendersView(member);
  for (const { message, packed } of inputs) hub.acceptInput(message, packed);
  hub.close();
  hub.survivorsView();
  for (const message of consents) hub.acceptConsent(message);
  hub.close();
  hub.revealView();
  for (const message of reveals) hub.acceptReveal(message);
  hub.close();
  return { sum: hub.sum, took: cpuNow() - start };
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  port.on('message', (mail: Mail) => port.postMessage(work(mail), []));
}
