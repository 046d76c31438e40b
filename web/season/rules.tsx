/** The rules in force: when the agent trades, how profit is split, how the book is divided. */
import type { ReactNode } from 'react';
import type { Season } from '#api';
import { Amount } from '../figures/amount.tsx';
import { bps } from '../figures/decimal.ts';
import { Term } from '../glossary/term.tsx';
import { Facts } from '../shell/facts.tsx';
import { Panel } from '../shell/panel.tsx';

export function Rules({ season }: { readonly season: Season }) {
  const { threshold, policy, pairWeightsBps } = season;
  return (
    <Panel
      title="Rules in force"
      lead="Fixed before the unseen days began; members can change them by vote."
    >
      <Facts
        facts={[
          {
            key: 'threshold',
            name: <Term name="threshold" />,
            value: threshold ? (
              <>
                trades only above <Amount value={threshold.value} places={4} />
              </>
            ) : (
              'not chosen yet'
            ),
            note:
              threshold?.candidates === 0
                ? `set ${threshold.chosenOn}`
                : threshold
                  ? `chosen on ${threshold.chosenOn}, out of ${threshold.candidates} candidates`
                  : 'it is chosen on validation data when the model is ready',
          },
          {
            key: 'policy',
            name: (
              <>
                profit <Term name="policy" />
              </>
            ),
            value: <Shares shares={policy.bps} />,
            note: policy.preset === 'by vote' ? 'set by vote' : `preset “${policy.preset}”`,
          },
          {
            key: 'pairs',
            name: <Term name="pair weight">pair weights</Term>,
            value: <Shares shares={pairWeightsBps} />,
          },
        ]}
      />
    </Panel>
  );
}

/** Parts of a whole in words: `holders 60% · reinvest 20%`. */
export function Shares({
  shares,
}: {
  readonly shares: Readonly<Record<string, number>>;
}): ReactNode {
  const parts = Object.entries(shares);
  if (parts.length === 0) return <span className="text-soft">none yet</span>;
  return parts.map(([name, value], i) => (
    <span key={name}>
      {i > 0 ? ' · ' : ''}
      <span className="whitespace-nowrap">
        {name} <b className="font-semibold">{bps(value)}</b>
      </span>
    </span>
  ));
}
