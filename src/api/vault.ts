import { z } from 'zod';
import { AccountAddress, Decimal, Hash, Time } from './primitive.ts';
import { Claim } from './report.ts';

/** A name for a deed: asked for twice under one name, it is done once. */
export const Once = z
  .string()
  .regex(/^[\w-]{8,64}$/, 'use 8 to 64 letters, digits, - or _')
  .optional()
  .describe('a name for this deed: asked for twice under one name, it is done once');

/** A number of a share token. */
export const Nft = z.number().int().min(1);

/** Why something would be refused: a code for machines, a sentence for people. */
export const Obstacle = z.object({ code: z.string(), sentence: z.string() });

/** How much of a budget is used; per cent of net asset value. */
const Budget = z.object({ usedPercent: Decimal, limitPercent: Decimal });

/** Liquidity of the vault's in a pool, at the pool's present price. */
export const PooledLiquidity = z.object({
  asset: z.string(),
  from: Decimal.describe('price at which it is all base'),
  to: Decimal.describe('price at which it is all quote'),
  quote: Decimal.describe('what it would pay out now, without fees'),
  base: Decimal,
  quoteFees: Decimal.describe('earned and not collected'),
  baseFees: Decimal,
  value: Decimal.describe('in quote, fees included'),
  inRange: z.boolean().describe('whether it earns fees now'),
});
export type PooledLiquidity = z.infer<typeof PooledLiquidity>;

/** What is done with liquidity, and how much moved. */
export const LiquidityAct = z.enum(['add', 'remove', 'recentre', 'collect', 'close']);
export const LiquidityMoved = z.object({
  act: LiquidityAct,
  asset: z.string(),
  quote: Decimal.describe('put in (add, recentre) or taken back'),
  base: Decimal,
  txHash: Hash,
});
export type LiquidityMoved = z.infer<typeof LiquidityMoved>;

/** The vault as the chain has it at its last block. */
export const VaultStatus = z.object({
  at: Time,
  vault: AccountAddress,
  quote: z.object({ symbol: z.string(), decimals: z.number().int() }),
  nav: Decimal.nullable().describe('at mean prices; null while an asset held has none yet'),
  navSpot: Decimal.describe('at the pools’ present prices'),
  navPerShare: Decimal,
  totalShares: Decimal,
  shares: z.number().int().describe('share tokens that stand'),
  idle: Decimal.describe('quote that pays exits at once'),
  reserved: Decimal.describe('distributed, not claimed yet'),
  distributable: Decimal,
  highWaterMark: Decimal,
  positions: z.array(
    z.object({ asset: z.string(), amount: Decimal, cost: Decimal, targetBps: z.number().int() }),
  ),
  liquidity: z.array(PooledLiquidity),
  staking: z
    .object({
      contract: AccountAddress,
      inForce: z.boolean().describe('whether the holders’ part goes to staked shares only'),
      cycle: z.number().int(),
      stakedWeight: Decimal,
    })
    .nullable(),
  queue: z.array(
    z.object({ nft: Nft, member: z.string().nullable(), since: Time, weight: Decimal }),
  ),
  budgets: z.object({ turnover: Budget, loss: Budget, windowHours: z.number() }),
  breaker: z.object({
    tripped: z.boolean(),
    peak: Decimal,
    drawdownPercent: Decimal,
    limitPercent: Decimal,
  }),
  pausedUntil: Time.nullable(),
  agent: z.object({ address: AccountAddress, expiresAt: Time, heardAt: Time }),
  smallestDeposit: Decimal,
});
export type VaultStatus = z.infer<typeof VaultStatus>;

/** What a deposit would give now. */
export const DepositQuote = z.object({
  member: z.string(),
  wallet: AccountAddress,
  assets: Decimal.describe('paid from the wallet'),
  weight: Decimal.describe('of the share, about'),
  leastWeight: Decimal.describe('the deposit is refused below'),
  sharePercent: Decimal,
  nav: Decimal.describe('the dearer of mean and present value'),
  balance: Decimal,
  allowance: Decimal.describe('what the vault may take of the wallet already'),
  obstacles: z.array(Obstacle),
});
export type DepositQuote = z.infer<typeof DepositQuote>;

export const Deposit = z.object({
  nft: Nft,
  member: z.string(),
  assets: Decimal,
  weight: Decimal,
  txHash: Hash,
});
export type Deposit = z.infer<typeof Deposit>;

/** What leaving would bring now, share by share. */
export const RedeemQuote = z.object({
  member: z.string(),
  wallet: AccountAddress,
  idle: Decimal,
  shares: z.array(
    z.object({
      nft: Nft,
      weight: Decimal,
      value: Decimal.describe('at the cheaper of mean and present value; in kind, the quote part'),
      claimable: Decimal.describe('paid with it'),
      way: z
        .enum(['at once', 'queue', 'in kind'])
        .describe('from idle quote, sold after the next mark, or a part of every token'),
      parts: z
        .record(z.string(), Decimal)
        .describe('in kind: what is paid besides quote, by asset'),
      obstacles: z.array(Obstacle),
    }),
  ),
});
export type RedeemQuote = z.infer<typeof RedeemQuote>;

export const Redeemed = z.object({
  paid: z.array(
    z.object({
      nft: Nft,
      assets: Decimal,
      rewards: Decimal,
      parts: z.record(z.string(), Decimal).describe('in kind: what was paid besides, by asset'),
      txHash: Hash,
    }),
  ),
  queued: z.array(z.object({ nft: Nft, txHash: Hash })),
});
export type Redeemed = z.infer<typeof Redeemed>;

/** A share that stays after all. */
export const ExitCancelled = z.object({ member: z.string(), nft: Nft, txHash: Hash });
export type ExitCancelled = z.infer<typeof ExitCancelled>;

/** One share token of a member. */
export const Holding = z.object({
  nft: Nft,
  weight: Decimal,
  sharePercent: Decimal,
  mintedAt: Time,
  paidIn: Decimal,
  value: Decimal.describe('its part of the net asset value'),
  earned: Decimal.describe('claimed and claimable'),
  claimed: Decimal,
  claimable: Decimal,
  returnPercent: Decimal.describe('value and earnings against what was paid in'),
  leavingSince: Time.nullable().describe('in the exit queue'),
  staked: z.boolean(),
  stakeClaimable: Decimal.describe('earned by being staked; lost where it leaves unclaimed'),
});
export type Holding = z.infer<typeof Holding>;

/** What a member has in the pool and in its wallet. */
export const Portfolio = z.object({
  member: z.string(),
  name: z.string(),
  wallet: AccountAddress,
  balance: Decimal.describe('quote in the wallet'),
  value: Decimal,
  claimable: Decimal,
  earned: Decimal,
  holdings: z.array(Holding),
  contribution: z.object({ earned: Decimal, claimed: Decimal, claimable: Decimal }),
});
export type Portfolio = z.infer<typeof Portfolio>;

/** What one share token was allotted on one day. */
export const Earning = z.object({
  at: Time,
  day: z.number().int(),
  nft: Nft,
  member: z.string(),
  weight: Decimal,
  earned: Decimal.describe('on this day'),
  cumulative: Decimal,
  roiPercent: Decimal.describe('earned on this day against what was paid in'),
});
export type Earning = z.infer<typeof Earning>;

/** The share that earnings became. */
export const Compounded = Deposit;
export type Compounded = Deposit;

/** Whether the hub turns a member's earnings into new shares at the end of every day. */
export const AutoCompound = z.object({
  member: z.string(),
  state: z.enum(['on', 'off']),
  txHash: Hash,
});
export type AutoCompound = z.infer<typeof AutoCompound>;

/** Shares whose stake began or ended. */
export const StakeChanged = z.object({
  member: z.string(),
  act: z.enum(['stake', 'unstake']),
  nfts: z.array(Nft),
  txHash: Hash,
});
export type StakeChanged = z.infer<typeof StakeChanged>;

export const Claimed = z.object({ total: Decimal, claims: z.array(Claim) });
export type Claimed = z.infer<typeof Claimed>;
