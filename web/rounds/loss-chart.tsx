/** Validation loss round by round, members' own losses behind it, the uninformed guess as a line. */
import { useMemo } from 'react';
import type { SeasonReport } from '#api';
import { Chart } from '../chart/chart.tsx';
import type { Line } from '../chart/line.ts';
import { Empty } from '../shell/panel.tsx';

export function LossChart({ report }: { readonly report: SeasonReport }) {
  const { x, lines } = useMemo(() => lossLines(report), [report]);
  if (x.length === 0) return <Empty>The first round has not ended yet.</Empty>;
  return (
    <Chart
      label="Loss of the shared model after each round."
      axis="round"
      x={x}
      lines={lines}
      writeX={(round) => (round === 0 ? 'start' : String(round))}
      writeY={(loss) => loss.toFixed(3)}
    />
  );
}

/** Round 0 is the model before anyone trained it. */
function lossLines({ rounds, members, model }: SeasonReport): { x: number[]; lines: Line[] } {
  const closed = rounds.filter((round) => round.lossAfter !== null);
  const first = closed[0];
  if (!first) return { x: [], lines: [] };
  const x = [first.round - 1, ...closed.map((round) => round.round)];
  const shared = [
    first.lossBefore === null ? null : Number(first.lossBefore),
    ...closed.map((round) => Number(round.lossAfter)),
  ];
  const own = members.map<Line>((member) => ({
    name: member.name,
    ink: '--soft',
    weight: 'background',
    values: x.map((round) => {
      const loss = round < 1 ? undefined : member.trainingLoss[round - 1];
      return loss === undefined ? null : Number(loss);
    }),
  }));
  const shared0: Line = {
    name: 'shared model, validation data',
    ink: '--agent',
    width: 2.5,
    values: shared,
  };
  const uninformed: Line[] = model
    ? [
        {
          name: 'uninformed guess',
          ink: '--hold',
          dash: [6, 4],
          values: x.map(() => Number(model.uninformedLoss)),
        },
      ]
    : [];
  return { x, lines: [...own, ...uninformed, shared0] };
}
