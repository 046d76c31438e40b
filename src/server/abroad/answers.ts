/** Answers the hub's operations for a deployment elsewhere: the same questions, one key, no hub. */
import type { z } from 'zod';
import type { Change, elsewhereOperations, ProposalStatus } from '#api';
import { readRules } from '#chain';
import { Fault } from '#kit';
import { fixed } from '#season';
import { indexedProposals, type IndexedProposal } from '#governance/evm';
import { quoteDeposit } from '../deeds/deposit-terms.ts';
import { quoteLeaving } from '../deeds/leaving.ts';
import { portfolioIn } from '../deeds/portfolio.ts';
import { teller } from '../deeds/proposals.ts';
import { vaultStatus } from '../deeds/status.ts';
import { weightText } from '../deeds/pool.ts';
import type { Handlers } from '../handlers.ts';
import { compareBooks } from '../verify-books.ts';
import type { Acting } from './acting.ts';
import { bringBallots, signBallot } from './ballots.ts';
import {
  delegateAbroad,
  executeAbroad,
  proposeAbroad,
  queueAbroad,
  voteAbroad,
  withdrawAbroad,
} from './council.ts';
import { depositAbroad, redeemAbroad, stayAbroad } from './deeds.ts';
import { autoCompoundAbroad, claimAbroad, compoundAbroad, stakeAbroad } from './earnings.ts';
import { type Abroad, own, walletAbroad } from './open.ts';
import { plainAbroad, wordsAbroad } from './plain.ts';
import { statementsAbroad } from './statements.ts';

/** What can be asked of a deployment elsewhere. */
export const ABROAD = [
  ...(['vaultStatus', 'portfolio', 'depositQuote', 'deposit', 'redeemQuote', 'redeem'] as const),
  ...(['cancelExit', 'claim', 'compound', 'autoCompound', 'stake'] as const),
  ...(['proposals', 'propose', 'vote', 'queue', 'execute', 'withdraw'] as const),
  ...(['statements', 'verifyBooks'] as const),
] as const;
export type AbroadHandlers = Pick<Handlers, (typeof ABROAD)[number]> & ElsewhereHandlers;

/** What a hub is never asked. */
type ElsewhereHandlers = {
  readonly [Name in keyof typeof elsewhereOperations]: (
    query: z.output<(typeof elsewhereOperations)[Name]['query']>,
    body: z.output<(typeof elsewhereOperations)[Name]['body']>,
  ) => Promise<z.output<(typeof elsewhereOperations)[Name]['output']>>;
};
type Asked = keyof AbroadHandlers;

/** Outcomes that are not known: the order is kept, and asked for again it goes on. */
const OPEN = new Set(
  ['unreachable', 'stuck', 'node-lies', 'nodes-differ', 'replaced', 'in-use'].map(
    (reason) => `chain/${reason}`,
  ),
);
/** What scores earn is paid from rows that a hub publishes; without one there are none to prove. */
const NOTHING = { earned: 0n, claimed: 0n, claimable: 0n };

/**
 * Answers for one pool.
 *
 * @param told Told of an order whose outcome is known; it is ended once its outcome was told.
 */
export function abroadAnswers(pool: Abroad, told: (key: string) => void): AbroadHandlers {
  const holder = (id: string) => {
    const wallet = walletAbroad(pool, id, 'look');
    return { id: wallet, wallet };
  };
  const deed = async <T>(
    name: Asked,
    { once, ...order }: { member?: string; proposal?: string; once?: string | undefined },
    act: (acting: Acting) => Promise<T>,
  ): Promise<T> => {
    walletAbroad(pool, order.member ?? 'me', 'act');
    const account = own(pool.member);
    const { key } = pool.orders.begin(contentOf(pool, name, order), once);
    try {
      const done = await act({ pool, ledger: await pool.acting(), account, key });
      told(key);
      return done;
    } catch (error) {
      const fault = plainAbroad(error, pool);
      if (!OPEN.has(fault.code) && fault.code !== 'internal/unexpected') pool.orders.end(key);
      throw fault;
    }
  };
  const look = async <T>(reading: () => Promise<T>): Promise<T> => {
    try {
      return await reading();
    } catch (error) {
      throw plainAbroad(error, pool);
    }
  };
  /** What was begun is not refused again before it is asked for: it may have been done. */
  const begun = (name: Asked, order: object): boolean => orderStands(pool, name, order);
  return {
    vaultStatus: () =>
      look(async () => {
        await pool.index.catchUp();
        return vaultStatus(pool);
      }),
    portfolio: ({ member }) =>
      look(() => portfolioIn(pool, { ...holder(member), name: 'wallet' }, NOTHING)),
    depositQuote: (query) =>
      look(async () => {
        const quote = await quoteDeposit(pool, holder(query.member), query);
        return { ...quote, obstacles: begun('deposit', query) ? [] : toldHere(quote.obstacles) };
      }),
    deposit: (_, body) => deed('deposit', body, (it) => depositAbroad(it, body)),
    redeemQuote: ({ member, nft, paidIn, without }) =>
      look(async () => {
        const terms = { paidIn, without: without?.split(',') };
        const quote = await quoteLeaving(pool, holder(member), nft, terms);
        const shares = quote.shares.map((share) => ({
          ...share,
          obstacles: toldHere(share.obstacles).filter(
            ({ code }) => code !== 'vault/queued-already',
          ),
        }));
        return { ...quote, shares };
      }),
    redeem: (_, body) => deed('redeem', body, (it) => redeemAbroad(it, body.nft, body)),
    cancelExit: (_, body) => deed('cancelExit', body, (it) => stayAbroad(it, body.nft)),
    claim: (_, body) => deed('claim', body, (it) => claimAbroad(it, body.nft)),
    compound: (_, { member, ...body }) => {
      // Whoever an owner has named for it may compound for him.
      const owner = walletAbroad(pool, member, 'look');
      const order = { ...body, owner: owner.toLowerCase() };
      return deed('compound', order, (it) => compoundAbroad(it, owner, body.nft));
    },
    autoCompound: (_, body) =>
      deed('autoCompound', body, (it) => autoCompoundAbroad(it, body.state, body.keeper)),
    stake: (_, body) => deed('stake', body, (it) => stakeAbroad(it, body.act, body.nft)),
    proposals: () => look(async () => proposalsAbroad(pool)),
    propose: (_, body) =>
      deed('propose', body, (it) => proposeAbroad(it, changeOf(body), body.title)),
    vote: (_, { member, ...body }) => {
      // Whoever an owner has handed its votes to may vote for it.
      const owner = walletAbroad(pool, member, 'look');
      const order = { ...body, owner: owner.toLowerCase() };
      return deed('vote', order, (it) => voteAbroad(it, { ...body, owner }));
    },
    signBallot: (_, body) => look(() => signBallot(pool, body)),
    bringBallots: (_, body) => deed('bringBallots', body, (it) => bringBallots(it, body.ballots)),
    delegate: (_, body) => deed('delegate', body, (it) => delegateAbroad(it, body.to)),
    queue: (_, body) => deed('queue', notSkipped(body), (it) => queueAbroad(it, body.proposal)),
    execute: (_, body) =>
      deed('execute', notSkipped(body), (it) => executeAbroad(it, body.proposal)),
    withdraw: (_, body) => deed('withdraw', body, (it) => withdrawAbroad(it, body.proposal)),
    statements: ({ member, day }) =>
      look(async () => {
        await pool.index.catchUp();
        const wallet = member === undefined ? undefined : holder(member).wallet.toLowerCase();
        const days = statementsAbroad(pool, pool.database, pool.chain.now());
        return {
          days: days
            .filter((one) => day === undefined || one.day === day)
            .map((one) => ({
              ...one,
              lines: one.lines.filter((line) => !wallet || line.member.toLowerCase() === wallet),
            })),
        };
      }),
    verifyBooks: () => look(async () => reportOf(await compareBooks(pool.index, pool))),
  };
}

function reportOf(report: Awaited<ReturnType<typeof compareBooks>>) {
  return { ...report, differences: [...report.differences] };
}

function toldHere(obstacles: readonly { readonly code: string; readonly sentence: string }[]) {
  return obstacles.map(({ code, sentence }) => ({ code, sentence: wordsAbroad(sentence) }));
}

/** Whether such an order was begun and its outcome never told. */
export function orderStands(pool: Abroad, name: string, order: object): boolean {
  return pool.orders.stands(contentOf(pool, name, order));
}

/** What makes two orders the same: what is done, with which amounts, by whom. */
function contentOf({ member }: Abroad, name: string, order: object): unknown {
  const { member: _member, once: _once, ...rest } = order as Record<string, unknown>;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { name, wallet: member?.address.toLowerCase() ?? '', given };
}

async function proposalsAbroad(pool: Abroad) {
  await pool.index.catchUp();
  const now = pool.chain.now();
  const rules = await readRules(pool);
  const held = indexedProposals(pool.database, rules, now);
  const tell = await teller(pool);
  const proposals = held.map((one): ProposalStatus => ({ ...lifeOf(pool, one), ...tell(one) }));
  return { now: now * 1000, proposals };
}

const SUPPORT = { yes: 'for', no: 'against', abstain: 'abstain' } as const;

function lifeOf(pool: Abroad, one: IndexedProposal) {
  const { motion } = one;
  const after =
    motion.kind === 'targets'
      ? Object.fromEntries(pool.names.map((name, i) => [name, motion.targetBps[i] ?? 0]))
      : {};
  return {
    ...{ id: String(one.id), title: one.title, kind: motion.kind, proposer: one.proposer },
    change: { before: {}, after },
    votes: one.votes.map(({ owner, choice, weight, txHash }) => ({
      ...{ member: owner, support: SUPPORT[choice], weight: weightText(pool, weight), txHash },
    })),
    quorumPercent:
      one.snapshotWeight > 0n
        ? fixed((100 * Number(one.quorum)) / Number(one.snapshotWeight), 2)
        : '0.00',
    votingEnds: one.endsAt * 1000,
    transactions: { propose: one.txHash },
  };
}

function changeOf(body: {
  change?: Change | undefined;
  from?: string | undefined;
  to?: string | undefined;
  bps?: number | undefined;
}): Change {
  const { change, from, to, bps } = body;
  if (change) return change;
  if (from !== undefined && to !== undefined && bps !== undefined)
    return { kind: 'pair-shift', from, to, bps };
  throw new Fault('http/bad-input', 'say what to change: either change, or from, to and bps');
}

function notSkipped(body: { proposal: string; skipTime: boolean }): { proposal: string } {
  if (!body.skipTime) return { proposal: body.proposal };
  throw new Fault(
    'cli/bad-argument',
    '--skip-time moves the clock of the embedded chain; this chain has its own: wait for the time',
  );
}
