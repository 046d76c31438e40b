/** A running hub keeps its port, folder and secrets to itself, and answers what it does not understand in one sentence. */
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
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#store';
import { rowsOf, writeCandles } from './candle-files.ts';
import { hanse, type Said } from './command.ts';
import { freePort, type HubProcess, startHubProcess } from './hub-process.ts';
import { expectSentence } from './fixtures/sentence.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-bad-'));
const good = writeCandles(home, 'BTCUSDT.csv', rowsOf(6000));
const SEASON = ['--members', '3', '--rounds', '1', '--days', '1', '--data', good];
afterAll(() => rmSync(home, { recursive: true, force: true }));

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
