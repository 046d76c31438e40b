/** The command line as a process of its own. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

/** What a command said and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `hanse WORDS`; a command that does not end within the time is killed and has no code. */
export function hanse(
  words: readonly string[],
  how: { cwd?: string; env?: Record<string, string>; seconds?: number } = {},
): Promise<Said> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HANSE_'));
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(inherited), NODE_NO_WARNINGS: '1', ...how.env },
    ...(how.cwd ? { cwd: how.cwd } : {}),
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
  const late = setTimeout(() => child.kill('SIGKILL'), 1000 * (how.seconds ?? 240));
  return new Promise((done) => {
    child.once('close', (code) => {
      clearTimeout(late);
      done({ code, out, err });
    });
  });
}
