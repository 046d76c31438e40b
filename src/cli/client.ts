import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { AnyOperation } from '#api';
import { Fault } from '#kit';
import type { DoorOptions } from './door.ts';
import { readEnvironment } from './environment.ts';

/** Where the hub is and with which folder it works. */
export interface HubOptions {
  readonly hub?: string;
  readonly dir?: string;
}

/**
 * Asks the running hub for an operation, or the deployment elsewhere that `--record` names.
 *
 * @throws Fault `cli/no-hub` where nothing answers, or the hub's own fault
 */
export async function call<O extends AnyOperation>(
  operation: O,
  input: { query?: Record<string, string>; body?: z.input<O['body']> },
  options: HubOptions & DoorOptions,
): Promise<z.output<O['output']>> {
  const { record } = options;
  if (record !== undefined)
    return (await import('./abroad.ts')).callAbroad(operation, input, { ...options, record });
  const environment = readEnvironment();
  const base =
    options.hub ?? environment.HANSE_URL ?? `http://127.0.0.1:${environment.HANSE_PORT || 4270}`;
  const url = new URL(operation.path, base);
  for (const [name, value] of Object.entries(input.query ?? {})) url.searchParams.set(name, value);
  const key = operatorKey(options.dir ?? environment.HANSE_DIR, environment.HANSE_API_KEY);
  let response: Response;
  try {
    response = await fetch(url, {
      method: operation.method.toUpperCase(),
      headers: { 'content-type': 'application/json', ...(key ? { 'x-api-key': key } : {}) },
      ...(operation.method === 'post' ? { body: JSON.stringify(input.body ?? {}) } : {}),
    });
  } catch (cause) {
    throw new Fault(
      'cli/no-hub',
      `no hub answers at ${base}; start one with "npm start", or name it with --hub`,
      { cause },
    );
  }
  const answer = (await response.json().catch(() => undefined)) as unknown;
  if (!response.ok) {
    const problem = (answer ?? {}) as { code?: string; title?: string };
    throw new Fault(
      problem.code ?? 'cli/bad-answer',
      problem.title ?? `the hub answered ${response.status}`,
    );
  }
  const parsed = operation.output.safeParse(answer);
  if (parsed.success) return parsed.data as z.output<O['output']>;
  throw new Fault(
    'cli/bad-answer',
    `what answers at ${base} is no Hanse hub, or one of another version; name the right one with --hub`,
  );
}

/** Whether a deed was begun on a deployment elsewhere and its outcome never told; a hub keeps that by the name of a deed. */
export async function isBegun<O extends AnyOperation>(
  operation: O,
  body: z.input<O['body']>,
  options: HubOptions & DoorOptions,
): Promise<boolean> {
  const { record } = options;
  if (record === undefined) return false;
  return (await import('./abroad.ts')).begunAbroad(operation, body, { ...options, record });
}

function operatorKey(dir: string, given: string | undefined): string | undefined {
  const path = join(dir, 'hub', 'operator.key');
  return given ?? (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined);
}
