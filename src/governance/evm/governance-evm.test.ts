/** Indexed proposals against the council itself, at every turn of their lives. */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ChainIndex,
  DEFAULTS,
  delegateVotes,
  execute,
  openIndex,
  propose,
  queue,
  readProposal,
  syncPrices,
  vote,
  type Weighting,
} from '#chain';
import { GENESIS, openPool, type Pool } from '../../../test/fixtures/pool.ts';
import { indexedDelegations, indexedProposals } from './index.ts';

describe.each<[string, Weighting | undefined, readonly [bigint, bigint]]>([
  ['by weight', undefined, [300_000_000_000_000n, 300_000_000_000_000n]],
  // The square root of the weight, in millionths: √(3 · 10^14 · 10^12).
  ['by its root', { kind: 'root' }, [17_320_508_075_688n, 17_320_508_075_688n]],
  ['by holder', { kind: 'equal' }, [1n, 1n]],
  ['up to a cap', { kind: 'capped', capBps: 1000 }, [60_000_000_000_000n, 60_000_000_000_000n]],
])('a council that counts %s', (_, weighting, [yes, abstain]) => {
  let pool: Pool;
  let index: ChainIndex;
  const rules = { ...DEFAULTS.rules, ...(weighting ? { weighting: weighting.kind } : {}) };
  beforeAll(async () => {
    pool = await openPool(weighting ? { weighting } : {});
    index = openIndex({ database: new DatabaseSync(':memory:'), ...pool.ledger, projections: [] });
  });
  afterAll(() => pool?.close());

  /** The council's own answer for every proposal, and the index's. */
  async function agree(): Promise<string[]> {
    await syncPrices(pool.ledger, [{ index: 0, price: '60000' }], { at: pool.clock });
    await index.catchUp();
    const indexed = indexedProposals(index.database, rules, pool.clock);
    for (const proposal of indexed) {
      const live = await readProposal(pool.ledger, proposal.id);
      expect(proposal).toMatchObject({ ...live, proposer: expect.anything() as unknown });
      expect(proposal.proposer.toLowerCase()).toBe(live.proposer.toLowerCase());
    }
    return indexed.map(({ state }) => state);
  }

  it('tells proposals, tallies and states as the contract does', async () => {
    const { ledger } = pool;
    const [first, second] = [0, 1].map((member) => ledger.chain.accounts.member(member));
    pool.clock = GENESIS + 3 * 86_400;
    const motion = { kind: 'targets', targetBps: [3500, 4500] } as const;
    const make = (title: string) =>
      propose(ledger, first!, { title, motion, shares: [1n] }, { at: pool.clock });
    const passes = (await make('passes')).id;
    const fails = (await make('fails')).id;
    await make('sleeps');
    expect(await agree()).toEqual(['voting', 'voting', 'voting']);
    const when = () => ({ at: pool.clock });
    await vote(ledger, first!, { proposal: passes, choice: 'yes', shares: [1n] }, when());
    await vote(ledger, second!, { proposal: passes, choice: 'abstain', shares: [2n] }, when());
    await vote(ledger, first!, { proposal: fails, choice: 'no', shares: [1n] }, when());
    await delegateVotes(ledger, second!, first!.address, when());
    pool.clock += DEFAULTS.rules.votingSeconds;
    expect(await agree()).toEqual(['passed', 'defeated', 'defeated']);
    await queue(ledger, first!, passes, when());
    expect(await agree()).toEqual(['queued', 'defeated', 'defeated']);
    pool.clock += DEFAULTS.rules.timelockSeconds;
    expect(await agree()).toEqual(['ready', 'defeated', 'defeated']);
    await execute(ledger, first!, passes, when());
    expect(await agree()).toEqual(['executed', 'defeated', 'defeated']);
    const [done] = indexedProposals(index.database, rules, pool.clock);
    expect(done!.votes.map(({ choice }) => choice)).toEqual(['yes', 'abstain']);
    expect(done).toMatchObject({ yes, abstain, cast: 600_000_000_000_000n });
    expect(done!.executedAt).toBe(pool.clock);
    expect([...indexedDelegations(index.database).values()]).toEqual([first!.address]);
  });
});
