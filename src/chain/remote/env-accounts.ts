/** The offices' keys from the environment; an office without a key is refused only when it is asked to sign. */
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { Fault } from '#kit';
import type { Account, DevAccounts } from '../accounts.ts';

/** Names of the keys: 0x and 64 hex digits each. */
export const KEY_NAMES = {
  deployer: 'HANSE_DEPLOYER_KEY',
  agent: 'HANSE_AGENT_KEY',
  guardian: 'HANSE_GUARDIAN_KEY',
  operator: 'HANSE_OPERATOR_KEY',
  treasury: 'HANSE_TREASURY_KEY',
} as const;

/** Name of a member's own key. */
export const MEMBER_KEY = 'HANSE_MEMBER_KEY';

type Office = keyof typeof KEY_NAMES;
/** A key that is here: it signs what is no transaction, too. */
export type Signer = PrivateKeyAccount;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The offices whose keys stand in `environment`. Members sign for themselves; the outside market of the embedded chain is not here.
 *
 * @throws Fault `chain/bad-key` for a value that is no key; from an office that is asked for: `chain/no-key`.
 */
export function accountsFrom(environment: Environment): DevAccounts {
  const held = new Map<Office, Account>();
  for (const [office, name] of Object.entries(KEY_NAMES) as [Office, string][]) {
    const account = accountIn(environment, name);
    if (account) held.set(office, account);
  }
  const of = (office: Office): Account => {
    const account = held.get(office);
    if (account) return account;
    throw new Fault(
      'chain/no-key',
      `the ${office}'s key is not here; set ${KEY_NAMES[office]} in the environment or .env`,
    );
  };
  return {
    get deployer() {
      return of('deployer');
    },
    get agent() {
      return of('agent');
    },
    get guardian() {
      return of('guardian');
    },
    get operator() {
      return of('operator');
    },
    get treasury() {
      return of('treasury');
    },
    get arbitrageur(): Account {
      throw new Fault('chain/no-key', 'only the embedded chain has an outside market of its own');
    },
    member() {
      throw new Fault('chain/no-key', 'members sign for themselves; relay what they signed');
    },
  };
}

/**
 * The member whose key stands in `environment`, where one does.
 *
 * @throws Fault `chain/bad-key`
 */
export function memberFrom(environment: Environment): Signer | undefined {
  return accountIn(environment, MEMBER_KEY);
}

function accountIn(environment: Environment, name: string): Signer | undefined {
  const key = environment[name];
  if (!key) return undefined;
  if (!/^0x[0-9a-fA-F]{64}$/.test(key))
    throw new Fault('chain/bad-key', `${name} is no key; write 0x and 64 hex digits`);
  try {
    return privateKeyToAccount(key as `0x${string}`);
  } catch (cause) {
    throw new Fault('chain/bad-key', `${name} is no key of this curve; make another`, { cause });
  }
}
