/** Holds the table of who may import whom, and fails on any other edge. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Each row may import every row above it, but not its own neighbours. A sub-room stands in the row of its parent. */
const ROWS: readonly (readonly string[])[] = [
  ['kit'],
  ['tensor', 'journal', 'store', 'chain', 'market'],
  ['models', 'members', 'treasury', 'governance'],
  ['rounds', 'strategies', 'proofs'],
  ['trading', 'jobs'],
  ['agent'],
  ['api'],
  ['season'],
  ['server', 'cli'],
];
/** Rooms that live in a folder of another room and have a door of their own. */
const SUBROOMS = [
  'market/feeds',
  'tensor/node',
  'tensor/browser',
  'rounds/member',
  'rounds/strategies',
  'members/keys',
  'members/privacy',
  'proofs/verify',
  'season/lesson',
];
/** Neighbours that may use one another: the command line starts the server, feeds fill the market's candle reader. */
const NEIGHBOURS = new Set([
  'cli>server',
  'market/feeds>market',
  'tensor/node>tensor',
  'tensor/browser>tensor',
]);
/** What a page may see. */
const WEB_MAY = [
  'api',
  'kit',
  'tensor',
  'tensor/browser',
  'market',
  'models',
  'rounds/member',
  'rounds/strategies',
  'members/keys',
  'members/privacy',
  'proofs/verify',
  'season/lesson',
];
/** Rooms that run unchanged in a browser: no `node:` import. The other entries name what is exempt inside. */
const BROWSER = [
  'kit',
  'tensor',
  'market',
  'models',
  'members/keys',
  'members/privacy',
  'rounds/member',
  'rounds/strategies',
  'proofs/verify',
  'api',
];
/** Node-only files inside rooms that otherwise run in a browser. */
const NODE_ONLY = ['market/feeds', 'tensor/node'];

interface Edge {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

describe('architecture', () => {
  const files = globSync('{src,web}/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !/\.(test|slow)\.tsx?$/.test(file) && !file.includes('/dist/'),
  );

  it('sees the rooms', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  it('imports only rooms to the left, and only through their door', () => {
    const wrong = files.flatMap(edges).filter((edge) => !allowed(edge.from, edge.to));
    expect(wrong.map((edge) => `${edge.file}: ${edge.from} may not import ${edge.to}`)).toEqual([]);
  });

  it('has no relative import into another room', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const target of imports(file).filter((name) => name.startsWith('.'))) {
        const reached = relative(root, resolve(root, dirname(file), target));
        if (roomOf(reached) !== roomOf(file)) wrong.push(`${file}: ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keeps node: out of the rooms that run in a browser', () => {
    const wrong = files.filter((file) => {
      const inside = relative('src', file);
      if (!BROWSER.some((room) => inside.startsWith(`${room}/`))) return false;
      if (NODE_ONLY.some((room) => inside.startsWith(room))) return false;
      return imports(file).some((name) => name.startsWith('node:'));
    });
    expect(wrong).toEqual([]);
  });

  it('would notice a forbidden edge', () => {
    expect(allowed('kit', 'market')).toBe(false);
    expect(allowed('market', 'chain')).toBe(false);
    expect(allowed('agent', 'rounds')).toBe(true);
    expect(allowed('web', 'season')).toBe(false);
  });
});

function allowed(from: string, to: string): boolean {
  if (from === 'web') return WEB_MAY.includes(to);
  if (NEIGHBOURS.has(`${from}>${to}`)) return true;
  const parent = (room: string): string => room.split('/')[0]!;
  if (parent(from) === parent(to)) return from === parent(to) || parent(from) === from;
  const row = (room: string): number => ROWS.findIndex((names) => names.includes(parent(room)));
  return row(from) >= 0 && row(to) >= 0 && row(to) < row(from);
}

function edges(file: string): Edge[] {
  const from = roomOf(file);
  return imports(file)
    .filter((name) => name.startsWith('#'))
    .map((name) => ({ file, from, to: name.slice(1) }))
    .filter((edge) => edge.to !== from);
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}

function roomOf(file: string): string {
  if (file.startsWith('web')) return 'web';
  const inside = relative('src', file);
  return SUBROOMS.find((room) => inside.startsWith(`${room}/`)) ?? inside.split('/')[0]!;
}
