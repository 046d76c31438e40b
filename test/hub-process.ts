/** A real hub in a process of its own, for tests that kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { operations, type Progress, type SeasonReport } from '#api';

const root = resolve(import.meta.dirname, '..');

/** A hub that runs, or ran. */
export interface HubProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Settles with the exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Everything it printed so far. */
  printed(): string;
  /** Waits until the season has got so far (0 to 1). */
  reached(done: number): Promise<void>;
  report(): Promise<SeasonReport>;
  ask(path: string): Promise<unknown>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Starts `hanse start` with words and waits until it is open. */
export async function startHubProcess(words: readonly string[]): Promise<HubProcess> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'start', ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  }
  const ended = new Promise<number | NodeJS.Signals>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal ?? 0));
  });
  const url = await new Promise<string>((done, fail) => {
    const look = setInterval(() => {
      const found = /Hanse is open at (http:\S+)/.exec(text)?.[1];
      if (!found) return;
      clearInterval(look);
      done(found);
    }, 20);
    void ended.then((how) => {
      clearInterval(look);
      fail(new Error(`the hub ended with ${how}: ${text}`));
    });
  });
  const reached = (done: number): Promise<void> =>
    progressed(url, done).catch((cause: unknown) => {
      throw new Error(`the hub no longer tells how far it is; it printed: ${text}`, { cause });
    });
  const ask = async (path: string): Promise<unknown> => (await fetch(url + path)).json();
  return {
    child,
    url,
    ended,
    ask,
    printed: () => text,
    reached: (done) => Promise.race([reached(done), ended.then(() => undefined)]),
    report: async () => operations.report.output.parse(await ask('/v1/season')),
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

async function progressed(url: string, wanted: number): Promise<void> {
  const response = await fetch(`${url}/v1/events`);
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (const [, data] of text.matchAll(/event: progress\ndata: (.*)\n\n/g)) {
      if ((JSON.parse(data!) as Progress).done >= wanted) return;
    }
    text = text.slice(text.lastIndexOf('\n\n') + 2);
  }
}
