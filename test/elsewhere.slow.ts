/** The commands themselves, as processes, on a deployment elsewhere: what docs/chain.md shows, and a kill at every step of a deposit. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '#api';
import { hanse, type Said } from './command.ts';
import { earn } from './fixtures/abroad.ts';
import { DROP, type Meddle } from './fixtures/faulty-node.ts';
import { type Elsewhere, openElsewhere } from './fixtures/elsewhere.ts';

const SLOW = { timeout: 1_800_000 };
const root = resolve(import.meta.dirname, '..');
const MAIN = join(root, 'src', 'cli', 'main.ts');
let place: Elsewhere;

beforeAll(async () => {
  place = await openElsewhere();
});
afterAll(() => place?.close());

const as = (member: number, ...words: string[]): Promise<Said> =>
  hanse(words, { env: place.member(member).env, cwd: place.dir, seconds: 900 });

/** Starts a command and kills it as soon as the node is asked something for the n-th time. */
async function killedAt(
  member: number,
  words: readonly string[],
  { method, count, when }: { method: string; count: number; when: 'asked' | 'answered' },
): Promise<void> {
  const { env } = place.member(member);
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: 'ignore',
    cwd: place.dir,
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
  });
  const gone = new Promise<string | number | null>((done) => {
    child.once('exit', (code, signal) => done(signal ?? code));
  });
  let asked = 0;
  const meddle: Meddle = async (call, next) => {
    if (call.method !== method || ++asked !== count) return next();
    if (when === 'answered') await next();
    child.kill('SIGKILL');
    throw DROP;
  };
  place.node.meddle = meddle;
  expect(await gone).toBe('SIGKILL');
  place.node.meddle = (_, next) => next();
}

describe('a deposit elsewhere', () => {
  const points = [
    { method: 'eth_estimateGas', count: 1, when: 'asked' },
    { method: 'eth_sendRawTransaction', count: 1, when: 'asked' },
    { method: 'eth_sendRawTransaction', count: 1, when: 'answered' },
    { method: 'eth_getTransactionReceipt', count: 1, when: 'answered' },
    { method: 'eth_sendRawTransaction', count: 2, when: 'asked' },
    { method: 'eth_sendRawTransaction', count: 2, when: 'answered' },
    { method: 'eth_getTransactionReceipt', count: 2, when: 'asked' },
    { method: 'eth_getTransactionReceipt', count: 2, when: 'answered' },
    { method: 'eth_getTransactionReceipt', count: 3, when: 'answered' },
  ] as const;

  it.each(points)(
    'is made once where its process was killed at $method $count, $when',
    { timeout: 1_200_000 },
    async (point) => {
      const member = points.indexOf(point) % 6;
      const amount = String(1000 + points.indexOf(point));
      const words = ['vault', 'deposit', '--assets', amount, '--yes'];
      const before = place.node.sent.size;
      await killedAt(member, words, point);
      const said = await as(member, ...words);
      expect(said, said.err).toMatchObject({ code: 0 });
      expect(said.out).toMatch(new RegExp(`^share \\d+ of weight [\\d.]+ for ${amount} USDC 0x`));
      // One approval and one mint, however often their bytes were handed over.
      expect(place.node.sent.size).toBe(before + 2);
      const held = await as(member, 'vault', 'status', '--member', 'me', '--json');
      const { holdings } = operations.portfolio.output.parse(JSON.parse(held.out));
      expect(holdings.filter(({ paidIn }) => paidIn === amount)).toHaveLength(1);
    },
  );

  it('is confirmed, refused and explained', { timeout: 1_200_000 }, async () => {
    const unasked = await as(0, 'vault', 'deposit', '--assets', '500');
    expect(unasked).toMatchObject({ code: 2 });
    expect(unasked.err).toMatch(/pays 500 USDC from 0x[\s\S]*Go on\? \[y\/N\]/);
    const rich = await as(0, 'vault', 'deposit', '--assets', '99999999', '--yes');
    expect(rich).toMatchObject({ code: 1 });
    expect(rich.err).toMatch(/99999999 USDC is needed; deposit less, or send it more \[vault\//);
    const nobody = await hanse(['vault', 'redeem', '--all', '--yes'], {
      env: { ...place.member(0).env, HANSE_MEMBER_KEY: '' },
    });
    expect(nobody.err).toMatch(/set HANSE_MEMBER_KEY.*\[chain\/no-key\]/);
    const key = place.member(0).env['HANSE_MEMBER_KEY']!;
    for (const { out, err } of [unasked, rich, nobody]) expect(out + err).not.toContain(key);
    const nowhere = await as(0, 'vault', 'status', '--record', 'nowhere.json');
    expect(nowhere.err).toMatch(/nowhere\.json is no record of a deployment: there is no such/);
  });
});

describe('money that goes out elsewhere', () => {
  it.each([
    { what: 'claim', words: ['claim', '--yes'], told: /claimed in all [\d.]*[1-9]/ },
    { what: 'leave', words: ['vault', 'redeem', '--all', '--yes'], told: /share \d+: [\d.]+ USDC/ },
  ])(
    'is told, and paid once, where the process was killed after it was paid: $what',
    { timeout: 1_200_000 },
    async ({ words, told }) => {
      // Somebody else stays, so that there is a pool to earn and to be left.
      for (const member of [5, 0])
        await as(member, 'vault', 'deposit', '--assets', '4000', '--yes');
      await place.pass(86_400);
      await earn(place);
      const before = place.node.sent.size;
      // The first is asked for when the deployment is read.
      const paid = { method: 'eth_getTransactionReceipt', count: 2, when: 'answered' } as const;
      await killedAt(5, words, paid);
      const { sent } = place.node;
      const said = await as(5, ...words);
      expect(said, said.err).toMatchObject({ code: 0 });
      expect(said.out).toMatch(told);
      expect(said.err).toContain('was begun before');
      const shares = (await as(5, 'vault', 'status', '--member', 'me', '--json')).out;
      const { holdings } = operations.portfolio.output.parse(JSON.parse(shares));
      // One claim for all shares; one exit for each.
      const orders = words[0] === 'claim' ? 1 : (said.out.match(/^share/gm) ?? []).length;
      expect(sent.size - before).toBe(orders);
      if (words[0] !== 'claim') expect(holdings).toEqual([]);
      else expect(holdings.every(({ claimable }) => claimable === '0')).toBe(true);
      const again = await as(5, ...words);
      expect(again.code).toBe(1);
      expect(again.err).toMatch(/\[(claim\/nothing|vault\/not-holder)\]/);
    },
  );
});

describe('a group elsewhere that wants a bond and staked shares', () => {
  let other: Elsewhere;
  const by = (member: number, ...words: string[]): Promise<Said> =>
    hanse(words, { env: other.member(member).env, cwd: other.dir, seconds: 900 });
  const done = async (...words: string[]): Promise<Said> => {
    const said = await by(0, ...words, '--yes');
    expect(said.code, `${words.join(' ')}\n${said.err}`).toBe(0);
    return said;
  };

  beforeAll(async () => {
    other = await openElsewhere({ bond: 10n ** 17n, stakes: 'deploy' });
  });
  afterAll(() => other?.close());

  it('tells of the bond first, stakes, compounds and withdraws', SLOW, async () => {
    await done('vault', 'deposit', '--assets', '5000');
    await other.pass(2 * 86_400);
    const unasked = await by(0, 'propose', 'staking', 'deployed');
    expect(unasked.err).toMatch(/lays down a bond of 0\.1 of the chain’s coin[\s\S]*Go on\?/);
    expect(unasked.code).toBe(2);
    expect((await done('propose', 'staking', 'deployed')).out).toMatch(/^proposal 1 0x/);
    await done('vote', '--on', '1');
    await other.pass(2 * 86_400 + 1);
    await done('queue', '1');
    await other.pass(86_400 + 1);
    expect((await done('execute', '1')).out).toMatch(/bond of 0\.1 .* went to 0x/);
    expect((await done('stake', '--all')).out).toMatch(/^shares 1 are staked 0x/);
    expect((await done('unstake', '--nft', '1')).out).toMatch(/^shares 1 are no longer staked/);
    const keeper = other.member(1).wallet;
    const on = await done('vault', 'auto-compound', 'on', '--keeper', keeper);
    expect(on.err).toContain(`${keeper} turns what`);
    expect(on.out).toMatch(/^compounding is on for 0x/);
    const nothing = await by(1, 'vault', 'compound', '--member', other.member(0).wallet, '--yes');
    expect(nothing.err).toMatch(/\[claim\/nothing\]/);
    await done('vault', 'auto-compound', 'off');
    const stranger = await by(1, 'vault', 'compound', '--member', other.member(0).wallet, '--yes');
    expect(stranger.err).toMatch(/has not named 0x.*\[chain\/not-yours\]/);
    await done('propose', 'unlock', '5');
    expect((await done('delegate', keeper)).out).toContain(
      `${keeper} may vote with the shares of 0x`,
    );
    const owner = other.member(0).wallet;
    const voted = await by(1, 'vote', '--on', '2', '--member', owner, '--yes');
    expect(voted.out, voted.err).toMatch(/^voted for with weight 5000 0x/);
    expect((await done('delegate', 'none')).out).toMatch(/^nobody else may vote/);
    await done('propose', 'unlock', '6');
    const paper = await by(0, 'ballot', 'sign', '--on', '3', '--support', 'against');
    const file = join(other.dir, 'ballot.json');
    writeFileSync(file, paper.out);
    const brought = await by(1, 'ballot', 'bring', file, '--yes');
    expect(brought.out, brought.err).toMatch(/^1 brought 0x/);
    expect((await by(1, 'ballot', 'bring', other.recordFile, '--yes')).err).toMatch(/is no ballot/);
    const hub = await hanse(['delegate', keeper, '--member', 'm1', '--yes']);
    expect(hub.err).toMatch(/\[cli\/abroad-only\]/);
    expect((await done('withdraw', '2')).out).toMatch(/withdrew proposal 2.*bond of 0\.1/);
    const coin = await by(0, 'vault', 'deposit', '--assets', '5', '--in-coin', '--yes');
    expect(coin.err).toMatch(/counts in USDC.*\[vault\/not-coin\]/);
  });
});

describe('docs/chain.md', () => {
  const text = readFileSync(join(root, 'docs', 'chain.md'), 'utf8');
  const lines = [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((block) => block[1]!.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line.startsWith('npx hanse'));

  it('shows the way from a deposit to a statement', () => {
    expect(lines.length).toBeGreaterThan(7);
  });

  it('shows commands that work as they stand there', { timeout: 1_800_000 }, async () => {
    const named = ['HANSE_RECORD', 'HANSE_RPC_URL', 'HANSE_WITNESS_URL', 'HANSE_MEMBER_KEY'];
    for (const name of named) expect(text).toContain(name);
    // Enough weight to decide alone.
    await as(0, 'vault', 'deposit', '--assets', '50000', '--yes');
    await place.pass(86_400);
    for (const line of lines) {
      const words = line
        .split(' ')
        .slice(2)
        .map((word) => (word === 'base.json' ? place.recordFile : word))
        .map((word) => (word.startsWith('https:') ? place.node.url : word));
      if (words[0] === 'queue') await place.pass(2 * 86_400 + 1);
      if (words[0] === 'execute') await place.pass(86_400 + 1);
      const said = await as(0, ...words);
      const nothing = words[0] === 'claim' && /claim\/nothing/.test(said.err);
      expect(said.code, `${line}\n${said.out}\n${said.err}`).toBe(nothing ? 1 : 0);
    }
  });
});
