/** Asks a node of the member's own choice over JSON-RPC; no chain library, so a member starts as fast as without. */
import { type Address, Fault, type Hex, keccak256, utf8 } from '#kit';

/** Milliseconds until an answer counts as lost, and between two tries; a node that is started again and replays is back in time. */
const TIMEOUT = 10_000;
const PAUSE = 500;
const TRIES = 20;

/**
 * A view call whose arguments are words.
 *
 * @returns the words of the answer, one at least
 * @throws Fault `members/chain-silent`
 */
export async function callWords(
  rpcUrl: string,
  to: Address,
  signature: string,
  words: readonly Hex[] = [],
): Promise<Hex[]> {
  const selector = keccak256(utf8(signature)).slice(0, 10);
  const data = selector + words.map((word) => word.slice(2).padStart(64, '0')).join('');
  const answer = await askNode(rpcUrl, 'eth_call', [{ to, data }, 'latest']);
  if (/^0x([0-9a-f]{64})+$/.test(answer))
    return answer.match(/[0-9a-f]{64}/g)!.map((word): Hex => `0x${word}`);
  throw silent(`${signature} of ${to} gave ${answer.slice(0, 40)}, not words`);
}

/** @throws Fault `members/chain-silent` where the node gives no answer, also after some tries */
export async function askNode(
  rpcUrl: string,
  method: string,
  params: readonly unknown[],
): Promise<Hex> {
  let last: Fault | undefined;
  for (let tried = 0; tried < TRIES; tried++) {
    if (tried > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    try {
      const wire = await post(rpcUrl, { jsonrpc: '2.0', id: 1, method, params });
      if (typeof wire.result === 'string') return wire.result as Hex;
      last = silent(wire.error?.message ?? 'no result');
    } catch (cause) {
      last = silent(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }
  throw last!;
}

async function post(
  rpcUrl: string,
  body: object,
): Promise<{ readonly result?: unknown; readonly error?: { readonly message?: string } }> {
  const answer = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT),
  });
  return (await answer.json()) as Awaited<ReturnType<typeof post>>;
}

function silent(why: string, cause?: unknown): Fault {
  return new Fault(
    'members/chain-silent',
    `this member's node does not say what stands on chain (${why}); see whether it runs, or name another with --rpc`,
    { cause },
  );
}
