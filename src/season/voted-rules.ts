/** Rules that a vote has put in force, written down so that pages show them instead of those the season was founded with. */
import { formatDecimal, parseDecimal } from '#kit';
import { now, type SeasonContext } from './context.ts';
import type { EntryData } from './entries.ts';
import type { Bill } from './govern.ts';

/** Journals the split of profit, or the threshold where it is not the one that was chosen with the model. */
export function noteRules(season: SeasonContext, { key, motion }: Bill): void {
  const rules = rulesOf(season, motion);
  if (rules) season.record.once(`${key}/rules`, 'rules/changed', rules, now(season));
}

function rulesOf(
  season: SeasonContext,
  motion: Bill['motion'],
): EntryData<'rules/changed'> | undefined {
  if (motion.kind === 'policy') {
    const { holdersBps, reinvestBps, aiBps, treasuryBps } = motion.policy;
    // As days are closed: the contributors' part is what the contract calls the agent's, under every preset but one.
    const contributors = season.config.policy === 'amm' ? 0 : aiBps;
    const bps = {
      ...{ holders: holdersBps, reinvest: reinvestBps, contributors },
      ...{ ai: aiBps - contributors, treasury: treasuryBps },
    };
    return { policy: bps };
  }
  if (motion.kind !== 'mandate') return undefined;
  const ready = season.record.find('model/ready')?.data as EntryData<'model/ready'> | undefined;
  const micro = BigInt(motion.mandate.thresholdMicro);
  if (!ready || parseDecimal(ready.threshold.value, 6) === micro) return undefined;
  return { threshold: formatDecimal(micro, 6) };
}
