/** Trading: price, value, trades, decisions, and what the pool holds. */
import type { SeasonReport } from '#api';
import { Heading } from '../shell/heading.tsx';
import { Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { Decisions } from './decisions.tsx';
import { Holdings } from './holdings.tsx';
import { DrawdownChart, NavChart } from './nav-chart.tsx';
import { PriceChart } from './price-chart.tsx';
import { TradesTable } from './trades-table.tsx';

export function TradingPage() {
  return <WithReport>{(report) => <Trading report={report} />}</WithReport>;
}

function Trading({ report }: { readonly report: SeasonReport }) {
  return (
    <>
      <Heading
        title="Trading"
        lead="At every candle the agent looks, predicts and decides; guards have the last word. Most of the time it does nothing."
      />
      {report.vault?.paused ? (
        <p role="alert" className="panel mb-4 bg-warn-ground text-warn">
          <strong>Trading is paused by a guard.</strong> Claims stay possible.
        </p>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel
          title="Price and trades"
          lead="Point at a mark, or focus the chart and use the arrow keys, to read why."
          className="lg:col-span-2"
        >
          <PriceChart report={report} />
        </Panel>
        <Panel
          title="Change in value since the start"
          lead="Value with everything already paid out, beside what else could have been done on the same days."
        >
          <NavChart report={report} />
          <h3 className="mt-3 mb-1">Below the highest value so far</h3>
          <DrawdownChart report={report} />
        </Panel>
        <Holdings report={report} />
        <Panel title="Trades" lead="Newest first." className="lg:col-span-2">
          <TradesTable report={report} />
        </Panel>
        <Panel
          title="Decisions"
          lead="What the agent saw and what stopped it. Every decision is a line of the journal."
          className="lg:col-span-2"
        >
          <Decisions assets={report.season.assets} unit={report.season.quote.symbol} />
        </Panel>
      </div>
    </>
  );
}
