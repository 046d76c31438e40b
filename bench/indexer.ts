import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndex } from '#chain';
import { openDatabase } from '#store';
import { treasuryProjection } from '#treasury/evm';
import { type Bench, timed } from './bench.ts';
import { EVENTS, loadEvents } from './sides/event-load.ts';

const COUNT = 100_000;

/**
 * A vault's 100 000 events over HTTP from a real node: read, decoded, stored, books and shares derived, all of it durable. The peer
 * only reads and decodes the same logs, into memory.
 */
export const bench: Bench = {
  name: 'indexer',
  says: '100 000 events of a vault with 1000 shares, from the node to derived tables on disk',
  unit: 'ms',
  better: 'lower',
  peerName: 'viem 2.57.1 getLogs, decoded into memory, nothing kept or derived',
  runs: 3,
  async prepare() {
    const load = await loadEvents(COUNT);
    const { chain, deployment } = load;
    const file = join(tmpdir(), `hanse-index-${process.pid}.sqlite`);
    const clean = (): void => {
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    };
    return {
      async ours() {
        clean();
        const database = openDatabase(file);
        const took = await timed(async () => {
          const index = openIndex({
            database,
            chain,
            deployment,
            projections: [treasuryProjection],
          });
          const { events } = await index.catchUp();
          if (events !== COUNT) throw new Error(`${events} events were indexed`);
        });
        database.close();
        return took;
      },
      peer: () =>
        timed(async () => {
          const head = BigInt(chain.height());
          let events = 0;
          for (let from = 0n; from <= head; from += 200n) {
            const logs = await chain.client.getLogs({
              address: deployment.vault,
              events: EVENTS,
              fromBlock: from,
              toBlock: from + 199n < head ? from + 199n : head,
            });
            events += logs.length;
          }
          if (events !== COUNT) throw new Error(`${events} events were read`);
        }),
      async close() {
        clean();
        await load.close();
      },
    };
  },
};
