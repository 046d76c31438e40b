/** The first lines of a page. */
import type { ReactNode } from 'react';

export function Heading({ title, lead }: { readonly title: string; readonly lead: ReactNode }) {
  return (
    <div className="mb-3">
      <h1>{title}</h1>
      <p className="mt-1 max-w-3xl text-soft">{lead}</p>
    </div>
  );
}
