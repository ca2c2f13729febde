import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronsRightLeft, Plus } from 'lucide-react';
import { memo, useCallback, useLayoutEffect, useMemo, useState } from 'react';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import type { TaskStatus } from '../../../shared/domain/boards/words.ts';
import { wordStatus } from '../../app/boards/board-words.ts';
import { StatusMark } from '../../app/boards/marks.tsx';
import { formatCount } from '../../app/formats.ts';
import { IconButton } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import { Button as AriaButton } from 'react-aria-components/Button';
import { m } from '../../paraglide/messages.js';
import type { BoardShared } from './board-shared.ts';
import { useFlying, useSlotIndex, type CardDrag } from './card-drag.ts';
import type { Lane } from './board-logic.ts';
import { QuickAdd } from './quick-add.tsx';
import { CardPlace, TaskCard } from './task-card.tsx';

const CARD_GUESS_PX = 96;
const GAP_PX = 8;

export function columnName(status: TaskStatus, count: number): string {
  return m.board_column({ column: wordStatus(status), count, figure: formatCount(count) });
}

/** Columns side by side, each scrolling by itself; folded ones are rails that still take cards. */
export function BoardColumns({
  lane,
  statuses,
  folded,
  onFold,
  shared,
}: {
  readonly lane: Lane;
  readonly statuses: readonly TaskStatus[];
  readonly folded: ReadonlySet<TaskStatus>;
  readonly onFold: (status: TaskStatus) => void;
  readonly shared: BoardShared;
}) {
  return (
    <div className="flex h-full min-w-full gap-3 px-4 pb-3">
      {statuses.map((status) =>
        folded.has(status) ? (
          <Rail
            key={status}
            status={status}
            count={lane.columns[status].length}
            drag={shared.drag}
            onOpen={() => onFold(status)}
          />
        ) : (
          <Column key={status} status={status} lane={lane} shared={shared} onFold={() => onFold(status)} />
        ),
      )}
    </div>
  );
}

function Rail({
  status,
  count,
  drag,
  onOpen,
}: {
  readonly status: TaskStatus;
  readonly count: number;
  readonly drag: CardDrag;
  readonly onOpen: () => void;
}) {
  const isAimed = useSlotIndex(drag, status, '') !== null;
  return (
    <Tooltip text={m.board_column_unfold({ column: wordStatus(status) })}>
      <AriaButton
        onPress={onOpen}
        data-drop={status}
        data-lane=""
        data-count={count}
        className={classes(
          'tint flex w-9 shrink-0 flex-col items-center gap-3 rounded-r3 border py-3 kbd:shadow-focus',
          isAimed ? 'border-dashed border-accent-line bg-accent-soft' : 'border-border bg-sunken hovered:bg-hover',
        )}
      >
        <StatusMark status={status} />
        <span className="flex items-center gap-1 font-strong [writing-mode:vertical-rl]">
          {wordStatus(status)}
          <span className="font-regular text-text-3">{formatCount(count)}</span>
        </span>
        <span className="sr-only">, {m.board_column_unfold({ column: wordStatus(status) })}</span>
      </AriaButton>
    </Tooltip>
  );
}

/** Head of a column: mark, name, count, and a plus that adds at its foot. */
export function ColumnHead({
  status,
  count,
  onAdd,
  onFold,
}: {
  readonly status: TaskStatus;
  readonly count: number;
  readonly onAdd: () => void;
  /** Missing where columns do not fold. */
  readonly onFold?: () => void;
}) {
  return (
    <div className="group/head flex h-8 shrink-0 items-center gap-2 ps-1">
      <StatusMark status={status} />
      <h2 className="truncate font-strong">{wordStatus(status)}</h2>
      <span className="text-text-3">{formatCount(count)}</span>
      <span className="flex-1" />
      {onFold ? (
        <IconButton
          size="small"
          icon={ChevronsRightLeft}
          className="opacity-0 group-hover/head:opacity-100 focus-visible:opacity-100"
          label={m.board_column_fold({ column: wordStatus(status) })}
          onPress={onFold}
        />
      ) : null}
      <IconButton size="small" icon={Plus} label={m.board_add_to({ column: wordStatus(status) })} onPress={onAdd} />
    </div>
  );
}

const Column = memo(function Column({
  status,
  lane,
  shared,
  onFold,
}: {
  readonly status: TaskStatus;
  readonly lane: Lane;
  readonly shared: BoardShared;
  readonly onFold: () => void;
}) {
  const [isAdding, setAdding] = useState(false);
  const cards = lane.columns[status];
  // State, not a ref: the cards are measured as soon as there is something that scrolls them.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  return (
    <section
      aria-label={columnName(status, cards.length)}
      data-drop={status}
      data-lane={lane.key}
      data-count={cards.length}
      className="flex max-w-80 min-w-47 flex-1 flex-col"
    >
      <ColumnHead status={status} count={cards.length} onAdd={() => setAdding(true)} onFold={onFold} />
      <div
        ref={setScroller}
        data-scroller
        className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pt-0.5 pb-4 [scrollbar-width:none]"
      >
        <Cards status={status} laneKey={lane.key} cards={cards} scroller={scroller} shared={shared} />
        <QuickAdd
          column={wordStatus(status)}
          isAsked={isAdding}
          onAsked={setAdding}
          onAdd={(title) => shared.onAdd(title, status, lane.change)}
        />
      </div>
    </section>
  );
});

/** The cards that stay, and the place of those in flight between them; only what is in sight is drawn. */
function Cards({
  status,
  laneKey,
  cards,
  scroller,
  shared,
}: {
  readonly status: TaskStatus;
  readonly laneKey: string;
  readonly cards: readonly BoardCard[];
  readonly scroller: HTMLElement | null;
  readonly shared: BoardShared;
}) {
  const { drag, focusWanted } = shared;
  const flying = useFlying(drag);
  const slot = useSlotIndex(drag, status, laneKey);
  const staying = useMemo(
    () => (flying.length === 0 ? cards : cards.filter(({ id }) => !flying.includes(id))),
    [cards, flying],
  );
  const placeAt = slot === null ? -1 : Math.min(slot, staying.length);
  const placePx = drag.present()?.heightPx ?? CARD_GUESS_PX;
  const cardAt = useCallback(
    (index: number): BoardCard | undefined => staying[placeAt >= 0 && index > placeAt ? index - 1 : index],
    [staying, placeAt],
  );
  // The same function as long as the order is the same: otherwise every scroll would measure the whole column anew.
  const keyOf = useCallback(
    (index: number) => (index === placeAt ? 'place' : (cardAt(index)?.id ?? index)),
    [cardAt, placeAt],
  );
  const virtual = useVirtualizer({
    count: staying.length + (placeAt >= 0 ? 1 : 0),
    getScrollElement: () => scroller,
    estimateSize: (index) => (index === placeAt ? placePx : CARD_GUESS_PX),
    getItemKey: keyOf,
    gap: GAP_PX,
    overscan: 4,
  });
  const measure = virtual.measureElement;

  // No list of what it follows: the card that wants the focus may be drawn by any later change.
  useLayoutEffect(() => {
    const wanted = focusWanted.current;
    const index = wanted === null ? -1 : staying.findIndex(({ id }) => id === wanted);
    if (index < 0 || wanted === null) return;
    const card = scroller?.querySelector<HTMLElement>(`[data-card="${wanted}"]`);
    if (!card) return virtual.scrollToIndex(index, { align: 'auto' });
    focusWanted.current = null;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  return (
    <div
      role="listbox"
      aria-label={columnName(status, cards.length)}
      aria-multiselectable
      aria-orientation="vertical"
      className="relative mb-1 w-full"
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map((item) => {
        const card = item.index === placeAt ? undefined : cardAt(item.index);
        return (
          <div
            key={item.key}
            ref={measure}
            data-index={item.index}
            role="presentation"
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {card ? (
              <TaskCard
                card={card}
                person={shared.people.nameOf(card.assigned_to)}
                isSelected={shared.selected.has(card.id)}
                isOpen={card.id === shared.openId}
                isHere={card.id === shared.cursorId}
                isRunning={card.id === shared.runningId}
                at={placeAt >= 0 && item.index > placeAt ? item.index - 1 : item.index}
                of={staying.length}
                onPress={shared.onPress}
              />
            ) : (
              <CardPlace heightPx={placePx} />
            )}
          </div>
        );
      })}
    </div>
  );
}
