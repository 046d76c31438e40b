/** Learning: rounds, losses, cohorts, and how much each member contributed. */
import type { SeasonReport } from '#api';
import { PrivacyPanel } from '../members/privacy.tsx';
import { ScoresCheck } from '../members/scores-check.tsx';
import { Scores } from '../members/scores.tsx';
import { Source } from '../figures/source.tsx';
import { Term } from '../glossary/term.tsx';
import { Heading } from '../shell/heading.tsx';
import { Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { LossChart } from './loss-chart.tsx';
import { RoundsTable } from './table.tsx';

export function LearningPage() {
  return <WithReport>{(report) => <Learning report={report} />}</WithReport>;
}

function Learning({ report }: { readonly report: SeasonReport }) {
  const closed = report.rounds.filter((round) => round.closedAt !== null).length;
  return (
    <>
      <Heading
        title={`Learning together: ${closed} of ${report.season.rounds} rounds closed`}
        lead={
          <>
            In each round every member improves the model on its own data. Their changes are masked
            and added up in random <Term name="cohort">cohorts</Term>; the hub sees only the sums.
          </>
        }
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel
          title="How wrong the shared model is"
          lead="Measured on validation data that no member trains on. Thin lines are what members report of their own data; those are not comparable with one another."
        >
          <LossChart report={report} />
        </Panel>
        <Panel
          title="Who contributed"
          lead="How much each member’s data lowered the loss, from the values of its cohorts over all rounds."
          aside={<Source kind="scores/published" />}
        >
          <Scores members={report.members} />
          <ScoresCheck />
        </Panel>
        <PrivacyPanel report={report} />
        <Panel
          title="Rounds"
          aside={<Source kind="round/closed" />}
          lead="Each round’s model has a fingerprint on the chain."
          className="lg:col-span-2"
        >
          <RoundsTable rounds={report.rounds} members={report.members} />
        </Panel>
      </div>
    </>
  );
}
