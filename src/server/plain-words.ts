import { Fault, formatDecimal, toFault } from '#kit';
import { QUOTE } from '#season';

type Arguments = readonly unknown[];
/** The token that amounts are told in. */
interface Quote {
  readonly symbol: string;
  readonly decimals: number;
}
/** What a refusal of the contracts means to the person who asked: a code of its own, and what to do. */
type Meaning = readonly [
  code: string,
  sentence: (args: Arguments, quote: (units: unknown) => string) => string,
];

const REFUSALS: Readonly<Record<string, Meaning>> = {
  MintClosed: [
    'vault/paused',
    () =>
      'the vault is paused or its breaker is open, so it takes no deposits; claims and exits go on. Wait for the pause to end, or vote to resume',
  ],
  TradingPaused: [
    'vault/paused',
    () => 'trading is paused; wait for the pause to end, or vote to resume',
  ],
  BreakerOpen: [
    'vault/breaker-open',
    () => 'the breaker is open after a loss; only a vote closes it (hanse propose reset-breaker)',
  ],
  BelowMintPrice: [
    'vault/below-minimum',
    ([assets, price], quote) =>
      `a share costs at least ${quote(price)} and ${quote(assets)} was offered; deposit more`,
  ],
  NotEligible: [
    'vault/not-eligible',
    ([who]) => `the register that the group voted for does not let ${text(who)} hold shares`,
  ],
  NoWeight: [
    'vault/price-moved',
    () =>
      'the value of the pool rose since the quote, so the share would weigh less than you accepted; ask for a new quote',
  ],
  BelowMinimum: [
    'vault/price-moved',
    ([assets, least], quote) =>
      `it would bring ${quote(assets)}, less than the accepted ${quote(least)}; ask for a new quote`,
  ],
  ERC20InsufficientBalance: [
    'vault/insufficient-balance',
    ([who, has, needs], quote) =>
      `the wallet ${text(who)} holds ${quote(has)} and ${quote(needs)} is needed; fund it or deposit less`,
  ],
  ERC20InsufficientAllowance: [
    'vault/insufficient-allowance',
    ([, may, needs], quote) =>
      `the vault may take ${quote(may)} of the wallet and ${quote(needs)} is needed; approve it and ask again`,
  ],
  FeeOnTransfer: [
    'vault/fee-on-transfer',
    () => 'the token kept a part of the payment; such tokens are not taken',
  ],
  SafeCastOverflowedUintDowncast: [
    'vault/over-cap',
    () => 'the amount is larger than the vault’s books can hold; deposit less',
  ],
  TooSoon: [
    'vault/too-soon',
    ([until]) =>
      `a share may leave a day after it was minted; this one from ${day(until)} on (simulated time)`,
  ],
  NotEnough: [
    'vault/not-enough-idle',
    ([assets, idle], quote) =>
      `the share is worth ${quote(assets)} and only ${quote(idle)} is idle; leave by the queue or in kind`,
  ],
  PriceMoved: [
    'vault/price-off-mean',
    () => 'a pool’s price is off its mean just now, so nothing is sold into it; it is tried again',
  ],
  NoMeanPrice: [
    'vault/no-mean-price',
    () => 'an asset has no mean price yet; wait for half an hour of simulated time',
  ],
  StaleMark: [
    'vault/stale-price',
    () => 'the vault’s value was not marked recently enough; it is marked at the next candle',
  ],
  NotRequested: ['vault/not-queued', ([id]) => `share ${text(id)} is not in the exit queue`],
  NotHolder: [
    'vault/not-holder',
    ([id]) => `share ${text(id)} does not belong to this member (any more)`,
  ],
  NothingClaimable: ['claim/nothing', () => 'there is nothing to claim now'],
  AlreadyStaked: ['vault/staked-already', ([id]) => `share ${text(id)} is staked already`],
  NotStaked: [
    'vault/not-staked',
    ([id]) => `share ${text(id)} is not staked, so there is nothing to end`,
  ],
  PayBucketsFirst: [
    'council/pay-buckets-first',
    () => 'the buckets hold profit of the policy in force; they are paid out first: ask again',
  ],
  NoPosition: ['vault/no-position', () => 'the vault has no liquidity in that pool to take back'],
  NothingToAdd: [
    'vault/nothing-to-add',
    () => 'the amounts pay for no liquidity at the present price; bring more, of both tokens',
  ],
  BadRange: [
    'vault/bad-range',
    () => 'liquidity stands between other prices in that pool; re-centre it, or take it back first',
  ],
  OverMaximum: [
    'vault/price-moved',
    () => 'the pool asks for more than was allowed, because its price has moved; ask again',
  ],
  LossyRange: [
    'vault/price-off-mean',
    () => 'spot lies so far from the mean that too much would be lost; wait until they meet',
  ],
  AgentInCharge: [
    'vault/agent-in-charge',
    () =>
      'the agent may act, so only it takes liquidity back; this is for a pause, an open breaker, an expired key',
  ],
  PriceDeviates: [
    'vault/price-off-mean',
    () => 'the pool’s price is too far from its mean just now; wait until they meet',
  ],
  OverTurnover: [
    'vault/over-turnover',
    () => 'the turnover budget of this window is used up; wait for it to refill',
  ],
  OverTradeCap: ['vault/over-trade-cap', () => 'the trade is larger than the cap allows'],
  SessionExpired: [
    'vault/key-expired',
    () => 'the agent’s key has expired; vote for a new session',
  ],
  TooLittleWeight: [
    'council/too-little-weight',
    ([has, needs]) =>
      `the member’s shares weigh ${weight(has)} and a proposal needs ${weight(needs)} behind it`,
  ],
  NoVote: [
    'council/no-vote',
    ([id]) =>
      `share ${text(id)} was minted too late to count here: shares count from the day after they were minted`,
  ],
  AlreadyVoted: [
    'council/already-voted',
    ([id, share]) => `share ${text(share)} has voted on proposal ${text(id)} already`,
  ],
  Loosens: [
    'vault/loosens',
    () =>
      'a limit would be looser than it is; without a vote limits only get tighter (hanse propose limits)',
  ],
  PauseTooLong: [
    'vault/pause-too-long',
    () =>
      'a guardian’s pause lasts seven days at most, however often it is lengthened; only a vote stops for longer',
  ],
  PausedBefore: [
    'vault/paused-before',
    ([freeAt]) =>
      `the guardian paused before and may again from ${day(freeAt)} on (simulated time)`,
  ],
  BadSignature: [
    'council/bad-signature',
    ([owner]) =>
      `the vote of ${text(owner)} was not signed by its owner, or was changed since; leave it out`,
  ],
  NotProposer: [
    'council/not-proposer',
    () => 'only the member who made a proposal withdraws it; the wallet that signed is another',
  ],
  UnknownProposal: ['hub/unknown-proposal', ([id]) => `there is no proposal ${text(id)}`],
  LeaversFirst: [
    'council/leavers-first',
    ([id]) =>
      `somebody asked to leave before proposal ${text(id)} takes effect and is settled first, after the next mark; ask again then`,
  ],
  WrongState: [
    'council/wrong-state',
    ([id, state]) =>
      `proposal ${text(id)} is ${STATES[Number(state)] ?? 'in another state'}, so this cannot be done now; see hanse proposal-status ${text(id)}`,
  ],
};

/** In the order of the council's enum. */
const STATES = [
  'unknown',
  'being voted on',
  'defeated',
  'passed and not queued',
  'waiting for its timelock',
  'ready to be executed',
  'executed already',
  'expired',
  'cancelled',
];

/**
 * What a failed request is told: refusals of the contracts get a code and a sentence of their own, members that do not sign are
 * named; all else stays as it is.
 *
 * @param quote the token that amounts are told in
 */
export function inPlainWords(thrown: unknown, quote: Quote = QUOTE): Fault {
  const fault = toFault(thrown);
  if (fault.code === 'chain/reverted') {
    const meaning = REFUSALS[String(fault.meta['error'])];
    if (!meaning) return fault;
    const args = (fault.meta['args'] ?? []) as Arguments;
    return new Fault(
      meaning[0],
      meaning[1](args, (units) => quoteWords(units, quote)),
      { meta: fault.meta, cause: fault },
    );
  }
  if (fault.code === 'rounds/no-answer') {
    const member = String(fault.meta['member']);
    const why = `m${member} did not sign in time, so nothing was sent; see whether its process runs, and ask again with the same --once`;
    return new Fault('hub/unsigned', why, { meta: fault.meta, cause: fault });
  }
  return fault;
}

function quoteWords(units: unknown, { symbol, decimals }: Quote): string {
  return typeof units === 'bigint' ? `${formatDecimal(units, decimals)} ${symbol}` : 'more';
}

function weight(units: unknown): string {
  return typeof units === 'bigint' ? formatDecimal(units, 9) : 'more';
}

function day(seconds: unknown): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function text(value: unknown): string {
  return typeof value === 'bigint' || typeof value === 'string' ? String(value) : '–';
}
