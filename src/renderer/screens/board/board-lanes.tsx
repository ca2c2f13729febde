import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import type { TaskStatus } from '../../../shared/domain/boards/words.ts';
import { wordStatus } from '../../app/boards/board-words.ts';
import { StatusMark } from '../../app/boards/marks.tsx';
import { formatCount } from '../../app/formats.ts';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { m } from '../../paraglide/messages.js';
import { columnName, ColumnHead } from './board-columns.tsx';
import type { BoardShared } from './board-shared.ts';
import { useFlight } from './card-drag.ts';
import type { Lane, Slot } from './board-logic.ts';
import { QuickAdd } from './quick-add.tsx';
import { CardPlace, TaskCard } from './task-card.tsx';

type Cell = { readonly card: BoardCard; readonly at: number } | 'place' | null;
type LaneRow =
  | { readonly kind: 'head'; readonly lane: Lane }
  | { readonly kind: 'cards'; readonly lane: Lane; readonly cells: readonly Cell[]; readonly number: number }
  | { readonly kind: 'foot'; readonly lane: Lane };

/** Lanes cut into rows of one card per column, so that a board of any length draws only what is in sight. */
export function rowsOfLanes(
  lanes: readonly Lane[],
  statuses: readonly TaskStatus[],
  hidden: { readonly closed: ReadonlySet<string>; readonly folded: ReadonlySet<TaskStatus> },
  flight: { readonly ids: readonly string[]; readonly slot: Slot | null } | null,
): readonly LaneRow[] {
  return lanes.flatMap((lane): LaneRow[] => {
    if (hidden.closed.has(lane.key)) return [{ kind: 'head', lane }];
    const columns = statuses.map((status) => (hidden.folded.has(status) ? [] : cellsOf(lane, status, flight)));
    const height = Math.max(0, ...columns.map((cells) => cells.length));
    const rows = Array.from({ length: height }, (_, number): LaneRow => {
      return { kind: 'cards', lane, number, cells: columns.map((cells) => cells[number] ?? null) };
    });
    return [{ kind: 'head', lane }, ...rows, { kind: 'foot', lane }];
  });
}

function cellsOf(lane: Lane, status: TaskStatus, flight: Parameters<typeof rowsOfLanes>[3]): readonly Cell[] {
  const flying = flight?.ids ?? [];
  const staying = lane.columns[status].filter(({ id }) => !flying.includes(id));
  const cells: Cell[] = staying.map((card, at) => ({ card, at }));
  const slot = flight?.slot;
  if (slot && slot.status === status && slot.laneKey === lane.key) cells.splice(slot.index, 0, 'place');
  return cells;
}

const GUESS_PX: Readonly<Record<LaneRow['kind'], number>> = { head: 36, cards: 104, foot: 44 };

/** The board cut into lanes: one scroller, column heads that stay in sight, lanes that fold. */
export function BoardLanes({
  lanes,
  statuses,
  folded,
  onFold,
  nameOf,
  shared,
}: {
  readonly lanes: readonly Lane[];
  readonly statuses: readonly TaskStatus[];
  readonly folded: ReadonlySet<TaskStatus>;
  readonly onFold: (status: TaskStatus) => void;
  readonly nameOf: (lane: Lane) => string;
  readonly shared: BoardShared;
}) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [adding, setAdding] = useState<string | null>(null);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const flight = useFlight(shared.drag);
  const rows = useMemo(
    () => rowsOfLanes(lanes, statuses, { closed, folded }, flight),
    [lanes, statuses, closed, folded, flight],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => GUESS_PX[rows[index]?.kind ?? 'cards'],
    overscan: 6,
  });
  useWantedFocus(shared.focusWanted, scroller, rows, (index) => virtual.scrollToIndex(index, { align: 'auto' }));

  function toggle(key: string): void {
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  const grid = {
    gridTemplateColumns: statuses.map((status) => (folded.has(status) ? '36px' : 'minmax(188px, 1fr)')).join(' '),
  };
  const total = (status: TaskStatus): number => lanes.reduce((sum, { columns }) => sum + columns[status].length, 0);
  return (
    <div ref={setScroller} data-scroller className="h-full overflow-auto px-4 pb-3">
      <div className="sticky top-0 z-2 grid min-w-max gap-3 bg-surface" style={grid}>
        {statuses.map((status) =>
          folded.has(status) ? (
            <FoldedHead key={status} status={status} count={total(status)} onOpen={() => onFold(status)} />
          ) : (
            <ColumnHead
              key={status}
              status={status}
              count={total(status)}
              onAdd={() => setAdding(`${lanes[0]?.key ?? ''} ${status}`)}
              onFold={() => onFold(status)}
            />
          ),
        )}
      </div>
      <div className="relative min-w-max" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.kind === 'head' ? (
                <LaneHead
                  lane={row.lane}
                  name={nameOf(row.lane)}
                  isClosed={closed.has(row.lane.key)}
                  onToggle={() => toggle(row.lane.key)}
                />
              ) : row.kind === 'foot' ? (
                <LaneFoot
                  lane={row.lane}
                  statuses={statuses}
                  folded={folded}
                  style={grid}
                  adding={adding}
                  onAdding={setAdding}
                  shared={shared}
                />
              ) : (
                <CardsRow
                  row={row}
                  statuses={statuses}
                  name={nameOf(row.lane)}
                  style={grid}
                  placePx={flight?.heightPx ?? 0}
                  shared={shared}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Brings the card that wants the focus into sight and focuses it once it is drawn. */
function useWantedFocus(
  wanted: RefObject<string | null>,
  scroller: HTMLElement | null,
  rows: readonly LaneRow[],
  scrollTo: (index: number) => void,
): void {
  useLayoutEffect(() => {
    const id = wanted.current;
    if (id === null) return;
    const card = scroller?.querySelector<HTMLElement>(`[data-card="${id}"]`);
    if (!card) {
      const index = rows.findIndex(
        (row) =>
          row.kind === 'cards' && row.cells.some((cell) => cell !== null && cell !== 'place' && cell.card.id === id),
      );
      return index < 0 ? undefined : scrollTo(index);
    }
    wanted.current = null;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

function LaneHead({
  lane,
  name,
  isClosed,
  onToggle,
}: {
  readonly lane: Lane;
  readonly name: string;
  readonly isClosed: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <h3 className="flex h-9 items-end border-t border-divider pb-1">
      <AriaButton
        aria-expanded={!isClosed}
        onPress={onToggle}
        className="tint flex h-6 items-center gap-1.5 rounded-r1 px-1 font-strong hovered:bg-hover kbd:shadow-focus"
      >
        <Icon of={isClosed ? ChevronRight : ChevronDown} size={14} flips={isClosed} className="text-text-3" />
        <bdi>{name}</bdi>
        <span className="font-regular text-text-3">{formatCount(lane.count)}</span>
      </AriaButton>
    </h3>
  );
}

type GridStyle = { readonly gridTemplateColumns: string };

function CardsRow({
  row,
  statuses,
  name,
  style,
  placePx,
  shared,
}: {
  readonly row: Extract<LaneRow, { kind: 'cards' }>;
  readonly statuses: readonly TaskStatus[];
  readonly name: string;
  readonly style: GridStyle;
  readonly placePx: number;
  readonly shared: BoardShared;
}) {
  return (
    <div className="grid gap-3 pb-2" style={style}>
      {statuses.map((status, column) => {
        const cell = row.cells[column] ?? null;
        const count = row.lane.columns[status].length;
        return (
          <div
            key={status}
            {...(cell === null || cell === 'place'
              ? {}
              : {
                  role: 'listbox',
                  'aria-multiselectable': true,
                  'aria-label': `${name}, ${columnName(status, count)}`,
                })}
            data-drop={status}
            data-lane={row.lane.key}
            data-count={count}
          >
            {cell === 'place' ? (
              <CardPlace heightPx={placePx} />
            ) : cell === null ? null : (
              <TaskCard
                card={cell.card}
                person={shared.people.nameOf(cell.card.assigned_to)}
                isSelected={shared.selected.has(cell.card.id)}
                isOpen={cell.card.id === shared.openId}
                isHere={cell.card.id === shared.cursorId}
                isRunning={cell.card.id === shared.runningId}
                at={cell.at}
                of={count}
                isStretched
                onPress={shared.onPress}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

function FoldedHead({
  status,
  count,
  onOpen,
}: {
  readonly status: TaskStatus;
  readonly count: number;
  readonly onOpen: () => void;
}) {
  const label = m.board_column_unfold({ column: columnName(status, count) });
  return (
    <Tooltip text={label}>
      <AriaButton
        aria-label={label}
        onPress={onOpen}
        className="tint flex h-8 items-center justify-center gap-1 rounded-r2 hovered:bg-hover kbd:shadow-focus"
      >
        <StatusMark status={status} />
        <span className="text-text-3">{formatCount(count)}</span>
      </AriaButton>
    </Tooltip>
  );
}

function LaneFoot({
  lane,
  statuses,
  folded,
  style,
  adding,
  onAdding,
  shared,
}: {
  readonly lane: Lane;
  readonly statuses: readonly TaskStatus[];
  readonly folded: ReadonlySet<TaskStatus>;
  readonly style: GridStyle;
  readonly adding: string | null;
  readonly onAdding: (at: string | null) => void;
  readonly shared: BoardShared;
}) {
  return (
    <div className="grid gap-3 pb-1" style={style}>
      {statuses.map((status) => {
        const at = `${lane.key} ${status}`;
        return (
          <div
            key={status}
            data-drop={status}
            data-lane={lane.key}
            data-count={lane.columns[status].length}
            className={classes(adding === at ? '' : 'opacity-0 hover:opacity-100 focus-within:opacity-100')}
          >
            {folded.has(status) ? null : (
              <QuickAdd
                column={wordStatus(status)}
                isAsked={adding === at}
                onAsked={(isAsked) => onAdding(isAsked ? at : null)}
                onAdd={(title) => shared.onAdd(title, status, lane.change)}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
