/** The accounts of the embedded chain. Their keys are public knowledge: they never hold anything of worth. */
import type { TransactionSerializableEIP1559 } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { type Address, Fault, type Hex } from '#kit';

/** Who signs: a key held in this process, or a member that is asked. */
export interface Account {
  readonly address: Address;
  signTransaction(transaction: TransactionSerializableEIP1559): Promise<Hex>;
}

/** The mnemonic every development chain uses. */
export const DEV_MNEMONIC = 'test test test test test test test test test test test junk';
/** Members start at this index of the mnemonic. */
export const FIRST_MEMBER = 10;
/** Accounts that the embedded chain funds: ten offices and up to 118 members. */
export const DEV_ACCOUNTS = 40;

/** Offices on the embedded chain, one key each. */
export interface DevAccounts {
  readonly deployer: Account;
  readonly agent: Account;
  readonly arbitrageur: Account;
  readonly guardian: Account;
  /** The hub's key: publishes models, scores, roots and checkpoints. */
  readonly operator: Account;
  readonly treasury: Account;
  /**
   * The wallet of member `index`, from 0.
   *
   * @throws Fault `chain/no-account` for an index the embedded chain does not fund.
   */
  member(index: number): Account;
}

/** The offices and member wallets of the embedded chain. */
export function devAccounts(): DevAccounts {
  const members = new Map<number, Account>();
  const at = (addressIndex: number): Account => mnemonicToAccount(DEV_MNEMONIC, { addressIndex });
  return {
    deployer: at(0),
    agent: at(1),
    arbitrageur: at(2),
    guardian: at(3),
    operator: at(4),
    treasury: at(5),
    member(index) {
      if (!Number.isInteger(index) || index < 0 || index >= DEV_ACCOUNTS - FIRST_MEMBER) {
        throw new Fault(
          'chain/no-account',
          `there is no member wallet ${index}; the embedded chain funds 0 to ${DEV_ACCOUNTS - FIRST_MEMBER - 1}`,
        );
      }
      const known = members.get(index) ?? at(FIRST_MEMBER + index);
      members.set(index, known);
      return known;
    },
  };
}
