/** Signing for the chain: the wallet key stays with the member, which signs only what its own limits allow. */
import { type Address, Fault, type Hex, toHex } from '#kit';
import { signText } from '#members/keys';
import type { Plain, TaskHandler } from '#rounds/member';

/** What this member will sign. */
export interface WalletLimits {
  readonly chain: number;
  /** Wei a transaction may move. */
  readonly maxValue: bigint;
}

/** A transaction to sign; amounts as decimal text. */
interface TransactionRequest {
  readonly chainId: number;
  readonly to: Address;
  readonly data: Hex;
  readonly value: string;
  readonly nonce: number;
  readonly gas: string;
  readonly maxFeePerGas: string;
  readonly maxPriorityFeePerGas: string;
}

/** EIP-712 data to sign. */
interface TypedDataRequest {
  readonly domain: { readonly [name: string]: Plain };
  readonly types: { readonly [name: string]: readonly { name: string; type: string }[] };
  readonly primaryType: string;
  readonly message: { readonly [name: string]: Plain };
}

/** Handlers for `transaction`, `ballot` (EIP-712) and `text` (EIP-191); `mint`, `claim` and `vote` are transactions by purpose. */
export function walletTasks(
  key: Uint8Array,
  limits: WalletLimits,
): Readonly<Record<string, TaskHandler>> {
  const transaction: TaskHandler = async (input) => {
    const request = input as unknown as TransactionRequest;
    checkTransaction(request, limits);
    // Loaded here only: a member that just trains never pays for a chain library.
    const { privateKeyToAccount } = await import('viem/accounts');
    const { chainId, to, data, nonce } = request;
    return privateKeyToAccount(toHex(key)).signTransaction({
      type: 'eip1559',
      chainId,
      to,
      data,
      nonce,
      value: BigInt(request.value),
      gas: BigInt(request.gas),
      maxFeePerGas: BigInt(request.maxFeePerGas),
      maxPriorityFeePerGas: BigInt(request.maxPriorityFeePerGas),
    });
  };
  const ballot: TaskHandler = async (input) => {
    const request = input as unknown as TypedDataRequest;
    if (Number(request.domain['chainId']) !== limits.chain)
      throw otherChain(Number(request.domain['chainId']), limits);
    const { privateKeyToAccount } = await import('viem/accounts');
    return privateKeyToAccount(toHex(key)).signTypedData(request as never);
  };
  const text: TaskHandler = async (input) => {
    if (typeof input === 'string' && input.length < 10_000) return signText(key, input);
    throw new Fault('members/not-signed', 'only text of fewer than 10 000 characters is signed');
  };
  return { transaction, mint: transaction, claim: transaction, vote: transaction, ballot, text };
}

function checkTransaction(request: TransactionRequest, limits: WalletLimits): void {
  if (request.chainId !== limits.chain) throw otherChain(request.chainId, limits);
  if (BigInt(request.value) > limits.maxValue) {
    throw new Fault(
      'members/over-value',
      `the transaction moves ${request.value} wei and this member allows ${limits.maxValue}; raise --max-value if that is meant`,
    );
  }
  if (!/^0x[0-9a-fA-F]{8,}$/.test(request.data))
    throw new Fault('members/not-signed', 'only calls of contracts are signed, no plain transfers');
}

function otherChain(asked: number, limits: WalletLimits): Fault {
  return new Fault(
    'members/other-chain',
    `a signature for chain ${asked} is asked and this member signs for ${limits.chain}; see --chain`,
  );
}
