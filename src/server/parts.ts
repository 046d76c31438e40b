import type { Decision, Member, Progress } from '#api';
import type { JournalEntry } from '#journal';
import type { EntryData, ReportBuilder, SeasonContext, Stage } from '#season';

/** What the answers are read from. */
export interface AnswerParts {
  readonly season: SeasonContext;
  readonly stage: Stage;
  readonly report: ReportBuilder;
  readonly news: { readonly latest: Progress };
  /** Starts the members where they rest: a season that is over has none running. */
  wake(): void;
}

/** A decision as the journal has it. */
export function decisionOf(entry: JournalEntry): Decision {
  const { asset, modelHash, featuresHash, prediction, action, verdict, reason, size, nav } =
    entry.data as EntryData<'decision'>;
  return {
    ...{ seq: entry.seq, at: entry.at, asset, modelHash, featuresHash, prediction },
    ...{ action, verdict, reason, size, nav },
  };
}

/** What members were allotted, for a table. */
export function holdersOf(members: readonly Member[]): { member: string; amount: string }[] {
  return members.map(({ id, claimable }) => ({ member: id, amount: claimable }));
}
