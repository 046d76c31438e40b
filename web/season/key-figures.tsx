/** The six figures that answer "how is it going". */
import type { SeasonReport } from '#api';
import { Amount, Change } from '../figures/amount.tsx';
import { sum } from '../figures/decimal.ts';
import { Term } from '../glossary/term.tsx';
import { KeyFigures } from '../shell/facts.tsx';

export function SeasonFigures({ report }: { readonly report: SeasonReport }) {
  const { season, vault, baselines, distribution, model, trades } = report;
  const unit = season.quote.symbol;
  const agent = baselines?.agent;
  const first = vault?.series[0];
  const last = vault?.series.at(-1);
  // Until the baselines are there, the value's own series says how it went.
  const soFar =
    agent?.returnPercent ??
    (first && last && ((Number(last.value) / Number(first.value) - 1) * 100).toFixed(4));
  const deposited = sum(report.members.map((member) => member.deposited));
  return (
    <div className="mb-4">
      <KeyFigures
        facts={[
          {
            key: 'nav',
            name: <Term name="vault">Pooled money</Term>,
            value: <Amount value={vault?.nav} unit={unit} />,
            note: (
              <>
                put in <Amount value={deposited} places={0} />
              </>
            ),
          },
          {
            key: 'return',
            name: (
              <Term name="total return">
                {season.status === 'finished' ? 'Result' : 'Result so far'}
              </Term>
            ),
            value: <Change value={soFar} unit="%" />,
            note: soFar ? 'with what was paid out' : 'known once trading starts',
          },
          {
            key: 'hold',
            name: <Term name="buy and hold">Buying and holding</Term>,
            value: <Change value={baselines?.buyAndHold.returnPercent} unit="%" />,
            note: baselines ? 'same days, no agent' : 'known at the end',
          },
          {
            key: 'fall',
            name: <Term name="drawdown">Deepest fall</Term>,
            value: <Amount value={vault?.maxDrawdownPercent} unit="%" />,
            note: 'from the highest value',
          },
          {
            key: 'shared',
            name: <Term name="high-water mark">Profit shared</Term>,
            value: <Amount value={distribution.total} unit={unit} />,
            note: `${report.claims.length} claims paid`,
          },
          {
            key: 'trades',
            name: 'Trades',
            value: agent?.trades ?? trades.length,
            note: model ? `model of ${report.rounds.length} rounds` : 'no model yet',
          },
        ]}
      />
    </div>
  );
}
