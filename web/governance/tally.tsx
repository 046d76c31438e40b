/** Votes for, against and abstaining, against the quorum. */
import type { Proposal } from '#api';
import { Term } from '../glossary/term.tsx';

export function Tally({ proposal }: { readonly proposal: Proposal }) {
  const { tally, quorumPercent } = proposal;
  const total = Number(tally.total) || 1;
  const part = (text: string): number => (Number(text) / total) * 100;
  const [yes, no, none] = [part(tally.for), part(tally.against), part(tally.abstain)];
  const quorum = Number(quorumPercent);
  const reached = yes + no + none >= quorum;
  return (
    <div className="mb-3">
      <svg
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        className="h-3 w-full"
        role="img"
        aria-label={`for ${yes.toFixed(1)}%, against ${no.toFixed(1)}%, abstained ${none.toFixed(1)}% of all votes; quorum ${quorum}%`}
      >
        <rect width="100" height="10" fill="var(--sunken)" />
        <rect width={yes} height="10" fill="var(--gain)" />
        <rect x={yes} width={no} height="10" fill="var(--loss)" />
        <rect x={yes + no} width={none} height="10" fill="var(--auto)" />
        <rect x={quorum - 0.25} width="0.5" height="10" fill="var(--ink)" />
      </svg>
      <p className="mt-1 flex flex-wrap gap-x-4 text-[0.8125rem]">
        <span>
          <b className="font-semibold text-gain">for</b> <Part value={tally.for} percent={yes} />
        </span>
        <span>
          <b className="font-semibold text-loss">against</b>{' '}
          <Part value={tally.against} percent={no} />
        </span>
        <span>
          <b className="font-semibold">abstained</b> <Part value={tally.abstain} percent={none} />
        </span>
        <span>
          <Term name="quorum" /> {quorum}% {reached ? 'reached' : 'not reached'}
        </span>
      </p>
    </div>
  );
}

/** A part of all votes; the weight behind it on hovering. */
function Part({ value, percent }: { readonly value: string; readonly percent: number }) {
  return (
    <data value={value} title={`weight ${value}`}>
      {percent.toFixed(1)}%
    </data>
  );
}
