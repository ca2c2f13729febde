/** What a command says and how it ended. */
export type Outcome = {
  /** The one document of `--json`. */
  readonly document: unknown;
  /** The same for people. */
  readonly text: string;
  readonly exitCode: 0 | 1 | 3;
};

export interface Output {
  /** Everything but the result: progress, warnings, advice. */
  readonly note: (line: string) => void;
}

const WIDEST_CELL = 40;

/** Rows as aligned columns; columns that no row fills are left out. */
export function table(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): string {
  const filled = columns.filter((column) => rows.some((row) => cell(row[column]) !== ''));
  const lines = [filled, ...rows.map((row) => filled.map((column) => cell(row[column])))];
  const widths = filled.map((_column, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((value, index) => value + ' '.repeat((widths[index] ?? 0) - widthOf(value)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // Line breaks, terminal controls and marks that turn the direction around would break the table.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
  const letters = [...plain];
  return letters.length > WIDEST_CELL ? `${letters.slice(0, WIDEST_CELL - 1).join('')}…` : plain;
}

function widthOf(text: string): number {
  return [...text].length;
}

/** A line under a table, alone where the table is empty. */
export function under(rows: string, line: string): string {
  return rows === '' ? line : `${rows}\n${line}`;
}

/** One row as a list of its fields. */
export function fields(row: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(row).filter((name) => cell(row[name]) !== '' && cell(row[name]) !== '{}');
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${cell(row[name])}`).join('\n');
}

/** `1 change`, `3 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
