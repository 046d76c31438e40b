/** A real browser for tests of the page, and what is asked of every page. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a browser, or why there is none. */
export function browserPath(): { readonly path: string } | { readonly missing: string } {
  const found = spawnSync(process.execPath, [join(root, 'scripts/install-browser.mjs')], {
    encoding: 'utf8',
  });
  return found.status === 0
    ? { path: found.stdout.trim() }
    : { missing: found.stderr.trim() || 'no browser' };
}

/** Builds web/dist when its sources changed. */
export function buildPage(): void {
  execFileSync(process.execPath, [join(root, 'scripts/build-web.mjs')], { stdio: 'inherit' });
}

export interface Watched {
  readonly context: BrowserContext;
  /** A new page whose complaints and requests are kept. */
  open(url: string): Promise<Page>;
  /** What any page complained about since the last call: console errors, uncaught errors, broken policy. */
  complaints(): string[];
  /** Every address that was asked for since the start. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts a browser with an empty profile of its own. */
export async function openBrowser(path: string): Promise<Watched> {
  const profile = mkdtempSync(join(tmpdir(), 'hanse-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: path,
    args: QUIET,
    colorScheme: 'dark',
    viewport: { width: 360, height: 780 },
  });
  let kept: string[] = [];
  const requests: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('console', (message) => {
    if (message.type() === 'error') kept.push(message.text());
  });
  // Only what hangs may come to this.
  context.setDefaultTimeout(300_000);
  context.on('weberror', (error) => kept.push(error.error().message));
  return {
    context,
    requests,
    async open(url) {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    complaints() {
      const told = kept;
      kept = [];
      return told;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** How many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

/** Everything about the structure of a page that would stop someone who cannot see it or has no mouse. */
export function barriers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element): string => {
      const labels = 'labels' in element ? [...((element.labels as NodeList | null) ?? [])] : [];
      const by = element.getAttribute('aria-labelledby');
      return [
        element.getAttribute('aria-label'),
        by && document.querySelector(`[id="${by}"]`)?.textContent,
        element.textContent,
        ...labels.map((label) => label.textContent),
      ]
        .join('')
        .trim();
    };
    const where = (element: Element): string => element.outerHTML.slice(0, 120);
    for (const element of document.querySelectorAll(
      'a,button,input,select,summary,[role],section',
    )) {
      if (element.getAttribute('role') !== 'status' && !name(element)) {
        found.push(`no name: ${where(element)}`);
      }
    }
    const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1) found.push(`h1: ${levels.join(' ')}`);
    for (const table of document.querySelectorAll('table')) {
      if (!table.querySelector('thead th[scope=col]')) found.push(`no headers: ${where(table)}`);
      if (!table.caption) found.push(`no caption: ${where(table)}`);
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    if (new Set(ids).size !== ids.length) found.push('an id stands twice');
    for (const element of document.querySelectorAll('[aria-labelledby],[aria-describedby]')) {
      const id =
        element.getAttribute('aria-labelledby') ?? element.getAttribute('aria-describedby');
      if (!ids.includes(id ?? '')) found.push(`refers to nothing: ${where(element)}`);
    }
    for (const box of document.querySelectorAll('*')) {
      const scrolls = /auto|scroll/.test(getComputedStyle(box).overflowX);
      if (scrolls && box.scrollWidth > box.clientWidth + 1 && (box as HTMLElement).tabIndex < 0) {
        found.push(`scrolls but cannot be focused: ${where(box)}`);
      }
    }
    if (!document.documentElement.lang) found.push('no language');
    return found;
  });
}

/** Texts whose contrast with what is behind them is below WCAG AA (4.5, or 3 for large text). */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const rgba = (colour: string): number[] => {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      return [...paint.getImageData(0, 0, 1, 1).data];
    };
    const light = (colour: number[]): number => {
      const [r, g, b] = colour.slice(0, 3).map((part) => {
        const c = part / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const ground = (element: Element | null): number[] => {
      for (let at = element; at; at = at.parentElement) {
        const colour = rgba(getComputedStyle(at).backgroundColor);
        if (colour[3] === 255) return colour;
      }
      return [255, 255, 255, 255];
    };
    const faint = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent?.trim();
      if (!element || !text || element.closest('.sr-only, :disabled, noscript')) continue;
      const style = getComputedStyle(element);
      if (style.visibility === 'hidden' || element.getClientRects().length === 0) continue;
      const colour = element.closest('svg') ? style.fill : style.color;
      const [a, b] = [light(rgba(colour)), light(ground(element))].sort((x, y) => y - x);
      const ratio = (a! + 0.05) / (b! + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) faint.add(`${ratio.toFixed(2)} "${text.slice(0, 40)}"`);
    }
    return [...faint];
  });
}
