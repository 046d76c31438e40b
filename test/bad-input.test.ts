/** Whatever is wrong is told in one sentence: wrong words exit with 2, all else with 1, and no stack is ever shown. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#store';
import { openJournal } from '#journal';
import { type Row, rowsOf, writeCandles } from './candle-files.ts';
import { hanse, type Said } from './command.ts';
import { freePort, type HubProcess, startHubProcess } from './hub-process.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-bad-'));
const rows = rowsOf(6000);
const good = writeCandles(home, 'BTCUSDT.csv', rows);
const SEASON = ['--members', '3', '--rounds', '1', '--days', '1', '--data', good];
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** One sentence for people, and the code for machines where it is a fault. */
function expectSentence(said: Said, code: number, sentence: RegExp): void {
  const { err } = said;
  expect(err).toMatch(sentence);
  expect(err.trimEnd().split('\n'), err).toHaveLength(1);
  expect(err).toMatch(/^hanse: /);
  expect(err).not.toMatch(/internal\/|\bat .*:\d+:\d+|node:internal|undefined|\[object/);
  expect(said.code, err).toBe(code);
}

describe('candle files', () => {
  const broken = (change: (rows: Row[]) => void): Row[] => {
    const copy = rows.map((row): Row => [...row]);
    change(copy);
    return copy;
  };
  const file = (name: string, content: readonly (Row | string)[], header?: string): string =>
    writeCandles(home, name, content, header ? { header } : {});
  it.concurrent.each<[string, () => string[], RegExp]>([
    ['no file', () => [join(home, 'none.csv')], /none\.csv: there is no such file/],
    ['a folder', () => [home], /this is a folder/],
    [
      'wrong columns',
      () => [file('W.csv', rows, 'time,o,h,l,c,v')],
      /W\.csv: line 1: the header is/,
    ],
    [
      'a gap',
      () => [
        file(
          'G.csv',
          broken((all) => void all.splice(777, 2)),
        ),
      ],
      /line 779: 2 candles missing/,
    ],
    [
      'a duplicate',
      () => [
        file(
          'D.csv',
          broken((all) => void all.splice(500, 0, all[499]!)),
        ),
      ],
      /line 502: .* stands twice/,
    ],
    [
      'a high below the low',
      () => [
        file(
          'O.csv',
          broken((all) => void (all[122]![2] = 1)),
        ),
      ],
      /line 124: .*cannot be one candle/,
    ],
    ['too few', () => [file('F.csv', rows.slice(0, 300))], /the files share 300: use fewer days/],
    [
      'two intervals',
      () => [good, writeCandles(home, 'ETHUSDT.csv', rowsOf(3000, { step: 900_000 }))],
      /15 min and BTCUSDT of 5 min/,
    ],
    [
      'an interval of which no day is made',
      () => [file('SEVEN.csv', rowsOf(6000, { step: 420_000 }))],
      /no whole number of candles of 7 min/,
    ],
    [
      'a price too small to count',
      () => [file('DUST.csv', rowsOf(6000, { price: 1e-9 }))],
      /DUST has a price of .* a thousand times more/,
    ],
    ['one asset twice', () => [good, file('other-BTCUSDT.csv', rows)], /second file of BTCUSDT/],
  ])('%s', async (_, make, sentence) => {
    const words = ['--members', '3', '--rounds', '1', '--days', '1', '--data', ...make()];
    expectSentence(await hanse(['season', ...words]), 1, sentence);
  });
});

describe('words', () => {
  it.concurrent.each<[string, RegExp]>([
    ['season --members 2', /--members.*from 3 to 64/],
    ['season --members eight', /--members.*from 3 to 64/],
    ['season --rounds 0', /--rounds.*from 1 to 200/],
    ['season --days 1.5', /--days.*from 1 to 120/],
    ['season --seed -1', /--seed.*from 0/],
    ['season --policy robin', /amm, nexus, merged/],
    ['season --data', /--data.*missing/],
    ['season --nope', /unknown option '--nope'/],
    ['season extra', /too many arguments/],
    ['start --port 70000', /--port.*65535/],
    ['seson', /unknown command 'seson' \(Did you mean season\?\)/],
    ['vote', /--member/],
    ['vote --member m1', /--proposal .* or --on/],
    ['vote --member m1 --proposal x', /--from ASSET, --to ASSET/],
    ['vote --member m1 --on 1 --support maybe', /for, against, abstain/],
    ['audit --hub nonsense', /use a URL/],
    ['vault deposit --assets 5', /--member/],
    ['vault deposit --member m1', /--assets/],
    ['vault deposit --member m1 --assets -5', /--assets.*above zero/],
    ['vault deposit --member m1 --assets 0', /--assets.*above zero/],
    ['vault deposit --member one --assets 5', /--member.*such as m1/],
    ['vault deposit --member m1 --assets 5 --once short', /--once.*8 to 64/],
    ['vault mint --member m1', /--weight/],
    ['vault redeem --member m1', /either --nft NUMBER or --all/],
    ['vault redeem --member m1 --nft 1 --all', /either --nft NUMBER or --all/],
    ['vault redeem --member m1 --nft 0', /--nft.*from 1/],
    ['claim', /--member/],
    ['claim --member m1 --nft x', /--nft.*from 1/],
    ['claim --member m1 --nft 1 --all', /--all.*cannot be used with.*--nft/],
    ['statement --day -1', /--day.*from 0/],
    ['propose nothing --member m1', /unknown command 'nothing'/],
    ['propose threshold --member m1', /missing required argument 'probability'/],
    ['propose pair-shift --member m1', /--from/],
    ['propose limits tradeBps --member m1', /name=number/],
    ['propose limits nonsense=1 --member m1', /limits does not work: .*nonsense/],
    ['propose policy holders=1 --member m1', /bps\.reinvest does not work/],
    ['propose model 0x12 --member m1', /hash does not work/],
    ['queue', /missing required argument 'id'/],
    ['execute first', /number of a proposal/],
    ['proposal-status first', /number of a proposal/],
    ['vote --member m1 --on NaN', /--on.*number of a proposal/],
    ['propose spend --member m1 --to 0x12 --amount 5', /to does not work: write 0x and 40 hex/],
    ['propose spend --member m1 --to 0x12 --amount 1e3', /--amount.*above zero/],
    ['vault status --record x.json --hub http://127.0.0.1:1', /either --hub or --record/],
    ['vault status --record x.json', /say which node to ask: --rpc URL/],
    ['vault status --record x.json --rpc ftp://x', /--rpc.*use a URL/],
    ['round replay one', /use a whole number/],
    ['member run', /--hub/],
    ['model verify-reference', /missing required argument 'file'/],
  ])('hanse %s', async (words, sentence) => {
    expectSentence(await hanse(words.split(' '), { cwd: home }), 2, sentence);
  });

  it.concurrent.each([
    'audit',
    'verify-scores',
    'trade',
    'distribute',
    'earnings',
    'proposal-status',
    'statement',
    'vault status',
    'vault deposit --member m1 --assets 100 --yes',
    'vault redeem --member m1 --all --yes',
    'claim --member m1 --yes',
    'propose threshold 0.6 --member m1',
    'queue 1',
    'execute 1',
    'vote --member m1 --on 1',
  ])('hanse %s says that no hub runs', async (words) => {
    const said = await hanse([...words.split(' '), '--hub', 'http://127.0.0.1:1'], { cwd: home });
    expectSentence(said, 1, /no hub answers at http:\/\/127\.0\.0\.1:1/);
  });

  it('asks before the season whether its report can be written', async () => {
    const said = await hanse(['season', ...SEASON, '--json', join(home, 'none', 'a.json')]);
    expectSentence(said, 1, /the report cannot be written to .*a\.json/);
  });

  it('names what is no record of a deployment, and no folder of a member', async () => {
    const file = join(home, 'record.json');
    const node = ['--rpc', 'http://127.0.0.1:1'];
    for (const text of ['', 'null', '[]', '{"chainId":1,"steps":[null]}', '{"chainId":"x"}']) {
      writeFileSync(file, text);
      const said = await hanse(['vault', 'status', '--record', file, ...node], { cwd: home });
      expectSentence(said, 1, /record\.json is no record of a deployment: .*npm run deploy wrote/);
    }
    const said = await hanse(['member', 'status', '--dir', join(home, 'nobody')]);
    expectSentence(said, 1, /nobody is not the folder of a member/);
    expect(existsSync(join(home, 'nobody'))).toBe(false);
  });

  it('names what is no data folder', async () => {
    for (const dir of [join(good, 'x'), '/proc/hanse']) {
      const said = await hanse(['start', '--port', '0', ...SEASON, '--dir', dir]);
      expectSentence(said, 1, /the folder .* cannot be written to/);
    }
  });
});

describe('settings', () => {
  it.concurrent.each<[string, RegExp]>([
    ['HANSE_PORT=70000', /HANSE_PORT .* whole number from 0 to 65535/],
    ['HANSE_PORT=http', /HANSE_PORT .* whole number from 0 to 65535/],
    ['HANSE_API_KEY=short-secret', /HANSE_API_KEY .* at least 16 characters/],
    ['HANSE_URL=ftp://x', /HANSE_URL .* use a URL/],
    ['HANSE_LOG_LEVEL=loud', /HANSE_LOG_LEVEL .* silent, error/],
    ['HANSE_RPC_URL=somewhere', /HANSE_RPC_URL .* URL of a node/],
    ['HANSE_OLDEST_HEAD=soon', /HANSE_OLDEST_HEAD .* seconds from 1/],
    ['HANSE_CONFIRMATIONS=0', /HANSE_CONFIRMATIONS .* blocks from 1/],
    ['what is this', /\.env, line 1: this is no setting/],
  ])('%s in .env', async (line, sentence) => {
    const cwd = mkdtempSync(join(home, 'env-'));
    writeFileSync(join(cwd, '.env'), `${line}\n`);
    const said = await hanse(['earnings'], { cwd });
    expectSentence(said, 1, sentence);
    expect(said.err).not.toContain('short-secret');
  });
});

describe('a journal of a stopped hub', () => {
  it('is audited entry by entry', async () => {
    const dir = join(home, 'stopped');
    const path = join(dir, 'hub', 'hub.sqlite');
    const db = openDatabase(path);
    const journal = openJournal(db);
    for (let i = 1; i <= 5; i++) journal.append('kind', { i }, i);
    const holds = await hanse(['audit', '--dir', dir], { cwd: home });
    expect(holds).toMatchObject({ code: 0, out: expect.stringMatching(/the journal holds: 5/) });
    db.exec(`UPDATE journal SET data = '{"i":9}' WHERE seq = 3`);
    const said = await hanse(['audit', '--dir', dir], { cwd: home });
    expect(said.out).toContain('entry 3 (kind) was altered');
    expect(said.code).toBe(1);
    db.close();
    truncateSync(path, 5000);
    expectSentence(
      await hanse(['audit', '--dir', dir], { cwd: home }),
      1,
      /hub\.sqlite .*(malformed|not a database)/,
    );
  });
});

describe('a running hub', () => {
  let hub: HubProcess;
  let port: number;
  const dir = join(home, 'running');
  const key = 'an operator key that nobody knows';
  const ask = (...words: string[]): Promise<Said> =>
    hanse([...words, '--hub', hub.url], { cwd: home });
  beforeAll(async () => {
    port = await freePort();
    process.env['HANSE_API_KEY'] = key;
    hub = await startHubProcess([...SEASON, '--dir', dir, '--port', String(port)]);
    delete process.env['HANSE_API_KEY'];
    await hub.reached(0.06);
  });
  afterAll(() => hub?.kill('SIGTERM'));

  it('keeps its port and its folder for itself', async () => {
    const start = (...words: string[]): Promise<Said> => hanse(['start', ...SEASON, ...words]);
    const [taken, same, other] = await Promise.all([
      start('--port', String(port), '--dir', join(home, 'second')),
      start('--port', '0', '--dir', dir),
      start('--port', '0', '--dir', dir, '--seed', '9'),
    ]);
    expectSentence(taken!, 1, /port \d+ on 127\.0\.0\.1 is in use; .*--port/);
    expectSentence(same!, 1, /stop the other hub that uses this folder/);
    expectSentence(other!, 1, /holds a season with other settings or data/);
  });

  it('does nothing for whoever has no key', async () => {
    for (const words of [['trade'], ['distribute'], ['vote', '--member', 'm1', '--on', '1']]) {
      const none = await ask(...words);
      expectSentence(none, 1, /needs the operator key/);
      const wrong = await hanse([...words, '--hub', hub.url], {
        cwd: home,
        env: { HANSE_API_KEY: `not ${key}` },
      });
      expectSentence(wrong, 1, /needs the operator key/);
    }
    const bare = await fetch(`${hub.url}/v1/profit/distribute`, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(401);
  });

  it('answers what it does not understand with a problem', async () => {
    const problem = async (path: string, init?: RequestInit): Promise<unknown> => {
      const response = await fetch(hub.url + path, init);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      const body = (await response.json()) as { status: number; code: string; title: string };
      expect(body.title).not.toMatch(/unexpected error/);
      expect(body.status).toBe(response.status);
      return [body.status, body.code];
    };
    const post = (body: BodyInit, type = 'application/json'): RequestInit => ({
      method: 'POST',
      body,
      headers: { 'content-type': type, 'x-api-key': key },
    });
    expect(await problem('/v1/nope')).toEqual([404, 'http/not-found']);
    expect(await problem('/v1/market/price?asset=NONE')).toEqual([404, 'hub/unknown-asset']);
    expect(await problem('/v1/trades?limit=0')).toEqual([400, 'http/bad-input']);
    expect(await problem('/v1/governance/vote', post('{bad'))).toEqual([400, 'http/bad-input']);
    expect(await problem('/v1/governance/vote', post('{}'))).toEqual([400, 'http/bad-input']);
    const huge = post(new Uint8Array(65 * 1024 * 1024));
    expect(await problem('/v1/governance/vote', huge)).toEqual([413, 'http/too-large']);
  });

  it('tells of an altered entry while it runs', async () => {
    const db = openDatabase(join(dir, 'hub', 'hub.sqlite'));
    const row = db.prepare(`SELECT min(seq) AS seq FROM journal WHERE kind = 'member/enrolled'`);
    const seq = Number(row.get()!['seq']);
    db.exec(`UPDATE journal SET data = replace(data, '"m1"', '"m2"') WHERE seq = ${seq}`);
    const said = await ask('audit');
    expect(said.out).toContain(`entry ${seq} (member/enrolled) was altered`);
    expect(said.code).toBe(1);
    db.exec(`UPDATE journal SET data = replace(data, '"m2"', '"m1"') WHERE seq = ${seq}`);
    db.close();
    expect(await ask('audit')).toMatchObject({ code: 0 });
  });

  it('shows its secrets nowhere: not among words, not in logs, journal or answers', async () => {
    const secrets = [key];
    for (const name of ['blob.key', 'identity.key']) secrets.push(secretIn(join(dir, 'hub', name)));
    for (const id of ['m1', 'm2', 'm3']) {
      for (const name of ['identity.key', 'wallet.key'])
        secrets.push(secretIn(join(dir, 'members', id, name)));
    }
    for (const secret of secrets) expect(secret.length).toBeGreaterThanOrEqual(32);
    const ours = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
      .filter((name) => read(`/proc/${name}/cmdline`).includes(dir));
    const words = ours.map((name) => read(`/proc/${name}/cmdline`));
    expect(words.length).toBeGreaterThanOrEqual(4);
    const members = ours.filter((name) => /member\0run/.test(read(`/proc/${name}/cmdline`)));
    expect(members.length).toBeGreaterThanOrEqual(3);
    // What they are given besides words: an invitation, and nothing that is the hub's.
    for (const name of members) expect(read(`/proc/${name}/environ`)).not.toContain(key);
    const logs = filesIn(dir)
      .filter((path) => !path.endsWith('.key'))
      .map(read);
    expect(logs.length).toBeGreaterThan(5);
    const pages = await Promise.all(
      ['/v1/season', '/v1/journal?limit=1000', '/openapi.json'].map(async (path) =>
        (await fetch(hub.url + path)).text(),
      ),
    );
    for (const [i, text] of [...words, ...logs, ...pages, hub.printed()].entries()) {
      for (const secret of secrets) expect(text.includes(secret), `text ${i}`).toBe(false);
      expect(/eyJncm91cCI6/.test(text), `an invitation in text ${i}`).toBe(false);
    }
  });

  it('ends in order when it is asked to, even twice at once', async () => {
    const numbers = Object.values(
      JSON.parse(read(join(dir, 'members', 'logs', 'processes.json'))) as Record<string, number>,
    );
    const node = JSON.parse(read(join(dir, 'chain', 'node.json'))) as { pid: number };
    hub.child.kill('SIGINT');
    hub.child.kill('SIGTERM');
    expect(await hub.ended).toBe(0);
    for (const pid of [...numbers, node.pid]) expect(isAlive(pid), String(pid)).toBe(false);
    expect(existsSync(join(dir, 'chain', 'node.json'))).toBe(false);
  });

  it('refuses a damaged database with its name', async () => {
    const copy = join(home, 'damaged');
    cpSync(dir, copy, { recursive: true });
    truncateSync(join(copy, 'hub', 'hub.sqlite'), 9000);
    expectSentence(
      await hanse(['start', ...SEASON, '--port', '0', '--dir', copy]),
      1,
      /hub\.sqlite cannot be opened/,
    );
  });
});

describe('a hub that is none', () => {
  it('is told from one', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as { port: number };
    const said = await hanse(['earnings', '--hub', `http://127.0.0.1:${port}`], { cwd: home });
    server.close();
    expectSentence(said, 1, /no Hanse hub/);
  });
});

function secretIn(path: string): string {
  return read(path).trim().replace(/^0x/, '');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function filesIn(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function isAlive(pid: number): boolean {
  const status = read(`/proc/${pid}/status`);
  return status !== '' && !/^State:\s+Z/m.test(status);
}
