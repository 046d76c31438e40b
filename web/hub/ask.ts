/** Asks the hub one of its operations and checks the answer against the operation's declaration. */
import './no-eval.ts';
import type { core, z } from 'zod';
import type { Operation } from '#api';
import { Fault } from '#kit';

/** What may stand in a query string. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * The answer of a `get` operation, validated.
 *
 * @throws Fault `page/hub-unreachable` where nothing answers, `page/unexpected-answer` where the answer is not as declared,
 * or the hub's own code and sentence
 */
export async function ask<Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType>(
  operation: Operation<Q, B, O>,
  query: Query = {},
): Promise<z.output<O>> {
  const words = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  const search = new URLSearchParams(words).toString();
  const path = `${operation.path}${search ? `?${search}` : ''}`;
  const response = await reach(path, { headers: { accept: 'application/json' } });
  return answerOf(operation, path, response);
}

/** What the hub answered, held against the operation's declaration. */
export async function answerOf<Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType>(
  operation: Operation<Q, B, O>,
  path: string,
  response: Response,
): Promise<z.output<O>> {
  const body = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(path, response.status, body);
  const read = operation.output.safeParse(body);
  if (read.success) return read.data;
  throw new Fault('page/unexpected-answer', sentence(path, read.error.issues), {
    cause: read.error,
  });
}

/** @throws Fault `page/hub-unreachable` where nothing answers */
export async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (cause) {
    const where = globalThis.location?.origin ?? 'its address';
    throw new Fault('page/hub-unreachable', `The hub at ${where} does not answer.`, { cause });
  }
}

function refusal(path: string, status: number, body: unknown): Fault {
  const told = (body ?? {}) as Record<string, unknown>;
  const text = (key: string): string | undefined =>
    typeof told[key] === 'string' ? told[key] : undefined;
  const message = text('detail') ?? text('message') ?? text('title');
  return new Fault(
    text('code') ?? `page/http-${status}`,
    message ?? `The hub answered ${status} to ${path}.`,
    { meta: { status } },
  );
}

function sentence(path: string, issues: readonly core.$ZodIssue[]): string {
  const first = issues[0];
  const field = first?.path.join('.') ?? '';
  return `The hub's answer to ${path} is not as declared: ${field}: ${first?.message ?? 'unknown'}. Is this page of another version? Reload it.`;
}
