/** The one way from a typed contract call to a mined transaction and the event it must have left. */
import {
  type Abi,
  type AbiEvent,
  type ContractEventArgs,
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  decodeEventLog,
  encodeFunctionData,
  type EncodeFunctionDataParameters,
  getAbiItem,
  toEventSelector,
} from 'viem';
import { Fault, type Address, type Hex } from '#kit';
import type { Account } from './accounts.ts';
import type { Receipt, When } from './chain.ts';
import type { Ledger } from './deployment.ts';

/** What every verb that changes the chain gives back. */
export interface Deed {
  readonly txHash: Receipt['txHash'];
  readonly blockNumber: number;
  readonly at: number;
  readonly gasUsed: bigint;
  /** Wei paid for the gas. */
  readonly fee: bigint;
}

type Writes = 'nonpayable' | 'payable';

/** Encodes, sends and waits. */
export function transact<
  const abi extends Abi,
  name extends ContractFunctionName<abi, Writes>,
  const args extends ContractFunctionArgs<abi, Writes, name>,
>(
  { chain }: Ledger,
  account: Account,
  call: { address: Address; abi: abi; functionName: name; args: args; value?: bigint },
  when: When,
): Promise<Receipt> {
  const data = encodeFunctionData(call as unknown as EncodeFunctionDataParameters);
  const value = call.value === undefined ? {} : { value: call.value };
  return chain.send(account, { to: call.address, data, ...value }, when);
}

/** The parts of a receipt that verbs pass on. */
export function deed({ txHash, blockNumber, at, gasUsed, fee }: Receipt): Deed {
  return { txHash, blockNumber, at, gasUsed, fee };
}

const events = new WeakMap<Abi, Map<string, { item: AbiEvent; topic: Hex }>>();

/** An event of a contract and the topic it is logged under, looked up once. */
function eventOf(abi: Abi, name: string): { item: AbiEvent; topic: Hex } {
  const known = events.get(abi) ?? new Map<string, { item: AbiEvent; topic: Hex }>();
  events.set(abi, known);
  let event = known.get(name);
  if (!event) {
    const item = getAbiItem({ abi, name }) as AbiEvent;
    event = { item, topic: toEventSelector(item) };
    known.set(name, event);
  }
  return event;
}

/** The first `eventName` in the receipt that `address` emitted. */
export function theEvent<const abi extends Abi, name extends ContractEventName<abi>>(
  receipt: Receipt,
  address: Address,
  abi: abi,
  eventName: name,
): ContractEventArgs<abi, name> {
  const { item, topic } = eventOf(abi, eventName as string);
  const found = receipt.logs.find(
    (log) => log.topics[0] === topic && log.address.toLowerCase() === address.toLowerCase(),
  );
  if (found) {
    const { data, topics } = found;
    const { args } = decodeEventLog({ abi: [item], data, topics });
    return args as unknown as ContractEventArgs<abi, name>;
  }
  throw new Fault(
    'chain/no-event',
    `transaction ${receipt.txHash} left no ${eventName as string}; was it this contract?`,
    {
      meta: { address, txHash: receipt.txHash },
    },
  );
}
