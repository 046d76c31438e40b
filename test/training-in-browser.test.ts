/** Trains in a real browser and compares the weights, bit for bit, with those of Node. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeKernel } from '#tensor/node';
import { browserPath, openBrowser, type Watched } from './browser.ts';
import { trainedHash } from './fixtures/training/lesson.ts';

const browser = browserPath();
const title =
  'missing' in browser
    ? `training in a browser (skipped: ${browser.missing})`
    : 'training in a browser';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** What lets a page share memory with its workers. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

describe.skipIf('missing' in browser)(title, () => {
  let watched: Watched;
  let servers: Server[] = [];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hanse-training-'));
    await build({
      root: join(import.meta.dirname, 'fixtures/training'),
      configFile: false,
      logLevel: 'error',
      worker: { format: 'es' },
      build: { outDir: folder, emptyOutDir: true, target: 'es2024', assetsInlineLimit: 0 },
    });
    servers = [serve(folder, ISOLATION), serve(folder, {})];
    watched = await openBrowser('path' in browser ? browser.path : '');
  });
  afterAll(async () => {
    await watched?.close();
    for (const server of servers) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives the weights that Node gives, in the page, in a worker and on two threads', async () => {
    const node = await trainedHash(await nodeKernel('exact128'), 1);
    expect(await hashes(servers[0]!)).toEqual([node, node, node]);
  });

  it('gives them in a page that is not isolated too, on one thread', async () => {
    const node = await trainedHash(await nodeKernel('exact128'), 1);
    expect(await hashes(servers[1]!)).toEqual([node]);
  });

  async function hashes(server: Server): Promise<string[]> {
    const { port } = server.address() as AddressInfo;
    const page = await watched.open(`http://127.0.0.1:${port}/`);
    await page.locator('body[data-hashes]').waitFor({ state: 'attached' });
    return (await page.locator('body').getAttribute('data-hashes'))!.split(' ');
  }
});

function serve(folder: string, headers: Record<string, string>): Server {
  return createServer((request, response) => {
    const name = request.url === '/' ? '/index.html' : request.url!.split('?')[0]!;
    readFile(join(folder, name)).then(
      (body) => {
        const type = TYPES[extname(name)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, ...headers }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
}
