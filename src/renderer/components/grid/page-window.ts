import type { GridRow } from './grid-types.ts';

/** Rows per request: one screenful at 1080 px needs one page, or two across a boundary. */
export const PAGE_SIZE = 100;
/** Rows loaded before they scroll into view, on each side. */
export const PAGE_AHEAD_ROWS = 30;

/**
 * The pages that hold the rows `first…last` (inclusive) and some rows around them.
 * Without a known total, only page 0 is asked for: it brings the total.
 */
export function pagesForRange(
  first: number,
  last: number,
  total: number | null,
  pageSize: number = PAGE_SIZE,
  aheadRows: number = PAGE_AHEAD_ROWS,
): readonly number[] {
  if (total === null || total <= 0) return [0];
  const lastRow = total - 1;
  const from = Math.min(Math.max(0, first - aheadRows), lastRow);
  const to = Math.max(from, Math.min(lastRow, last + aheadRows));
  const firstPage = Math.floor(from / pageSize);
  const lastPage = Math.floor(to / pageSize);
  return Array.from({ length: lastPage - firstPage + 1 }, (_, step) => firstPage + step);
}

export interface RowWindow<R> {
  readonly rowAt: (index: number) => R | undefined;
  readonly indexOf: (id: string) => number | null;
}

/** Loaded pages as one list with holes. A row that stands on two pages for a moment is found where it comes first. */
export function createRowWindow<R extends GridRow>(
  pages: ReadonlyMap<number, readonly R[]>,
  pageSize: number = PAGE_SIZE,
): RowWindow<R> {
  const indexById = new Map<string, number>();
  for (const page of [...pages.keys()].sort((a, b) => a - b)) {
    pages.get(page)?.forEach((row, offset) => {
      if (!indexById.has(row.id)) indexById.set(row.id, page * pageSize + offset);
    });
  }
  return {
    rowAt: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    indexOf: (id) => indexById.get(id) ?? null,
  };
}

/** The same pages with one row replaced wherever it stands; the same map when it stands nowhere. */
export function replaceRow<R extends { readonly id: string }>(rows: readonly R[], row: R): readonly R[] {
  const index = rows.findIndex((candidate) => candidate.id === row.id);
  return index < 0 ? rows : rows.map((candidate, at) => (at === index ? row : candidate));
}
