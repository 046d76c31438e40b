/** The model: its shape, how well it predicts, and beside what. */
import type { Model, SeasonReport } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Reference } from '../figures/reference.tsx';
import { Source } from '../figures/source.tsx';
import { span } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { Facts } from '../shell/facts.tsx';
import { Heading } from '../shell/heading.tsx';
import { Empty, Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { BaselinesTable } from './baselines-table.tsx';
import { MetricsTable } from './metrics-table.tsx';
import { Reliability } from './reliability.tsx';
import { verdict } from './verdict.ts';

export function ModelPage() {
  return <WithReport>{(report) => <Whole report={report} />}</WithReport>;
}

function Whole({ report }: { readonly report: SeasonReport }) {
  const { model, baselines } = report;
  return (
    <>
      <Heading
        title="The shared model"
        lead={model ? verdict(model) : 'It appears here when the first round has closed.'}
      />
      {model ? (
        <div className="grid gap-4 lg:grid-cols-2">
          <Panel
            title="How well it predicts"
            lead="On data it was not trained on. The unseen days count; validation data were also used to choose."
          >
            <MetricsTable model={model} />
          </Panel>
          <Shape model={model} report={report} />
          <Panel
            title={
              <>
                Do its probabilities come true? (<Term name="reliability" />)
              </>
            }
            lead="On the dotted line, what it calls 60% likely happens 60% of the time. Larger dots stand for more cases."
          >
            <Reliability model={model} />
          </Panel>
          <Panel
            title="Beside other ways"
            aside={baselines ? <Source kind="season/judged" /> : null}
            lead={baselines?.note ?? 'All on the same unseen days, with the same costs.'}
          >
            {baselines ? (
              <BaselinesTable baselines={baselines} />
            ) : (
              <Empty>Known once the unseen days are traded.</Empty>
            )}
          </Panel>
        </div>
      ) : (
        <Empty>No model yet.</Empty>
      )}
    </>
  );
}

function Shape({ model, report }: { readonly model: Model; readonly report: SeasonReport }) {
  const candle = report.season.assets[0]?.intervalMs;
  const ahead = candle ? ` (${span(candle * model.horizon)})` : '';
  return (
    <Panel title="What it is" aside={<Source kind="model/ready" />}>
      <Facts
        facts={[
          { key: 'name', name: 'kind', value: model.name },
          {
            key: 'shape',
            name: 'shape',
            value: Object.entries(model.shape)
              .map(([name, size]) => `${name} ${size}`)
              .join(' · '),
          },
          {
            key: 'size',
            name: 'learned numbers',
            value: model.parameters.toLocaleString('en-GB'),
          },
          { key: 'classes', name: 'predicts', value: model.classes.join(', ') },
          {
            key: 'horizon',
            name: 'looks ahead',
            value: `${model.horizon} candles${ahead}`,
          },
          {
            key: 'zone',
            name: <Term name="dead zone" />,
            value: <Amount value={model.deadZone} places={5} />,
          },
          {
            key: 'hash',
            name: <Term name="hash" />,
            value: <Reference text={model.hash} what="model hash" />,
          },
          { key: 'cid', name: 'stored as', value: <Reference text={model.cid} what="CID" /> },
        ]}
      />
    </Panel>
  );
}
