/** An asset's price with the agent's trades on it. */
import { useMemo, useState } from 'react';
import type { SeasonReport } from '#api';
import { Chart } from '../chart/chart.tsx';
import { minuteOf } from '../figures/when.tsx';
import { usePrices, useTrades } from '../hub/queries.ts';
import { Empty } from '../shell/panel.tsx';
import { marksOf } from './marks.ts';

const RANGES = [
  { name: 'All days', ms: Number.POSITIVE_INFINITY },
  { name: '3 days', ms: 3 * 86_400_000 },
  { name: '1 day', ms: 86_400_000 },
] as const;

export function PriceChart({ report }: { readonly report: SeasonReport }) {
  const { season } = report;
  const traded = season.assets.map((asset) => asset.symbol);
  const [chosen, setChosen] = useState<string>();
  const [range, setRange] = useState<(typeof RANGES)[number]>(RANGES[0]);
  const asset = chosen && traded.includes(chosen) ? chosen : traded[0];
  const { data, isPending } = usePrices(asset);
  const hasBegun = season.status === 'trading' || season.status === 'finished' || season.day > 0;
  const { data: trades } = useTrades(season.id);
  const { x, y, marks } = useMemo(() => {
    const end = data?.at.at(-1) ?? 0;
    const first = data?.at.findIndex((at) => at >= end - range.ms) ?? 0;
    return {
      x: data?.at.slice(first) ?? [],
      y: data?.close.slice(first) ?? [],
      marks: marksOf(trades ?? [], asset, season.quote.symbol, end - range.ms),
    };
  }, [data, trades, asset, range, season.quote.symbol]);
  const lines = useMemo(
    () => [{ name: `${asset} price`, ink: '--price' as const, width: 1.5, values: y }],
    [asset, y],
  );
  return (
    <>
      <div className="mb-2 flex flex-wrap gap-x-4 gap-y-2">
        <Choice label="Pair" names={traded} chosen={asset ?? ''} choose={setChosen} />
        <Choice
          label="Range"
          names={RANGES.map(({ name }) => name)}
          chosen={range.name}
          choose={(name) => setRange(RANGES.find((each) => each.name === name) ?? RANGES[0])}
        />
      </div>
      {/* As high as the chart, so that nothing moves when it arrives. */}
      <div className={hasBegun ? 'min-h-[22rem] sm:min-h-[20.5rem]' : undefined}>
        {x.length > 0 ? (
          <Chart
            label={`Price of ${asset} with the agent’s trades.`}
            axis="time"
            x={x}
            lines={lines}
            marks={marks}
            writeX={minuteOf}
            writeY={(value) => value.toLocaleString('en-GB', { maximumSignificantDigits: 6 })}
          />
        ) : isPending ? null : (
          <Empty>No prices of the unseen days yet: trading has not begun.</Empty>
        )}
      </div>
    </>
  );
}

function Choice(props: {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: string;
  readonly choose: (name: string) => void;
}) {
  return (
    <div role="group" aria-label={props.label} className="flex flex-wrap gap-1">
      {props.names.map((name) => (
        <button
          key={name}
          type="button"
          className="button text-[0.8125rem]"
          aria-pressed={name === props.chosen}
          onClick={() => props.choose(name)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
