/** What the contracts' refusals mean, and what to do. `{0}` is the error's first argument. */

/** Cause as a stable name, and a sentence. */
export interface Words {
  readonly reason: string;
  readonly says: string;
}

const TABLE: Readonly<Record<string, readonly [reason: string, says: string]>> = {
  PausedBefore: [
    'paused-before',
    'the guardian has paused before and may again from {0} (Unix seconds) on; until then a vote may pause',
  ],
  TradingPaused: ['paused', 'trading is paused until {0} (Unix seconds); claims and exits go on'],
  MintClosed: [
    'paused',
    'no shares are minted while the vault is paused or its breaker is open; try later',
  ],
  BreakerOpen: ['breaker-open', 'the breaker is open after a drawdown; a vote may reset it'],
  OverTradeCap: ['over-trade-cap', 'the trade is worth {0} and the cap is {1}; trade less'],
  OverTurnover: [
    'over-turnover',
    'the turnover budget of this window is used up; wait for it to refill',
  ],
  OverLoss: ['over-loss', 'the loss budget of this window is used up; wait for it to refill'],
  OverFrequency: ['over-frequency', 'asset {0} was traded too often in the last minute; wait'],
  BelowFloor: [
    'below-floor',
    'the pool gives {0}, less than the least allowed {1}; trade less, or later',
  ],
  BelowMinimum: [
    'below-minimum',
    'the pool gives {0}, less than the least accepted {1}; try later',
  ],
  PriceDeviates: ['price-off', 'the price has moved too far from its mean; wait until they meet'],
  PriceMoved: ['price-off', 'the price has moved too far from its mean; wait until they meet'],
  NoMeanPrice: [
    'stale-price',
    'asset {0} has no mean price of thirty minutes yet; mark the vault and wait',
  ],
  StaleMark: [
    'stale-price',
    'the vault was last valued at {0} (Unix seconds); mark it, then ask again',
  ],
  HeartbeatStale: [
    'stale-heartbeat',
    'the agent has not shown that it lives; beat its heart first',
  ],
  SessionExpired: [
    'expired-key',
    'the agent’s key expired at {0} (Unix seconds); a vote names the next',
  ],
  NotAgent: ['wrong-key', '{0} is not the agent; use the agent’s key, or let a vote name this one'],
  NotOperator: ['wrong-key', '{0} is not the operator; use the operator’s key'],
  Loosens: ['loosens', 'a limit would be looser than it is; without a vote they only get tighter'],
  PauseTooLong: [
    'pause-too-long',
    'the guardian pauses until {0} (Unix seconds) at most; a vote may shut down',
  ],
  NotGuardian: ['wrong-key', '{0} is not the guardian; use the guardian’s key'],
  NotGovernor: ['wrong-key', 'only a passed vote may do this; propose it'],
  DeadlinePassed: ['too-late', 'the order was good until {0} (Unix seconds); order anew'],
  NotHolder: ['not-holder', '{1} does not hold share {0}; name a share of your own'],
  NothingClaimable: [
    'nothing-claimable',
    'nothing has been earned since the last claim; try after a distribution',
  ],
  NothingToDistribute: [
    'nothing-to-distribute',
    'there is no realised profit above the high-water mark; wait for one',
  ],
  NotEnough: [
    'not-enough',
    '{0} are wanted and {1} are there; take less, or leave by the queue or in kind',
  ],
  NotRequested: [
    'not-queued',
    'share {0} is not in the exit queue; it was never put there, or was settled',
  ],
  AlreadyRequested: [
    'queued-already',
    'share {0} is in the exit queue; wait, cancel, or leave in kind',
  ],
  AlreadyStaked: ['staked-already', 'share {0} is staked; it needs no more'],
  NotStaked: ['not-staked', 'share {0} is not staked; stake it first'],
  StillIn: ['still-in', 'share {0} is still in the pool; only its owner ends its stake'],
  PayBucketsFirst: [
    'pay-buckets-first',
    'the buckets hold profit of the policy in force; pay them out, then execute again',
  ],
  NoPosition: [
    'no-position',
    'the vault has no such liquidity in the pool of asset {0}; look first',
  ],
  NothingToAdd: ['nothing-to-add', 'the amounts pay for no liquidity there; bring more of both'],
  BadRange: [
    'bad-range',
    'liquidity stands from tick {0} to {1} already; add there, or re-centre it',
  ],
  OverMaximum: [
    'over-maximum',
    'the pool asks for {0} quote and {1} base units, more than was allowed; the price has moved: order anew',
  ],
  LossyRange: [
    'lossy-range',
    'by the mean price {0} of what is put in would be lost and {1} may be; wait until spot and mean meet',
  ],
  TooManyAssets: [
    'too-many-assets',
    'only the first eight assets can have liquidity; {0} is not one',
  ],
  AgentInCharge: [
    'agent-in-charge',
    'the agent {0} may act, so only it takes liquidity back; pause first',
  ],
  TooSoon: ['too-soon', 'the share may leave from {0} (Unix seconds) on'],
  BelowMintPrice: ['below-price', '{0} were offered and a share costs at least {1}; pay more'],
  NotEligible: ['not-eligible', '{0} may not be given a share; ask the group'],
  TooLittleWeight: [
    'too-little-weight',
    'shares of weight {0} stand behind this and {1} are needed; find others',
  ],
  NotProposer: ['not-proposer', '{0} did not make this proposal; only its proposer withdraws it'],
  NoBond: ['no-bond', 'proposal {0} holds no bond; none was laid down, or it was given back'],
  AlreadyVoted: ['already-voted', 'share {1} has voted on proposal {0}; each votes once'],
  NoVote: ['no-vote', 'share {0} was minted in the epoch of the proposal and has no vote on it'],
  WrongState: ['wrong-state', 'proposal {0} is not at this step; look at its state and times'],
  EpochTaken: ['taken', 'epoch {0} has its root; it is never changed'],
  ERC20InsufficientBalance: [
    'no-balance',
    '{0} has {1} of the token and {2} are needed; send it more',
  ],
  ERC20InsufficientAllowance: [
    'no-allowance',
    '{0} may take {1} of the token and {2} are needed; approve more',
  ],
};

const REMEDY: Readonly<Record<string, string>> = {
  allowance: 'approve more of the token',
  balance: 'bring more of the token',
};

/** Words for an error of our contracts or their tokens; `undefined` where there are none. */
export function wordsFor(name: string, args: readonly unknown[]): Words | undefined {
  // Older tokens, such as USDC, give a sentence of their own.
  if (name === 'Error') {
    const said = String(args[0]);
    const about = /allowance|balance/i.exec(said)?.[0].toLowerCase();
    return about ? { reason: `no-${about}`, says: `${said}; ${REMEDY[about]}` } : undefined;
  }
  const found = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  if (!found) return undefined;
  const says = found[1].replace(/\{(\d)\}/g, (_, i: string) => String(args[Number(i)] ?? '?'));
  return { reason: found[0], says };
}
