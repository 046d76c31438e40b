import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '#journal';
import { type AppParts, createApp } from './app.ts';
import type { EventSource } from './events.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-app-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const lines = Array.from(
  { length: 1203 },
  (_, i) => ({ seq: i + 1, at: i, kind: 'kind', data: {}, prev: '0x', hash: '0x' }) as JournalEntry,
);
const events: EventSource = {
  after: (seq, limit) => lines.filter((line) => line.seq > seq).slice(0, limit),
  head: () => lines.length,
  listen: () => () => undefined,
};

function app(pages: string): ReturnType<typeof createApp> {
  const log = pino({ level: 'silent' });
  const rest = { operatorKey: 'key', hosts: [], rounds: new Hono(), log };
  return createApp({ ...rest, events, pages, handlers: {} as AppParts['handlers'] });
}

const ask = async (pages: string, path: string, headers: Record<string, string> = {}) =>
  app(pages).request(path, { headers: { host: '127.0.0.1', ...headers } });

describe('the app', () => {
  it('says that its pages are not built, and serves them where they are', async () => {
    const missing = await ask(join(home, 'none'), '/members/m1');
    expect(missing.status).toBe(503);
    expect(await missing.text()).toMatch(/pages are not built: .*npm start/);
    writeFileSync(join(home, 'index.html'), '<p>pages</p>');
    const built = await ask(home, '/members/m1');
    expect([built.status, await built.text()]).toEqual([200, '<p>pages</p>']);
  });

  it('never gives a page for what should be data', async () => {
    const answer = await ask(home, '/v1/nothing');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'http/not-found' });
  });

  it('sends every line that a page has missed, in order, once', async () => {
    const answer = await ask(home, '/v1/events', { 'last-event-id': '2' });
    const heard: number[] = [];
    let text = '';
    for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const ids = [...text.matchAll(/id: (\d+)\n/g)].map(([, id]) => Number(id));
      if (ids.length < 1201) continue;
      heard.push(...ids);
      break;
    }
    expect(heard).toEqual(lines.slice(2).map(({ seq }) => seq));
  });
});
