import { fieldOf, type GridColumn, type GridRow } from './grid-types.ts';

/** How long a value that the store changed stays tinted. */
export const TINT_MS = 1200;

/**
 * The columns of a row whose value changed in the store: neither before nor now is the value ours, so nobody here
 * typed it. A value that lost its mark was sent, taken back or settled by a person, and is not news.
 */
export function columnsChangedByStore<R extends GridRow>(
  before: R,
  now: R,
  columns: readonly GridColumn<R>[],
): readonly string[] {
  return columns
    .filter((column) => {
      const field = fieldOf(column);
      if (!column.value || before.marks[field] || now.marks[field]) return false;
      return column.value(before) !== column.value(now);
    })
    .map((column) => column.id);
}

/**
 * Where to scroll so that the row the person looks at stays where it is, after rows above it came or went.
 * Returns the change of the scroll position in rows; 0 when the row left the loaded pages.
 */
export function anchorShiftRows(anchorIndexBefore: number, anchorIndexNow: number | null): number {
  return anchorIndexNow === null ? 0 : anchorIndexNow - anchorIndexBefore;
}
