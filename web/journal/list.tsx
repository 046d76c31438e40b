/** Lines of the journal with everything they carry. */
import { useEffect, useRef } from 'react';
import type { JournalLine } from '#api';
import { Copy } from '../figures/reference.tsx';
import { When } from '../figures/when.tsx';
import { tell } from './tell.ts';

interface Props {
  readonly lines: readonly JournalLine[];
  /** A line to open and bring into view. */
  readonly marked?: number | undefined;
}

export function LineList({ lines, marked }: Props) {
  return (
    <ol className="divide-y divide-line">
      {lines.map((line) => (
        <Line key={line.hash} line={line} isMarked={line.seq === marked} />
      ))}
    </ol>
  );
}

function Line({ line, isMarked }: { readonly line: JournalLine; readonly isMarked: boolean }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isMarked) item.current?.scrollIntoView({ block: 'center' });
  }, [isMarked]);
  return (
    <li ref={item} className={isMarked ? 'bg-sunken' : undefined}>
      <details open={isMarked || undefined}>
        <summary className="flex flex-wrap gap-x-3 px-1 py-1.5 hover:bg-sunken sm:flex-nowrap">
          <span className="w-14 shrink-0 text-right text-soft">#{line.seq}</span>
          <b className="w-40 shrink-0 font-semibold [overflow-wrap:anywhere]">{line.kind}</b>
          <span className="min-w-0 grow basis-full [overflow-wrap:anywhere] sm:basis-0">
            {tell(line.kind, line.data)}
          </span>
          <span className="shrink-0 text-soft">
            <When at={line.at} />
          </span>
        </summary>
        <div className="px-1 pb-3 sm:pl-17">
          <pre className="rounded bg-sunken p-3 font-mono text-[0.75rem] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {JSON.stringify(line.data, null, 2)}
          </pre>
          <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 font-mono text-[0.75rem]">
            <dt className="text-soft">hash</dt>
            <dd className="flex items-start gap-1 [overflow-wrap:anywhere]">
              {line.hash} <Copy text={line.hash} what="hash" />
            </dd>
            <dt className="text-soft">line before</dt>
            <dd className="[overflow-wrap:anywhere]">{line.prev}</dd>
          </dl>
        </div>
      </details>
    </li>
  );
}
