/** Whole seasons from the command line: the same again from the same seed, every figure recomputed, other data, nothing leaked. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Cohort, Hash, JournalSummary, Member, Model, Round, SeasonReport } from '#api';
import { openDatabase } from '#store';
import { openJournal } from '#journal';
import { allocate, type Credits, parseDecimal } from '#kit';
import { wavesOf, writeCandles } from './candle-files.ts';
import { hanse } from './command.ts';
import { freePort, startHubProcess } from './hub-process.ts';

/** What `--json` writes: the report without what comes of cryptographic randomness. */
const Written = SeasonReport.extend({
  members: z.array(z.strictObject(Member.omit({ address: true, online: true }).shape)),
  rounds: z.array(
    Round.omit({ modelCid: true }).extend({ cohorts: z.array(Cohort.omit({ sumCid: true })) }),
  ),
  model: Model.omit({ cid: true }),
  journal: JournalSummary.extend({
    checkpoints: z.array(z.strictObject({ seq: z.number().int(), txHash: Hash })),
  }),
});
type Written = z.infer<typeof Written>;

const home = mkdtempSync(join(tmpdir(), 'hanse-season-test-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const bundled = ['BTC', 'ETH', 'SOL'].map((asset) =>
  resolve(import.meta.dirname, `../data/candles/binance_spot_5m_${asset}USDT_2024.csv.gz`),
);
const CANARY = 123_456.789_012_345;
const SMALL = ['--members', '4', '--rounds', '3', '--days', '2'];

/** The bundled BTC candles with one volume that stands nowhere else, in the first member's slice. */
function planted(): string {
  const lines = gunzipSync(readFileSync(bundled[0]!)).toString().trimEnd().split('\n');
  const at = lines.length - 10_000;
  lines[at] = lines[at]!.replace(/[^,]*$/, String(CANARY));
  const path = join(home, 'BTCUSDT.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function play(name: string, words: readonly string[]): Promise<Written> {
  const file = join(home, `${name}.json`);
  const dir = join(home, name);
  const said = await hanse(['season', ...words, '--json', file, '--dir', dir], { seconds: 1500 });
  expect(said.code, `${said.err.slice(-2000)}\n${said.out}`).toBe(0);
  expect(said.out).toContain('journal:');
  return Written.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A report without hashes of transactions. */
function hashless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hashless);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name]) => !/txHash$/i.test(name) && name !== 'transactions',
  );
  return Object.fromEntries(kept.map(([name, one]) => [name, hashless(one)]));
}

/** Every hash of a transaction that a report names. */
function hashes(value: unknown, named = false): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => hashes(one));
  if (typeof value === 'string') return named ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'transactions' ? Object.values(one as object) : hashes(one, /txHash$/i.test(name)),
  );
}

const usd = (text: string): bigint => parseDecimal(text, 6);
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

function expectSplits({ distribution, claims, members }: Written): void {
  for (const { distributed, split, txHash, note } of distribution.cycles) {
    expect(sum(Object.values(split).map(usd))).toBe(usd(distributed));
    expect(txHash === null).toBe(usd(distributed) === 0n);
    expect(note).toMatch(/distributed/);
  }
  const part = (name: string): bigint =>
    sum(distribution.cycles.map(({ split }) => usd(split[name] ?? '0')));
  const claimed = (kind: string): bigint =>
    sum(claims.filter((one) => one.kind === kind).map(({ amount }) => usd(amount)));
  expect(usd(distribution.total)).toBe(
    sum(distribution.cycles.map(({ distributed }) => usd(distributed))),
  );
  expect(claimed('holder')).toBeLessThanOrEqual(part('holders'));
  expect(claimed('contributor')).toBeLessThanOrEqual(part('contributors'));
  for (const member of members) {
    const own = sum(
      claims.filter((one) => one.member === member.id).map(({ amount }) => usd(amount)),
    );
    expect(usd(member.claimed)).toBe(own);
    expect(usd(member.earned)).toBe(own + usd(member.claimable));
  }
}

/** Each day's lines sum to the vault, day follows day, and flows, fees and payouts are those that the rest of the report tells. */
function expectStatements({ statements, members, trades, distribution, vault }: Written): void {
  const columns = ['opening', 'flows', 'trades', 'fees', 'payouts', 'closing'] as const;
  let before: Record<string, string> = {};
  for (const { lines, vault: whole, closed } of statements) {
    expect(closed).toBe(true);
    for (const column of columns)
      expect(sum(lines.map((line) => usd(line[column])))).toBe(usd(whole[column]));
    for (const line of lines) {
      expect(line.opening).toBe(before[line.member] ?? '0');
      const out = usd(line.fees) + usd(line.payouts);
      expect(usd(line.opening) + usd(line.flows) + usd(line.trades) - out).toBe(usd(line.closing));
    }
    before = Object.fromEntries(lines.map(({ member, closing }) => [member, closing]));
  }
  expect(statements.map(({ day }) => day)).toEqual([
    0,
    ...distribution.cycles.map(({ day }) => day),
  ]);
  const all = (column: (typeof columns)[number]): bigint =>
    sum(statements.map(({ vault: whole }) => usd(whole[column])));
  expect(all('flows')).toBe(sum(members.map(({ deposited }) => usd(deposited))));
  expect(all('fees')).toBe(sum(trades.map(({ fee }) => usd(fee))));
  const kept = sum(distribution.cycles.map(({ split }) => usd(split['reinvest'] ?? '0')));
  expect(all('payouts')).toBe(usd(distribution.total) - kept);
  expect(usd(statements.at(-1)!.vault.closing)).toBe(usd(vault!.nav));
}

/** Average cost as the vault books it: gas is the agent's, everything else is in the amounts. */
function expectRealised({ trades, vault }: Written, decimalsOf: Record<string, number>): void {
  const books = new Map<string, { held: bigint; cost: bigint }>();
  let [realised, gas, told] = [0n, 0n, 0n];
  for (const trade of trades) {
    const decimals = decimalsOf[trade.asset] ?? 18;
    const book = books.get(trade.asset) ?? { held: 0n, cost: 0n };
    books.set(trade.asset, book);
    gas += usd(trade.gas);
    if (trade.side === 'BUY') {
      book.held += parseDecimal(trade.amountOut, decimals);
      book.cost += usd(trade.amountIn);
      expect(trade.realised).toBeNull();
      continue;
    }
    const sold = parseDecimal(trade.amountIn, decimals);
    const part = (book.cost * sold + book.held - 1n) / book.held;
    realised += usd(trade.amountOut) - part;
    told += usd(trade.realised!);
    book.held -= sold;
    book.cost -= part;
  }
  expect(usd(vault!.realised)).toBe(realised);
  if ([...books.values()].some(({ held }) => held > 0n)) return;
  // With nothing held, all gas has been counted: members are told of the result after gas.
  const rounding = BigInt(trades.length);
  expect(realised - gas - told).toBeLessThanOrEqual(rounding);
  expect(told - realised + gas).toBeLessThanOrEqual(rounding);
}

describe('a season', () => {
  let first: Written;
  const words = [...SMALL, '--seed', '5', '--data'];
  beforeAll(async () => {
    words.push(planted(), ...bundled.slice(1));
    first = await play('first', words);
  }, 400_000);

  it('ends, with everything it promises', () => {
    expect(first.season).toMatchObject({ status: 'finished', seed: 5, day: 2, error: null });
    expect(first.rounds.map(({ status }) => status)).toEqual(['closed', 'closed', 'closed']);
    expect(first.trades.length).toBeGreaterThan(0);
    expect(first.proposal).toMatchObject({ state: 'executed' });
    expect(first.baselines?.solo.members).toHaveLength(4);
    expect(first.model.unseen?.samples).toBeGreaterThan(500);
    expect(first.journal).toMatchObject({ verified: true });
    expect(first.season.privacy).toMatchObject({ scoring: 'private' });
    for (const { privacy } of first.members) {
      expect(Number(privacy!.spent)).toBeGreaterThan(0);
      expect(Number(privacy!.spent)).toBeLessThanOrEqual(Number(first.season.privacy!.epsilon));
      expect(privacy!.budget).toBe(`${first.season.privacy!.epsilon}.000`);
    }
    expect(first.journal.checkpoints.length).toBeGreaterThan(3);
  });

  it('is the same again from the same seed', async () => {
    const again = await play('again', words);
    expect(hashless(again)).toEqual(hashless(first));
  }, 400_000);

  it('splits exactly and pays no more than it split', () => {
    expectSplits(first);
    expectStatements(first);
    expectRealised(first, { BTCUSDT: 8, SOLUSDT: 9 });
  });

  it('trades inside every limit', () => {
    const db = openDatabase(join(home, 'first', 'hub', 'hub.sqlite'));
    const decisions = new Map(
      openJournal(db)
        .after(0, 100_000, ['decision'])
        .map(({ seq, data }) => [seq, data]),
    );
    db.close();
    expect(decisions.size).toBeGreaterThanOrEqual(576);
    const threshold = usd(first.season.threshold!.value);
    const times = new Map<string, number[]>();
    for (const trade of first.trades) {
      const decision = decisions.get(trade.decision)!;
      expect(decision).toMatchObject({
        asset: trade.asset,
        action: trade.side,
        modelHash: first.model.hash,
      });
      const nav = usd(decision['nav'] as string);
      const quote = usd(trade.side === 'BUY' ? trade.amountIn : trade.amountOut);
      // A sale is cut by the price at the decision; the pool may have been a little better since.
      expect(quote * 50n).toBeLessThanOrEqual(trade.side === 'BUY' ? nav : (nav * 101n) / 100n);
      expect(Number(trade.minOut)).toBeGreaterThan(0);
      expect(Number(trade.amountOut)).toBeGreaterThanOrEqual(Number(trade.minOut));
      const { up } = decision['prediction'] as { up: string };
      if (trade.side === 'BUY') expect(usd(up)).toBeGreaterThan(threshold);
      const past = (times.get(trade.asset) ?? []).filter((time) => time > trade.at - 60_000);
      expect(past.length).toBeLessThan(3);
      times.set(trade.asset, [...past, trade.at]);
    }
  });

  it('names only transactions that the chain knows', async () => {
    const port = await freePort();
    const dir = join(home, 'first');
    const hub = await startHubProcess([...words, '--dir', dir, '--port', String(port)]);
    try {
      const node = JSON.parse(readFileSync(join(dir, 'chain', 'node.json'), 'utf8')) as {
        port: number;
      };
      const named = [...new Set(hashes(first))];
      expect(named.length).toBeGreaterThan(first.trades.length + first.claims.length);
      for (const steps of [first.trades, first.claims, first.rounds])
        for (const step of steps) expect(step.txHash).toMatch(/^0x[0-9a-f]{64}$/);
      const response = await fetch(`http://127.0.0.1:${node.port}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          named.map((hash, id) => ({
            jsonrpc: '2.0',
            id,
            method: 'eth_getTransactionReceipt',
            params: [hash],
          })),
        ),
      });
      const receipts = (await response.json()) as { result: { status: string } | null }[];
      expect(receipts.map(({ result }) => result?.status)).toEqual(named.map(() => '0x1'));
      const said = await hanse(['audit', '--hub', hub.url]);
      expect(said, said.err).toMatchObject({ code: 0 });
      expect(await hanse(['verify-scores', '--hub', hub.url])).toMatchObject({ code: 0 });
    } finally {
      await hub.kill('SIGTERM');
    }
  });

  it('leaves nothing of a member’s candles with the hub', () => {
    const float64 = Buffer.alloc(8);
    float64.writeDoubleLE(CANARY);
    const float32 = Buffer.alloc(4);
    float32.writeFloatLE(CANARY);
    const forms = [
      Buffer.from('123456.789'),
      float64,
      float32,
      Buffer.from(float64.toString('base64').slice(0, 10)),
    ];
    const dir = join(home, 'first');
    const own = filesIn(join(dir, 'members', 'm1'));
    expect(own.some((path) => readFileSync(path).includes('123456.789'))).toBe(true);
    const seen = ['hub', 'chain', join('members', 'logs')].flatMap((part) =>
      filesIn(join(dir, part)),
    );
    expect(seen.length).toBeGreaterThan(20);
    for (const path of [...seen, join(home, 'first.json')]) {
      const bytes = readFileSync(path);
      for (const form of forms) expect(bytes.includes(form), path).toBe(false);
    }
  });
});

describe('profit', () => {
  const waves = (): string[] => [
    '--members',
    '4',
    '--rounds',
    '2',
    '--days',
    '2',
    '--data',
    writeCandles(home, 'WAVEUSDT.csv', wavesOf(6000)),
  ];
  let nexus: Written;

  it('goes to contributors by score, to the unit, where the group wants that', async () => {
    nexus = await play('nexus', [...waves(), '--seed', '1', '--policy', 'nexus']);
    expectSplits(nexus);
    expectRealised(nexus, {});
    expect(usd(nexus.distribution.total)).toBeGreaterThan(0n);
    expect(nexus.proposal?.change.after).toEqual({ WAVEUSDT: 9500, USDC: 500 });
    const parties = nexus.members.map(({ id, score }) => ({
      id: id.slice(1),
      weight: parseDecimal(score!, 6),
    }));
    let credits: Credits | undefined;
    const earned = new Map<string, bigint>();
    for (const { split, distributed } of nexus.distribution.cycles) {
      expect(usd(split['contributors'] ?? '0')).toBe(usd(distributed));
      const shared = allocate(usd(distributed), parties, credits);
      credits = shared.credits;
      for (const [id, units] of Object.entries(shared.paid))
        earned.set(id, (earned.get(id) ?? 0n) + units);
    }
    for (const member of nexus.members)
      expect(usd(member.earned), member.id).toBe(earned.get(member.id.slice(1)));
  }, 400_000);

  it('goes to holders, vault, agent and treasury by preset amm; another seed learns otherwise', async () => {
    const amm = await play('amm', [...waves(), '--seed', '2', '--policy', 'amm']);
    expectSplits(amm);
    expectRealised(amm, {});
    const paying = amm.distribution.cycles.filter(({ txHash }) => txHash);
    expect(paying.length).toBeGreaterThan(0);
    for (const { split, distributed } of paying) {
      const part = (bps: bigint): bigint => (usd(distributed) * bps) / 10_000n;
      expect(usd(split['contributors']!)).toBe(0n);
      for (const [name, bps] of Object.entries({
        holders: 6000n,
        reinvest: 2000n,
        ai: 1000n,
        treasury: 1000n,
      })) {
        expect(usd(split[name]!) - part(bps), name).toBeGreaterThanOrEqual(0n);
        expect(usd(split[name]!) - part(bps), name).toBeLessThan(4n);
      }
    }
    expect(amm.rounds.map(({ modelHash }) => modelHash)).not.toEqual(
      nexus.rounds.map(({ modelHash }) => modelHash),
    );
    expect(hashless(amm.trades)).not.toEqual(hashless(nexus.trades));
  }, 400_000);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());
}
