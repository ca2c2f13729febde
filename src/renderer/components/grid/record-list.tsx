import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from '../class-names.ts';
import { gridCommand } from './grid-keys.ts';
import type { GridRow, RowSource } from './grid-types.ts';
import './grid.css';

type RecordListProps<R extends GridRow> = {
  readonly label: string;
  readonly rows: RowSource<R>;
  readonly rowPx: number;
  readonly openId: string | null;
  readonly onOpen: (row: R) => void;
  readonly render: (row: R) => ReactNode;
  readonly whenFirst: ReactNode;
  readonly whenEmpty: ReactNode;
  readonly whenFailed: ReactNode;
};

/** A narrow list of any length beside its detail: the arrows move and open. */
export function RecordList<R extends GridRow>(props: RecordListProps<R>) {
  const { rows, rowPx, openId, onOpen } = props;
  const listId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(0);
  const openIndex = openId === null ? null : rows.indexOf(openId);
  const active = openIndex ?? Math.min(place, Math.max(0, rows.total - 1));

  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, rowPx]);
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { showRange, version } = rows;
  useEffect(() => showRange(first, last), [showRange, first, last]);

  const shownVersion = useRef(version);
  useLayoutEffect(() => {
    if (shownVersion.current === version) return;
    shownVersion.current = version;
    setPlace(0);
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [version]);

  function go(index: number): void {
    setPlace(index);
    virtual.scrollToIndex(index, { align: 'auto' });
    const row = rows.rowAt(index);
    if (row) onOpen(row);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const command = gridCommand(
      { key: event.key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey },
      {
        position: { row: active, column: 0 },
        rowCount: rows.total,
        columnCount: 1,
        pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowPx) - 1),
        isRtl: false,
        canEdit: false,
      },
    );
    // Left and right belong to the page: a list has one column.
    if (!command || command.kind === 'leave' || event.key === 'ArrowLeft' || event.key === 'ArrowRight') return;
    event.preventDefault();
    if (command.kind === 'move') go(Math.max(0, command.to.row));
    else if (command.kind === 'open') go(active);
  }

  const activeRow = rows.rowAt(active);
  const isNote = rows.state !== 'ready' || (rows.total === 0 && !rows.isRefreshing);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {rows.isRefreshing && <div className="grid-busy-line line-running" />}
      <div
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={props.label}
        aria-busy={rows.isRefreshing || rows.state === 'first'}
        aria-activedescendant={activeRow ? `${listId}-${activeRow.id}` : undefined}
        className="grid-scroll record-list"
        onKeyDown={onKeyDown}
      >
        {rows.state === 'ready' && (
          <div role="presentation" className="grid-rows" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows.rowAt(item.index);
              return (
                <div
                  key={row?.id ?? `at-${item.index}`}
                  id={row ? `${listId}-${row.id}` : undefined}
                  role="option"
                  aria-selected={row?.id === openId}
                  aria-setsize={rows.total}
                  aria-posinset={item.index + 1}
                  className={classes('record-list-row', item.index === active && 'is-active')}
                  style={{ height: rowPx, transform: `translateY(${item.start}px)` }}
                  onClick={() => go(item.index)}
                >
                  {row ? props.render(row) : <span className="grid-bar mx-4 my-auto w-3/5" />}
                </div>
              );
            })}
          </div>
        )}
      </div>
      {isNote && (
        <div className="absolute inset-0 flex flex-col">
          {rows.state === 'first' ? props.whenFirst : rows.state === 'failed' ? props.whenFailed : props.whenEmpty}
        </div>
      )}
    </div>
  );
}
