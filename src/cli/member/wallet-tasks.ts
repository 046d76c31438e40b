/** Signing for the chain: the wallet key stays with the member, which signs only what its own limits allow. */
import { type Address, Fault, type Hex, keccak256, toHex, utf8 } from '#kit';
import type { FactMemory } from '#members';
import { walletAddress } from '#members/keys';
import type { Plain, TaskHandler } from '#rounds/member';

/** What this member will sign. */
export interface WalletLimits {
  readonly chain: number;
  /** Wei a transaction may move. */
  readonly maxValue: bigint;
  /** The only identity key that the wallet is bound to, in this group. */
  readonly binding: { readonly group: string; readonly identity: Hex };
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

/** Says on chain that the wallet stands behind the member's own identity key. */
const BIND = 'bind(bytes32,bytes32)';
/** Vault and stakes pay by calls of one name. */
const [STAKE, CLAIM] = ['stake(uint256[])', 'claim(uint256[])'];
/**
 * Calls a member signs when it is asked: buying and giving back its share, what it is owed, and its votes. Nothing that hands
 * its tokens, shares or voting power to somebody else.
 */
const CALLS: readonly string[] = [
  'approve(address,uint256)',
  'mint(address,uint256,uint256)',
  BIND,
  CLAIM,
  'claimEarnings()',
  'claimContribution(uint256,uint256,bytes32[])',
  'compound(uint256[],uint256)',
  'setCompounder(address)',
  'redeem(uint256,uint256)',
  'redeemInKind(uint256)',
  'redeemInKindWithout(uint256,uint256)',
  STAKE,
  'unstake(uint256[])',
  'requestExit(uint256)',
  'cancelExit(uint256)',
  'settleExit(uint256)',
  'propose(uint8,bytes,string,uint256[])',
  'vote(uint256,uint8,uint256[])',
  'queue(uint256)',
  'execute(uint256)',
  'cancel(uint256)',
  'releaseBond(uint256)',
];
const SELECTORS = new Map(CALLS.map((call) => [keccak256(utf8(call)).slice(0, 10), call]));
/** The first argument of these is an address: who may take the tokens, and who gets the share. */
const [APPROVE, MINT] = [CALLS[0], CALLS[1]];

/** Handlers for `transaction` and `ballot` (EIP-712); `mint`, `claim` and `vote` are transactions by purpose. */
export function walletTasks(
  key: Uint8Array,
  limits: WalletLimits,
  memory: FactMemory,
): Readonly<Record<string, TaskHandler>> {
  const transaction: TaskHandler = async (input) => {
    const request = input as unknown as TransactionRequest;
    checkTransaction(request, limits, walletAddress(key), memory);
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
    const { chainId, verifyingContract } = request.domain;
    if (Number(chainId) !== limits.chain) throw otherChain(Number(chainId), limits);
    if (request.primaryType !== 'Ballot') throw notSigned(`data of type ${request.primaryType}`);
    pin(memory, 'ballot', String(verifyingContract));
    const { privateKeyToAccount } = await import('viem/accounts');
    return privateKeyToAccount(toHex(key)).signTypedData(request as never);
  };
  return { transaction, mint: transaction, claim: transaction, vote: transaction, ballot };
}

function checkTransaction(
  request: TransactionRequest,
  limits: WalletLimits,
  own: Address,
  memory: FactMemory,
): void {
  if (request.chainId !== limits.chain) throw otherChain(request.chainId, limits);
  if (BigInt(request.value) > limits.maxValue) {
    throw new Fault(
      'members/over-value',
      `the transaction moves ${request.value} wei and this member allows ${limits.maxValue}; raise --max-value if that is meant`,
    );
  }
  const call = SELECTORS.get(request.data.slice(0, 10));
  if (!call) throw notSigned(`a call of ${request.data.slice(0, 10) || 'nothing'}`);
  const first = `0x${request.data.slice(34, 74)}`.toLowerCase();
  if (call === MINT && first !== own) throw notSigned(`a share for ${first}`);
  if (call === BIND) {
    const { group, identity } = limits.binding;
    const wanted = `${keccak256(utf8(group))}${identity.slice(2)}`.slice(2);
    if (request.data.slice(10).toLowerCase() !== wanted)
      throw notSigned('a binding of another key');
  }
  if (call === APPROVE) pin(memory, 'spender', first);
  const staked = memory.recall(`contract/${STAKE}`);
  if (call === CLAIM && staked === request.to.toLowerCase()) return;
  pin(memory, call, request.to);
}

/**
 * Contracts of the group as this member knows them: those it was bound at and bought its share from.
 *
 * @throws Fault `members/not-bound-here` before it has done both.
 */
export function ownContracts(memory: FactMemory): { members: Address; vault: Address } {
  const [members, vault] = [BIND, MINT].map((call) => memory.recall(`contract/${call}`));
  if (typeof members === 'string' && typeof vault === 'string')
    return { members: members as Address, vault: vault as Address };
  throw new Fault(
    'members/not-bound-here',
    'this member has not bound its wallet or holds no share yet, so it cannot tell who else belongs to the group; deposit first',
  );
}

/** The contract a call went to first is the only one it goes to ever after. */
function pin(memory: FactMemory, purpose: string, address: string): void {
  const name = `contract/${purpose}`;
  const kept = memory.recall(name);
  if (kept === undefined) memory.remember(name, address.toLowerCase());
  else if (kept !== address.toLowerCase()) {
    throw new Fault(
      'members/other-contract',
      `${purpose} is asked for ${address}, and went to ${String(kept)} before; if the group has moved, enrol anew with another folder`,
    );
  }
}

function notSigned(what: string): Fault {
  return new Fault(
    'members/not-signed',
    `${what} is asked to be signed; this member signs its share, its claims and its votes, and nothing else`,
  );
}

function otherChain(asked: number, limits: WalletLimits): Fault {
  return new Fault(
    'members/other-chain',
    `a signature for chain ${asked} is asked and this member signs for ${limits.chain}; see --chain`,
  );
}
