/** Members and hubs as real processes, for tests: started, watched, recorded, killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach } from 'vitest';
import { randomCandles } from '#market';

const root = resolve(import.meta.dirname, '../..');
const CANARY_PRICE = 31_337.424_242;
export const CANARY_TEXT = '31337.424242';
/** Undone after each test. */
const cleanups: (() => void)[] = [];
afterEach(() => {
  while (cleanups.length > 0) cleanups.pop()!();
});

/** A process under watch. */
export interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly events: () => { event: string; data: never }[];
  waitFor(event: string, count?: number): Promise<never>;
  /** A line on its standard input. */
  say(line: string): void;
}

function start(args: string[]): Running {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  cleanups.push(() => child.kill('SIGKILL'));
  const events = () =>
    text
      .split('\n')
      .flatMap((line) =>
        line.startsWith('{') && line.endsWith('}')
          ? [JSON.parse(line) as { event: string; data: never }]
          : [],
      );
  return {
    child,
    output: () => text,
    events,
    say: (line) => void child.stdin!.write(`${line}\n`),
    async waitFor(event, count = 1) {
      for (;;) {
        const found = events().filter((it) => it.event === event);
        if (found.length >= count) return found[count - 1]!.data;
        if (child.exitCode !== null) throw new Error(`ended before ${event}:\n${text}`);
        await new Promise((wait) => setTimeout(wait, 10));
      }
    },
  };
}

/** Passes bytes on and keeps a copy of all of them. */
export async function recordingProxy(
  target: () => number,
): Promise<{ port: number; bytes: () => Buffer }> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((from) => {
    const to = connect(target(), '127.0.0.1');
    sockets.add(from).add(to);
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const) {
      a.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        b.write(chunk);
      });
      a.on('close', () => b.destroy());
      a.on('error', () => b.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, bytes: () => Buffer.concat(chunks) };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function candles(path: string, seed: string): void {
  const series = randomCandles(700, seed);
  const lines = ['ts,open,high,low,close,volume'];
  for (let i = 0; i < series.length; i++)
    lines.push(
      [
        series.ts[i],
        series.open[i],
        series.high[i],
        series.low[i],
        series.close[i],
        series.volume[i],
      ].join(','),
    );
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** Puts a value into a candle file that stands nowhere else. */
function plant(path: string): void {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const at = 300;
  const [ts] = lines[at]!.split(',');
  lines[at] = [ts, CANARY_PRICE, CANARY_PRICE, CANARY_PRICE, CANARY_PRICE, CANARY_PRICE].join(',');
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** A folder with public candles; starts hubs and members in it. */
export function scene(members: number) {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-rounds-'));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'hub'));
  candles(join(dir, 'BTCUSDT.csv'), 'public');
  const hub = (
    port: number,
    rounds: number,
    more: { goal?: number; dear?: number; holds?: readonly number[] } = {},
  ): Running =>
    start([
      'test/rounds/hub.fixture.ts',
      JSON.stringify({
        dir: join(dir, 'hub'),
        port,
        members,
        rounds,
        candles: join(dir, 'BTCUSDT.csv'),
        ...more,
      }),
    ]);
  const member = (number: number, port: number, invite: string): Running => {
    const own = join(dir, `own-${number}`);
    mkdirSync(own, { recursive: true });
    candles(join(own, 'BTCUSDT.csv'), `member ${number}`);
    if (number === 2) plant(join(own, 'BTCUSDT.csv'));
    const options = [
      '--hub',
      `http://127.0.0.1:${port}`,
      '--dir',
      join(dir, `member-${number}`),
      '--data',
      join(own, 'BTCUSDT.csv'),
    ];
    return start([
      'src/cli/main.ts',
      'member',
      'run',
      ...options,
      '--invite',
      invite,
      '--attached',
      '--simulation-seed',
      `member ${number}`,
    ]);
  };
  return { dir, hub, member };
}

export function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => statSync(path).isFile());
}

/** Every form in which the canary could be written. */
export function canaryForms(): Buffer[] {
  const float64 = Buffer.alloc(8);
  float64.writeDoubleLE(CANARY_PRICE);
  const float32 = Buffer.alloc(4);
  float32.writeFloatLE(CANARY_PRICE);
  return [
    Buffer.from(CANARY_TEXT),
    float64,
    float32,
    Buffer.from(float64.toString('base64').slice(0, 10)),
  ];
}
