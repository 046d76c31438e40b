/** What the pool holds now. */
import type { SeasonReport } from '#api';
import { Amount, Change } from '../figures/amount.tsx';
import { signOf } from '../figures/decimal.ts';
import { Source } from '../figures/source.tsx';
import { Term } from '../glossary/term.tsx';
import { Facts } from '../shell/facts.tsx';
import { Empty, Panel, Scroll } from '../shell/panel.tsx';

export function Holdings({ report }: { readonly report: SeasonReport }) {
  const { vault, season } = report;
  const unit = season.quote.symbol;
  if (!vault) {
    return (
      <Panel title="What the pool holds">
        <Empty>The vault is not funded yet.</Empty>
      </Panel>
    );
  }
  const held = vault.positions.filter((position) => signOf(position.amount) !== 0);
  return (
    <Panel
      title="What the pool holds"
      lead={`Amounts in ${unit}, at the end of the last closed day.`}
      aside={<Source kind="cycle/closed" />}
    >
      <Facts
        facts={[
          { key: 'nav', name: 'value', value: <Amount value={vault.nav} /> },
          {
            key: 'share',
            name: 'value of one share',
            value: <Amount value={vault.navPerShare} places={6} />,
          },
          { key: 'idle', name: 'free cash', value: <Amount value={vault.idle} /> },
          {
            key: 'reserved',
            name: 'kept for claims',
            value: <Amount value={vault.reserved} />,
            note: 'cannot be traded',
          },
          {
            key: 'realised',
            name: <Term name="profit above costs">realised result</Term>,
            value: <Change value={vault.realised} />,
          },
          { key: 'unrealised', name: 'open result', value: <Change value={vault.unrealised} /> },
          {
            key: 'mark',
            name: <Term name="high-water mark" />,
            value: <Amount value={vault.highWaterMark} />,
          },
          {
            key: 'fall',
            name: <Term name="drawdown">below it now / most</Term>,
            value: (
              <>
                <Amount value={vault.drawdownPercent} unit="%" /> /{' '}
                <Amount value={vault.maxDrawdownPercent} unit="%" />
              </>
            ),
          },
        ]}
      />
      <div className="mt-3">
        {held.length ? (
          <Scroll label="Positions">
            <table>
              <caption className="sr-only">Positions</caption>
              <thead>
                <tr>
                  <th scope="col">Asset</th>
                  <th scope="col" className="num">
                    Amount
                  </th>
                  <th scope="col" className="num">
                    Value
                  </th>
                  <th scope="col" className="num">
                    Average cost
                  </th>
                </tr>
              </thead>
              <tbody>
                {held.map((position) => (
                  <tr key={position.asset}>
                    <th scope="row">{position.asset}</th>
                    <td className="num">
                      <Amount value={position.amount} places={6} />
                    </td>
                    <td className="num">
                      <Amount value={position.value} />
                    </td>
                    <td className="num">
                      <Amount value={position.averageCost} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        ) : (
          <Empty>Only cash: the agent holds no position.</Empty>
        )}
      </div>
    </Panel>
  );
}
