/** Watches a real season in a real browser, from its first step to its end, and checks that what the page says is so. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type SeasonReport } from '#api';
import {
  barriers,
  browserPath,
  buildPage,
  faintTexts,
  openBrowser,
  overflow,
  type Watched,
} from './browser.ts';

const root = resolve(import.meta.dirname, '..');
const browser = browserPath();
const PAGES = [
  '/',
  '/learning',
  '/trading',
  '/sharing',
  '/pool',
  '/portfolio',
  '/governance',
  '/model',
  '/journal',
];
/** Where to keep a picture of a season of default size, for the documentation; none by default. */
const PICTURE = process.env['HANSE_PICTURE'];
const SMALL = ['--members', '4', '--rounds', '3', '--days', '2', '--seed', '1'];
/** Parts of a page ask for what they show when the page stands already; on a busy machine that takes a while. */
const SOON = { timeout: 300_000 };
/** The longest that a whole season may take on a busy machine. */
const PATIENCE = PICTURE ? 3_000_000 : 1_200_000;

describe.skipIf('missing' in browser)('dashboard of a real season', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-dashboard-'));
  let hub: ChildProcess;
  let url: string;
  let watched: Watched;
  let page: Page;

  beforeAll(async () => {
    buildPage();
    const words = [
      'src/cli/main.ts',
      'start',
      '--port',
      '0',
      '--dir',
      dir,
      ...(PICTURE ? [] : SMALL),
    ];
    // The browser first: the season waits for nobody.
    watched = await openBrowser('path' in browser ? browser.path : '');
    hub = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    url = await told(hub, /Hanse is open at (http:\S+)/);
    page = await watched.open(url);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  afterAll(async () => {
    await watched?.close();
    if (hub?.exitCode === null) {
      const gone = new Promise((done) => hub.once('exit', done));
      hub.kill('SIGTERM');
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  });

  /** Goes to a page and waits for its figures. */
  const visit = async (path: string): Promise<void> => {
    await page.goto(url + path);
    await page.locator('main section').first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  };
  /** Every value stands somewhere in a part of the page, as soon as that part has loaded what it shows. */
  const shows = async (part: Locator, values: readonly string[]): Promise<void> => {
    for (const value of values) await part.locator(`data[value="${value}"]`).first().waitFor();
  };
  const report = async (): Promise<SeasonReport> =>
    operations.report.output.parse(await (await fetch(`${url}/v1/season`)).json());

  it('shows each stage as it happens, without a reload', { timeout: PATIENCE }, async () => {
    const heading = (name: RegExp): Promise<void> =>
      page.getByRole('heading', { level: 1, name }).waitFor({ timeout: PATIENCE });
    await heading(/getting ready|training one shared model/);
    await heading(/training one shared model/);
    await page.getByText('How wrong the shared model is').waitFor();
    await heading(/The agent is trading/);
    await page.getByRole('slider', { name: /Price of/ }).waitFor({ timeout: PATIENCE });
    await heading(/The season is over/);
    expect(watched.complaints()).toEqual([]);
  });

  it('shows the figures of the report, digit for digit', async () => {
    await page.reload();
    const { vault, members, claims, rounds, proposal } = await report();
    await page.locator(`data[value="${vault!.nav}"]`).first().waitFor();
    await visit('/sharing');
    for (const member of members) {
      const row = page.getByRole('row', { name: new RegExp(member.name) }).first();
      await shows(row, [member.deposited, member.earned, member.claimed, member.claimable]);
    }
    for (const claim of claims.slice(-5)) {
      await page.getByTitle(`copy ${claim.txHash}`).first().waitFor();
    }
    await visit('/learning');
    for (const round of rounds) {
      await page.getByTitle(`copy ${round.modelHash}`).first().waitFor();
    }
    await visit('/governance');
    await page.getByText(proposal!.title).first().waitFor();
    await visit('/portfolio');
    const { days } = operations.statements.output.parse(
      await (await fetch(`${url}/v1/statements?member=m1`)).json(),
    );
    const statements = page.getByRole('region', { name: 'Daily statements' });
    // The newest stand on the first page.
    for (const { day, lines, vault: whole } of days.slice(-14)) {
      const row = statements.getByRole('row', { name: new RegExp(`^${day} `) });
      await shows(row, [lines[0]!.closing, whole.closing]);
    }
  });

  it('takes a deposit and an exit, each after a confirmation', async () => {
    const key = readFileSync(join(dir, 'hub', 'operator.key'), 'utf8').trim();
    const fund = { member: 'm2', assets: '1000' };
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    const body = JSON.stringify(fund);
    await fetch(`${url}/v1/vault/fund`, { method: 'POST', headers, body });
    await visit('/pool');
    await page.getByLabel('Operator key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByLabel('Member').selectOption('m2');
    await page.getByLabel(/Amount in/).fill('1000');
    await page.getByRole('button', { name: 'See what it gives' }).click();
    const dialogue = page.getByRole('dialog');
    await dialogue.getByRole('button', { name: 'Deposit' }).click();
    await page.getByText(/Share #\d+ of weight [\d.]+ was minted/).waitFor(SOON);
    await page.getByRole('link', { name: 'Portfolio' }).click();
    await page.getByLabel('Member').selectOption('m2');
    const shares = page.getByRole('region', { name: 'Shares' });
    await expect.poll(() => shares.locator('tbody tr').count(), SOON).toBe(2);
    await shares.getByRole('button', { name: 'Leave with share 2' }).click();
    await dialogue.getByRole('button', { name: 'Leave' }).click();
    await page.getByText(/Share #2 left with/).waitFor(SOON);
    await expect.poll(() => shares.locator('tbody tr').count(), SOON).toBe(1);
    await visit('/journal');
    await page
      .getByText(/m2 left with share 2/)
      .first()
      .waitFor();
  });

  it('recomputes the whole journal in the browser', { timeout: 1_200_000 }, async () => {
    await visit('/journal');
    await page.getByRole('button', { name: /Verify every line/ }).click();
    await page.getByText(/This browser:.*the whole journal.*nothing wrong/).waitFor(SOON);
    await page.getByText(/The hub’s audit:.*nothing wrong/).waitFor();
    await visit('/learning');
    await page.getByRole('button', { name: 'Verify scores' }).click();
    await page.getByText('✓ They match.').waitFor(SOON);
  });

  it('is readable everywhere with real figures', { timeout: 1_200_000 }, async () => {
    for (const path of PAGES) {
      await visit(path);
      await page.waitForTimeout(500);
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 });
        expect([path, width, await overflow(page)]).toEqual([path, width, 0]);
        expect(await faintTexts(page)).toEqual([]);
        expect(await barriers(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    expect(watched.complaints()).toEqual([]);
    expect(watched.requests.filter((address) => !address.startsWith(url))).toEqual([]);
    if (PICTURE) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(url);
      await page.getByRole('slider', { name: /Price of/ }).waitFor();
      await page.setViewportSize({ width: 1440, height: 1340 });
      await page.waitForTimeout(1000);
      await page.screenshot({ path: PICTURE });
    }
  });
});

/** Waits for a line of a process's output; tells what it said when it ended instead. */
function told(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = pattern.exec(text);
      if (match) resolve(match[1]!);
    });
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code}: ${text}`)));
  });
}
