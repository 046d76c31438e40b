/** A deployment on a chain of somebody else's, opened for one process: it reads from an index in a folder and acts through an outbox. */
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import {
  accountsFrom,
  type Chain,
  type ChainIndex,
  type Ledger,
  nodeClient,
  openIndex,
  openRemoteChain,
  readRemoteDeployment,
  recordedVault,
  type RemoteOptions,
  type Signer,
} from '#chain';
import { type Address, Fault } from '#kit';
import { openDatabase } from '#store';
import { indexedPool, VAULT_PROJECTIONS } from '#treasury/evm';
import type { PoolContext } from '../deeds/pool.ts';
import { openOrders, type Orders } from './orders.ts';

export interface AbroadOptions {
  /** Data folder; index, orders and outbox lie in `abroad/CHAIN-VAULT` under it. */
  readonly dir: string;
  /** What `npm run deploy` wrote. */
  readonly recordFile: string;
  readonly rpcUrl: string;
  /** A second node, of somebody else, that must say the same. */
  readonly witnessUrl?: string | undefined;
  /** Who acts; without it the pool can be read only. */
  readonly member?: Signer | undefined;
  /** Seconds after which the node's newest block is too old. */
  readonly oldestHead?: number | undefined;
  /** How long what is waited for, and under how many blocks a deed must lie. */
  readonly waiting?: RemoteOptions['waiting'];
  readonly log: (line: string) => void;
}

/** A pool abroad. */
export interface Abroad extends PoolContext {
  readonly database: DatabaseSync;
  readonly index: ChainIndex;
  readonly orders: Orders;
  readonly member: Signer | undefined;
  /**
   * The pool with a chain that sends: one process at a time.
   *
   * @throws Fault `chain/in-use`
   */
  acting(): Promise<Ledger>;
  close(): Promise<void>;
}

/**
 * Opens it.
 *
 * @throws Fault `chain/bad-record`, `chain/bad-url`, `chain/unreachable`, `chain/wrong-chain`, `chain/node-lags`, `chain/code-differs`,
 * `chain/nodes-differ`, `chain/other-index`
 */
export async function openAbroad(options: AbroadOptions): Promise<Abroad> {
  const { recordFile, rpcUrl, witnessUrl, member, oldestHead, waiting, log } = options;
  const { chainId, vault } = recordedVault(recordFile);
  const home = join(options.dir, 'abroad', `${chainId}-${vault.toLowerCase()}`);
  const settings: RemoteOptions = {
    ...{ rpcUrl, chainId, log, accounts: accountsFrom({}) },
    ...(witnessUrl === undefined ? {} : { witnessUrl }),
    ...(oldestHead === undefined ? {} : { oldestHead }),
    ...(waiting === undefined ? {} : { waiting }),
  };
  const looking = await openRemoteChain(settings);
  const opened: Chain[] = [looking];
  try {
    const deployment = await readRemoteDeployment(looking, recordFile);
    const database = openDatabase(join(home, 'index.sqlite'));
    const index = openIndex({
      ...{ database, chain: looking, deployment, projections: VAULT_PROJECTIONS },
      ...{ firstBlock: deployment.block, shorter: 'wait' },
      ...(witnessUrl === undefined ? {} : { witness: nodeClient(witnessUrl) }),
    });
    let acting: Promise<Chain> | undefined;
    return {
      ...{ chain: looking, deployment, database, index, member },
      orders: openOrders(database),
      names: namesOf(deployment.assets),
      async shares() {
        await index.catchUp();
        return indexedPool(database).shares;
      },
      nameOf: (owner) => owner,
      async acting() {
        acting ??= openRemoteChain({ ...settings, dir: home }).then((chain) => {
          opened.push(chain);
          return chain;
        });
        return { chain: await acting, deployment };
      },
      async close() {
        for (const chain of opened) await chain.close('keep');
        database.close();
      },
    };
  } catch (error) {
    await looking.close('keep');
    throw error;
  }
}

/**
 * Whose wallet acts, or is looked at.
 *
 * @throws Fault `chain/no-key` where nobody's key is here, `chain/not-yours` where another's is asked to act
 */
export function walletAbroad({ member }: Abroad, id: string, purpose: 'look' | 'act'): Address {
  if (id === ME || id.toLowerCase() === member?.address.toLowerCase()) return own(member).address;
  if (purpose === 'look' && /^0x[0-9a-fA-F]{40}$/.test(id)) return id as Address;
  if (purpose === 'look') {
    throw new Fault(
      'hub/unknown-member',
      `${id} is no wallet; on a deployment elsewhere members are wallets: write 0x and 40 hex digits, or leave --member out for your own`,
    );
  }
  throw new Fault(
    'chain/not-yours',
    `${id} is not the wallet of HANSE_MEMBER_KEY (${own(member).address}); each member acts with the own key: leave --member out`,
  );
}

/** Stands for the member whose key is here. */
export const ME = 'me';

/** @throws Fault `chain/no-key` */
export function own(member: Signer | undefined): Signer {
  if (member) return member;
  throw new Fault(
    'chain/no-key',
    'no member’s key is here; set HANSE_MEMBER_KEY in .env or in the environment, or name a wallet to look at with --member 0x…',
  );
}

/** Symbols of the assets; two pools of one token are told apart by their fee. */
function namesOf(assets: PoolContext['deployment']['assets']): string[] {
  return assets.map(({ token, fee }) => {
    const alone = assets.filter((one) => one.token.symbol === token.symbol).length === 1;
    return alone ? token.symbol : `${token.symbol}-${fee}`;
  });
}
