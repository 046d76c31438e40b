import { readCheckpoints } from '#chain';
import { type AuditReport, auditJournal } from '#journal';
import type { SeasonContext } from '#season';

/** Recomputes a season's whole journal and compares it with every head that stands on chain. */
export async function auditSeason(season: SeasonContext): Promise<AuditReport> {
  const heads = await readCheckpoints(season);
  return auditJournal(
    season.db,
    heads.map(({ index, hash }) => ({ seq: index, hash })),
  );
}
