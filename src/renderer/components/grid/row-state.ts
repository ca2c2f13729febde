import type { GridRow } from './grid-types.ts';

/** What a row says in its gutter, most urgent first. */
export type RowState = 'trashed' | 'sending' | 'conflict' | 'refused' | 'pending' | null;

export function rowState(row: GridRow): RowState {
  const marks = Object.values(row.marks);
  if (marks.includes('sending')) return 'sending';
  if (row.sync_status === 'conflict' || marks.includes('conflict')) return 'conflict';
  if (row.sync_status === 'error' || marks.includes('refused')) return 'refused';
  if (row.sync_status === 'pending' || marks.includes('pending')) return 'pending';
  return row.trashed ? 'trashed' : null;
}
