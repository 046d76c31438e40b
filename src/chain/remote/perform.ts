/** From a signed deed to its receipt: sends, asks, sends the same bytes again, raises the fee, and never uses a second nonce. */
import { setTimeout as sleep } from 'node:timers/promises';
import { keccak256, RpcRequestError } from 'viem';
import { Fault, type Hex } from '#kit';
import type { Ask } from './ask-node.ts';
import { type Fees, presentFees, raisedFees } from './fees.ts';
import type { Attempt, Outbox, OutboxDeed } from './outbox.ts';
import type { Sound, Witness } from './witness.ts';

/** How long what is waited for; milliseconds unless said otherwise. */
export interface Waiting {
  /** Between two looks. */
  readonly poll: number;
  /** Until the fee is raised. */
  readonly raise: number;
  /** Between a used nonce without a receipt of ours and the conclusion that it was not ours. */
  readonly doubt: number;
  /** Until the caller is told that the transaction is stuck; it stays in the outbox. */
  readonly giveUp: number;
  /** Blocks that must lie on the chain, counting the transaction's own. */
  readonly confirmations: number;
}

export const WAITING: Waiting = {
  poll: 1000,
  raise: 60_000,
  doubt: 60_000,
  giveUp: 600_000,
  confirmations: 1,
};

/** A lagging node is asked at least this often before another transaction is blamed. */
const LOOKS = 10;

export interface Performer {
  readonly ask: Ask;
  readonly witness: Witness;
  readonly outbox: Outbox;
  readonly waiting: Waiting;
  /** Highest fee per gas, wei. */
  readonly feeCap: bigint;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Signs a deed once more with other fees; `undefined` where the key is not here. */
export type Resign = ((fees: Fees) => Promise<Hex>) | undefined;

/**
 * Hands a deed's newest transaction to the node.
 *
 * @throws Fault `chain/no-funds` or `chain/refused` where the node refuses the first one outright: the deed is then forgotten.
 */
export async function submit(it: Performer, deed: OutboxDeed): Promise<void> {
  const { raw, hash } = deed.attempts.at(-1)!;
  let said: unknown;
  try {
    said = await it.ask('eth_sendRawTransaction', [raw]);
  } catch (error) {
    // Whether it arrived is unknown; looking for it will tell.
    if (error instanceof Fault && error.code === 'chain/unreachable') return;
    if (!(error instanceof RpcRequestError)) throw error;
    if (/already|known|nonce|underpriced|too low to replace/i.test(error.details)) return;
    if (deed.attempts.length > 1)
      return it.log(`chain: the node refused ${hash}: ${error.details}`);
    it.outbox.drop(deed.id);
    const poor = /insufficient funds/i.test(error.details);
    throw new Fault(
      poor ? 'chain/no-funds' : 'chain/refused',
      poor
        ? `${deed.sender} cannot pay for the gas and value of this transaction (${error.details}); send it more`
        : `the node refused the transaction: ${error.details}; nothing was sent`,
      { cause: error },
    );
  }
  if (said === hash) return;
  throw new Fault(
    'chain/node-lies',
    `the node answered ${String(said).slice(0, 80)} to the transaction ${hash}; it is kept: name another node, then ask for the same again`,
  );
}

/**
 * Waits until a deed is mined deep enough.
 *
 * @throws Fault `chain/replaced`, `chain/stuck`, `chain/node-lies`, `chain/nodes-differ`.
 */
export async function settle(it: Performer, from: OutboxDeed, resign: Resign): Promise<Sound> {
  const { waiting, outbox } = it;
  const began = it.now();
  let deed = from;
  /** Since when, and how often, the nonce was used and no receipt of ours was there. */
  let missing = { since: began, looks: 0 };
  for (;;) {
    try {
      const sound = await mined(it, deed);
      if (sound && (await deepEnough(it, sound))) return sound;
      if (sound || it.witness.doubts) missing = { since: it.now(), looks: 0 };
      else if (await it.witness.used(deed.sender, deed.nonce)) {
        missing = { ...missing, looks: missing.looks + 1 };
        if (it.now() - missing.since > waiting.doubt && missing.looks > LOOKS)
          throw replaced(it, deed);
      } else {
        missing = { since: it.now(), looks: 0 };
        deed = await press(it, deed, resign);
      }
    } catch (error) {
      const passes = error instanceof RpcRequestError || codeOf(error) === 'chain/unreachable';
      if (!passes) throw error;
      it.log(`chain: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
    if (it.now() - began > waiting.giveUp) {
      const { hash } = deed.attempts.at(-1)!;
      throw new Fault(
        'chain/stuck',
        `transaction ${hash} (nonce ${deed.nonce} of ${deed.sender}) is not mined after ${Math.round(waiting.giveUp / 1000)} s; it is kept and not sent a second time: ask for the same again to go on waiting`,
        { meta: { txHash: hash, nonce: deed.nonce } },
      );
    }
    await sleep(waiting.poll);
    deed = outbox.byHash(deed.attempts[0]!.hash)!;
  }
}

/** The receipt of whichever of a deed's transactions is mined. */
export async function mined(
  it: Pick<Performer, 'witness'>,
  deed: OutboxDeed,
): Promise<Sound | undefined> {
  for (const { hash } of deed.attempts.toReversed()) {
    const sound = await it.witness.receipt(hash);
    if (sound) return sound;
  }
  return undefined;
}

async function deepEnough(it: Performer, { receipt }: Sound): Promise<boolean> {
  if (it.waiting.confirmations <= 1) return true;
  const head = Number(await it.ask('eth_blockNumber'));
  return head - Number(receipt.blockNumber) + 1 >= it.waiting.confirmations;
}

/** Nothing is mined: the node gets the same bytes again where it forgot them, and a better offer where they wait too long. */
async function press(it: Performer, deed: OutboxDeed, resign: Resign): Promise<OutboxDeed> {
  const newest = deed.attempts.at(-1)!;
  const known = await it.ask('eth_getTransactionByHash', [newest.hash]);
  if (!known) {
    await submit(it, deed.attempts.length > 1 ? deed : withoutDrop(deed));
    return deed;
  }
  const { maxFee, tip, at } = newest;
  if (!resign || maxFee === undefined || tip === undefined) return deed;
  if (it.now() - at < it.waiting.raise) return deed;
  const fees = raisedFees({ maxFee, tip }, await presentFees(it.ask, it.feeCap), it.feeCap);
  if (!fees) return deed;
  const raw = await resign(fees);
  const attempt: Attempt = { hash: keccak256(raw), raw, ...fees, at: it.now() };
  const raised = it.outbox.again(deed.id, attempt);
  it.log(
    `chain: nonce ${deed.nonce} waits; offered ${fees.maxFee} wei per gas instead of ${maxFee}`,
  );
  await submit(it, raised);
  return raised;
}

/** A deed that the node took once may be in its books: a later refusal does not unmake it. */
function withoutDrop(deed: OutboxDeed): OutboxDeed {
  return { ...deed, attempts: [deed.attempts[0]!, ...deed.attempts] };
}

function replaced(it: Performer, deed: OutboxDeed): Fault {
  it.outbox.close(deed.id, 'replaced');
  return replacedFault(deed);
}

/** Under the same name nothing is sent again: whoever is sure that nothing happened orders under another. */
export function replacedFault({ sender, nonce }: OutboxDeed): Fault {
  return new Fault(
    'chain/replaced',
    `another transaction of ${sender} was mined with nonce ${nonce}, so ours never will be: another program uses this key. Stop it, look at the account, then order anew under another name`,
    { meta: { sender, nonce } },
  );
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Fault ? thrown.code : undefined;
}
