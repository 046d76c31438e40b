/** Checks the journal twice: by the hub, and line by line in this browser. */
import { useState } from 'react';
import { type JournalLine, operations, type SeasonReport } from '#api';
import { toFault } from '#kit';
import { Reference } from '../figures/reference.tsx';
import { ask } from '../hub/ask.ts';
import { Panel } from '../shell/panel.tsx';
import { type ChainCheck, checkChain, checkSelection, type Finding, UNCHECKED } from './chain.ts';

interface Verdict {
  readonly title: string;
  readonly sentence: string;
  readonly hash: string | null;
  readonly findings: readonly Finding[];
}

interface Props {
  readonly loaded: readonly JournalLine[];
  /** Whether lines were left out on purpose. */
  readonly isSelection: boolean;
  readonly checkpoints: SeasonReport['journal']['checkpoints'];
}

export function Verify({ loaded, isSelection, checkpoints }: Props) {
  const [verdicts, setVerdicts] = useState<readonly Verdict[]>([]);
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setVerdicts([]);
    setFault(null);
    setBusy('Checking …');
    try {
      await work();
    } catch (error) {
      setFault(toFault(error).message);
    } finally {
      setBusy(null);
    }
  };
  const quick = async (): Promise<void> => {
    const check = isSelection ? checkSelection(loaded) : checkChain(UNCHECKED, loaded);
    const here = hereVerdict(check, 'lines on this page');
    setVerdicts([here]);
    setVerdicts([here, await hubVerdict()]);
  };
  const whole = async (): Promise<void> => {
    const check = await wholeChain(checkpoints, (done, all) =>
      setBusy(`Checked ${done.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} lines …`),
    );
    setVerdicts([hereVerdict(check, 'lines, the whole journal'), await hubVerdict()]);
  };
  return (
    <Panel
      title="Is the record intact?"
      lead="Every line carries a fingerprint of the line before; some fingerprints are published on the chain. If anyone changes a line afterwards, it shows."
      aside={
        <>
          <button
            type="button"
            className="button button-main"
            disabled={busy !== null}
            onClick={() => void run(quick)}
          >
            Verify
          </button>
          <button
            type="button"
            className="button"
            disabled={busy !== null}
            onClick={() => void run(whole)}
          >
            Verify every line in this browser
          </button>
        </>
      }
    >
      <div role="status" className="min-h-6">
        {busy ? <p className="text-soft">{busy}</p> : null}
        {fault ? <p className="text-loss">{fault}</p> : null}
        {verdicts.length === 0 && !busy && !fault ? (
          <p className="text-soft">
            Not checked yet. {checkpoints.length} fingerprints are on the chain.
          </p>
        ) : null}
        <ul className="space-y-2">
          {verdicts.map((verdict) => (
            <Result key={verdict.title} verdict={verdict} />
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Result({ verdict }: { readonly verdict: Verdict }) {
  const good = verdict.findings.length === 0;
  return (
    <li>
      <p>
        <b className={good ? 'text-gain' : 'text-loss'}>{good ? '✓ ' : '✗ '}</b>
        <b className="font-semibold">{verdict.title}:</b> {verdict.sentence}{' '}
        {verdict.hash ? <Reference text={verdict.hash} what="head of the journal" /> : null}
      </p>
      {good ? null : (
        <ul className="list-disc pl-6 text-loss">
          {verdict.findings.slice(0, 20).map((finding) => (
            <li key={finding.sentence}>{finding.sentence}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

async function hubVerdict(): Promise<Verdict> {
  const audit = await ask(operations.audit);
  return {
    title: 'The hub’s audit',
    sentence: `${audit.entries.toLocaleString('en-GB')} lines and ${audit.checkpoints} fingerprints on the chain checked; ${audit.findings.length || 'nothing'} wrong. Head`,
    hash: audit.head,
    findings: audit.findings,
  };
}

function hereVerdict(check: ChainCheck, what: string): Verdict {
  return {
    title: 'This browser',
    sentence:
      check.lines === 0
        ? 'there is nothing to check yet.'
        : `${check.lines.toLocaleString('en-GB')} ${what} (#${check.first} to #${check.last?.seq}) recomputed here; ${check.findings.length || 'nothing'} wrong. Last`,
    hash: check.last?.hash ?? null,
    findings: check.findings,
  };
}

const PAGE = 1000;

/** Asks for the whole journal, page by page, and checks it against itself and the fingerprints on chain. */
async function wholeChain(
  checkpoints: Props['checkpoints'],
  tell: (done: number, all: number) => void,
): Promise<ChainCheck> {
  const keep = new Set(checkpoints.map((point) => point.seq));
  let check = UNCHECKED;
  for (;;) {
    const after = check.last?.seq ?? 0;
    const { entries, head } = await ask(operations.journal, { after, limit: PAGE });
    check = checkChain(check, entries, keep);
    tell(check.lines, Math.max(head.seq, check.lines));
    if (entries.length === 0 || (check.last?.seq ?? 0) >= head.seq) break;
  }
  const wrong = checkpoints
    .filter((point) => check.kept.get(point.seq) !== point.hash)
    .map((point) => ({
      seq: point.seq,
      sentence: `line ${point.seq} is not the one whose fingerprint is on the chain`,
    }));
  return { ...check, findings: [...check.findings, ...wrong] };
}
