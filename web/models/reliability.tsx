/** Stated probabilities against what happened. */
import type { Model } from '#api';
import { Accuracy } from '../rounds/table.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

const SIDE = 240;
const LEFT = 36;
const BOTTOM = 34;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function Reliability({ model }: { readonly model: Model }) {
  const bins = model.reliability.map((bin) => ({
    predicted: Number(bin.predicted),
    observed: Number(bin.observed),
    samples: bin.samples,
  }));
  if (bins.length === 0) return <Empty>Not measured yet.</Empty>;
  const most = Math.max(...bins.map((bin) => bin.samples), 1);
  const x = (value: number): number => LEFT + value * SIDE;
  const y = (value: number): number => 8 + (1 - value) * SIDE;
  const path = bins.map((bin) => `${x(bin.predicted)},${y(bin.observed)}`).join(' ');
  return (
    <div className="flex flex-wrap gap-6">
      <svg
        viewBox={`0 0 ${LEFT + SIDE + 10} ${SIDE + BOTTOM + 8}`}
        className="w-full max-w-80"
        role="img"
        aria-label="Predicted probability against observed frequency; the table beside it has the figures."
      >
        {TICKS.map((at) => (
          <g key={at} fontSize="11" fill="var(--soft)">
            <path d={`M${x(at)} ${y(0)}V${y(1)}M${x(0)} ${y(at)}H${x(1)}`} stroke="var(--line)" />
            <text x={x(at)} y={y(0) + 14} textAnchor="middle">
              {at * 100}
            </text>
            <text x={LEFT - 5} y={y(at) + 4} textAnchor="end">
              {at * 100}
            </text>
          </g>
        ))}
        <text x={x(0.5)} y={y(0) + 30} textAnchor="middle" fontSize="11" fill="var(--soft)">
          predicted, %
        </text>
        <path
          d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`}
          stroke="var(--strong-line)"
          strokeDasharray="3 3"
        />
        <polyline points={path} fill="none" stroke="var(--agent)" strokeWidth="1.5" />
        {bins.map((bin) => (
          <circle
            key={bin.predicted}
            cx={x(bin.predicted)}
            cy={y(bin.observed)}
            r={2 + 5 * Math.sqrt(bin.samples / most)}
            fill="var(--agent)"
          />
        ))}
      </svg>
      <div className="min-w-0 grow">
        <Scroll label="Reliability">
          <table>
            <caption className="sr-only">Reliability</caption>
            <thead>
              <tr>
                <th scope="col" className="num">
                  Predicted
                </th>
                <th scope="col" className="num">
                  Happened
                </th>
                <th scope="col" className="num">
                  Cases
                </th>
              </tr>
            </thead>
            <tbody>
              {model.reliability.map((bin) => (
                <tr key={bin.predicted}>
                  <td className="num">
                    <Accuracy value={bin.predicted} />
                  </td>
                  <td className="num">
                    <Accuracy value={bin.observed} />
                  </td>
                  <td className="num">{bin.samples.toLocaleString('en-GB')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </div>
  );
}
