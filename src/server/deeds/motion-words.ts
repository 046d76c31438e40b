/** What a motion does, in words, with the values that stand now beside those it sets. */
import type { Limits, MandateConfig, Motion, Policy } from '#chain';
import { decodeFederation } from '#governance';
import { formatDecimal, type Hex } from '#kit';

/** How the vault's tokens are called. */
export interface Names {
  readonly assets: readonly string[];
  readonly quote: { readonly symbol: string; readonly decimals: number };
}

/** What stands now; a motion that was carried out has nothing to be compared with. */
export interface Present {
  readonly limits: Limits;
  readonly policy: Policy;
  readonly mandate: MandateConfig;
  readonly weights: Readonly<Record<string, number>>;
}

const LIMITS: Readonly<Record<keyof Limits, readonly [name: string, unit: (n: number) => string]>> =
  {
    tradeBps: ['largest trade', percent],
    slippageBps: ['slippage below the mean price', percent],
    deviationTicks: ['spot’s distance from the mean', (n) => `${n} ticks`],
    turnoverBps: ['turnover in a window', percent],
    lossBps: ['loss in a window', percent],
    window: ['window of the budgets', (n) => `${n / 3600} h`],
    drawdownBps: ['drawdown that opens the breaker', percent],
    twapSeconds: ['span of the mean price', (n) => `${n / 60} min`],
    beatSeconds: ['age of the heartbeat', (n) => `${n} s`],
    beatBlocks: ['age of the heartbeat in blocks', String],
    tradesPerMinute: ['trades of an asset in a minute', String],
  };
const POLICY: Readonly<Record<keyof Policy, string>> = {
  holdersBps: 'share holders',
  reinvestBps: 'the pool itself',
  aiBps: 'contributors and the model’s upkeep',
  treasuryBps: 'the treasury',
};

/**
 * One or two sentences.
 *
 * @param present undefined where the motion is in force already
 */
export function wordsOf(motion: Motion, names: Names, present: Present | undefined): string {
  const { quote } = names;
  switch (motion.kind) {
    case 'targets':
      return weightsWords(motion.targetBps, names, present?.weights);
    case 'limits':
      return `The agent’s limits: ${limitsWords(motion.limits, present?.limits)}.`;
    case 'policy':
      return `Later profit is split: ${policyWords(motion.policy, present?.policy)}. What was distributed before stays as it was.`;
    case 'mandate':
      return `The agent trades only above a probability of ${probability(motion.mandate)}${present ? ` (now ${probability(present.mandate)})` : ''}.`;
    case 'activate-model':
      return `The agent follows model ${motion.hash.slice(0, 10)}… and no other.`;
    case 'agent':
      return isNobody(motion.agent)
        ? 'The agent’s session ends: nobody may trade until a vote names a key.'
        : `The key ${motion.agent} may trade until ${day(motion.expiry)}, within the limits; the present key may not any more.`;
    case 'list-pool':
      return `The pool ${motion.pool} may be traded within the limits. The agent holds nothing of its asset until a vote on pair weights says so.`;
    case 'pause':
      return `Trading and deposits stop until ${day(motion.until)}; claims and exits go on.`;
    case 'spend':
      return `${formatDecimal(motion.amount, quote.decimals)} of the treasury’s ${quote.symbol} go to ${motion.to}; the vault is not touched.`;
    case 'gate':
      return isNobody(motion.gate)
        ? 'No contract is asked before trades any more; the limits stay.'
        : `The contract ${motion.gate} is asked before each trade and before liquidity is added, and may refuse it; exits and claims never ask it.`;
    case 'eligibility':
      return isNobody(motion.eligibility)
        ? 'Anyone may be given a new share again.'
        : `The contract ${motion.eligibility} says who may be given a new share; shares that stand keep all rights and may be passed on.`;
    case 'unlock':
      return motion.seconds === 0
        ? 'Realised profit can be distributed at once.'
        : `Realised profit becomes distributable little by little, over ${motion.seconds / 3600} h.`;
    case 'staking':
      return isNobody(motion.stakes)
        ? 'The holders’ part of later profit goes to all shares again.'
        : `The holders’ part of later profit goes to staked shares only, by weight and time, through the contract ${motion.stakes}; whoever does not stake gets none of it.`;
    case 'capital': {
      const [amount, verb] =
        motion.change < 0n ? [-motion.change, 'loses'] : [motion.change, 'gets'];
      return `Agent ${motion.agent} ${verb} ${formatDecimal(amount, quote.decimals)} ${quote.symbol} of capital to work with; nothing leaves the vault.`;
    }
    case 'shift':
      return `${percent(motion.bps)} of all agents’ capital move from agent ${motion.from} to agent ${motion.to}.`;
    case 'review':
      return `The agents are reviewed: the one that earned most since the last review gets ${percent(motion.bps)} of the capital of the one that earned least.`;
    case 'federation':
      return `From the next round on the group learns by ${strategyWords(motion.word)}; what it learned so far stays.`;
    case 'resume':
      return 'A pause ends early: trading and deposits go on.';
    case 'reset-breaker':
      return 'The breaker is closed and measures from the present value; trading goes on.';
    case 'shutdown':
      return 'Trading and deposits end for good; claims and exits go on.';
    default:
      return `A change of kind ${(motion as Motion).kind}.`;
  }
}

function strategyWords(word: Hex): string {
  try {
    const federation = decodeFederation(word);
    if (!federation) return 'the strategy it was founded with';
    const { name, ...numbers } = federation;
    const parts = Object.entries(numbers).map(([field, value]) => `${field} ${value}`);
    return [name, ...parts].join(', ');
  } catch {
    return 'nothing that is known here, so that nothing changes';
  }
}

function weightsWords(
  targetBps: readonly number[],
  { assets, quote }: Names,
  now: Readonly<Record<string, number>> | undefined,
): string {
  const parts = targetBps.map((bps, index) => {
    const symbol = assets[index] ?? `asset ${index}`;
    const before = now?.[symbol];
    const moved = before !== undefined && before !== bps ? ` (now ${percent(before)})` : '';
    return `${symbol} ${percent(bps)}${moved}`;
  });
  const rest = 10_000 - targetBps.reduce((sum, bps) => sum + bps, 0);
  const cash = rest > 0 ? `, ${percent(rest)} stay in ${quote.symbol}` : '';
  return `The book is steered to ${parts.join(', ')}${cash}.`;
}

function limitsWords(to: Limits, from: Limits | undefined): string {
  const names = Object.keys(LIMITS) as (keyof Limits)[];
  const changed = from ? names.filter((name) => to[name] !== from[name]) : names;
  if (changed.length === 0) return 'as they are';
  return changed
    .map((name) => {
      const [what, unit] = LIMITS[name];
      return `${what} ${unit(to[name])}${from ? ` (now ${unit(from[name])})` : ''}`;
    })
    .join(', ');
}

function policyWords(to: Policy, from: Policy | undefined): string {
  return (Object.keys(POLICY) as (keyof Policy)[])
    .map((name) => {
      const before = from && from[name] !== to[name] ? ` (now ${percent(from[name])})` : '';
      return `${percent(to[name])} to ${POLICY[name]}${before}`;
    })
    .join(', ');
}

function probability({ thresholdMicro }: MandateConfig): string {
  return formatDecimal(BigInt(thresholdMicro), 6);
}

function isNobody(address: string): boolean {
  return BigInt(address) === 0n;
}

function percent(bps: number): string {
  return `${Number((bps / 100).toFixed(2))} %`;
}

function day(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
