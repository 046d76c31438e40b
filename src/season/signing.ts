import type { Account } from '#chain';
import { type Address, Fault, type Hex, hashOf } from '#kit';
import type { TaskDesk } from '#rounds';

/** How long a member may take to sign. */
const PATIENCE_MS = 60_000;

/**
 * An account whose key lives with a member: each transaction is put before the member, which signs it or says why not.
 *
 * @throws Fault whatever the member answers, or `season/unsigned` where it answers nothing of use
 */
export function memberAccount(desk: TaskDesk, member: number, address: Address): Account {
  return {
    address,
    async signTransaction(transaction) {
      const { chainId, to, data, nonce } = transaction;
      const input = {
        chainId: chainId!,
        to: to!,
        data: data!,
        nonce: nonce!,
        value: String(transaction.value ?? 0n),
        gas: String(transaction.gas),
        maxFeePerGas: String(transaction.maxFeePerGas),
        maxPriorityFeePerGas: String(transaction.maxPriorityFeePerGas),
      };
      const id = `transaction/${hashOf({ member, ...input })}`;
      const raw = await desk.ask({ id, member, kind: 'transaction', input }, PATIENCE_MS);
      if (typeof raw === 'string' && /^0x[0-9a-f]+$/.test(raw)) return raw as Hex;
      throw new Fault('season/unsigned', `member ${member} gave no signed transaction`);
    },
  };
}
