/** A whole season at a glance; each part leads to its own page. */
import { Link } from '@tanstack/react-router';
import type { SeasonReport } from '#api';
import { MembersTable } from '../members/table.tsx';
import { LossChart } from '../rounds/loss-chart.tsx';
import { Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { NavChart } from '../trading/nav-chart.tsx';
import { PriceChart } from '../trading/price-chart.tsx';
import { Disclosures } from './disclosures.tsx';
import { SeasonFigures } from './key-figures.tsx';
import { LastDays } from './last-days.tsx';
import { News } from './news.tsx';
import { Now } from './now.tsx';
import { Provenance } from './provenance.tsx';
import { Rules } from './rules.tsx';
import { Vote } from './vote.tsx';

export function SeasonPage() {
  return <WithReport>{(report) => <Whole report={report} />}</WithReport>;
}

function Whole({ report }: { readonly report: SeasonReport }) {
  const { status } = report.season;
  const learns = status === 'preparing' || status === 'learning';
  const money = <Money key="money" report={report} />;
  const learning = <Learning key="learning" report={report} />;
  return (
    <>
      <Now report={report} />
      <Disclosures lines={report.season.disclosures} />
      <SeasonFigures report={report} />
      <div className="grid gap-4 lg:grid-cols-2">
        {/* What moves now stands first. */}
        {learns ? [learning, money] : [money, learning]}
        <Panel
          title="Members"
          lead="Who brings what, and what it earned them."
          className="lg:col-span-2"
          aside={
            <Link to="/sharing" className="link">
              Earnings
            </Link>
          }
        >
          <MembersTable report={report} />
        </Panel>
        <div className="grid content-start gap-4">
          <Rules season={report.season} />
          <Vote proposal={report.proposal} />
          <LastDays report={report} />
        </div>
        <Provenance season={report.season} />
      </div>
    </>
  );
}

function Money({ report }: { readonly report: SeasonReport }) {
  return (
    <>
      <Panel
        title="Value of the pooled money"
        lead="Change since trading began, beside what else could have been done."
        aside={
          <Link to="/trading" className="link">
            Trading
          </Link>
        }
      >
        <NavChart report={report} />
      </Panel>
      <Panel
        title="Price and trades"
        lead="When the agent bought and sold, and why."
        aside={
          <Link to="/trading" className="link">
            All trades
          </Link>
        }
      >
        <PriceChart report={report} />
      </Panel>
    </>
  );
}

function Learning({ report }: { readonly report: SeasonReport }) {
  return (
    <>
      <Panel
        title="How wrong the shared model is"
        lead="Lower is better. Below the dashed line it knows more than nothing."
        aside={
          <Link to="/learning" className="link">
            Learning
          </Link>
        }
      >
        <LossChart report={report} />
      </Panel>
      <News />
    </>
  );
}
