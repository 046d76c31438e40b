/** A real browser takes part in a round beside members in Node; the sum is the plain sum of all. */
import { serve, type ServerType } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '#kit';
import { encodeUpdate } from '#rounds/member';
import { roundRoutes } from '../../src/server/rounds.ts';
import { browserPath, openBrowser, type Watched } from '../browser.ts';
import { ENCODING, examplesOf, fixedUpdate, GROUP, openWorld, seedOf } from './world.ts';

const browser = browserPath();
const title =
  'missing' in browser
    ? `a member in a browser (skipped: ${browser.missing})`
    : 'a member in a browser';
const PARAMETERS = 50;

describe.skipIf('missing' in browser)(title, () => {
  const world = openWorld({ members: 4, engine: { patience: { broken: 60_000, unseen: 60_000 } } });
  let folder: string;
  let server: ServerType;
  let watched: Watched;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hanse-page-'));
    const root = join(import.meta.dirname, 'page');
    const outDir = { outDir: folder, emptyOutDir: true, target: 'es2024' };
    await build({ root, configFile: false, logLevel: 'error', build: outDir });
    const app = new Hono();
    app.route('/', roundRoutes({ engine: world.engine, desk: world.desk, roster: world.roster }));
    app.use('/*', serveStatic({ root: relative(process.cwd(), folder) }));
    await new Promise<void>((ready) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => ready());
    });
    watched = await openBrowser('path' in browser ? browser.path : '');
  });
  afterAll(async () => {
    await watched?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('sends a vector that fits the others’ masks', async () => {
    const result = world.engine.runRound(world.request(1));
    const { port } = server.address() as AddressInfo;
    const address = new URL(`http://127.0.0.1:${port}/index.html`);
    const words = { member: '2', hub: world.hub, group: GROUP, seed: toHex(seedOf('member 2')) };
    for (const [name, value] of Object.entries(words)) address.searchParams.set(name, value);
    const page = await watched.open(address.href);
    await Promise.all(world.citizens.filter(({ member }) => member !== 2).map(world.participate));
    await page.locator('body[data-outcome]').waitFor({ state: 'attached' });
    expect(await page.locator('body').getAttribute('data-outcome')).toBe('done 500000');
    const { record, sums } = await result;
    expect(record.cohorts.map(({ survivors }) => survivors)).toEqual([[1, 2, 3, 4]]);
    expect(record.losses['2']).toBe(500_000);
    const sum = new Array<number>(PARAMETERS).fill(0);
    for (const member of [1, 2, 3, 4]) {
      const own = Float32Array.from({ length: PARAMETERS }, (_, i) => (i % 7) / 100);
      const update = member === 2 ? own : fixedUpdate(member, PARAMETERS);
      const examples = member === 2 ? 300 : examplesOf(member);
      encodeUpdate(update, examples, ENCODING, 4)
        .slice(0, PARAMETERS)
        .forEach((x, i) => (sum[i]! += x));
    }
    expect([...sums[0]!.sums]).toEqual(sum);
  });
});
