/** Recomputes the hash chain of journal lines on the reader's own machine, trusting nothing the hub says about it. */
import type { JournalLine } from '#api';
import { hashOf } from '#kit';

export interface Finding {
  readonly seq: number;
  readonly sentence: string;
}

/** What a run over lines found so far; carry it from one page of lines to the next. */
export interface ChainCheck {
  readonly lines: number;
  readonly first: number | null;
  readonly last: Pick<JournalLine, 'seq' | 'hash'> | null;
  readonly findings: readonly Finding[];
  /** Hashes by line number for the lines asked for. */
  readonly kept: ReadonlyMap<number, string>;
}

export const UNCHECKED: ChainCheck = {
  lines: 0,
  first: null,
  last: null,
  findings: [],
  kept: new Map(),
};
const GENESIS = `0x${'0'.repeat(64)}`;

/**
 * Continues a check with more lines, oldest first. Every line's hash is recomputed; its link is compared with the line before.
 *
 * @param keep numbers of lines whose recomputed hash is wanted, such as those published on chain
 */
export function checkChain(
  before: ChainCheck,
  lines: readonly JournalLine[],
  keep: ReadonlySet<number> = new Set(),
): ChainCheck {
  const findings = [...before.findings];
  const kept = new Map(before.kept);
  let { last } = before;
  for (const line of lines) {
    const { seq, at, kind, data, prev, hash } = line;
    const own = rehash({ seq, at, kind, data, prev });
    if (own !== hash) {
      findings.push({ seq, sentence: `line ${seq} (${kind}) does not have the hash it claims` });
    }
    if (seq === 1 && prev !== GENESIS) {
      findings.push({ seq, sentence: 'line 1 does not start the chain' });
    }
    if (last && seq !== last.seq + 1) {
      findings.push({ seq, sentence: `lines ${last.seq + 1} to ${seq - 1} are missing` });
    } else if (last && prev !== last.hash) {
      findings.push({ seq, sentence: `line ${seq} (${kind}) does not follow line ${last.seq}` });
    }
    if (keep.has(seq)) kept.set(seq, own ?? '');
    last = { seq, hash };
  }
  return {
    lines: before.lines + lines.length,
    first: before.first ?? lines[0]?.seq ?? null,
    last,
    findings,
    kept,
  };
}

/** Checks lines between which others were left out on purpose, such as those of one kind: hashes, and links of neighbours. */
export function checkSelection(lines: readonly JournalLine[]): ChainCheck {
  let all = UNCHECKED;
  for (const line of lines) {
    const isNeighbour = all.last?.seq === line.seq - 1;
    all = checkChain(isNeighbour ? all : { ...all, last: null }, [line]);
  }
  return all;
}

function rehash(value: object): string | undefined {
  try {
    return hashOf(value);
  } catch {
    return undefined;
  }
}
