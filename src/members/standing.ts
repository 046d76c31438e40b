/** What the chain says of a wallet, asked by the member itself. */
import { type Address, Fault, type Hex, keccak256, utf8 } from '#kit';
import { askNode, callWords } from './ask-node.ts';

/** Where a member reads: a node of its own choice, and contracts that it knows from what it signed itself. */
export interface ChainView {
  readonly rpcUrl: string;
  readonly chainId: number;
  /** The `Members` contract. */
  readonly members: Address;
  /** The vault whose shares count. */
  readonly vault: Address;
}

/** A wallet on chain. */
export interface Standing {
  /** The Ed25519 key it stands behind in the group, `undefined` for none. */
  readonly identity: Hex | undefined;
  /** How many shares it holds. */
  readonly shares: bigint;
}

/**
 * The standing of `wallet` in `group` at the last block.
 *
 * @throws Fault `members/other-chain`, `members/chain-silent`.
 */
export async function readStanding(
  { rpcUrl, chainId, members, vault }: ChainView,
  group: string,
  wallet: Address,
): Promise<Standing> {
  const [said, [identity], [shares]] = await Promise.all([
    askNode(rpcUrl, 'eth_chainId', []),
    callWords(rpcUrl, members, 'identityOf(bytes32,address)', [keccak256(utf8(group)), wallet]),
    callWords(rpcUrl, vault, 'balanceOf(address)', [wallet]),
  ]);
  if (Number(said) !== chainId) {
    throw new Fault(
      'members/other-chain',
      `the node of this member is of chain ${Number(said)}, not ${chainId}; name another with --rpc`,
    );
  }
  return { identity: BigInt(identity!) === 0n ? undefined : identity, shares: BigInt(shares!) };
}
