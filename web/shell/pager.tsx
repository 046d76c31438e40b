/** Goes through a long list. */
import type { ReactNode } from 'react';

interface Props {
  readonly page: number;
  readonly pages: number;
  readonly go: (page: number) => void;
  readonly what: string;
  readonly children?: ReactNode;
}

export function Pager({ page, pages, go, what, children }: Props) {
  return (
    <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
      {pages > 1 ? (
        <nav aria-label={`Pages of ${what}`} className="flex items-center gap-2">
          <button
            type="button"
            className="button"
            disabled={page === 0}
            onClick={() => go(page - 1)}
          >
            Newer
          </button>
          <span className="text-soft">
            {page + 1} of {pages}
          </span>
          <button
            type="button"
            className="button"
            disabled={page >= pages - 1}
            onClick={() => go(page + 1)}
          >
            Older
          </button>
        </nav>
      ) : (
        <span />
      )}
      {children}
    </div>
  );
}
