/** Says which line is which; samples show the dashes too. */
import type { Line, Mark } from './line.ts';
import { cssColour } from './palette.ts';

export function Legend(props: {
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
}) {
  const front = props.lines.filter((line) => line.weight !== 'background');
  const back = props.lines.find((line) => line.weight === 'background');
  const shown = back ? [...front, { ...back, name: 'members, own data' }] : front;
  return (
    <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[0.8125rem]">
      {shown.map((line) => (
        <li key={line.name} className="flex items-center gap-1.5">
          <svg width="22" height="8" aria-hidden="true">
            <path
              d="M0 4h22"
              stroke={cssColour(line.ink)}
              strokeWidth={line.weight ? 1 : 2.5}
              strokeDasharray={line.dash?.join(' ')}
            />
          </svg>
          {line.name}
        </li>
      ))}
      {props.marks.length ? (
        <>
          <li className="flex items-center gap-1.5">
            <svg width="10" height="10" aria-hidden="true">
              <path d="M5 1l4 8H1z" fill={cssColour('--gain')} />
            </svg>
            bought
          </li>
          <li className="flex items-center gap-1.5">
            <svg width="10" height="10" aria-hidden="true">
              <path d="M5 9l4-8H1z" fill={cssColour('--loss')} />
            </svg>
            sold
          </li>
        </>
      ) : null}
    </ul>
  );
}
