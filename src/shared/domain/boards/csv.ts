/**
 * One line of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula begins with an apostrophe, so that
 * it is shown instead of run.
 */
export function toCsvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => quote(typeof cell === 'number' ? String(cell) : neutral(cell))).join(',')}\r\n`;
}

function neutral(text: string): string {
  return /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
