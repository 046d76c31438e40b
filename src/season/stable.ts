import type { SeasonReport } from '#api';

/** A season's report without what differs between two runs of the same seed and data, but for transaction hashes. */
export type StableReport = ReturnType<typeof stableReport>;

/**
 * Leaves out what comes of cryptographic randomness – wallet addresses, names of ciphertexts, hashes of journal heads – so that
 * two runs with the same seed and data give the same report, hashes of transactions aside.
 */
export function stableReport(report: SeasonReport) {
  return {
    ...report,
    members: report.members.map(({ address: _address, online: _online, ...member }) => member),
    rounds: report.rounds.map(({ modelCid: _cid, cohorts, ...round }) => ({
      ...round,
      cohorts: cohorts.map(({ sumCid: _sum, ...cohort }) => cohort),
    })),
    model: report.model && without(report.model, 'cid'),
    journal: {
      ...report.journal,
      checkpoints: report.journal.checkpoints.map(({ seq, txHash }) => ({ seq, txHash })),
    },
  };
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = value;
  return rest;
}
