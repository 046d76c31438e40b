/** What each open liquidity position adds to a heartbeat and to a swap of the agent's: rows for `bench/gas.ts`. */
import {
  type Account,
  addLiquidity,
  heartbeat,
  type Ledger,
  liquidityFor,
  rangeAround,
  readPosition,
  trade,
} from '#chain';

/** How the clock and the market go on between two measurements. */
export interface Market {
  readonly agent: Account;
  now(): { at: number };
  /** Some candles, each with a heartbeat. */
  pass(): Promise<void>;
}

const USDC = 1_000_000n;
const WIDTH_BPS = 1000;

const COUNTS = ['NoPosition', 'OnePosition', 'TwoPositions'] as const;

/** A heartbeat, and a swap in the first pool, with no position open, with one there, and with one in each of two pools. */
export async function measurePositions(
  ledger: Ledger,
  market: Market,
): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const [open, name] of COUNTS.entries()) {
    if (open > 0) await openPosition(ledger, market, open - 1);
    await market.pass();
    const beat = await heartbeat(ledger, market.agent, market.now());
    rows[`heartbeat${name}`] = Number(beat.gasUsed);
    await market.pass();
    const order = { index: 0, side: 'buy', amountIn: 4000n * USDC, minOut: 1n } as const;
    const { gasUsed } = await trade(ledger, market.agent, order, market.now());
    rows[`agentSwap${name}`] = Number(gasUsed);
  }
  return rows;
}

/** A part of what the vault holds of an asset, and quote beside it, ten per cent around the price. */
async function openPosition(ledger: Ledger, market: Market, index: number): Promise<void> {
  await market.pass();
  const { held } = await readPosition(ledger, index);
  const amounts = { quote: 4000n * USDC, base: held / 4n };
  const ends = await rangeAround(ledger, index, WIDTH_BPS);
  const liquidity = await liquidityFor(ledger, index, ends, amounts);
  const order = { index, ...ends, liquidity, quoteMax: 2n * amounts.quote, baseMax: held };
  await addLiquidity(ledger, market.agent, order, market.now());
}
