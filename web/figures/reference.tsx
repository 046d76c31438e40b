/** Links that let a reader trace a figure: to its line in the journal, or to the line that carries a hash. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

/** Link to one line of the journal. */
export function Entry({ seq }: { readonly seq: number }) {
  return (
    <Link
      to="/journal"
      search={{ seq }}
      className="link inline-flex min-h-6 items-center whitespace-nowrap"
    >
      <span className="sr-only">journal line </span>#{seq}
    </Link>
  );
}

/** A transaction: copies the hash, or finds the journal line that tells of it. */
export function Transaction({ hash }: { readonly hash: string | null }) {
  return hash ? (
    <Reference text={hash} what="transaction" />
  ) : (
    <span className="text-soft">none</span>
  );
}

/** Any hash, CID or address, shortened, with a button that copies the whole. */
export function Reference({ text, what }: { readonly text: string; readonly what: string }) {
  const short = text.length > 14 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text;
  return (
    <span className="inline-flex items-center gap-1 font-mono text-[0.75rem] whitespace-nowrap">
      <Link
        to="/journal"
        search={{ find: text }}
        className="link flex min-h-6 items-center"
        title={`${text} – find in the journal`}
      >
        <span className="sr-only">find {what} </span>
        {short}
        <span className="sr-only"> in the journal</span>
      </Link>
      <Copy text={text} what={what} />
    </span>
  );
}

/** Copies a text and says so. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // The browser may refuse it; the whole text is in the link's title.
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      title={`copy ${text}`}
      aria-label={copied ? `${what} copied` : `copy ${what} ${text.slice(0, 10)}`}
      className="grid size-6 cursor-pointer place-items-center rounded text-soft hover:bg-sunken hover:text-ink"
    >
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" fill="none">
        {copied ? (
          <path d="M3 8.5l3.5 3.5L13 4.5" stroke="currentColor" strokeWidth="1.8" />
        ) : (
          <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" stroke="currentColor" strokeWidth="1.4" />
        )}
      </svg>
    </button>
  );
}
