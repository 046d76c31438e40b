/** The council on an EVM chain: proposals, votes and delegations from the index of its events. Node only. */
export {
  indexedDelegations,
  type IndexedProposal,
  indexedProposals,
  type IndexedVote,
} from './proposals.ts';
