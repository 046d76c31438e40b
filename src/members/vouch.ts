/** Whether the chain stands behind a peer: nobody but the wallet's owner can have said so, least of all the hub. */
import { type Address, Fault } from '#kit';
import type { Enrolment } from '#members/keys';
import type { Standing } from './standing.ts';

/** What a peer must have besides its bound identity. `share`: capital in the pool, so that inventing members costs money. */
export type Requirement = 'binding' | 'share';

/**
 * A check of enrolments for `takePart`.
 *
 * @param standing Reads a wallet's standing; see `readStanding`.
 * @returns Throws Fault `members/no-wallet`, `members/not-bound`, `members/other-identity` or `members/no-share` where a peer must
 * not be trusted.
 */
export function chainVouch(
  standing: (wallet: Address) => Promise<Standing>,
  requirement: Requirement = 'share',
): (enrolment: Enrolment) => Promise<void> {
  return async ({ member, identity, wallet }) => {
    const refuse = (code: string, why: string): Fault =>
      new Fault(`members/${code}`, `${why}; this member shares no masks with member ${member}`, {
        meta: { member, identity, wallet },
      });
    if (wallet === null) throw refuse('no-wallet', `member ${member} enrolled without a wallet`);
    const { identity: bound, shares } = await standing(wallet);
    if (bound === undefined)
      throw refuse('not-bound', `the wallet ${wallet} has bound no identity key on chain`);
    if (bound !== identity)
      throw refuse(
        'other-identity',
        `the wallet ${wallet} stands behind ${bound} on chain, not behind ${identity}`,
      );
    if (requirement === 'share' && shares === 0n)
      throw refuse('no-share', `the wallet ${wallet} holds no share of the pool`);
  };
}
