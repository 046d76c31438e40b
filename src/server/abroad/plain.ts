import { Fault } from '#kit';
import type { PoolContext } from '../deeds/pool.ts';
import { inPlainWords } from '../plain-words.ts';

/** Time is real here, and there is nobody to hand out play money. */
const OURS: readonly (readonly [RegExp, string])[] = [
  [/ \(simulated time\)/g, ''],
  [/ of simulated time/g, ''],
  [/deposit less, or give it play money with hanse vault fund/g, 'deposit less, or send it more'],
  [/it is marked at the next candle/g, 'wait for the agent’s next mark'],
];

/** A refusal in plain words; where what became of an order is not known, with how to go on. */
export function plainAbroad(thrown: unknown, { deployment }: PoolContext): Fault {
  const fault = inPlainWords(thrown, deployment.quote);
  let says = wordsAbroad(fault.message);
  if (fault.code === 'chain/unreachable')
    says += '; where something was ordered, order the same again: nothing is sent twice';
  return says === fault.message
    ? fault
    : new Fault(fault.code, says, { meta: fault.meta, cause: fault });
}

/** A sentence of the hub's as it is true here. */
export function wordsAbroad(sentence: string): string {
  return OURS.reduce((said, [words, instead]) => said.replace(words, instead), sentence);
}
