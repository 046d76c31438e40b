/** What the chain says of a wallet, asked by the member itself over JSON-RPC; no chain library, so a member starts as fast as before. */
import { type Address, Fault, type Hex, keccak256, utf8 } from '#kit';

/** Where a member reads: a node of its own choice, and contracts that it knows from what it signed itself. */
export interface ChainView {
  readonly rpcUrl: string;
  readonly chainId: number;
  /** The `Members` contract. */
  readonly members: Address;
  /** The vault whose shares count. */
  readonly vault: Address;
}

/** A wallet on chain. */
export interface Standing {
  /** The Ed25519 key it stands behind in the group, `undefined` for none. */
  readonly identity: Hex | undefined;
  /** How many shares it holds. */
  readonly shares: bigint;
}

/** Milliseconds until an answer counts as lost, and between two tries; a node that is started again is back within a few seconds. */
const TIMEOUT = 10_000;
const PAUSE = 500;
const TRIES = 8;

/**
 * The standing of `wallet` in `group` at the last block.
 *
 * @throws Fault `members/other-chain`, `members/chain-silent`.
 */
export async function readStanding(
  { rpcUrl, chainId, members, vault }: ChainView,
  group: string,
  wallet: Address,
): Promise<Standing> {
  const [said, identity, shares] = await Promise.all([
    ask(rpcUrl, 'eth_chainId', []),
    call(rpcUrl, members, 'identityOf(bytes32,address)', [keccak256(utf8(group)), wallet]),
    call(rpcUrl, vault, 'balanceOf(address)', [wallet]),
  ]);
  if (Number(said) !== chainId) {
    throw new Fault(
      'members/other-chain',
      `the node of this member is of chain ${Number(said)}, not ${chainId}; name another with --rpc`,
    );
  }
  return { identity: BigInt(identity) === 0n ? undefined : identity, shares: BigInt(shares) };
}

/** A view call whose arguments and answer are one word each. */
async function call(
  rpcUrl: string,
  to: Address,
  signature: string,
  words: readonly Hex[],
): Promise<Hex> {
  const selector = keccak256(utf8(signature)).slice(0, 10);
  const data = selector + words.map((word) => word.slice(2).padStart(64, '0')).join('');
  const answer = await ask(rpcUrl, 'eth_call', [{ to, data }, 'latest']);
  if (/^0x[0-9a-f]{64}$/.test(answer)) return answer;
  throw silent(`${signature} of ${to} gave ${answer.slice(0, 40)}, not a word`);
}

async function ask(rpcUrl: string, method: string, params: readonly unknown[]): Promise<Hex> {
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
    `this member's node does not say who stands behind a wallet (${why}); see whether it runs, or name another with --rpc`,
    { cause },
  );
}
