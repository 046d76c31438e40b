/** The vault, its shares and its orders as they stand at the last block. */
import { BaseError, ContractFunctionRevertedError } from 'viem';
import type { Address, Hex } from '#kit';
import type { Ledger, Limits, MandateConfig, Policy } from './deployment.ts';
import { mandateAbi } from './generated/mandate-abi.ts';
import { mockTokenAbi } from './generated/mock-token-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { type PooledLiquidity, readPooled } from './read-liquidity.ts';

export interface Position {
  readonly index: number;
  readonly symbol: string;
  /** Base units. */
  readonly held: bigint;
  /** Average cost of what is held, quote units. */
  readonly cost: bigint;
  readonly targetBps: number;
}

export interface VaultState {
  /** Value at mean prices, quote units; `undefined` while an asset held has no mean price yet. */
  readonly nav: bigint | undefined;
  /** Value at the pools' present prices. */
  readonly navSpot: bigint;
  readonly idle: bigint;
  /** Realised profit or loss not yet distributed. */
  readonly realised: bigint;
  /** Value above the high-water mark at the last mark; zero after a trade. */
  readonly gain: bigint;
  readonly markedAt: number;
  readonly distributable: bigint;
  /** Quote units paid in for standing weight, and profit kept since: together the high-water mark. */
  readonly principal: bigint;
  readonly reinvested: bigint;
  readonly buckets: { readonly ai: bigint; readonly treasury: bigint };
  readonly totalWeight: bigint;
  readonly positions: readonly Position[];
  /** Listed pools; more than positions where a vote has listed one that this deployment does not know. */
  readonly assetCount: number;
  /** Liquidity in the assets' pools; what stands in it is not in `idle` and `positions`. */
  readonly pooled: readonly PooledLiquidity[];
  readonly limits: Limits;
  readonly policy: Policy;
  readonly agent: {
    readonly address: Address;
    readonly expiry: number;
    readonly beatAt: number;
    readonly beatBlock: number;
  };
  readonly pausedUntil: number;
  readonly tripped: boolean;
  /** Value that the breaker measures the drawdown from. */
  readonly peak: bigint;
}

export interface Share {
  readonly id: bigint;
  readonly owner: Address;
  readonly weight: bigint;
  readonly mintedAt: number;
  readonly paidIn: bigint;
  readonly claimed: bigint;
  readonly claimable: bigint;
}

/** Everything about the vault. */
export async function readVault(ledger: Ledger): Promise<VaultState> {
  const { client } = ledger.chain;
  const vault = { address: ledger.deployment.vault, abi: vaultAbi } as const;
  const [
    money,
    buckets,
    earnings,
    level,
    brakes,
    session,
    policy,
    distributable,
    navSpot,
    nav,
    positions,
  ] = await Promise.all([
    client.readContract({ ...vault, functionName: 'money' }),
    client.readContract({ ...vault, functionName: 'buckets' }),
    client.readContract({ ...vault, functionName: 'earnings' }),
    client.readContract({ ...vault, functionName: 'level' }),
    client.readContract({ ...vault, functionName: 'brakes' }),
    client.readContract({ ...vault, functionName: 'session' }),
    client.readContract({ ...vault, functionName: 'policy' }),
    client.readContract({ ...vault, functionName: 'distributable' }),
    client.readContract({ ...vault, functionName: 'navSpot' }),
    client.readContract({ ...vault, functionName: 'nav' }).catch(unlessKnown),
    Promise.all(ledger.deployment.assets.map(({ index }) => readPosition(ledger, index))),
  ]);
  return {
    nav,
    navSpot,
    distributable,
    positions,
    assetCount: brakes.assetCount,
    pooled: await readPooled(ledger, brakes.positions),
    policy,
    idle: money.idle,
    realised: money.realised,
    gain: money.gain,
    markedAt: money.markedAt,
    principal: level.principal,
    reinvested: buckets.reinvested,
    peak: level.peak,
    buckets: { ai: buckets.ai, treasury: buckets.treasury },
    totalWeight: earnings.weight,
    limits: brakes.limits,
    pausedUntil: brakes.pausedUntil,
    tripped: brakes.tripped,
    agent: {
      address: session.agent,
      expiry: session.expiry,
      beatAt: session.beatAt,
      beatBlock: session.beatBlock,
    },
  };
}

/** An asset without a mean price has no value yet; whatever else goes wrong is no answer. */
function unlessKnown(error: unknown): undefined {
  const refusal = error instanceof BaseError ? error.walk(isRefusal) : null;
  if (isRefusal(refusal) && refusal.data?.errorName === 'NoMeanPrice') return undefined;
  throw error;
}

function isRefusal(error: unknown): error is ContractFunctionRevertedError {
  return error instanceof ContractFunctionRevertedError;
}

/** What the vault holds of one asset. */
export async function readPosition(
  { chain, deployment }: Ledger,
  index: number,
): Promise<Position> {
  const call = {
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'asset',
    args: [BigInt(index)],
  } as const;
  const { books, targetBps } = await chain.client.readContract(call);
  const { held, cost } = books;
  const symbol = deployment.assets[index]?.token.symbol ?? `asset ${index}`;
  return { index, symbol, held, cost, targetBps };
}

/** All shares, by id. */
export async function readShares({ chain, deployment }: Ledger): Promise<readonly Share[]> {
  const vault = { address: deployment.vault, abi: vaultAbi } as const;
  const end = await chain.client.readContract({ ...vault, functionName: 'nextId' });
  const ids = Array.from({ length: Number(end) - 1 }, (_, i) => BigInt(i + 1));
  return Promise.all(
    ids.map(async (id) => {
      const [[owner, weight, mintedAt, claimed, paidIn], claimable] = await Promise.all([
        chain.client.readContract({ ...vault, functionName: 'share', args: [id] }),
        chain.client.readContract({ ...vault, functionName: 'claimableRewards', args: [id] }),
      ]);
      return { id, owner, weight, mintedAt: Number(mintedAt), paidIn, claimed, claimable };
    }),
  );
}

/** The agent's orders in force. */
export async function readMandate({ chain, deployment }: Ledger): Promise<MandateConfig> {
  return chain.client.readContract({
    address: deployment.mandate,
    abi: mandateAbi,
    functionName: 'config',
  });
}

/** How the group learns by vote, as one word; all zeros where nothing was voted. */
export function readFederation({ chain, deployment }: Ledger): Promise<Hex> {
  return chain.client.readContract({
    address: deployment.mandate,
    abi: mandateAbi,
    functionName: 'federation',
  });
}

/** The chain's own coin of an account, in wei. */
export function coinBalance({ chain }: Ledger, owner: Address): Promise<bigint> {
  return chain.client.getBalance({ address: owner });
}

/** Quote tokens of an account, in units. */
export function quoteBalance({ chain, deployment }: Ledger, owner: Address): Promise<bigint> {
  const call = {
    address: deployment.quote.address,
    abi: mockTokenAbi,
    functionName: 'balanceOf',
    args: [owner],
  } as const;
  return chain.client.readContract(call);
}
