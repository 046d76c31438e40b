/** Ballots signed without a transaction, and brought by whoever pays the gas; they count as if their owners had sent them. */
import type { BallotsBrought, PaperBallot } from '#api';
import { ballotToSign, castBallots, readProposal } from '#chain';
import { Fault } from '#kit';
import { type Acting, when } from './acting.ts';
import { CHOICES, known, voters } from './council.ts';
import { type Abroad, own } from './open.ts';

/** Signs one with all own shares that have a say; nothing is sent. */
export async function signBallot(
  pool: Abroad,
  { proposal, support }: Pick<PaperBallot, 'proposal' | 'support'>,
): Promise<PaperBallot> {
  const account = own(pool.member);
  const id = await known(pool, proposal);
  const { snapshotAt } = await readProposal(pool, id);
  const shares = await voters(pool, account.address, snapshotAt);
  const ballot = { proposal: id, choice: CHOICES[support], shares };
  return {
    ...{ chainId: pool.deployment.chainId, council: pool.deployment.council },
    ...{ owner: account.address, proposal, support, shares: shares.map(String) },
    signature: await account.signTypedData(ballotToSign(pool, ballot)),
  };
}

/**
 * Brings them in one transaction.
 *
 * @throws Fault `council/other-ballot` where one is of another council or chain
 */
export async function bringBallots(
  { ledger, account, key }: Acting,
  ballots: readonly PaperBallot[],
): Promise<BallotsBrought> {
  const { chainId, council } = ledger.deployment;
  for (const one of ballots) {
    if (one.chainId === chainId && one.council.toLowerCase() === council.toLowerCase()) continue;
    throw new Fault(
      'council/other-ballot',
      `the ballot of ${one.owner} is of council ${one.council} on chain ${one.chainId}, not of ${council} on ${chainId}; leave it out`,
    );
  }
  const signed = ballots.map(({ owner, proposal, support, shares, signature }) => ({
    ...{ owner, signature, proposal: BigInt(proposal), choice: CHOICES[support] },
    shares: shares.map(BigInt),
  }));
  const { txHash } = await castBallots(ledger, account, signed, when(`${key}/ballots`));
  return { count: ballots.length, txHash };
}
