/** What the agent does: beat the heart, ask for a quote, trade inside the vault's limits. */
import type { Account } from './accounts.ts';
import { uniswapArtifact } from './artifacts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

export interface Heartbeat extends Deed {
  /** Net asset value at mean prices, quote units. */
  readonly nav: bigint;
}

export interface TradeOrder {
  /** Index of the asset in the vault. */
  readonly index: number;
  readonly side: 'buy' | 'sell';
  /** Quote units for a buy, base units for a sale. */
  readonly amountIn: bigint;
  /** Least output accepted; never zero. */
  readonly minOut: bigint;
  /** Unix seconds; the block's own time by default. */
  readonly deadline?: number;
}

export interface Trade extends Deed {
  readonly index: number;
  readonly side: 'buy' | 'sell';
  readonly amountIn: bigint;
  readonly amountOut: bigint;
  /** Output at the mean price, without fee and impact. */
  readonly fair: bigint;
  /** Profit or loss on average cost, quote units; zero for a buy. */
  readonly realised: bigint;
  readonly nav: bigint;
}

/** Says that the agent lives, and marks the vault at mean prices. */
export async function heartbeat(ledger: Ledger, agent: Account, when: When): Promise<Heartbeat> {
  const address = ledger.deployment.vault;
  const receipt = await transact(
    ledger,
    agent,
    { address, abi: vaultAbi, functionName: 'heartbeat', args: [] },
    when,
  );
  const { nav } = theEvent(receipt, address, vaultAbi, 'Heartbeat') as { nav: bigint };
  return { ...deed(receipt), nav };
}

/** Renews the vault's mark; anyone may. */
export async function markVault(ledger: Ledger, account: Account, when: When): Promise<Heartbeat> {
  const address = ledger.deployment.vault;
  const receipt = await transact(
    ledger,
    account,
    { address, abi: vaultAbi, functionName: 'mark', args: [] },
    when,
  );
  const { nav } = theEvent(receipt, address, vaultAbi, 'Marked') as { nav: bigint };
  return { ...deed(receipt), nav };
}

/**
 * Trades in a listed pool.
 *
 * @throws Fault `chain/reverted` with `meta.error` such as `OverTradeCap`, `BelowFloor`, `PriceDeviates`, `HeartbeatStale`,
 * `OverFrequency`, `OverTurnover`, `OverLoss`, `BreakerOpen`, `TradingPaused`, `SessionExpired`, `NotAgent`, `NoMeanPrice`.
 */
export async function trade(
  ledger: Ledger,
  agent: Account,
  order: TradeOrder,
  when: When,
): Promise<Trade> {
  const address = ledger.deployment.vault;
  const { index, side, amountIn, minOut } = order;
  const deadline = BigInt(order.deadline ?? Math.max(Math.floor(when.at), ledger.chain.now()));
  const args = [BigInt(index), side === 'buy', amountIn, minOut, deadline] as const;
  const receipt = await transact(
    ledger,
    agent,
    { address, abi: vaultAbi, functionName: 'trade', args },
    when,
  );
  const event = theEvent(receipt, address, vaultAbi, 'Traded') as Required<
    Pick<Trade, 'amountOut' | 'fair' | 'realised' | 'nav'>
  >;
  const { amountOut, fair, realised, nav } = event;
  return { ...deed(receipt), index, side, amountIn, amountOut, fair, realised, nav };
}

/** What the pool would give for `amountIn` now, by Uniswap's own quoter; nothing is sent. */
export async function quoteTrade(
  { chain, deployment }: Ledger,
  order: Pick<TradeOrder, 'index' | 'side' | 'amountIn'>,
): Promise<{ readonly amountOut: bigint; readonly sqrtPriceAfter: bigint }> {
  const asset = deployment.assets[order.index]!;
  const [tokenIn, tokenOut] =
    order.side === 'buy'
      ? [deployment.quote.address, asset.token.address]
      : [asset.token.address, deployment.quote.address];
  const { result } = await chain.client.simulateContract({
    address: deployment.quoter,
    abi: uniswapArtifact('quoter').abi,
    functionName: 'quoteExactInputSingle',
    args: [{ tokenIn, tokenOut, amountIn: order.amountIn, fee: asset.fee, sqrtPriceLimitX96: 0n }],
  });
  const [amountOut, sqrtPriceAfter] = result as readonly [bigint, bigint];
  return { amountOut, sqrtPriceAfter };
}
