import { z } from 'zod';
import { operation } from './operation.ts';
import { AccountAddress, Decimal, Hash } from './primitive.ts';
import { DayStatement } from './statement.ts';
import {
  AutoCompound,
  Claimed,
  Compounded,
  Deposit,
  DepositQuote,
  Earning,
  ExitCancelled,
  LiquidityAct,
  LiquidityMoved,
  Nft,
  Once,
  Portfolio,
  Redeemed,
  RedeemQuote,
  StakeChanged,
  VaultStatus,
} from './vault.ts';

const Nothing = z.object({});
const MEMBER = z.string().describe('such as m1');
/** Either what is paid or the weight that is wanted. */
const AMOUNT = {
  assets: Decimal.optional().describe('quote to pay in'),
  weight: Decimal.optional().describe('or: least weight of the share to get'),
  paidIn: z
    .enum(['quote', 'coin'])
    .optional()
    .describe('coin: the chain’s own, where the quote token is its wrapped form'),
};

/** Quote, or a part of every token. */
const PAID_IN = z.enum(['quote', 'kind']).default('quote').describe('quote, or every token');

/** What a member does with its own money, and what it has. */
export const vaultOperations = {
  vaultStatus: operation({
    name: 'vaultStatus',
    method: 'get',
    path: '/v1/vault',
    summary:
      'Net asset value, idle quote, positions, exit queue, budgets, breaker, high-water mark',
    access: 'public',
    query: Nothing,
    body: Nothing,
    output: VaultStatus,
  }),
  depositQuote: operation({
    name: 'depositQuote',
    method: 'get',
    path: '/v1/vault/deposit',
    summary: 'What a deposit would give now, and what would keep it from being made',
    access: 'public',
    query: z.object({ member: MEMBER, ...AMOUNT }),
    body: Nothing,
    output: DepositQuote,
  }),
  deposit: operation({
    name: 'deposit',
    method: 'post',
    path: '/v1/vault/deposit',
    summary: 'A share at net asset value, paid from the member’s wallet; the member signs',
    access: 'operator',
    query: Nothing,
    body: z.object({ member: MEMBER, ...AMOUNT, once: Once }),
    output: Deposit,
  }),
  fund: operation({
    name: 'fund',
    method: 'post',
    path: '/v1/vault/fund',
    summary: 'Play money for a member’s wallet; on the embedded chain only',
    access: 'operator',
    query: Nothing,
    body: z.object({ member: MEMBER, assets: Decimal, once: Once }),
    output: z.object({ balance: Decimal, txHash: Hash }),
  }),
  redeemQuote: operation({
    name: 'redeemQuote',
    method: 'get',
    path: '/v1/vault/redeem',
    summary: 'What leaving would bring now: at once from idle quote, or by the queue',
    access: 'public',
    query: z.object({
      member: MEMBER,
      nft: z.coerce.number().int().min(1).optional(),
      paidIn: PAID_IN,
      without: z.string().optional().describe('in kind: assets to leave behind, by commas'),
    }),
    body: Nothing,
    output: RedeemQuote,
  }),
  redeem: operation({
    name: 'redeem',
    method: 'post',
    path: '/v1/vault/redeem',
    summary:
      'Leaves with one share or all: paid at once from idle quote, the rest is queued; or in kind',
    access: 'operator',
    query: Nothing,
    body: z.object({
      member: MEMBER,
      nft: Nft.optional(),
      paidIn: PAID_IN,
      without: z.array(z.string()).optional().describe('in kind: assets to leave behind'),
      once: Once,
    }),
    output: Redeemed,
  }),
  cancelExit: operation({
    name: 'cancelExit',
    method: 'post',
    path: '/v1/vault/redeem/cancel',
    summary: 'Takes a share out of the exit queue; the member signs',
    access: 'operator',
    query: Nothing,
    body: z.object({ member: MEMBER, nft: Nft, once: Once }),
    output: ExitCancelled,
  }),
  compound: operation({
    name: 'compound',
    method: 'post',
    path: '/v1/vault/compound',
    summary:
      'Turns what one share or all of a member have earned into a new share; the member signs',
    access: 'operator',
    query: Nothing,
    body: z.object({ member: MEMBER, nft: Nft.optional(), once: Once }),
    output: Compounded,
  }),
  autoCompound: operation({
    name: 'autoCompound',
    method: 'post',
    path: '/v1/vault/auto-compound',
    summary: 'Lets the hub compound a member’s earnings at the end of every day, or ends that',
    access: 'operator',
    query: Nothing,
    body: z.object({
      member: MEMBER,
      state: z.enum(['on', 'off']),
      keeper: AccountAddress.optional().describe(
        'who compounds on a deployment elsewhere; a hub does it by itself',
      ),
      once: Once,
    }),
    output: AutoCompound,
  }),
  stake: operation({
    name: 'stake',
    method: 'post',
    path: '/v1/vault/stake',
    summary: 'Stakes one share or all of a member, or ends the stake; the member signs',
    access: 'operator',
    query: Nothing,
    body: z.object({
      member: MEMBER,
      act: z.enum(['stake', 'unstake']),
      nft: Nft.optional(),
      once: Once,
    }),
    output: StakeChanged,
  }),
  liquidity: operation({
    name: 'liquidity',
    method: 'post',
    path: '/v1/vault/liquidity',
    summary:
      'Puts the vault’s liquidity into a pool, takes it back, re-centres it, collects its fees; the agent signs',
    access: 'operator',
    query: Nothing,
    body: z.object({
      act: LiquidityAct,
      asset: z.string().describe('such as BTCUSDT'),
      quote: Decimal.optional().describe('the most to put in'),
      base: Decimal.optional(),
      widthBps: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(200)
        .describe('how far the ends lie from the price'),
      percent: z.number().int().min(1).max(100).default(100).describe('how much to take back'),
      once: Once,
    }),
    output: LiquidityMoved,
  }),
  portfolio: operation({
    name: 'portfolio',
    method: 'get',
    path: '/v1/portfolio',
    summary: 'A member’s share tokens: weight, value, earned, claimable; and its wallet',
    access: 'public',
    query: z.object({ member: MEMBER }),
    body: Nothing,
    output: Portfolio,
  }),
  claim: operation({
    name: 'claim',
    method: 'post',
    path: '/v1/claims',
    summary: 'Claims what one share or all of a member have earned; the member signs',
    access: 'operator',
    query: Nothing,
    body: z.object({ member: MEMBER, nft: Nft.optional(), once: Once }),
    output: Claimed,
  }),
  earningsHistory: operation({
    name: 'earningsHistory',
    method: 'get',
    path: '/v1/earnings/history',
    summary: 'What each share token was allotted, day by day',
    access: 'public',
    query: z.object({ member: MEMBER.optional() }),
    body: Nothing,
    output: z.object({ rows: z.array(Earning) }),
  }),
  statements: operation({
    name: 'statements',
    method: 'get',
    path: '/v1/statements',
    summary:
      'Daily statements: opening, flows, trades’ share, fees, payouts, closing; sums equal the vault',
    access: 'public',
    query: z.object({
      member: MEMBER.optional(),
      day: z.coerce.number().int().min(0).optional().describe('0 for the time before trading'),
    }),
    body: Nothing,
    output: z.object({ days: z.array(DayStatement) }),
  }),
} as const;
