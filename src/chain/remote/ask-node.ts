/** JSON-RPC to a node of somebody else's: it may be slow, drop requests or be over its limit, so every question is asked again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RpcRequestError } from 'viem';
import { Fault } from '#kit';

/** How long and how often a node is asked. */
export interface Patience {
  /** Milliseconds until a question counts as lost; 10 000 by default. */
  readonly timeout: number;
  /** How often it is asked in all; 5 by default. */
  readonly tries: number;
  /** Milliseconds before the second try, doubled each time; 200 by default. */
  readonly pause: number;
}

export const PATIENCE: Patience = { timeout: 10_000, tries: 5, pause: 200 };

/**
 * Asks one question.
 *
 * @throws Fault `chain/unreachable` where no answer came in any try: whether a transaction arrived is then unknown. viem's
 * `RpcRequestError` where the node refused.
 */
export type Ask = (method: string, params?: readonly unknown[]) => Promise<unknown>;

interface Wire {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** Limits of providers, which pass; any other refusal stands. */
const PASSING = new Set([-32_005, -32_007, 429]);

/** A way to ask the node at `url`. Asking again is safe: reads change nothing, and the same signed bytes are one transaction. */
export function askNode(url: string, patience: Patience = PATIENCE): Ask {
  let id = 0;
  return async (method, params = []) => {
    let last: unknown;
    for (let tried = 0; tried < patience.tries; tried++) {
      if (tried > 0) await sleep(patience.pause * 2 ** (tried - 1));
      const body = { jsonrpc: '2.0', id: ++id, method, params };
      try {
        const { error, result } = await post(url, body, patience.timeout);
        if (!error) return result ?? null;
        last = new RpcRequestError({ body, error, url: hostOf(url) });
        if (!PASSING.has(error.code)) break;
      } catch (cause) {
        last = cause;
      }
    }
    if (last instanceof RpcRequestError) throw last;
    throw new Fault(
      'chain/unreachable',
      `the node at ${hostOf(url)} did not answer ${method} in ${patience.tries} tries (${reason(last)}); see whether it runs, or name another`,
      { cause: last, meta: { method } },
    );
  };
}

/** The host alone: addresses of providers often carry a key. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    throw new Fault('chain/bad-url', 'the address of the node is no URL; write https://host/path');
  }
}

async function post(url: string, body: { id: number }, timeout: number): Promise<Wire> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeout),
  });
  const text = await answer.text();
  let wire: Wire;
  try {
    wire = JSON.parse(text) as Wire;
  } catch {
    throw new Error(`HTTP ${answer.status}, no JSON`);
  }
  if (wire?.id !== body.id)
    throw new Error(`HTTP ${answer.status}, the answer to another question`);
  if (wire.error && typeof wire.error.code !== 'number') throw new Error('an error without a code');
  return wire;
}

function reason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
