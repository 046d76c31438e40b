/** Sharing: what each day brought, how it was split, who took what. */
import type { SeasonReport } from '#api';
import { Amount } from '../figures/amount.tsx';
import { saveFile, toCsv } from '../figures/csv.ts';
import { Source } from '../figures/source.tsx';
import { Term } from '../glossary/term.tsx';
import { MembersTable } from '../members/table.tsx';
import { Shares } from '../season/rules.tsx';
import { Heading } from '../shell/heading.tsx';
import { Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { ClaimsTable } from './claims-table.tsx';
import { CyclesTable } from './cycles-table.tsx';

export function SharingPage() {
  return <WithReport>{(report) => <Sharing report={report} />}</WithReport>;
}

function Sharing({ report }: { readonly report: SeasonReport }) {
  const { season, distribution, members } = report;
  return (
    <>
      <Heading
        title="Sharing"
        lead={
          <>
            At the end of each day, realised profit above the <Term name="high-water mark" /> is
            split by the policy in force (
            <Shares shares={season.policy.bps} />
            ). A day without such profit shares nothing. Shared in all:{' '}
            <Amount value={distribution.total} unit={season.quote.symbol} />.
          </>
        }
      />
      <div className="grid gap-4">
        <Panel
          title="Day by day"
          lead={`Amounts in ${season.quote.symbol}.`}
          aside={<Source kind="cycle/closed" />}
        >
          <CyclesTable cycles={distribution.cycles} policy={season.policy.bps} />
        </Panel>
        <Panel
          title="Members"
          lead={`What was allotted, taken, and is still to be taken, in ${season.quote.symbol}.`}
          aside={
            <button
              type="button"
              className="button"
              onClick={() => save(report)}
              disabled={members.length === 0}
            >
              Save earnings as CSV
            </button>
          }
        >
          <MembersTable report={report} />
        </Panel>
        <Panel
          title="Claims"
          lead="Each was paid by the contract in a transaction of its own."
          aside={<Source kind="claim/paid" />}
        >
          <ClaimsTable claims={report.claims} members={members} unit={season.quote.symbol} />
        </Panel>
      </div>
    </>
  );
}

function save({ members }: SeasonReport): void {
  const header = [
    'id',
    'name',
    'address',
    'role',
    'shareWeight',
    'sharePercent',
    'deposited',
    'score',
    'scorePercent',
    'earned',
    'claimed',
    'claimable',
  ] as const;
  const rows = members.map((member) => header.map((key) => member[key]));
  saveFile('hanse-earnings.csv', toCsv(header, rows));
}
