import { useCallback, useRef, useState } from 'react';
import { cellKey, type GridColumn, type GridRow, type SaveOutcome } from './grid-types.ts';

export type Editing<R> = {
  readonly row: R;
  readonly index: number;
  readonly column: GridColumn<R>;
  /** What the editor starts with. */
  readonly text: string;
  /** Select everything (the present value) or put the caret at the end (typing has begun). */
  readonly selectAll: boolean;
  /** Why the last try was refused. */
  readonly words: string | null;
};

/** What was typed and is not in the row yet. */
export type Draft = {
  readonly text: string;
  readonly state: 'saving' | 'refused';
  readonly words: string | null;
};

export interface CellEditing<R extends GridRow> {
  readonly editing: Editing<R> | null;
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly start: (row: R, index: number, column: GridColumn<R>, typed: string | null) => void;
  readonly cancel: () => void;
  /** Closes the editor and saves what is new. */
  readonly commit: (text: string) => void;
}

type Deps<R> = {
  readonly save: ((row: R, column: GridColumn<R>, text: string) => Promise<SaveOutcome>) | undefined;
  /** False when the person has gone elsewhere meanwhile: then the refused text waits in its cell. */
  readonly mayReopen: () => boolean;
  /** The editor opens again by itself because its text was refused. */
  readonly onReopened: (editing: Editing<R>) => void;
};

/**
 * One cell at a time is edited. Text that is refused after the editor closed comes back: the editor opens again with
 * it, or, while another cell is being edited, the cell keeps it in red until somebody returns.
 */
export function useCellEditing<R extends GridRow>({ save, mayReopen, onReopened }: Deps<R>): CellEditing<R> {
  const [editing, setEditingState] = useState<Editing<R> | null>(null);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  const editingNow = useRef<Editing<R> | null>(null);
  const latestSave = useRef(new Map<string, number>());

  const setEditing = useCallback((next: Editing<R> | null) => {
    editingNow.current = next;
    setEditingState(next);
  }, []);

  const putDraft = useCallback((key: string, draft: Draft | null) => {
    setDrafts((now) => {
      const next = new Map(now);
      if (draft) next.set(key, draft);
      else next.delete(key);
      return next;
    });
  }, []);

  const start: CellEditing<R>['start'] = (row, index, column, typed) => {
    const draft = drafts.get(cellKey(row.id, column.id));
    const text = typed ?? draft?.text ?? column.edit?.initial(row) ?? '';
    const words = typed === null ? (draft?.words ?? null) : null;
    setEditing({ row, index, column, text, selectAll: typed === null, words });
  };

  const cancel = useCallback(() => {
    const left = editingNow.current;
    if (left) putDraft(cellKey(left.row.id, left.column.id), null);
    setEditing(null);
  }, [putDraft, setEditing]);

  async function saveText(left: Editing<R>, text: string): Promise<void> {
    if (!save) return;
    const key = cellKey(left.row.id, left.column.id);
    const turn = (latestSave.current.get(key) ?? 0) + 1;
    latestSave.current.set(key, turn);
    putDraft(key, { text, state: 'saving', words: null });
    const outcome = await save(left.row, left.column, text);
    if (latestSave.current.get(key) !== turn) return;
    if (outcome.ok) return putDraft(key, null);
    putDraft(key, { text, state: 'refused', words: outcome.words });
    if (editingNow.current || !mayReopen()) return;
    const reopened: Editing<R> = { ...left, text, selectAll: true, words: outcome.words };
    setEditing(reopened);
    onReopened(reopened);
  }

  const commit = (text: string): void => {
    const left = editingNow.current;
    if (!left) return;
    setEditing(null);
    const key = cellKey(left.row.id, left.column.id);
    if (text === left.column.edit?.initial(left.row)) return putDraft(key, null);
    void saveText(left, text);
  };

  return { editing, drafts, start, cancel, commit };
}
