/** Every trade with its cost, reason and proof. */
import { useState } from 'react';
import type { SeasonReport, Trade } from '#api';
import { Amount, Change } from '../figures/amount.tsx';
import { saveFile, toCsv } from '../figures/csv.ts';
import { Entry, Transaction } from '../figures/reference.tsx';
import { When } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { useTrades } from '../hub/queries.ts';
import { Empty, Scroll } from '../shell/panel.tsx';
import { Pager } from '../shell/pager.tsx';

const PAGE = 25;

export function TradesTable({ report }: { readonly report: SeasonReport }) {
  const { data, error } = useTrades(report.season.id);
  const [page, setPage] = useState(0);
  const trades = data ?? report.trades;
  if (error && trades.length === 0) return <Empty>{error.message}</Empty>;
  if (trades.length === 0)
    return <Empty>No trade yet. The agent trades only when it is sure enough.</Empty>;
  const newest = trades.toReversed();
  const shown = newest.slice(page * PAGE, (page + 1) * PAGE);
  return (
    <>
      <Scroll label="Trades">
        <table>
          <caption className="sr-only">
            Trades, newest first, amounts in {report.season.quote.symbol} where not said otherwise
          </caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Pair</th>
              <th scope="col">Side</th>
              <th scope="col" className="num">
                Gave
              </th>
              <th scope="col" className="num">
                Got
              </th>
              <th scope="col" className="num">
                <Term name="minimum output">At least</Term>
              </th>
              <th scope="col" className="num">
                Price
              </th>
              <th scope="col" className="num">
                Fee
              </th>
              <th scope="col" className="num">
                Gas
              </th>
              <th scope="col" className="num">
                <Term name="price impact">Impact</Term> (bp)
              </th>
              <th scope="col" className="num">
                <Term name="profit above costs">Realised</Term>
              </th>
              <th scope="col">Why</th>
              <th scope="col">Proof</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((trade, i) => (
              <Row
                key={trade.id}
                trade={trade}
                base={baseOf(report, trade.asset)}
                why={shown[i - 1]?.decision === trade.decision ? null : trade.reason}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Pager page={page} pages={Math.ceil(trades.length / PAGE)} go={setPage} what="trades">
        <button type="button" className="button" onClick={() => save(trades)}>
          Save {trades.length} trades as CSV
        </button>
      </Pager>
    </>
  );
}

interface RowProps {
  readonly trade: Trade;
  readonly base: string;
  /** Null where the row above tells it already. */
  readonly why: string | null;
}

function Row({ trade, base, why }: RowProps) {
  const buy = trade.side === 'BUY';
  const gotPlaces = buy ? 6 : 2;
  return (
    <tr>
      <td>
        <When at={trade.at} />
      </td>
      <td>{trade.asset}</td>
      <td className={`font-semibold whitespace-nowrap ${buy ? 'text-gain' : 'text-loss'}`}>
        {buy ? '▲ buy' : '▼ sell'}
      </td>
      <td className="num">
        <Amount value={trade.amountIn} places={buy ? 2 : 6} {...(buy ? {} : { unit: base })} />
      </td>
      <td className="num">
        <Amount value={trade.amountOut} places={gotPlaces} {...(buy ? { unit: base } : {})} />
      </td>
      <td className="num">
        <Amount value={trade.minOut} places={gotPlaces} />
      </td>
      <td className="num">
        <Amount value={trade.price} />
      </td>
      <td className="num">
        <Amount value={trade.fee} />
      </td>
      <td className="num">
        <Amount value={trade.gas} />
      </td>
      <td className="num">
        <Amount value={trade.impactBps} places={1} />
      </td>
      <td className="num">
        <Change value={trade.realised} />
      </td>
      <td className="min-w-56">
        {why ?? <span className="text-soft">slice of the same decision</span>}
      </td>
      <td>
        <span className="flex flex-wrap gap-x-2">
          <Entry seq={trade.decision} />
          <Transaction hash={trade.txHash} />
        </span>
      </td>
    </tr>
  );
}

function baseOf(report: SeasonReport, symbol: string): string {
  return report.season.assets.find((asset) => asset.symbol === symbol)?.base ?? symbol;
}

function save(trades: readonly Trade[]): void {
  const header = [
    'id',
    'at',
    'asset',
    'side',
    'amountIn',
    'amountOut',
    'minOut',
    'price',
    'fee',
    'gas',
    'impactBps',
    'realised',
    'reason',
    'decision',
    'txHash',
    'block',
  ] as const;
  const rows = trades.map((trade) =>
    header.map((key) => (key === 'at' ? new Date(trade.at).toISOString() : trade[key])),
  );
  saveFile('hanse-trades.csv', toCsv(header, rows));
}
