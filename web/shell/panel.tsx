/** A titled part of a page. */
import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: ReactNode;
  /** One sentence that says what is seen here. */
  readonly lead?: ReactNode;
  /** Controls that belong to the part. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Panel({ title, lead, aside, className = '', children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`panel ${className}`}>
      <div className="mb-2.5 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-40">
          <h2 id={id}>{title}</h2>
          {lead ? <p className="max-w-prose text-[0.8125rem] text-soft">{lead}</p> : null}
        </div>
        {aside ? <div className="flex flex-wrap gap-2">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** Says why a part is empty, so that nobody takes it for broken. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="rounded border border-dashed border-line px-3 py-4 text-soft">{children}</p>;
}

/** Wide tables scroll inside their part; the page never scrolls sideways. */
export function Scroll({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    // What scrolls must be reachable by keyboard.
    <div className="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
