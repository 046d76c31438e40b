/** The hub's HTTP face over a real season: every answer is what the registry says, and nothing else gets in. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnyOperation, operations } from '#api';
import { rowsOf, writeCandles } from './candle-files.ts';
import { freePort, type HubProcess, startHubProcess } from './hub-process.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-http-'));
const dir = join(home, 'hub-folder');
let hub: HubProcess;
let key: string;

beforeAll(async () => {
  const files = ['BTCUSDT', 'ETHUSDT'].map((symbol) =>
    writeCandles(home, `${symbol}.csv`, rowsOf(6000, { seed: symbol })),
  );
  const season = ['--members', '3', '--rounds', '1', '--days', '3', '--data', ...files];
  hub = await startHubProcess([...season, '--dir', dir, '--port', String(await freePort())]);
  key = readFileSync(join(dir, 'hub', 'operator.key'), 'utf8').trim();
});
afterAll(async () => {
  await hub?.kill('SIGTERM');
  rmSync(home, { recursive: true, force: true });
});

/** Asks an operation and holds the answer against its schema, unknown fields refused. */
async function ask(
  operation: AnyOperation,
  query: Record<string, string>,
  body?: object,
): Promise<unknown> {
  const url = new URL(operation.path, hub.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await fetch(url, {
    method: operation.method.toUpperCase(),
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = (await response.json()) as unknown;
  expect(response.status, `${operation.name}: ${JSON.stringify(answer)}`).toBe(200);
  expect(operation.output.parse(answer), operation.name).toEqual(answer);
  return answer;
}

describe('every operation', () => {
  it('answers as the registry says while the season trades', { timeout: 1_200_000 }, async () => {
    await hub.reached(0.56);
    const money = { member: 'm1', assets: '1000' };
    const done = new Map<string, unknown>();
    const bodies: Record<string, object> = {
      trade: { asset: 'ETHUSDT' },
      propose: {
        member: 'm2',
        title: 'A quarter to ETH',
        from: 'BTCUSDT',
        to: 'ETHUSDT',
        bps: 2500,
      },
      distribute: {},
      fund: { ...money, assets: '5000' },
      deposit: { ...money, once: 'one-deposit' },
      redeem: { member: 'm3' },
      autoCompound: { member: 'm1', state: 'on' },
      guard: { act: 'tighten', limits: { tradeBps: 199 } },
    };
    const queries: Record<string, Record<string, string>> = {
      depositQuote: money,
      redeemQuote: { member: 'm1' },
      portfolio: { member: 'm1' },
    };
    // Funded first; what needs a vote that has ended, a profit or a queue is asked in `deeds*.test.ts`.
    done.set('fund', await ask(operations.fund, {}, bodies['fund']!));
    const elsewhere = ['cancelExit', 'claim', 'compound', 'execute', 'liquidity', 'queue', 'stake'];
    const later = ['fund', 'vote', 'withdraw', ...elsewhere];
    for (const [name, operation] of Object.entries(operations)) {
      const query =
        'asset' in (operation.query as { shape?: object }).shape! ? { asset: 'BTCUSDT' } : {};
      if (operation.method === 'get')
        done.set(name, await ask(operation, queries[name] ?? (query as Record<string, string>)));
      else if (!later.includes(name)) done.set(name, await ask(operation, {}, bodies[name]!));
    }
    // The same deed under the same name is the same answer, and no second transaction.
    expect(await ask(operations.deposit, {}, bodies['deposit']!)).toEqual(done.get('deposit'));
    const { id } = done.get('propose') as { id: string };
    const ballot = { proposal: id, member: 'm1', support: 'against' };
    done.set('vote', await ask(operations.vote, {}, ballot));
    expect([...done.keys(), 'withdraw', ...elsewhere].sort()).toEqual(
      Object.keys(operations).sort(),
    );
    const refused = await fetch(hub.url + operations.queue.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ proposal: id }),
    });
    expect(await refused.json()).toMatchObject({ code: 'council/too-early' });
    const { proposals } = (await ask(operations.proposals, {})) as {
      proposals: { id: string; votes: object[] }[];
    };
    expect(proposals.find((one) => one.id === id)?.votes).toMatchObject([
      { member: 'm1', support: 'against' },
    ]);
    await ask(operations.withdraw, {}, { proposal: id });
  });

  it('answers so when the season is over, too', { timeout: 1_200_000 }, async () => {
    await hub.reached(1);
    for (const operation of Object.values(operations)) {
      if (operation.method !== 'get') continue;
      const query: Record<string, string> = /candles|price/.test(operation.path)
        ? { asset: 'ETHUSDT' }
        : /deposit|redeem|portfolio/.test(operation.path)
          ? { member: 'm1', ...(operation.name === 'depositQuote' ? { assets: '500' } : {}) }
          : {};
      await ask(operation, query);
    }
    expect((await hub.report()).season.status).toBe('finished');
    const { trades, total } = (await ask(operations.trades, { after: '1', limit: '2' })) as {
      trades: object[];
      total: number;
    };
    expect(trades).toHaveLength(Math.min(2, Math.max(0, total - 1)));
  });
});

describe('the door', () => {
  it('is described route by route', async () => {
    const { paths } = (await hub.ask('/openapi.json')) as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const { path, method } of Object.values(operations))
      expect(paths[path]?.[method], path).toBeDefined();
    for (const path of [
      '/v1/events',
      '/healthz',
      '/v1/members',
      '/v1/models/{hash}',
      '/v1/rounds/{plan}/input',
    ])
      expect(paths[path], path).toBeDefined();
  });

  it('is open to this machine’s names only', async () => {
    const { port } = new URL(hub.url);
    const status = (host: string): Promise<number> =>
      new Promise((done, fail) => {
        get({ host: '127.0.0.1', port, path: '/v1/season', headers: { host } }, (response) => {
          response.resume();
          done(response.statusCode!);
        }).once('error', fail);
      });
    expect(await status(`127.0.0.1:${port}`)).toBe(200);
    expect(await status(`localhost:${port}`)).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example'])
      expect(await status(host), host).not.toBe(200);
  });

  it('lets nobody act without the key', async () => {
    for (const { method, path, access } of Object.values(operations)) {
      expect(access, path).toBe(method === 'post' ? 'operator' : 'public');
      if (method !== 'post') continue;
      const without = await fetch(hub.url + path, { method: 'POST', body: '{}' });
      expect([without.status, path]).toEqual([401, path]);
      const wrong = await fetch(hub.url + path, {
        method: 'POST',
        body: '{}',
        headers: { 'x-api-key': `${key}0` },
      });
      expect([wrong.status, path]).toEqual([401, path]);
    }
  });
});

describe('news', () => {
  it('goes on after the last event that a page has heard', async () => {
    const { head } = (await hub.ask('/v1/journal?limit=1')) as { head: { seq: number } };
    expect(head.seq).toBeGreaterThan(600);
    for (const missed of [3, 600]) {
      const from = head.seq - missed;
      const heard = await listen(String(from), missed);
      expect(heard).toEqual(Array.from({ length: missed }, (_, i) => from + 1 + i));
    }
    // What is no number, or one that was never told, means from now on.
    for (const odd of ['next', '-1', '99999999', '1.5'])
      expect(await listen(odd, 1, 300)).toEqual([]);
  });
});

/** Numbers of the journal lines that arrive, until there are enough or the time is over. */
async function listen(last: string, enough: number, ms = 300_000): Promise<number[]> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), ms);
  const heard: number[] = [];
  let text = '';
  try {
    const response = await fetch(`${hub.url}/v1/events`, {
      headers: { 'last-event-id': last },
      signal: ending.signal,
    });
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const id = /^id: (\d+)$/m.exec(block)?.[1];
        if (id && /^event: journal$/m.test(block)) heard.push(Number(id));
      }
      if (heard.length >= enough) break;
    }
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
  return heard;
}
