/** Drives the built page in a real browser against an invented season. The real one is in dashboard.slow.ts. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  barriers,
  browserPath,
  buildPage,
  faintTexts,
  openBrowser,
  overflow,
  type Watched,
} from './browser.ts';
import { type FixtureHub, KEY, startFixtureHub } from './fixtures/hub.ts';

const browser = browserPath();
const title = 'missing' in browser ? `dashboard (skipped: ${browser.missing})` : 'dashboard';
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
  '/words',
  '/members/m8',
];

describe.skipIf('missing' in browser)(title, () => {
  let watched: Watched;
  let hub: FixtureHub;

  beforeAll(async () => {
    buildPage();
    hub = await startFixtureHub('trading');
    watched = await openBrowser('path' in browser ? browser.path : '');
  });
  afterEach(async () => {
    for (const page of watched.context.pages().slice(1)) await page.close();
  });
  afterAll(async () => {
    await watched?.close();
    await hub?.close();
  });

  const ready = async (path: string): Promise<Page> => {
    const page = await watched.open(hub.url + path);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('main').getByText('Connecting to the hub').waitFor({ state: 'detached' });
    await page.locator('main h1').waitFor();
    return page;
  };

  it.each(PAGES)(
    '%s is wide enough for a phone, readable in both themes, without barriers',
    async (path) => {
      const page = await ready(path);
      expect(await overflow(page)).toBe(0);
      expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
      expect(await faintTexts(page)).toEqual([]);
      expect(await barriers(page)).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.getByRole('button', { name: /Switch to light/ }).click();
      expect(await overflow(page)).toBe(0);
      expect(await faintTexts(page)).toEqual([]);
      expect(await page.evaluate(() => localStorage.getItem('hanse-theme'))).toBe('light');
      await page.getByRole('button', { name: /Switch to dark/ }).click();
      expect(await page.evaluate(() => localStorage.getItem('hanse-theme'))).toBe(null);
      expect(watched.complaints()).toEqual([]);
    },
  );

  it('asks no other host for anything', () => {
    const elsewhere = watched.requests.filter((url) => !url.startsWith(`${hub.url}/`));
    expect(watched.requests.length).toBeGreaterThan(20);
    expect(elsewhere.filter((url) => !url.startsWith('blob:') && url !== 'about:blank')).toEqual(
      [],
    );
  });

  it('ships nothing of the fixture', async () => {
    const page = await watched.context.request.get(hub.url);
    const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const text = await (await watched.context.request.get(hub.url + file)).text();
      expect(text).not.toMatch(/fixture/i);
    }
  });

  it('notices faint text, so that the check above can fail', async () => {
    const page = await ready('/words');
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('h1')!.style.color = '#333';
      document.querySelector('nav')!.removeAttribute('aria-label');
      document.querySelector('nav a')!.textContent = '';
    });
    expect(await faintTexts(page)).toHaveLength(1);
    expect(await barriers(page)).toHaveLength(1);
  });

  it('says in plain words what is going on, losses first', async () => {
    const page = await ready('/');
    const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('The agent is trading the members’ pooled money in BTC, ETH, SOL');
    expect(text).toContain('Now: day 7: the agent decides at every candle');
    expect(text).toContain('Day 6 of 14');
    expect(text.indexOf('Trading can lose money')).toBeLessThan(text.indexOf('Pooled money'));
    expect(text).toContain('planted: shuffled labels');
    expect(text).toContain(
      'chosen on validation days only: best paper result after costs, out of 21',
    );
  });

  it('is used by keyboard: skip link, places, pause, a chart’s trades', async () => {
    const page = await ready('/');
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.goto(`${hub.url}/trading`);
    await page.getByText('Live', { exact: true }).waitFor();
    const passed: string[] = [];
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press('Tab');
      passed.push(await focused());
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement!).outlineStyle,
      );
      expect(outline).not.toBe('none');
    }
    expect(passed.slice(0, 4)).toEqual(['Skip to content', 'Hanse', 'Season', 'Learning']);
    expect(passed.join(' ')).toMatch(/Pause live updates.*Switch to light colours/);
    const chart = page.getByRole('slider', { name: /Price of FIXBTC/ });
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /(bought|sold) at .* USDC\. .* likely/,
    );
    const last = await chart.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    expect(await chart.getAttribute('aria-valuetext')).not.toBe(last);
  });

  it('takes a line away from a chart and gives it back', async () => {
    const page = await ready('/trading');
    const chart = page.getByRole('slider', { name: /Total return/ });
    const line = page.getByRole('button', { name: 'buy and hold' }).first();
    await chart.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/agent .*buy and hold/);
    await line.click();
    expect(await line.getAttribute('aria-pressed')).toBe('false');
    expect(await chart.getAttribute('aria-valuetext')).not.toMatch(/buy and hold/);
    await line.click();
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/buy and hold/);
  });

  it('explains a word on focus', async () => {
    const page = await ready('/');
    await page.getByRole('button', { name: 'threshold' }).focus();
    expect(await page.getByRole('tooltip').innerText()).toMatch(/how sure the model must be/i);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('tooltip').count()).toBe(0);
  });

  it('shows what the hub tells, holds still when asked to, and catches up', async () => {
    const page = await ready('/');
    hub.progress({
      status: 'trading',
      step: 'a step told live',
      done: 0.7,
      now: Date.UTC(2024, 11, 24),
    });
    await page.getByText('Now: a step told live').waitFor();
    hub.tell('test/live', { note: 'told while watching' });
    await page.getByText('told while watching').waitFor();
    await page.getByRole('button', { name: /Pause/ }).click();
    hub.tell('test/live', { note: 'told while held' });
    hub.progress({
      status: 'trading',
      step: 'a later step',
      done: 0.8,
      now: Date.UTC(2024, 11, 24),
    });
    await page.waitForTimeout(700);
    expect(await page.getByText('told while held').count()).toBe(0);
    await page.getByRole('button', { name: /Resume/ }).click();
    await page.getByText('told while held').waitFor();
    await page.getByText('Now: a later step').waitFor();
  });

  it('does not shift while figures arrive', async () => {
    const page = await watched.context.newPage();
    await page.addInitScript(() => {
      const kept = globalThis as unknown as { shift: number };
      kept.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          kept.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(hub.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('slider', { name: /Price of/ }).waitFor();
    hub.tell('test/shift', { note: 'one more line' });
    await page.getByText('one more line').waitFor();
    const shift = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    expect(shift).toBeLessThan(0.1);
  });

  it('pages through trades and saves them without losing a digit', async () => {
    const page = await ready('/trading');
    const rows = page.getByRole('region', { name: 'Trades' }).locator('tbody tr');
    expect(await rows.count()).toBe(25);
    await page.getByRole('navigation', { name: 'Pages of trades' }).getByText('Older').click();
    expect(await rows.count()).toBeGreaterThan(5);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /Save \d+ trades/ }).click();
    const text = await readFile(await (await saved).path(), 'utf8');
    const { trades } = (await (await fetch(`${hub.url}/v1/trades?limit=1000`)).json()) as {
      trades: { id: string; amountIn: string; txHash: string }[];
    };
    expect(text.trim().split('\r\n')).toHaveLength(trades.length + 1);
    for (const trade of trades) expect(text).toContain(`${trade.amountIn}`);
  });

  it('deposits only with the key, after a confirmation, by keyboard alone', async () => {
    const page = await ready('/pool');
    await page.getByRole('heading', { name: 'Guard-rails' }).waitFor();
    await page.getByText('Unlock this page first.').waitFor();
    const offer = page.getByRole('button', { name: 'See what it gives' });
    expect(await offer.isDisabled()).toBe(true);
    await page.getByLabel('Operator key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByLabel('Member').selectOption('m2');
    await page.getByLabel('Amount in USDC').fill('9000');
    await page.keyboard.press('Enter');
    await page.getByText(/the wallet of m2 holds 2500 USDC and 9000 is needed/).waitFor();
    await page.getByLabel('Amount in USDC').fill('250');
    await page.keyboard.press('Enter');
    const dialogue = page.getByRole('dialog', { name: 'Deposit 250 USDC?' });
    await dialogue.getByText(/250\.000000 USDC go from the wallet of m2/).waitFor();
    expect(await faintTexts(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.press('Escape');
    await dialogue.waitFor({ state: 'detached' });
    expect(hub.asked).toEqual([]);
    await offer.click();
    await dialogue.getByRole('button', { name: 'Deposit' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Share #9 of weight 250 was minted for 250 USDC/).waitFor();
    expect(hub.asked).toEqual([
      { member: 'm2', assets: '250', once: expect.stringMatching(/^[\w-]{36}$/) },
    ]);
    expect(watched.complaints()).toEqual([]);
  });

  it('tells of a wrong key in the dialogue, and asks again under the same name', async () => {
    const page = await ready('/pool');
    await page.getByLabel('Operator key').fill('something-else');
    await page.keyboard.press('Enter');
    await page.getByLabel('Amount in USDC').fill('100');
    await page.keyboard.press('Enter');
    const dialogue = page.getByRole('dialog');
    await dialogue.getByRole('button', { name: 'Deposit' }).click();
    await dialogue.getByRole('alert').waitFor();
    expect(await dialogue.getByRole('alert').innerText()).toMatch(/http\/unauthorised/);
    await dialogue.getByRole('button', { name: 'Cancel' }).click();
    await dialogue.waitFor({ state: 'detached' });
    // The browser itself notes the refused request.
    expect(watched.complaints().every((line) => line.includes('401'))).toBe(true);
  });

  it('shows what each share is worth and earned, and saves it to the unit', async () => {
    const page = await ready('/portfolio');
    await page.getByLabel('Member').selectOption('m4');
    const shares = page.getByRole('region', { name: 'Shares' });
    await shares.getByRole('row', { name: /#4/ }).waitFor();
    expect(await shares.getByRole('button', { name: /Leave with share 4/ }).isDisabled()).toBe(
      true,
    );
    await page.getByRole('slider', { name: /What each share has earned/ }).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const text = await readFile(await (await saved).path(), 'utf8');
    const { rows } = (await (await fetch(`${hub.url}/v1/earnings/history?member=m4`)).json()) as {
      rows: { earned: string; cumulative: string }[];
    };
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe('day,at,nft,member,weight,earned,cumulative,roiPercent');
    expect(lines).toHaveLength(rows.length + 1);
    for (const [i, row] of rows.entries())
      expect(lines[i + 1]).toContain(`,4,m4,1200,${row.earned},${row.cumulative},`);
    const statements = page.getByRole('region', { name: 'Daily statements' });
    expect(await statements.locator('tbody tr').count()).toBe(2);
  });

  it('says what a proposal does, how far it is and how long one can still leave', async () => {
    const page = await ready('/governance');
    await page.getByText(/FIXTURE: the book is steered to/).waitFor();
    const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/Voting ends in 20\.0 h; the quorum is reached\./);
    expect(text).toMatch(/exit window opens when it is queued/);
    expect(text).toMatch(/time left .* hours/);
    expect(await page.getByRole('button', { name: 'Vote for' }).isDisabled()).toBe(true);
  });

  it('leads from a figure to its line in the journal', async () => {
    const page = await ready('/trading');
    const proof = page.getByRole('region', { name: 'Trades' }).locator('tbody tr').first();
    await proof.getByRole('link', { name: /journal line/ }).click();
    await page.getByRole('heading', { name: /^Line #/ }).waitFor();
    expect(await page.locator('main').innerText()).toContain('decision');
    await page.goto(`${hub.url}/sharing`);
    await page
      .getByRole('link', { name: /find transaction/ })
      .first()
      .click();
    await page.getByRole('listitem').filter({ hasText: 'claim/paid' }).first().waitFor();
    expect(await page.getByRole('heading', { name: /Lines with/ }).count()).toBe(1);
  });

  it('recomputes the journal in the browser, and names a line that was altered', async () => {
    const page = await ready('/journal');
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText(/This browser:.*50 lines on this page.*nothing wrong/).waitFor();
    await page.getByText(/The hub’s audit:.*nothing wrong/).waitFor();
    await page.getByRole('button', { name: /Verify every line/ }).click();
    await page.getByText(/This browser:.*the whole journal.*nothing wrong/).waitFor();
    const { seq } = hub.tell('claim/paid', { amount: '1' });
    hub.tamper();
    await page.reload();
    await page.getByRole('button', { name: /Verify every line/ }).click();
    await page.getByText(`line ${seq} (claim/paid) does not have the hash it claims`).waitFor();
  });

  it('keeps the last figures while the hub is gone, says so, and comes back by itself', async () => {
    const other = await startFixtureHub('learning');
    const page = await watched.open(other.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('heading', { name: /8 members are training/ }).waitFor();
    await other.close();
    await page.getByText(/The hub does not answer since/).waitFor();
    expect(await page.locator('main').innerText()).toContain('8 members are training');
    const again = await startFixtureHub('finished', Number(new URL(other.url).port));
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('heading', { name: /The season is over/ }).waitFor();
    expect(await page.getByText(/The hub does not answer/).count()).toBe(0);
    await again.close();
    watched.complaints();
  });

  it('says why a season failed, and what is missing when there is none', async () => {
    hub.show('failed');
    const page = await ready('/');
    expect(await page.getByRole('alert').innerText()).toContain(
      'the chain process ended (exit code 1)',
    );
    hub.show('preparing');
    await page.reload();
    await page.getByText('Nobody has joined yet.').waitFor();
    await page.goto(`${hub.url}/model`);
    await page.getByText('No model yet.').waitFor();
    await page.route('**/v1/season', (route) =>
      route.fulfill({
        status: 503,
        json: { code: 'hub/starting', detail: 'The chain is starting.' },
      }),
    );
    await page.goto(hub.url);
    expect(await page.getByRole('alert').innerText()).toContain('The chain is starting.');
    hub.show('trading');
  });
});
