/** Two listed pools of one token: what a leaver takes in kind comes out of the asset that the event names, however much alike they are. */
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChainEvent, Follower } from '#chain';
import type { Address } from '#kit';
import { readLedger } from './rows.ts';
import { treasuryProjection } from './projection.ts';

const [VAULT, TOKEN, ALICE, NOBODY] = ['aa', 'bb', 'cc', '00'].map(
  (digits): Address => `0x${digits.repeat(20)}`,
) as [Address, Address, Address, Address];
const pool = (index: number): Address => `0x${`d${index}`.repeat(20)}`;

let db: DatabaseSync;
let follower: Follower;
let seq: number;

/** What one transaction logs. */
function transaction(...logs: readonly (readonly [string, ChainEvent['args']])[]): void {
  const tx = `0x${String(++seq).padStart(64, '0')}` as const;
  const events = logs.map(([name, args], log): ChainEvent => {
    db.prepare('INSERT INTO event (seq) VALUES (?)').run(++seq);
    const place = { seq, block: seq, at: 1_725_000_000 + seq, log, tx };
    return { ...place, address: VAULT, contract: 'vault', name, args };
  });
  for (const [i, event] of events.entries()) follower.apply(event, events.slice(i + 1));
}

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec(`CREATE TABLE event (seq INTEGER PRIMARY KEY); ${treasuryProjection.schema}`);
  follower = treasuryProjection.start(db);
  seq = 0;
  for (const index of [0, 1])
    transaction(['AssetListed', { index: BigInt(index), token: TOKEN, pool: pool(index) }]);
  const minted = { to: ALICE, assets: 1000n, weight: 1000n };
  for (const [id, nav] of [0n, 1000n].entries())
    transaction(['Minted', { id: BigInt(id + 1), ...minted, nav }]);
  for (const index of [0n, 1n]) {
    const bought = { index, buy: true, amountIn: 100n, amountOut: 50n };
    transaction(['Traded', { ...bought, realised: 0n, nav: 2000n }]);
  }
});

const held = (): readonly bigint[] => [...readLedger(db).assets.values()].map((one) => one.held);
const paid = (index: bigint, amount: bigint) =>
  ['PaidInKind', { id: 1n, index, token: TOKEN, amount }] as const;
const left = [
  ['Transfer', { from: ALICE, to: NOBODY, tokenId: 1n }],
  ['Exited', { id: 1n, owner: ALICE, weight: 1000n, assets: 900n, rewards: 0n }],
] as const;

describe('an exit in kind from two pools of one token', () => {
  it.each([
    ['the first was left behind', [paid(1n, 25n)], [50n, 25n]],
    ['the second was left behind', [paid(0n, 25n)], [25n, 50n]],
    ['none was left behind', [paid(0n, 25n), paid(1n, 25n)], [25n, 25n]],
  ] as const)('is booked where it was paid: %s', (_, payments, stays) => {
    expect(held()).toEqual([50n, 50n]);
    transaction(...payments, ...left);
    expect(held()).toEqual(stays);
  });
});
