/** A real node whose chain holds a given number of the vault's events, as a busy pool would leave them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, encodeAbiParameters, encodeEventTopics, pad, parseAbi, toHex } from 'viem';
import { type Chain, type Deployment, openChain } from '#chain';
import type { Address, Hex } from '#kit';

export const EVENTS = parseAbi([
  'event AssetListed(uint256 indexed index, address indexed pool, address indexed token)',
  'event Minted(uint256 indexed id, address indexed to, uint256 assets, uint256 weight, uint256 nav)',
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
  'event Marked(uint256 nav, uint256 gain)',
  'event Heartbeat(uint256 nav)',
  'event Traded(uint256 indexed index, bool buy, uint256 amountIn, uint256 amountOut, uint256 fair, int256 realised, uint256 nav)',
  'event Distributed(uint256 amount, uint256 holders, uint256 reinvest, uint256 ai)',
  'event Claimed(uint256 indexed id, uint256 amount)',
]);

export interface EventLoad {
  readonly chain: Chain;
  readonly deployment: Deployment;
  readonly events: number;
  close(): Promise<void>;
}

type Name = (typeof EVENTS)[number]['name'];
const GENESIS = 1_725_000_000;
const VAULT = address(0xf00d);
const PER_BLOCK = 100;
const SHARES = 1000;

/**
 * A node with `count` events of one vault, a hundred to a block: a thousand mints, then days of heartbeats, marks, trades,
 * distributions, claims and transfers. The vault's code is replaced before each call by code that emits exactly these logs.
 */
export async function loadEvents(count: number): Promise<EventLoad> {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-events-'));
  const chain = await openChain({ dir, genesisTime: GENESIS, durability: 'process' });
  const ask = chain.client.request as unknown as (call: object) => Promise<unknown>;
  const life = poolLife();
  for (let left = count, block = 0; left > 0; block++) {
    const logs = Array.from({ length: Math.min(PER_BLOCK, left) }, () => life.next().value!);
    await ask({ method: 'anvil_setCode', params: [VAULT, concat(logs)] });
    const call = { to: VAULT, data: '0x', gas: 900_000_000n } as const;
    await chain.send(chain.accounts.operator, call, { at: GENESIS + 300 * block });
    left -= logs.length;
  }
  const elsewhere = Object.fromEntries(
    [
      'council',
      'models',
      'scores',
      'checkpoints',
      'contributions',
      'mandate',
      'members',
      'treasury',
    ].map((name, i) => [name, address(0xe000 + i)]),
  );
  const deployment = { ...elsewhere, vault: VAULT } as unknown as Deployment;
  return {
    chain,
    deployment,
    events: count,
    close: async () => {
      await chain.close('stop');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The code that emits one event after the other. */
function* poolLife(): Generator<Hex> {
  const unit = 1_000_000n;
  let nav = 0n;
  yield emitting('AssetListed', { index: 0n, pool: address(1), token: address(2) }, []);
  for (let id = 1n; id <= SHARES; id++) {
    yield emitting('Minted', { id, to: address(id) }, [300n * unit, 300_000n * unit, nav]);
    nav += 300n * unit;
  }
  for (let day = 0n; ; day++) {
    for (let candle = 0n; candle < 20n; candle++) {
      yield emitting('Marked', {}, [nav, candle * unit]);
      yield emitting('Heartbeat', {}, [nav]);
    }
    const trade = [true, 100n * unit, 200_000n, 200_000n, 0n, nav];
    yield emitting('Traded', { index: 0n }, trade);
    const sale = [false, 100_000n, 60n * unit, 60n * unit, 10n * unit, nav];
    yield emitting('Traded', { index: 0n }, sale);
    yield emitting('Marked', {}, [nav, 10n * unit]);
    yield emitting('Distributed', {}, [10n * unit, 6n * unit, 2n * unit, unit]);
    for (let i = 0n; i < 50n; i++) {
      const id = ((day * 50n + i) % BigInt(SHARES)) + 1n;
      yield emitting('Claimed', { id }, [100n]);
      if (i % 5n > 0n) continue;
      const to = address(id + day + 1n);
      yield emitting('Transfer', { from: address(id), to, tokenId: id }, []);
    }
  }
}

/** MSTOREs of the data, then one LOG. */
function emitting(eventName: Name, args: object, values: readonly unknown[]): Hex {
  const item = EVENTS.find(({ name }) => name === eventName)!;
  const topics = encodeEventTopics({ abi: EVENTS, eventName, args } as never) as Hex[];
  const inputs = item.inputs.filter((input) => !('indexed' in input && input.indexed));
  const data = encodeAbiParameters(inputs, values as never);
  const words = Array.from({ length: (data.length - 2) / 64 }, (_, i) =>
    concat([
      push(`0x${data.slice(2 + 64 * i, 66 + 64 * i)}`),
      push(toHex(32 * i, { size: 2 })),
      '0x52',
    ]),
  );
  const size = push(toHex((data.length - 2) / 2, { size: 2 }));
  return concat([
    ...words,
    ...topics.toReversed().map((topic) => push(topic)),
    size,
    push('0x00'),
    toHex(0xa0 + topics.length),
  ]);
}

function push(bytes: Hex): Hex {
  return concat([toHex(0x5f + (bytes.length - 2) / 2), bytes]);
}

function address(value: number | bigint): Address {
  return pad(toHex(value), { size: 20 });
}
