/** Liquidity of the vault in its pools: what the agent may do with it, and what anyone may. */
import type { Account } from './accounts.ts';
import type { Receipt, When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

/** What the agent wants to add. */
export interface AddOrder {
  /** Index of the asset in the vault. */
  readonly index: number;
  /** Ticks that the pool's spacing divides. */
  readonly lower: number;
  readonly upper: number;
  readonly liquidity: bigint;
  /** The most that may be put in, quote and base units. */
  readonly quoteMax: bigint;
  readonly baseMax: bigint;
  /** Unix seconds; the block's own time by default. */
  readonly deadline?: number;
}

/** What went into a pool or came back, quote and base units. */
export interface Moved extends Deed {
  readonly index: number;
  readonly quote: bigint;
  readonly base: bigint;
}

/**
 * Adds liquidity between two ticks, to the position that stands there or to a new one.
 *
 * @throws Fault `chain/reverted`, `meta.error` as for a trade, or `BadRange`, `NothingToAdd`, `OverMaximum`, `LossyRange`,
 * `TooManyAssets`, `NotEnough`.
 */
export async function addLiquidity(
  ledger: Ledger,
  agent: Account,
  order: AddOrder,
  when: When,
): Promise<Moved> {
  const args = [addition(ledger, order, when)] as const;
  const call = { ...vault(ledger), functionName: 'addLiquidity', args } as const;
  return added(ledger, await transact(ledger, agent, call, when));
}

/** Takes all liquidity back and adds some between other ticks, in one step; refused as {@link addLiquidity} is. */
export async function recentreLiquidity(
  ledger: Ledger,
  agent: Account,
  order: AddOrder,
  when: When,
): Promise<Moved> {
  const args = [addition(ledger, order, when)] as const;
  const call = { ...vault(ledger), functionName: 'recentre', args } as const;
  return added(ledger, await transact(ledger, agent, call, when));
}

/**
 * Takes liquidity back into the vault, fees with it.
 *
 * @throws Fault `chain/reverted`, `meta.error` `NoPosition` or as for a trade.
 */
export async function removeLiquidity(
  ledger: Ledger,
  agent: Account,
  order: Pick<AddOrder, 'index' | 'liquidity' | 'deadline'>,
  when: When,
): Promise<Moved> {
  const args = [BigInt(order.index), order.liquidity, deadlineOf(ledger, order, when)] as const;
  const call = { ...vault(ledger), functionName: 'removeLiquidity', args } as const;
  return removed(ledger, await transact(ledger, agent, call, when));
}

/** Takes a position's fees into the vault; anyone may. */
export async function collectFees(
  ledger: Ledger,
  account: Account,
  index: number,
  when: When,
): Promise<Moved> {
  const call = { ...vault(ledger), functionName: 'collectFees', args: [BigInt(index)] } as const;
  const receipt = await transact(ledger, account, call, when);
  const { quoteAmount, baseAmount } = theEvent(
    receipt,
    ledger.deployment.vault,
    vaultAbi,
    'FeesCollected',
  ) as { quoteAmount: bigint; baseAmount: bigint };
  return { ...deed(receipt), index, quote: quoteAmount, base: baseAmount };
}

/**
 * Takes a whole position back while no agent may: paused, breaker open, or session over. Anyone may.
 *
 * @throws Fault `chain/reverted`, `meta.error` `AgentInCharge` or `NoPosition`.
 */
export async function closePosition(
  ledger: Ledger,
  account: Account,
  index: number,
  when: When,
): Promise<Moved> {
  const call = { ...vault(ledger), functionName: 'closePosition', args: [BigInt(index)] } as const;
  return removed(ledger, await transact(ledger, account, call, when));
}

function addition(ledger: Ledger, order: AddOrder, when: When) {
  const { lower, upper, liquidity, quoteMax, baseMax } = order;
  const deadline = deadlineOf(ledger, order, when);
  return { index: BigInt(order.index), lower, upper, liquidity, quoteMax, baseMax, deadline };
}

function deadlineOf({ chain }: Ledger, order: Pick<AddOrder, 'deadline'>, when: When): bigint {
  return BigInt(order.deadline ?? Math.max(Math.floor(when.at), chain.now()));
}

function added(ledger: Ledger, receipt: Receipt): Moved {
  const event = theEvent(receipt, ledger.deployment.vault, vaultAbi, 'LiquidityAdded') as {
    index: bigint;
    quoteIn: bigint;
    baseIn: bigint;
  };
  const { index, quoteIn, baseIn } = event;
  return { ...deed(receipt), index: Number(index), quote: quoteIn, base: baseIn };
}

function removed(ledger: Ledger, receipt: Receipt): Moved {
  const event = theEvent(receipt, ledger.deployment.vault, vaultAbi, 'LiquidityRemoved') as {
    index: bigint;
    quoteOut: bigint;
    baseOut: bigint;
  };
  const { index, quoteOut, baseOut } = event;
  return { ...deed(receipt), index: Number(index), quote: quoteOut, base: baseOut };
}

function vault(ledger: Ledger): { address: Ledger['deployment']['vault']; abi: typeof vaultAbi } {
  return { address: ledger.deployment.vault, abi: vaultAbi };
}
