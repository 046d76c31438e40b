/** A column: its heading, and whether its cells are numbers (then they stand to the right). */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

/** Rows as text in columns, for a terminal. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, i) =>
    Math.max(width(column.head), ...rows.map((row) => width(row[i] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const gap = ' '.repeat(Math.max(0, widths[i]! - width(cell)));
        return columns[i]!.align === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const heads = columns.map((column) => column.head);
  const rule = widths.map((n) => '─'.repeat(n)).join('  ');
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

/** Names and values in two columns, for a terminal. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string {
  const widest = Math.max(...rows.map(([name]) => width(name)));
  return rows
    .map(([name, value]) => `${name}${' '.repeat(widest - width(name))}  ${value}`)
    .join('\n');
}

/** Rows as CSV (RFC 4180). */
export function csv(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string =>
    /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return [columns.map((column) => column.head), ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\n');
}

function width(text: string): number {
  return [...text].length;
}
