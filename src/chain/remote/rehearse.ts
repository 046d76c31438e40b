/** Tries a deed on the node without sending it: what would be refused is refused before anything is signed. */
import { RpcRequestError } from 'viem';
import { type Address, Fault, type Hex } from '#kit';
import type { Call } from '../chain.ts';
import { revertFault } from '../revert.ts';
import type { Ask } from './ask-node.ts';
import type { Fees } from './fees.ts';

/**
 * Gas to allow: what was asked for, else a quarter more than the node estimates.
 *
 * @throws Fault `chain/reverted` with `meta.reason` where the contract would refuse, `chain/no-funds`.
 */
export async function rehearse(ask: Ask, from: Address, call: Call): Promise<bigint> {
  const order = {
    from,
    data: call.data,
    ...(call.to === undefined ? {} : { to: call.to }),
    ...(call.value === undefined ? {} : { value: `0x${call.value.toString(16)}` }),
  };
  try {
    await ask('eth_call', [order, 'latest']);
    if (call.gas !== undefined) return call.gas;
    return (BigInt((await ask('eth_estimateGas', [order])) as Hex) * 5n) / 4n;
  } catch (error) {
    if (!(error instanceof RpcRequestError)) throw error;
    if (/insufficient funds/i.test(error.details)) throw poor(from, error.details);
    throw revertFault(revertData(error), { sent: false, said: error.details });
  }
}

/** @throws Fault `chain/no-funds` where the account cannot pay what the deed may cost at most. */
export async function afford(
  ask: Ask,
  sender: Address,
  call: Call & { readonly gas: bigint },
  { maxFee }: Fees,
): Promise<void> {
  const balance = BigInt((await ask('eth_getBalance', [sender, 'latest'])) as Hex);
  const most = call.gas * maxFee + (call.value ?? 0n);
  if (balance < most) throw poor(sender, `it has ${balance} wei and this may cost ${most}`);
}

/** What a contract reverted with, wherever the node puts it. */
export function revertData(error: RpcRequestError): Hex | undefined {
  const data = (error as { data?: unknown }).data;
  const found =
    typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data;
  return typeof found === 'string' && found.startsWith('0x') ? (found as Hex) : undefined;
}

function poor(sender: Address, why: string): Fault {
  return new Fault(
    'chain/no-funds',
    `${sender} cannot pay for this transaction: ${why}; nothing was sent: send it more of the chain's coin`,
  );
}
