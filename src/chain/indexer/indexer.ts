/**
 * Our own index of the chain: reads the contracts' events in ranges of blocks and keeps them, and what follows from them, in SQLite.
 *
 * Events, derived rows and the position they lead to are one transaction, so a process that is killed at any moment goes on where the
 * last whole range ended. Before each range the parent hash is compared: where the chain was reorganised, the blocks that are gone are
 * deleted with everything that followed from them, and the new ones are read.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicClient } from 'viem';
import { Fault, type Hex } from '#kit';
import type { Chain } from '../chain.ts';
import type { Deployment } from '../deployment.ts';
import { type Dictionary, dictionaryOf, type RawLog } from './decode.ts';
import type { ChainEvent, Follower, Projection } from './event.ts';
import { ChainReader, type Header, Moved, type Range } from './reader.ts';
import { SCHEMA } from './schema.ts';

export interface IndexOptions {
  /** The database; the index makes tables of its own in it. */
  readonly database: DatabaseSync;
  readonly chain: Pick<Chain, 'client' | 'chainId'>;
  readonly deployment: Deployment;
  /** What is derived, besides the events themselves. */
  readonly projections: readonly Projection[];
  /** First block to read; 0 by default. */
  readonly firstBlock?: number;
  /** Blocks below the head that are left for later, on chains that reorganise often; 0 by default. */
  readonly confirmations?: number;
  /**
   * What a node that knows fewer blocks than the index means: on our own node they are gone, a foreign one may lag behind.
   * `roll-back` by default.
   */
  readonly shorter?: 'roll-back' | 'wait';
  /** Most blocks asked for at once, for nodes that limit it; 50 000 by default. */
  readonly span?: number;
  /** A second node that must say the same. */
  readonly witness?: PublicClient;
}

/** Where the index stands. */
export interface IndexPosition {
  /** Number and hash of the last block that was read; -1 before the first. */
  readonly block: number;
  readonly hash: Hex | undefined;
}

/** What one catching-up did. */
export interface Progress extends IndexPosition {
  readonly events: number;
  /** Blocks that were taken back because the chain had been reorganised. */
  readonly tookBack: number;
  /** How far the node's head lies below the index; zero unless it lags. */
  readonly lag: number;
}

export interface ChainIndex {
  readonly database: DatabaseSync;
  position(): IndexPosition;
  /**
   * Reads all there is up to the head. Calls are served one after the other.
   *
   * @throws Fault `chain/wrong-chain`, `chain/other-index`, `chain/nodes-differ`, `chain/bad-log`, `chain/restless`.
   */
  catchUp(): Promise<Progress>;
}

/** Blocks asked for at once, at first and at most; narrowed while a range holds many events or the node refuses it. */
const SPAN = { first: 2000, most: 50_000, events: 20_000 };
/** Ends of empty ranges that are kept to find where a reorganisation began. */
const KEPT_ENDS = 1000;
/** How often the chain may change under one catching-up. */
const PATIENCE = 100;

/**
 * Opens the index in `database`; what other rules built is dropped and read again.
 *
 * @throws Fault `chain/other-index` where the database indexes another deployment.
 */
export function openIndex(options: IndexOptions): ChainIndex {
  return new Index(options);
}

class Index implements ChainIndex {
  readonly database: DatabaseSync;
  readonly #options: IndexOptions;
  readonly #dictionary: Dictionary;
  readonly #reader: ChainReader;
  readonly #followers: readonly Follower[];
  readonly #write: ReturnType<typeof statements>;
  readonly #most: number;
  #span: number;
  /** The block whose state the followers remember; another process may have moved the index on. */
  #followed: Hex | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: IndexOptions) {
    const { database, deployment, chain, projections, witness } = options;
    this.database = database;
    this.#options = options;
    this.#most = options.span ?? SPAN.most;
    this.#span = Math.min(SPAN.first, this.#most);
    this.#dictionary = dictionaryOf(deployment);
    const clients = witness ? [chain.client, witness] : [chain.client];
    this.#reader = new ChainReader(clients, deployment.vault, this.#dictionary);
    database.exec(`PRAGMA foreign_keys = ON; ${SCHEMA}`);
    for (const { schema } of projections) database.exec(schema);
    this.#write = statements(database);
    this.#followers = projections.map((projection) => projection.start(database));
    this.#followed = this.position().hash;
  }

  position(): IndexPosition {
    const row = this.#write.where.get();
    return row?.['block'] == null
      ? { block: (this.#options.firstBlock ?? 0) - 1, hash: undefined }
      : { block: row['block'] as number, hash: row['hash'] as Hex };
  }

  catchUp(): Promise<Progress> {
    const turn = this.#queue.then(() => this.#catchUp());
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #catchUp(): Promise<Progress> {
    await this.#identify();
    let events = 0;
    let tookBack = 0;
    for (let moves = 0; ;) {
      const head = await this.#head();
      const at = this.position();
      if (at.block > head.number && (await this.#lags(head)))
        return { ...at, events, tookBack, lag: at.block - head.number };
      if (at.block === head.number && at.hash === head.hash)
        return { ...at, events, tookBack, lag: 0 };
      if (at.block < head.number) {
        const range = await this.#read(at, Math.min(at.block + this.#span, head.number));
        if (range) {
          events += this.#store(at, range);
          continue;
        }
      }
      // The parent is not ours, or the chain changed while it was read.
      if (++moves > PATIENCE) throw restless();
      if (moves > 3) await sleep(10 * moves);
      tookBack += await this.#takeBack(at);
    }
  }

  /** Makes sure that the chain is the one of this index, and the index of these rules. */
  async #identify(): Promise<void> {
    const { chain, deployment, projections } = this.#options;
    const rules = projections.map(({ name, version }) => `${name} ${version}`).join();
    const [chainId, genesis] = await Promise.all([this.#reader.chainId(), this.#reader.header(0)]);
    if (chainId !== chain.chainId) {
      throw new Fault(
        'chain/wrong-chain',
        `the node is of chain ${chainId}, not ${chain.chainId}; check its address`,
      );
    }
    const known = this.#write.where.get();
    // A node that keeps only late blocks cannot be asked for the first.
    const first = genesis?.hash ?? (known?.['genesis'] as Hex | undefined) ?? '0x';
    if (!known) {
      this.#write.found.run(chainId, first, deployment.vault.toLowerCase(), rules);
      return;
    }
    if (
      known['chain_id'] !== chainId ||
      known['genesis'] !== first ||
      known['vault'] !== deployment.vault.toLowerCase()
    ) {
      throw new Fault(
        'chain/other-index',
        `the index is of vault ${known['vault']} on chain ${known['chain_id']}, not of ${deployment.vault} on ${chainId}; use another database`,
      );
    }
    if (known['rules'] === rules) return;
    this.#whole(() => {
      this.#write.forget.run(-1);
      this.#write.move.run(null, null);
      this.#write.rules.run(rules);
    });
    this.#reload();
  }

  async #head(): Promise<Header> {
    const latest = await this.#reader.head();
    const { confirmations = 0, firstBlock = 0 } = this.#options;
    if (confirmations === 0) return latest;
    const number = Math.max(latest.number - confirmations, firstBlock - 1, 0);
    return (await this.#reader.header(number)) ?? latest;
  }

  /** Whether a head below our position belongs to the chain that we know. */
  async #lags(head: Header): Promise<boolean> {
    if ((this.#options.shorter ?? 'roll-back') === 'roll-back') return false;
    const known = this.#write.below.get(head.number);
    if (!known) return true;
    const live = await this.#reader.header(known['number'] as number);
    return live?.hash === known['hash'];
  }

  /** The next range, narrower where the node refuses; `undefined` where the chain is not the one we knew. */
  async #read(at: IndexPosition, to: number): Promise<Range | undefined> {
    for (let end = to; ;) {
      try {
        const range = await this.#reader.range(at.block + 1, end, at.hash, this.#pools());
        const many = range.logs.length > SPAN.events;
        this.#span = many
          ? Math.max(1, Math.floor((end - at.block) / 2))
          : Math.min(this.#most, Math.max(this.#span, 2 * (end - at.block)));
        return range;
      } catch (error) {
        if (error instanceof Moved) return undefined;
        const final = error instanceof Fault || end === at.block + 1;
        if (final) throw error;
        end = at.block + Math.max(1, Math.floor((end - at.block) / 2));
        this.#span = end - at.block;
      }
    }
  }

  /** Stores a range, or nothing where another process was faster; gives the number of its events. */
  #store(at: IndexPosition, { last, logs, times }: Range): number {
    return this.#whole(() => {
      const now = this.position();
      if (now.block !== at.block || now.hash !== at.hash) return 0;
      if (this.#followed !== at.hash) this.#reload();
      let events = 0;
      for (let i = 0; i < logs.length;) {
        const inBlock = logs.slice(i, endOfBlock(logs, i));
        events += this.#storeBlock(inBlock, times);
        i += inBlock.length;
      }
      this.#write.block.run(last.number, last.hash, last.at, 0);
      this.#write.move.run(last.number, last.hash);
      this.#write.thin.run(last.number - KEPT_ENDS);
      this.#followed = last.hash;
      return events;
    });
  }

  #storeBlock(logs: readonly RawLog[], times: Range['times']): number {
    const [first] = logs;
    const number = Number(first!.blockNumber);
    const at = times.get(number)!;
    const known = logs.flatMap((log) => {
      const decoded = this.#dictionary.decode(log);
      return decoded ? [{ log, decoded }] : [];
    });
    this.#write.block.run(number, first!.blockHash, at, known.length);
    const events = known.map(({ log, decoded }): ChainEvent => {
      const { contract, name, args } = decoded;
      const { transactionHash: tx, address } = log;
      const place = Number(log.logIndex);
      const text = JSON.stringify(args, asText);
      const made = this.#write.event.run(number, place, tx, address, contract, name, text);
      const seq = Number(made.lastInsertRowid);
      return { seq, block: number, at, log: place, tx, address, ...decoded };
    });
    for (let i = 0, end = 0; i < events.length; i++) {
      while (end < events.length && events[end]!.tx === events[i]!.tx) end++;
      const later = events.slice(i + 1, end);
      for (const follower of this.#followers) follower.apply(events[i]!, later);
    }
    return known.length;
  }

  /** Goes back to the newest block that the chain still has; gives how many blocks were taken back. */
  async #takeBack(at: IndexPosition): Promise<number> {
    let keep: Header | undefined;
    for (let from = at.block; ;) {
      const row = this.#write.below.get(from);
      if (!row) break;
      const live = await this.#reader.header(row['number'] as number);
      if (live?.hash === row['hash']) {
        keep = live;
        break;
      }
      // A node that lags knows nothing of the block; that is no reason to take it back.
      if (!live && this.#options.shorter === 'wait') return 0;
      from = (row['number'] as number) - 1;
    }
    if (keep?.number === at.block) return 0;
    this.#whole(() => {
      this.#write.forget.run(keep?.number ?? -1);
      this.#write.move.run(keep?.number ?? null, keep?.hash ?? null);
    });
    this.#reload();
    return at.block - (keep?.number ?? (this.#options.firstBlock ?? 0) - 1);
  }

  #pools(): Set<string> {
    return new Set(this.#write.pools.all().map((row) => (row['pool'] as string).toLowerCase()));
  }

  #reload(): void {
    for (const follower of this.#followers) follower.reload();
    this.#followed = this.position().hash;
  }

  /** All of it or nothing; what followers remember is read again where nothing came of it. */
  #whole<T>(work: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.#reload();
      throw error;
    }
  }
}

function statements(db: DatabaseSync) {
  return {
    where: db.prepare('SELECT * FROM chain_index'),
    found: db.prepare(
      'INSERT INTO chain_index (one, chain_id, genesis, vault, rules) VALUES (1, ?, ?, ?, ?)',
    ),
    rules: db.prepare('UPDATE chain_index SET rules = ?'),
    move: db.prepare('UPDATE chain_index SET block = ?, hash = ?'),
    block: db.prepare(
      'INSERT INTO block (number, hash, at, events) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    event: db.prepare(
      'INSERT INTO event (block, log, tx, address, contract, name, args) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    below: db.prepare('SELECT * FROM block WHERE number <= ? ORDER BY number DESC LIMIT 1'),
    forget: db.prepare('DELETE FROM block WHERE number > ?'),
    thin: db.prepare('DELETE FROM block WHERE events = 0 AND number < ?'),
    pools: db.prepare(
      `SELECT args ->> '$.pool' AS pool FROM event WHERE contract = 'vault' AND name = 'AssetListed'`,
    ),
  };
}

function endOfBlock(logs: readonly RawLog[], start: number): number {
  let end = start;
  while (end < logs.length && logs[end]!.blockNumber === logs[start]!.blockNumber) end++;
  return end;
}

function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function restless(): Fault {
  return new Fault(
    'chain/restless',
    `the chain changed ${PATIENCE} times while it was read; try again when it is calmer, or leave more blocks for later (confirmations)`,
  );
}
