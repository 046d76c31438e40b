/** Where a proposal stands, in words. */
import type { Proposal } from '#api';

export const STATES: Readonly<Record<Proposal['state'], string>> = {
  pending: 'Voting has not opened yet',
  active: 'Members are voting',
  defeated: 'Rejected',
  succeeded: 'Passed; not queued yet',
  queued: 'Passed; waiting for the timelock',
  executed: 'Passed and in force',
  expired: 'Passed but never executed',
};
