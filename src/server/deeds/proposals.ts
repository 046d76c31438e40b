/** Proposals as the chain has them now, with what they change in words and what happens next. */
import type { Proposal, ProposalStatus } from '#api';
import {
  type Motion,
  type Proposal as Held,
  readMandate,
  readProposal,
  readRules,
  readVault,
} from '#chain';
import { formatDecimal } from '#kit';
import { type EntryData, fixed, type SeasonContext, weightsInForce } from '#season';
import { type Names, type Present, wordsOf } from './motion-words.ts';
import { type PoolContext, poolOf, weightText } from './pool.ts';

/** Every proposal that the journal knows, with the state and the tally of the chain. */
export async function proposalsNow(season: SeasonContext): Promise<ProposalStatus[]> {
  const latest = new Map<string, Proposal>();
  for (const { data } of season.journal.after(0, 1_000_000, ['proposal/changed'])) {
    const { proposal } = data as EntryData<'proposal/changed'>;
    latest.set(proposal.id, proposal);
  }
  const tell = await teller(poolOf(season));
  return Promise.all(
    [...latest.values()].map(async (known) => ({
      ...known,
      ...tell(await readProposal(season, BigInt(known.id))),
    })),
  );
}

/** What the chain says of a proposal now, for everything that can change. */
type Told = Omit<
  ProposalStatus,
  | ('id' | 'title' | 'kind' | 'proposer' | 'change')
  | ('votes' | 'quorumPercent' | 'votingEnds' | 'transactions')
>;

/** Tells of proposals beside what stands now. */
export async function teller(pool: PoolContext): Promise<(held: Held) => Told> {
  const [present, { timelockSeconds, graceSeconds }] = await Promise.all([
    presentOf(pool),
    readRules(pool),
  ]);
  const now = pool.chain.now();
  const weight = (units: bigint): string => weightText(pool, units);
  return (held) => {
    const { cast } = held;
    const tallied = (count: bigint): string => tallyText(pool, held, count);
    const inForce = held.state === 'executed';
    return {
      state: stateOf(held.state),
      sentence: wordsOf(held.motion, namesOf(pool), inForce ? undefined : present),
      tally: {
        for: tallied(held.yes),
        against: tallied(held.no),
        abstain: tallied(held.abstain),
        total: weight(held.snapshotWeight),
      },
      weighting: held.weighting,
      castPercent: fixed(percentOf(cast, held.snapshotWeight), 2),
      quorumReached: cast >= held.quorum,
      executableAt: held.readyAt === undefined ? null : held.readyAt * 1000,
      exitWindow:
        held.readyAt === undefined
          ? null
          : { from: (held.readyAt - timelockSeconds) * 1000, to: held.readyAt * 1000 },
      next: nextOf(held, now, { timelockSeconds, graceSeconds }),
    };
  };
}

/** What a motion does, in words, beside what stands now. */
export async function sentenceOf(pool: PoolContext, motion: Motion): Promise<string> {
  return wordsOf(motion, namesOf(pool), await presentOf(pool));
}

/** The chain's states in the words of the pages. */
export function stateOf(state: Held['state']): Proposal['state'] {
  if (state === 'voting') return 'active';
  if (state === 'passed') return 'succeeded';
  if (state === 'ready') return 'queued';
  if (state === 'cancelled' || state === 'unknown') return 'expired';
  return state;
}

async function presentOf(pool: PoolContext): Promise<Present> {
  const [{ limits, policy }, mandate, weights] = await Promise.all([
    readVault(pool),
    readMandate(pool),
    weightsInForce(pool, pool.names),
  ]);
  return { limits, policy, mandate, weights };
}

function nextOf(
  held: Held,
  now: number,
  rules: { readonly timelockSeconds: number; readonly graceSeconds: number },
): string {
  const { state, endsAt, readyAt } = held;
  const missing = held.quorum - held.cast;
  switch (state) {
    case 'voting': {
      const quorum =
        missing > 0n
          ? `; ${fixed(percentOf(missing, held.snapshotWeight), 2)} % of the weight is missing for the quorum`
          : '; the quorum is reached';
      return `Voting ends in ${span(endsAt - now)}${quorum}.`;
    }
    case 'defeated':
      return missing > 0n
        ? 'Rejected: the quorum did not come.'
        : 'Rejected: no majority was for it.';
    case 'passed':
      return `Passed: anyone may queue it; then it waits ${span(rules.timelockSeconds)}, in which whoever disagrees can leave.`;
    case 'queued':
      return `It may be executed in ${span(readyAt! - now)}; until then whoever disagrees can leave.`;
    case 'ready':
      return `Anyone may execute it within ${span(readyAt! + rules.graceSeconds - now)}.`;
    case 'executed':
      return 'It is in force.';
    case 'cancelled':
      return 'Its proposer withdrew it.';
    default:
      return 'Its time ran out before it was executed.';
  }
}

/** What votes count for: weight, a number of holders, or the root of a weight in millionths. */
function tallyText(pool: PoolContext, { weighting }: Held, count: bigint): string {
  if (weighting === 'equal') return String(count);
  return weighting === 'root' ? formatDecimal(count, 6) : weightText(pool, count);
}

function span(seconds: number): string {
  const hours = Math.max(0, seconds) / 3600;
  if (hours >= 48) return `${(hours / 24).toFixed(1)} days`;
  return hours >= 1 ? `${hours.toFixed(1)} h` : `${Math.ceil(Math.max(0, seconds) / 60)} min`;
}

function namesOf({ names, deployment }: PoolContext): Names {
  return { assets: names, quote: deployment.quote };
}

function percentOf(part: bigint, whole: bigint): number {
  return whole > 0n ? Number((part * 1_000_000n) / whole) / 10_000 : 0;
}
