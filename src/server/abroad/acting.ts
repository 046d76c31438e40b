/** Who does a deed on a deployment elsewhere, and under which name. */
import type { Account, Ledger } from '#chain';
import type { Holder } from '../deeds/pool.ts';
import type { Abroad } from './open.ts';

/** Who does it, with which chain, and the name of the order. */
export interface Acting {
  readonly pool: Abroad;
  readonly ledger: Ledger;
  readonly account: Account;
  readonly key: string;
}

/** The one who acts, as a holder of shares. */
export function holderOf({ account }: Acting): Holder {
  return { id: account.address, wallet: account.address };
}

/** A deed under a name; time is the chain's own. */
export function when(key: string): { at: number; key: string } {
  return { at: 0, key };
}
