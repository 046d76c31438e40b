/** A hub killed at each step of each deed: the next one finishes what was sent, with its line in the journal exactly once. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShares } from '#chain';
import { openBegun } from '../src/server/deeds/begun.ts';
import { deedsAsked, finishDeeds } from '../src/server/deeds/deed-list.ts';
import { hubOn } from './fixtures/hub-on-chain.ts';

const CHILD = resolve(import.meta.dirname, 'fixtures', 'killed-deed.ts');
const DAY = 86_400;

const PAID = [1, 2, 3].map(
  (n) => `deposit={"member":"m${n}","assets":"${n}00000","once":"founding-${n}"}`,
);
const SHIFT = '{"kind":"pair-shift","from":"BTCUSDT","to":"ETHUSDT","bps":500}';
const PROPOSED = `propose={"member":"m3","change":${SHIFT},"once":"the-shift"}`;
const vote = (n: number): string => `vote={"proposal":"1","member":"m${n}","support":"for"}`;
const SKIPPED = '{"proposal":"1","skipTime":true}';

interface Case {
  /** What happened before. */
  readonly before: readonly string[];
  readonly deed: string;
  /** The lines that it leaves, and how many of each. */
  readonly lines: Readonly<Record<string, number>>;
  /** Transactions that members or the hub sign for it. */
  readonly transactions: number;
}

const CASES: Readonly<Record<string, Case>> = {
  deposit: {
    before: ['fund'],
    deed: 'deposit={"member":"m1","assets":"5000","once":"the-deposit"}',
    lines: { 'share/minted': 1 },
    transactions: 2,
  },
  mint: {
    before: ['fund', ...PAID],
    deed: 'deposit={"member":"m1","weight":"400","once":"the-mint"}',
    lines: { 'share/minted': 1 },
    transactions: 1,
  },
  redeem: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`],
    deed: 'redeem={"member":"m1","paidIn":"quote","once":"the-exit"}',
    lines: { 'share/left': 1 },
    transactions: 1,
  },
  'an exit in kind': {
    before: ['fund', ...PAID, `pass=${2 * DAY}`],
    deed: 'redeem={"member":"m1","paidIn":"kind","once":"the-exit"}',
    lines: { 'share/left': 1 },
    transactions: 1,
  },
  liquidity: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`],
    deed: 'liquidity={"act":"add","asset":"BTCUSDT","quote":"1000","widthBps":200,"percent":100,"once":"the-liquidity"}',
    lines: { 'liquidity/moved': 1 },
    transactions: 2,
  },
  compound: {
    before: ['fund', ...PAID, 'earn=1'],
    deed: 'compound={"member":"m1","once":"the-compound"}',
    lines: { 'share/minted': 1 },
    transactions: 1,
  },
  'auto-compound': {
    before: ['fund', ...PAID],
    deed: 'auto-compound={"member":"m1","state":"on","once":"the-choice"}',
    lines: { 'compounding/set': 1 },
    transactions: 1,
  },
  guard: {
    before: ['fund', ...PAID],
    deed: 'guard={"act":"pause","hours":2,"once":"the-pause"}',
    lines: { 'guard/acted': 1 },
    transactions: 1,
  },
  withdraw: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`, PROPOSED],
    deed: 'withdraw={"proposal":"1"}',
    lines: { 'proposal/changed': 1 },
    transactions: 1,
  },
  claim: {
    before: ['fund', ...PAID, 'earn=1'],
    deed: 'claim={"member":"m2","once":"the-claim"}',
    lines: { 'claim/paid': 1 },
    transactions: 1,
  },
  propose: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`],
    deed: PROPOSED,
    lines: { 'proposal/changed': 1 },
    transactions: 1,
  },
  vote: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`, PROPOSED],
    deed: vote(3),
    lines: { 'proposal/changed': 1 },
    transactions: 1,
  },
  queue: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`, PROPOSED, vote(3)],
    deed: `queue=${SKIPPED}`,
    lines: { 'proposal/changed': 1 },
    transactions: 1,
  },
  execute: {
    before: ['fund', ...PAID, `pass=${2 * DAY}`, PROPOSED, vote(3), `queue=${SKIPPED}`],
    deed: `execute=${SKIPPED}`,
    lines: { 'proposal/changed': 1 },
    transactions: 1,
  },
};

describe.each(Object.entries(CASES))('a hub killed in the midst of: %s', (_, one) => {
  const last = one.transactions;
  const points = ['begun', `signed-${last}`, `mined-${last}`, 'line'];
  it.each(points)('at the point %s', { timeout: 600_000 }, async (point) => {
    const dir = mkdtempSync(join(tmpdir(), 'hanse-killed-'));
    try {
      expect(await ended(dir, point, one)).toBe('SIGKILL');
      const hub = await hubOn(dir);
      const { season } = hub.stood;
      const kinds = Object.keys(one.lines);
      const lines = () => season.journal.after(0, 100_000, kinds).length;
      const made = () => lines() - earlier(one);
      const shares = async () =>
        (await readShares(season)).filter(({ weight }) => weight > 0n).length;
      const begun = openBegun(season.db);
      const mined = season.chain.knowsUnder(begun.left()[0]?.under ?? 'nothing');
      const onChain = await shares();
      await finishDeeds(hub.parts);
      expect(begun.left()).toEqual([]);
      const told = point === 'line' || mined;
      if (point.startsWith('mined')) expect(mined).toBe(true);
      expect(made()).toBe(told ? 1 : 0);
      expect(await shares()).toBe(onChain);
      // Asked for again under its name, it is done now or found: once either way.
      const [word, json] = [
        one.deed.slice(0, one.deed.indexOf('=')),
        one.deed.slice(one.deed.indexOf('=') + 1),
      ];
      const act = deedsAsked(hub.parts) as (deed: string, order: object) => Promise<object>;
      const answer = await act(word, JSON.parse(json) as object);
      expect(await act(word, JSON.parse(json) as object)).toMatchObject(
        word === 'execute' ? { ...answer, sentence: expect.anything() as string } : answer,
      );
      expect(made()).toBe(1);
      await hub.stood.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

/** Lines of the kind that what happened before has left. */
function earlier(one: Case): number {
  const [kind] = Object.keys(one.lines);
  const count = (deeds: RegExp): number => one.before.filter((word) => deeds.test(word)).length;
  if (kind === 'share/minted') return count(/^deposit=/);
  if (kind !== 'proposal/changed') return 0;
  return count(/^(propose|vote|queue)=/);
}

function ended(
  dir: string,
  point: string,
  { before, deed }: Case,
): Promise<string | number | null> {
  const child = spawn(process.execPath, [CHILD, dir, point, ...before, '--', deed], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  return new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
}
