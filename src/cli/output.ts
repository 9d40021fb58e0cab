import { visibleLine } from './visible.ts';

/** Columns of a table: heading and how to read the cell. */
export interface Column<T> {
  head: string;
  value: (row: T) => string | number | bigint;
  /** Numbers stand on the right. */
  right?: boolean;
}

/** Renders rows under headings, two spaces between columns, nothing wider than its widest cell. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const cells = [
    columns.map((column) => column.head),
    ...rows.map((row) => columns.map((c) => visibleLine(String(c.value(row))))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => (line[i] ?? '').length)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => (columns[i]?.right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Renders `key  value` lines with the values under each other. */
export function keyValues(pairs: readonly (readonly [string, string | number | bigint])[]): string {
  const width = Math.max(...pairs.map(([key]) => key.length));
  return pairs.map(([key, value]) => `${visibleLine(key).padEnd(width)}  ${visibleLine(String(value))}`).join('\n');
}

/** Least width in which it makes sense to break lines. */
const NARROWEST = 30;

/** A text in lines of at most so many characters, broken at blanks; whole where there is no terminal to fit. */
export function wrapped(text: string, width = process.stdout.columns || 0): string[] {
  if (width < NARROWEST) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
