import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { useDirection } from '../../app/locale.ts';
import type { AfterSave } from './cell-editor.tsx';
import { GridHead, headCellId } from './grid-head.tsx';
import { gridCommand, HEAD_ROW, positionAfterSave } from './grid-keys.ts';
import { GridRowLine, leadCells } from './grid-row.tsx';
import { GridSkeleton, MissingRow } from './grid-skeleton.tsx';
import {
  sortFieldOf,
  type GridColumn,
  type GridRow,
  type GridSelection,
  type GridSort,
  type RowSource,
  type SaveOutcome,
} from './grid-types.ts';
import { useActiveCell } from './use-active-cell.ts';
import { useCellEditing } from './use-cell-editing.ts';
import { useColumnModel } from './use-column-model.ts';
import { useRowTicks } from './use-row-ticks.ts';
import { useStableActions } from './use-stable-actions.ts';
import { useTokenPx } from './use-tokens.ts';
import { useStoreTints } from './use-store-tints.ts';
import './grid.css';

const OVERSCAN_ROWS = 8;

export interface DataGridHandle {
  /** Puts the keyboard into the grid, at its active cell. */
  readonly focus: () => void;
}

export type DataGridProps<R extends GridRow> = {
  readonly label: string;
  readonly columns: readonly GridColumn<R>[];
  readonly rows: RowSource<R>;
  readonly sort: GridSort | null;
  readonly onSort: (sort: GridSort) => void;
  readonly openId: string | null;
  readonly onOpen: (row: R) => void;
  /** The keyboard or a click went to this row; an open detail panel follows. */
  readonly onActive?: (row: R) => void;
  readonly onLeave?: () => void;
  readonly onSave?: (row: R, column: GridColumn<R>, text: string) => Promise<SaveOutcome>;
  readonly nameOf: (row: R) => string;
  /** Stands in the middle when the list has no rows, or could not be read. */
  readonly whenEmpty: ReactNode;
  readonly whenFailed: ReactNode;
  readonly handle?: Ref<DataGridHandle>;
  /** Rows can be ticked. */
  readonly selection?: GridSelection;
  /** Free room behind the last row, for what floats above the foot. */
  readonly endPaddingPx?: number;
};

/** A list of any length over a `RowSource`, with the keyboard of a spreadsheet and editing in place. */
export function DataGrid<R extends GridRow>(props: DataGridProps<R>) {
  const { columns, rows, onActive, onOpen } = props;
  const gridId = useId();
  const isRtl = useDirection() === 'rtl';
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useTokenPx('--row');
  const headPx = useTokenPx('--row-head');
  const { selection } = props;
  const lead = leadCells(selection !== undefined);
  const model = useColumnModel(columns, isRtl, selection !== undefined);
  const isEmpty = rows.state === 'ready' && rows.total === 0 && !rows.isRefreshing;
  const active = useActiveCell({ rows, rowPx, headPx, scroller });

  const focusGrid = useCallback(() => scroller.current?.focus({ preventScroll: true }), []);
  useImperativeHandle(props.handle, () => ({ focus: focusGrid }), [focusGrid]);

  const editing = useCellEditing<R>({
    save: props.onSave,
    mayReopen: () => scroller.current?.contains(document.activeElement) ?? false,
    onReopened: (back) =>
      active.moveTo({ row: rows.indexOf(back.row.id) ?? back.index, column: columns.indexOf(back.column) }),
  });

  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    isRtl,
    paddingEnd: props.endPaddingPx ?? 0,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, rowPx]);

  const items = virtual.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items.at(-1)?.index ?? 0;
  const { showRange } = rows;
  useEffect(() => showRange(firstShown, lastShown), [showRange, firstShown, lastShown]);

  // The active row and the row being edited stay in the page even when they scroll out: focus and typed text live there.
  const kept = [
    active.position.row,
    editing.editing ? (rows.indexOf(editing.editing.row.id) ?? editing.editing.index) : -1,
  ];
  const shownIndexes = [
    ...new Set([...items.map((item) => item.index), ...kept.filter((index) => index >= 0 && index < rows.total)]),
  ];
  const visibleRows = useMemo(() => {
    const found: R[] = [];
    for (let index = firstShown; index <= lastShown; index += 1) {
      const row = rows.rowAt(index);
      if (row) found.push(row);
    }
    return found;
  }, [rows, firstShown, lastShown]);
  const tints = useStoreTints(visibleRows, columns, rows.version);

  const canEdit = (row: R | undefined, column: GridColumn<R> | undefined): boolean =>
    Boolean(props.onSave && row && column?.edit && (column.edit.locked?.(row) ?? null) === null);

  function startEdit(index: number, at: number, typed: string | null): boolean {
    const row = rows.rowAt(index);
    const column = columns[at];
    if (!row || !column || !canEdit(row, column)) return false;
    // A choice has no text to begin with.
    editing.start(row, index, column, column.edit?.kind === 'select' ? null : typed);
    return true;
  }

  function goTo(row: number, column: number): void {
    active.moveTo({ row, column });
    if (row >= 0) virtual.scrollToIndex(row, { align: 'auto' });
    const target = rows.rowAt(row);
    if (target) onActive?.(target);
  }

  const ticks = useRowTicks({
    rows,
    selection,
    activeRow: active.position.row,
    goToRow: (row) => goTo(row, active.position.column),
  });

  function sortBy(column: GridColumn<R>): void {
    const field = sortFieldOf(column);
    if (field === null) return;
    props.onSort({ field, descending: props.sort?.field === field ? !props.sort.descending : false });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (editing.editing || event.target !== scroller.current || rows.state !== 'ready') return;
    const { position } = active;
    const row = rows.rowAt(position.row);
    const column = columns[position.column];
    if (ticks.onKey(event)) return event.preventDefault();
    const command = gridCommand(
      { key: event.key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey },
      {
        position,
        rowCount: rows.total,
        columnCount: columns.length,
        pageRows: Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 400) - headPx) / rowPx) - 1),
        isRtl,
        canEdit: canEdit(row, column),
      },
    );
    if (!command) return;
    event.preventDefault();
    if (command.kind === 'move') goTo(command.to.row, command.to.column);
    else if (command.kind === 'edit') startEdit(position.row, position.column, command.text);
    else if (command.kind === 'sort' && column) sortBy(column);
    else if (command.kind === 'open' && row) onOpen(row);
    else if (command.kind === 'leave') props.onLeave?.();
  }

  function commit(text: string, then: AfterSave): void {
    const left = editing.editing;
    editing.commit(text);
    if (!left) return;
    if (then === 'stay') {
      if (left.column.edit?.kind === 'select') focusGrid();
      return;
    }
    focusGrid();
    const from = { row: rows.indexOf(left.row.id) ?? left.index, column: columns.indexOf(left.column) };
    const editable = columns.flatMap((column, at) => (column.edit ? [at] : []));
    const to = positionAfterSave(from, then, editable, rows.total);
    goTo(to.row, to.column);
  }

  function onCellClick(event: MouseEvent, index: number, at: number): void {
    // Clicks inside an editor's list arrive here through the component tree, not through the page.
    if (!event.currentTarget.contains(event.target as Node) || editing.editing?.index === index) return;
    const wasActive = active.position.row === index && active.position.column === at;
    const row = rows.rowAt(index);
    if (wasActive && startEdit(index, at, null)) return;
    focusGrid();
    active.moveTo({ row: index, column: at });
    if (!row) return;
    if (columns[at]?.edit) onActive?.(row);
    else onOpen(row);
  }

  const actions = useStableActions({
    commit,
    cancel: () => {
      editing.cancel();
      focusGrid();
    },
    onCellClick,
    onCellDoubleClick: (index: number, at: number) => {
      if (!editing.editing) startEdit(index, at, null);
    },
    onTick: (event: MouseEvent, index: number) => {
      focusGrid();
      active.moveTo({ row: index, column: active.position.column });
      ticks.tick(index, event.shiftKey);
    },
  });

  const activeRow = rows.rowAt(active.position.row);
  const activeColumn = columns[active.position.column];
  const activeCellId =
    active.position.row === HEAD_ROW
      ? activeColumn && headCellId(gridId, activeColumn.id)
      : activeRow && activeColumn && `${gridId}-${activeRow.id}-${activeColumn.id}`;
  // While pages are read again one after the other, a row that moved may stand on two of them for a moment.
  const shownIds = new Set<string>();
  const isRepeated = (id: string): boolean => shownIds.size === shownIds.add(id).size;
  const viewBottom = (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? 0);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {rows.isRefreshing && <div className="grid-busy-line line-running" />}
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.total + 1}
        aria-colcount={columns.length + lead}
        aria-multiselectable={selection !== undefined || undefined}
        aria-busy={rows.isRefreshing || rows.state === 'first'}
        aria-activedescendant={activeCellId ?? undefined}
        className="grid-scroll"
        style={{ '--grid-columns': model.template, '--grid-min-width': `${model.minWidthPx}px` } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <GridHead
          gridId={gridId}
          columns={columns}
          model={model}
          sort={props.sort}
          activeColumn={active.position.row === HEAD_ROW ? active.position.column : null}
          selection={selection}
          onSort={(column, at) => {
            active.moveTo({ row: HEAD_ROW, column: at });
            sortBy(column);
          }}
        />
        {rows.state === 'first' ? (
          <GridSkeleton columns={columns} rowPx={rowPx} lead={lead} />
        ) : (
          <div role="presentation" className="grid-rows" style={{ height: virtual.getTotalSize() }}>
            {shownIndexes.map((index, at) => {
              const edited = editing.editing;
              const isEditedHere = edited !== null && (rows.indexOf(edited.row.id) ?? edited.index) === index;
              const row = isEditedHere
                ? rows.indexOf(edited.row.id) === null
                  ? edited.row
                  : rows.rowAt(index)
                : rows.rowAt(index);
              if (!row)
                return (
                  <MissingRow
                    key={`at-${index}`}
                    index={index}
                    topPx={index * rowPx}
                    columnCount={columns.length}
                    lead={lead}
                  />
                );
              return (
                <GridRowLine
                  key={isRepeated(row.id) ? `${row.id}@${at}` : row.id}
                  gridId={gridId}
                  row={row}
                  index={index}
                  topPx={index * rowPx}
                  columns={columns}
                  label={props.nameOf(row)}
                  isOpen={props.openId === row.id}
                  isSelected={selection ? selection.isSelected(row.id) : null}
                  activeColumn={active.position.row === index ? active.position.column : null}
                  editing={isEditedHere ? edited : null}
                  isLow={(index + 2) * rowPx + headPx > viewBottom}
                  drafts={editing.drafts}
                  tinted={tints.get(row.id) ?? ''}
                  onCommit={actions.commit}
                  onCancel={actions.cancel}
                  onCellClick={actions.onCellClick}
                  onCellDoubleClick={actions.onCellDoubleClick}
                  onTick={actions.onTick}
                />
              );
            })}
          </div>
        )}
      </div>
      {(isEmpty || rows.state === 'failed') && (
        <div className="absolute inset-x-0 bottom-0 flex items-center justify-center" style={{ top: headPx }}>
          {rows.state === 'failed' ? props.whenFailed : props.whenEmpty}
        </div>
      )}
    </div>
  );
}
