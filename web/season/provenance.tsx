/** Where the figures come from: data files with their fingerprints, periods, contracts. */
import type { Season } from '#api';
import { Copy, Reference } from '../figures/reference.tsx';
import { Source } from '../figures/source.tsx';
import { dayOf, span } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { Facts } from '../shell/facts.tsx';
import { Panel, Scroll } from '../shell/panel.tsx';

export function Provenance({ season }: { readonly season: Season }) {
  const period = (range: Season['window']): string =>
    `${dayOf(range.from)} – ${dayOf(range.to - 1)}`;
  const contracts = Object.entries(season.contracts);
  return (
    <Panel
      title="Where the figures come from"
      aside={<Source kind="season/opened" />}
      lead="Anyone with these files and this seed can repeat the season."
    >
      <Facts
        facts={[
          { key: 'training', name: 'training', value: period(season.training) },
          {
            key: 'validation',
            name: <Term name="validation data">validation</Term>,
            value: period(season.validation),
          },
          {
            key: 'window',
            name: <Term name="unseen days" />,
            value: period(season.window),
          },
          {
            key: 'seed',
            name: 'season, seed',
            value: `${season.id}, ${season.seed}`,
          },
        ]}
      />
      <div className="mt-3">
        <Scroll label="Price data">
          <table>
            <caption className="sr-only">Price data</caption>
            <thead>
              <tr>
                <th scope="col">Prices</th>
                <th scope="col" className="num">
                  Candles
                </th>
                <th scope="col">Each</th>
                <th scope="col">SHA-256 of the file</th>
              </tr>
            </thead>
            <tbody>
              {season.assets.map((asset) => (
                <tr key={asset.symbol}>
                  <th scope="row">{asset.symbol}</th>
                  <td className="num">{asset.candles.toLocaleString('en-GB')}</td>
                  <td className="whitespace-nowrap">{span(asset.intervalMs)}</td>
                  <td>
                    <Reference text={asset.sha256} what="hash" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
      {contracts.length ? (
        <details className="mt-3">
          <summary className="w-fit text-soft hover:text-ink">
            {contracts.length} contracts on chain {season.chainId ?? '–'}
          </summary>
          <ul className="mt-2 space-y-1">
            {contracts.map(([name, address]) => (
              <li key={name} className="flex flex-wrap items-center gap-x-2">
                <span className="w-28">{name}</span>
                <span className="font-mono text-[0.75rem] [overflow-wrap:anywhere]">{address}</span>
                <Copy text={address} what={`address of ${name}`} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </Panel>
  );
}
