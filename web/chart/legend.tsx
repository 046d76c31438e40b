/** Says which line is which, and takes a line away where it hides the others. Samples show the dashes too. */
import type { Line, Mark } from './line.ts';
import { cssColour } from './palette.ts';

interface Props {
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  /** Names of lines that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  readonly toggle: (name: string) => void;
}

export function Legend({ lines, marks, hidden, toggle }: Props) {
  const front = lines.filter((line) => line.weight !== 'background');
  const back = lines.find((line) => line.weight === 'background');
  return (
    <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[0.8125rem]">
      {front.map((line) => (
        <li key={line.name}>
          {front.length > 1 ? (
            <button
              type="button"
              aria-pressed={!hidden.has(line.name)}
              title={hidden.has(line.name) ? 'show this line' : 'hide this line'}
              onClick={() => toggle(line.name)}
              className="flex min-h-6 cursor-pointer items-center gap-1.5 rounded hover:underline aria-[pressed=false]:text-soft aria-[pressed=false]:line-through"
            >
              <Sample line={line} />
              {line.name}
            </button>
          ) : (
            <span className="flex items-center gap-1.5">
              <Sample line={line} />
              {line.name}
            </span>
          )}
        </li>
      ))}
      {back ? (
        <li className="flex items-center gap-1.5">
          <Sample line={back} />
          members, own data
        </li>
      ) : null}
      {marks.length ? (
        <>
          <Shape d="M5 1l4 8H1z" ink="--gain" name="bought" />
          <Shape d="M5 9l4-8H1z" ink="--loss" name="sold" />
        </>
      ) : null}
    </ul>
  );
}

function Sample({ line }: { readonly line: Line }) {
  return (
    <svg width="22" height="8" aria-hidden="true">
      <path
        d="M0 4h22"
        stroke={cssColour(line.ink)}
        strokeWidth={line.weight ? 1 : 2.5}
        strokeDasharray={line.dash?.join(' ')}
      />
    </svg>
  );
}

function Shape(props: {
  readonly d: string;
  readonly ink: '--gain' | '--loss';
  readonly name: string;
}) {
  return (
    <li className="flex items-center gap-1.5">
      <svg width="10" height="10" aria-hidden="true">
        <path d={props.d} fill={cssColour(props.ink)} />
      </svg>
      {props.name}
    </li>
  );
}
