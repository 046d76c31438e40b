/** Which identity key a wallet stands behind, said by the wallet on chain; members read it without this room (`#members`). */
import { keccak256, stringToHex, type TypedDataDefinition } from 'viem';
import { type Address, Fault, type Hex } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { membersAbi } from './generated/members-abi.ts';
import { deed, type Deed, transact } from './transact.ts';

/** A wallet's statement, signed off chain. */
export interface SignedBinding {
  readonly wallet: Address;
  readonly identity: Hex;
  readonly signature: Hex;
}

const BINDING = {
  Binding: [
    { name: 'group', type: 'bytes32' },
    { name: 'identity', type: 'bytes32' },
    { name: 'nonce', type: 'uint256' },
  ],
} as const;

/** A group's name as the contract keeps it. */
export function groupHash(group: string): Hex {
  return keccak256(stringToHex(group));
}

/** Binds the account's wallet to an identity, in place of the one before. */
export async function bindIdentity(
  ledger: Ledger,
  account: Account,
  order: { readonly group: string; readonly identity: Hex },
  when: When,
): Promise<Deed> {
  const args = [groupHash(order.group), order.identity] as const;
  const call = { ...contract(ledger), functionName: 'bind', args } as const;
  return deed(await transact(ledger, account, call, when));
}

/**
 * Brings what a wallet signed; anyone may, once.
 *
 * @throws Fault `chain/reverted`, `meta.error` `BadSignature`.
 */
export async function bindSigned(
  ledger: Ledger,
  account: Account,
  group: string,
  { wallet, identity, signature }: SignedBinding,
  when: When,
): Promise<Deed> {
  const args = [groupHash(group), wallet, identity, signature] as const;
  const call = { ...contract(ledger), functionName: 'bindFor', args } as const;
  return deed(await transact(ledger, account, call, when));
}

/** What a wallet signs (EIP-712) so that somebody else can bring it. */
export async function bindingToSign(
  { chain, deployment }: Ledger,
  order: { readonly group: string; readonly identity: Hex; readonly wallet: Address },
): Promise<TypedDataDefinition<typeof BINDING, 'Binding'>> {
  const nonce = await chain.client.readContract({
    address: deployment.members,
    abi: membersAbi,
    functionName: 'nonceOf',
    args: [order.wallet],
  });
  return {
    domain: {
      name: 'Hanse Members',
      version: '1',
      chainId: chain.chainId,
      verifyingContract: deployment.members,
    },
    types: BINDING,
    primaryType: 'Binding',
    message: { group: groupHash(order.group), identity: order.identity, nonce },
  };
}

function contract({ deployment }: Ledger): { address: Address; abi: typeof membersAbi } {
  const { members } = deployment;
  if (members) return { address: members, abi: membersAbi };
  throw new Fault(
    'chain/no-register',
    'this group was founded before members were bound on chain; begin anew in another folder',
  );
}
