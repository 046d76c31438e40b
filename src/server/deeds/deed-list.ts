/** The deeds that people ask for and that a hub finishes where one before it was killed in their midst. */
import { randomUUID } from 'node:crypto';
import type { AnswerParts } from '../parts.ts';
import { ask, keyOf } from './asked.ts';
import { type Begun, between, finishBegun, openBegun } from './begun.ts';
import { cancelExit } from './cancel-exit.ts';
import { claimEarned, type ClaimOrder } from './claim.ts';
import { autoCompound, compound, type CompoundOrder } from './compound.ts';
import { deposit, type DepositOrder } from './deposit.ts';
import {
  executeProposal,
  proposeChange,
  type ProposeOrder,
  queueProposal,
  type StepOrder,
  voteOn,
  type VoteOrder,
  withdrawProposal,
} from './governance.ts';
import { guard, type GuardOrder } from './guard.ts';
import { type LiquidityOrder, moveLiquidity } from './liquidity.ts';
import { redeem, type RedeemOrder } from './redeem.ts';
import { changeStake, type StakeOrder } from './stake.ts';

/** What is done, and how the names of its transactions begin that leave a line in the journal. */
interface Deed<Order, Done> {
  act(order: Order): Promise<Done>;
  under(order: Order): string;
}
type DeedList = ReturnType<typeof deedList>;
type OrderOf<Name extends keyof DeedList> = Parameters<DeedList[Name]['act']>[0];
type DoneOf<Name extends keyof DeedList> = Awaited<ReturnType<DeedList[Name]['act']>>;

/** Each deed by its name, which stands in the list of begun ones: names stay. */
function deedList({ season, stage }: AnswerParts) {
  return {
    deposit: deed(
      (order: DepositOrder) => deposit(season, stage, order),
      ({ once }) => `${keyOf('deposit', once)}/mint`,
    ),
    redeem: deed(
      (order: RedeemOrder) => redeem(season, stage, order),
      ({ once }) => `${keyOf('redeem', once)}/`,
    ),
    'cancel-exit': deed(
      (order: Parameters<typeof cancelExit>[1]) => cancelExit(season, order),
      ({ once }) => keyOf('cancel-exit', once),
    ),
    liquidity: deed(
      (order: LiquidityOrder) => moveLiquidity(season, stage, order),
      ({ once }) => keyOf('liquidity', once),
    ),
    compound: deed(
      (order: CompoundOrder) => compound(season, stage, order),
      ({ once }) => keyOf('compound', once),
    ),
    'auto-compound': deed(
      (order: Parameters<typeof autoCompound>[1]) => autoCompound(season, order),
      ({ once }) => keyOf('auto-compound', once),
    ),
    stake: deed(
      (order: StakeOrder) => changeStake(season, order),
      ({ once }) => keyOf('stake', once),
    ),
    claim: deed(
      (order: ClaimOrder) => claimEarned(season, order),
      ({ once }) => `${keyOf('claim', once)}/`,
    ),
    propose: deed(
      (order: ProposeOrder) => proposeChange(season, order),
      ({ once }) => `${keyOf('bill', once)}/`,
    ),
    vote: deed(
      (order: VoteOrder) => voteOn(season, order),
      ({ proposal, member }) => `bill/asked/vote/${proposal}/vote/${member}`,
    ),
    queue: deed(
      (order: StepOrder) => queueProposal(season, order),
      ({ proposal }) => `bill/asked/vote/${proposal}/queue`,
    ),
    guard: deed(
      (order: GuardOrder) => guard(season, stage, order),
      ({ once }) => keyOf('guard', once),
    ),
    withdraw: deed(
      (order: Pick<StepOrder, 'proposal'>) => withdrawProposal(season, order),
      ({ proposal }) => `bill/asked/vote/${proposal}/withdraw`,
    ),
    execute: deed(
      (order: StepOrder) => executeProposal(season, stage, order),
      ({ proposal }) => `bill/asked/vote/${proposal}/execute`,
    ),
  };
}

function deed<Order, Done>(
  act: (order: Order) => Promise<Done>,
  under: (order: Order) => string,
): Deed<Order, Done> {
  return { act, under };
}

/** What can be asked between two rounds of learning, too: votes on how the group learns. */
const VOTES: ReadonlySet<string> = new Set(['propose', 'vote', 'queue', 'withdraw', 'execute']);

/** Does what is asked for, written down before: `do('deposit', order)`. */
export function deedsAsked(parts: AnswerParts) {
  const deeds = deedList(parts);
  const list = openBegun(parts.season.db);
  return <Name extends keyof DeedList>(name: Name, given: OrderOf<Name>): Promise<DoneOf<Name>> => {
    const { act, under } = deeds[name] as Deed<OrderOf<Name>, DoneOf<Name>>;
    const order = { ...given, once: (given as { once?: string }).once ?? randomUUID() };
    const begun = { deed: name, order, under: under(order) };
    const opening = VOTES.has(name) ? 'learning' : 'trading';
    return ask(parts, () => between(parts.season, list, begun, () => act(order)), opening);
  };
}

/**
 * Finishes at the next safe moment what an earlier hub had begun and sent: where it was killed before it wrote its line into the
 * journal, the line is written now, before anything else happens.
 */
export function finishDeeds(parts: AnswerParts): Promise<void> {
  const deeds = deedList(parts) as Readonly<Record<string, Deed<unknown, unknown>>>;
  const list = openBegun(parts.season.db);
  if (list.left().length === 0) return Promise.resolve();
  return parts.season.interludes.run(() =>
    finishBegun(parts.season, list, async ({ deed: name, order }: Begun) => {
      parts.wake();
      await deeds[name]?.act(order);
    }),
  );
}
