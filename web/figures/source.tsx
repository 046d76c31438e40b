/** Where a part's figures come from: the lines of the journal that they were read from. */
import { Link } from '@tanstack/react-router';

export function Source({ kind }: { readonly kind: string }) {
  return (
    <Link to="/journal" search={{ kind }} className="link">
      Journal lines<span className="sr-only"> of kind {kind}</span>
    </Link>
  );
}
