import { memo, type MouseEvent } from 'react';
import type { FieldMark } from '../../../shared/contract/common.ts';
import { m } from '../../paraglide/messages.js';
import { tipWhenCut } from '../hover-tips.tsx';
import { CellEditor, type AfterSave } from './cell-editor.tsx';
import { cellKey, fieldOf, type GridColumn, type GridRow } from './grid-types.ts';
import { rowState } from './row-state.ts';
import { RowStateMark, rowStateWords } from './row-state-mark.tsx';
import type { Draft, Editing } from './use-cell-editing.ts';

export function markWords(mark: FieldMark): string {
  switch (mark) {
    case 'pending':
      return m.grid_mark_pending();
    case 'sending':
      return m.grid_mark_sending();
    case 'conflict':
      return m.grid_mark_conflict();
    case 'refused':
      return m.grid_mark_refused();
  }
}

export type GridRowProps<R extends GridRow> = {
  readonly gridId: string;
  readonly row: R;
  readonly index: number;
  readonly topPx: number;
  readonly columns: readonly GridColumn<R>[];
  readonly label: string;
  readonly isOpen: boolean;
  /** Null: this grid has nothing to tick. */
  readonly isSelected: boolean | null;
  /** Column that has the grid's focus, when it is in this row. */
  readonly activeColumn: number | null;
  readonly editing: Editing<R> | null;
  readonly isLow: boolean;
  readonly drafts: ReadonlyMap<string, Draft>;
  /** Columns whose value the store changed just now, comma separated. */
  readonly tinted: string;
  readonly onCommit: (text: string, then: AfterSave) => void;
  readonly onCancel: () => void;
  readonly onCellClick: (event: MouseEvent, index: number, column: number) => void;
  readonly onCellDoubleClick: (index: number, column: number) => void;
  readonly onTick: (event: MouseEvent, index: number) => void;
};

/** Cells before the columns: the tick, where there is one, and the state. */
export function leadCells(hasTicks: boolean): number {
  return hasTicks ? 2 : 1;
}

function GridRowView<R extends GridRow>(props: GridRowProps<R>) {
  const { row, index, columns } = props;
  const state = rowState(row);
  return (
    <div
      role="row"
      className="grid-row"
      style={{ transform: `translateY(${props.topPx}px)` }}
      aria-rowindex={index + 2}
      aria-selected={props.isSelected ?? props.isOpen}
      aria-current={props.isOpen || undefined}
      data-open={props.isOpen || undefined}
      data-ticked={props.isSelected === true || undefined}
      data-trashed={row.trashed || undefined}
      data-editing={props.editing ? true : undefined}
      data-row-id={row.id}
    >
      {props.isSelected !== null && (
        <div
          role="gridcell"
          aria-colindex={1}
          className="grid-cell grid-tick"
          data-tight
          onClick={(event) => props.onTick(event, index)}
        >
          <span
            role="checkbox"
            aria-checked={props.isSelected}
            id={`${props.gridId}-${row.id}-tick`}
            aria-label={m.grid_select_row()}
            aria-labelledby={`${props.gridId}-${row.id}-tick ${props.gridId}-${row.id}-${columns[0]?.id ?? ''}`}
            className="tick-box"
            data-state={props.isSelected ? 'all' : 'none'}
          />
        </div>
      )}
      <div
        role="gridcell"
        aria-colindex={leadCells(props.isSelected !== null)}
        aria-label={state ? rowStateWords(state) : m.grid_row_same()}
        className="grid-cell"
        data-tight
        data-tip={state ? rowStateWords(state) : undefined}
      >
        {state && <RowStateMark state={state} />}
      </div>
      {columns.map((column, at) => (
        <GridCell key={column.id} {...props} column={column} at={at} />
      ))}
    </div>
  );
}

function GridCell<R extends GridRow>(props: GridRowProps<R> & { readonly column: GridColumn<R>; readonly at: number }) {
  const { row, column, at, index } = props;
  const isEditing = props.editing?.column.id === column.id;
  const draft = props.drafts.get(cellKey(row.id, column.id));
  const mark: FieldMark | undefined = draft
    ? draft.state === 'refused'
      ? 'refused'
      : 'pending'
    : row.marks[fieldOf(column)];
  const locked = column.edit?.locked?.(row) ?? null;
  const tip = draft?.words ?? column.tip?.(row) ?? (mark ? markWords(mark) : locked);
  return (
    <div
      role="gridcell"
      id={`${props.gridId}-${row.id}-${column.id}`}
      aria-colindex={at + 1 + leadCells(props.isSelected !== null)}
      aria-readonly={!column.edit || locked !== null}
      aria-description={tip ?? undefined}
      className={props.tinted.split(',').includes(column.id) ? 'grid-cell store-changed' : 'grid-cell'}
      data-align={column.align}
      data-code={column.isCode}
      data-column={column.id}
      data-mark={mark}
      data-active={props.activeColumn === at || undefined}
      data-tip={tip ?? undefined}
      onClick={(event) => props.onCellClick(event, index, at)}
      onDoubleClick={() => props.onCellDoubleClick(index, at)}
    >
      <span className="grid-value" onPointerEnter={tipWhenCut}>
        {draft ? draftText(column, row, draft) : column.render(row)}
      </span>
      {isEditing && props.editing && (
        <CellEditor
          editing={props.editing}
          label={`${column.header}, ${props.label}`}
          isLow={props.isLow}
          onCommit={props.onCommit}
          onCancel={props.onCancel}
        />
      )}
    </div>
  );
}

function draftText<R>(column: GridColumn<R>, row: R, draft: Draft): string {
  if (column.edit?.kind !== 'select') return draft.text;
  return column.edit.options?.(row).find((option) => option.value === draft.text)?.label ?? draft.text;
}

/** Rows repaint only when something of theirs changed: scrolling and typing touch a handful of them. */
export const GridRowLine = memo(GridRowView) as typeof GridRowView;
