import type { ReactNode } from 'react';
import type { FieldMark } from '../../../shared/contract/common.ts';

/** What every row of a grid has; the contract's `baseRow` fits. */
export interface GridRow {
  readonly id: string;
  readonly trashed: boolean;
  readonly sync_status: 'synced' | 'pending' | 'error' | 'conflict';
  readonly marks: Readonly<Record<string, FieldMark>>;
}

export type EditOption = { readonly value: string; readonly label: string; readonly icon?: ReactNode };

/** How a cell is edited in place. `initial` is the text the editor starts with. */
export type CellEdit<R> = {
  readonly kind: 'text' | 'select';
  readonly initial: (row: R) => string;
  /** For `text`: which keys a touch keyboard offers. */
  readonly inputMode?: 'decimal' | 'text';
  /** For `select`. */
  readonly options?: (row: R) => readonly EditOption[];
  /** Why this row's cell cannot be edited, in words; null when it can. */
  readonly locked?: (row: R) => string | null;
};

export type GridColumn<R> = {
  /** Also the column that `marks` and sorting name, unless `field` or `sortField` say otherwise. */
  readonly id: string;
  readonly header: string;
  /** Hides the header's words from sight (pictures, marks); they stay for screen readers. */
  readonly headerHidden?: boolean;
  readonly widthPx: number;
  readonly minWidthPx?: number;
  /** Its share of what the columns leave, against the other growing columns; absent keeps its width. */
  readonly growShare?: number;
  readonly resizable?: boolean;
  /** `number` stands at the physical right in both directions. */
  readonly align: 'start' | 'number';
  /** Its values read left to right in every language, and are cut at their end. */
  readonly isCode?: boolean;
  readonly field?: string;
  /** Null or absent: this column does not sort. */
  readonly sortField?: string | null;
  readonly render: (row: R) => ReactNode;
  /** The value alone, to see whether the store changed it; absent means it is never tinted. */
  readonly value?: (row: R) => string;
  readonly edit?: CellEdit<R>;
  /** Replaces the words about the cell's state in its tooltip; null keeps them. */
  readonly tip?: (row: R) => string | null;
};

export type GridSort = { readonly field: string; readonly descending: boolean };

/** Rows by position, of which only a part is loaded. */
export interface RowSource<R> {
  readonly total: number;
  /** Undefined while its page is not here. */
  readonly rowAt: (index: number) => R | undefined;
  /** Position of a loaded row; null when it is not loaded or not in the list. */
  readonly indexOf: (id: string) => number | null;
  /** `first` until something was ever read; `failed` only when nothing can be shown. */
  readonly state: 'first' | 'ready' | 'failed';
  /** The list stands for an older question; the answer to the new one is on its way. */
  readonly isRefreshing: boolean;
  /** Changes whenever the question changed and its answer is shown: the list starts at its top again. */
  readonly version: string;
  readonly showRange: (firstIndex: number, lastIndex: number) => void;
}

/** What came of saving a cell. `words` say what to type instead. */
export type SaveOutcome = { readonly ok: true } | { readonly ok: false; readonly words: string };

export function cellKey(rowId: string, columnId: string): string {
  return `${rowId}|${columnId}`;
}

export function fieldOf<R>(column: GridColumn<R>): string {
  return column.field ?? column.id;
}

export function sortFieldOf<R>(column: GridColumn<R>): string | null {
  return column.sortField === undefined ? column.id : column.sortField;
}

/** Rows that are ticked, for acting on many at once. */
export interface GridSelection {
  readonly isSelected: (id: string) => boolean;
  readonly share: 'none' | 'some' | 'all';
  /** `isRange`: everything from the row that was ticked last to this one. */
  readonly toggle: (index: number, id: string, isRange: boolean) => void;
  /** Every row of the list, also those that are not loaded. */
  readonly selectAll: () => void;
  readonly clear: () => void;
}
