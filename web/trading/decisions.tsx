/** What the agent decided, with the prediction and the rule that decided. */
import { useState } from 'react';
import type { Asset, Decision } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Entry, Reference } from '../figures/reference.tsx';
import { When } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { DECISIONS_SHOWN, useDecisions } from '../hub/queries.ts';
import { Empty, Scroll } from '../shell/panel.tsx';

const ACTIONS = ['any', 'BUY', 'SELL', 'HOLD'] as const;
type Action = (typeof ACTIONS)[number];

interface Props {
  readonly assets: readonly Asset[];
  readonly unit: string;
}

export function Decisions({ unit }: Props) {
  const [action, setAction] = useState<Action>('any');
  const [before, setBefore] = useState<readonly number[]>([]);
  const { data, error, isPlaceholderData } = useDecisions(action, before.at(-1));
  const decisions = data ?? [];
  const oldest = decisions[0]?.seq;
  return (
    <>
      <div className="mb-2 flex flex-wrap items-end gap-3">
        <label className="flex items-center gap-2">
          Show
          <select
            className="field"
            value={action}
            onChange={(event) => {
              setBefore([]);
              setAction(event.target.value as Action);
            }}
          >
            <option value="any">all decisions</option>
            <option value="BUY">buy</option>
            <option value="SELL">sell</option>
            <option value="HOLD">hold</option>
          </select>
        </label>
      </div>
      {decisions.length === 0 ? (
        <Empty>{error ? error.message : 'No such decision yet.'}</Empty>
      ) : (
        <List decisions={decisions.toReversed()} unit={unit} />
      )}
      <nav aria-label="Pages of decisions" className="mt-2 flex gap-2">
        <button
          type="button"
          className="button"
          disabled={before.length === 0}
          onClick={() => setBefore(before.slice(0, -1))}
        >
          Newer
        </button>
        <button
          type="button"
          className="button"
          disabled={decisions.length < DECISIONS_SHOWN || isPlaceholderData}
          onClick={() => oldest !== undefined && setBefore([...before, oldest])}
        >
          Older
        </button>
      </nav>
    </>
  );
}

function List(props: { readonly decisions: readonly Decision[]; readonly unit: string }) {
  return (
    <Scroll label="Decisions">
      <table>
        <caption className="sr-only">Decisions, newest first</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Pair</th>
            <th scope="col">Decided</th>
            <th scope="col" className="num">
              Down
            </th>
            <th scope="col" className="num">
              Flat
            </th>
            <th scope="col" className="num">
              Up
            </th>
            <th scope="col">
              Rule or <Term name="guard" />
            </th>
            <th scope="col">Why</th>
            <th scope="col" className="num">
              Size ({props.unit})
            </th>
            <th scope="col">Proof</th>
          </tr>
        </thead>
        <tbody>
          {props.decisions.map((decision) => (
            <tr key={decision.seq}>
              <td>
                <When at={decision.at} />
              </td>
              <td>{decision.asset}</td>
              <td className={decision.action === 'HOLD' ? 'text-soft' : 'font-semibold'}>
                {decision.action.toLowerCase()}
              </td>
              <Chance value={decision.prediction.down} />
              <Chance value={decision.prediction.flat} />
              <Chance value={decision.prediction.up} />
              <td className="whitespace-nowrap">
                <code>{decision.verdict}</code>
              </td>
              <td className="min-w-56">{decision.reason}</td>
              <td className="num">
                <Amount value={decision.size} />
              </td>
              <td>
                <span className="flex flex-wrap gap-x-2">
                  <Entry seq={decision.seq} />
                  <Reference text={decision.featuresHash} what="features" />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Chance({ value }: { readonly value: string }) {
  return (
    <td className="num">
      <data value={value} title={`exactly ${value}`}>
        {(Number(value) * 100).toFixed(1)}%
      </data>
    </td>
  );
}
