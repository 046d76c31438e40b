/** What a line of the journal says, in one sentence. */

/** Fields that are sentences already; the first that is there is told. */
const SENTENCES = ['sentence', 'reason', 'note', 'message', 'step', 'title'];
/** Told elsewhere on the line, or too long to read; opening the line shows them. */
const LEFT_OUT = new Set(['at', 'seq', 'block']);
const HASH = /^0x[0-9a-fA-F]{40,}$/;
const MOST = 160;

/** A line's data as a short text: its own sentence, or its plain fields. */
export function tell(data: Readonly<Record<string, unknown>>): string {
  for (const key of SENTENCES) {
    const value = data[key];
    if (typeof value === 'string' && value) return cut(value);
  }
  const parts = Object.entries(data).flatMap(([key, value]) => {
    const text = LEFT_OUT.has(key) ? undefined : plain(value);
    return text === undefined ? [] : [`${key} ${text}`];
  });
  return cut(parts.join(' · '));
}

function plain(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && HASH.test(value)) return undefined;
  if (typeof value === 'string') return value.length > 24 ? `${value.slice(0, 10)}…` : value;
  if (Array.isArray(value)) return `(${value.length})`;
  return undefined;
}

function cut(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}
