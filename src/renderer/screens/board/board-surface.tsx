import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { TASK_STATUSES, type TaskStatus } from '../../../shared/domain/boards/words.ts';
import { wordPriority, wordStatus, wordType } from '../../app/boards/board-words.ts';
import type { People } from '../../app/boards/people.ts';
import { useTimer } from '../../app/boards/timer.ts';
import { useDirection } from '../../app/locale.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { m } from '../../paraglide/messages.js';
import { BoardColumns } from './board-columns.tsx';
import { boardKey, type BoardKey } from './board-keys.ts';
import { BoardLanes } from './board-lanes.tsx';
import type { BoardShared } from './board-shared.ts';
import { changeOfLane, findCard, inBoardOrder, lanesOf, rangeOf, slotOfKey, stepFrom, type Lane, type LaneChange, type Slot } from './board-logic.ts'; // prettier-ignore
import type { BoardGrouping } from './board-view.ts';
import { createCardDrag, useFlight, type CardDrag } from './card-drag.ts';
import { FlyingCard } from './task-card.tsx';
import type { BoardActs } from './use-board-acts.ts';
import { useFoldedColumns } from './use-folded-columns.ts';
import { usePointerDrag } from './use-pointer-drag.ts';

type SurfaceProps = {
  readonly cards: readonly BoardCard[];
  readonly grouping: BoardGrouping;
  readonly people: People;
  readonly sprints: readonly { readonly id: string; readonly name: string }[];
  readonly openId: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly acts: BoardActs;
  /** Fields that a task made here begins with, beside its column and lane. */
  readonly begin: LaneChange;
  readonly onAct: (
    act: 'timer' | 'assign' | 'priority' | 'remove' | 'duplicate' | 'new',
    ids: readonly string[],
  ) => void;
};

/** The board itself: columns or lanes, the mark that the keys move, and cards that are carried. */
export function BoardSurface(props: SurfaceProps) {
  const { cards, grouping, people, sprints, openId, onOpen, selected, onSelect, acts, begin } = props;
  const isRtl = useDirection() === 'rtl';
  const board = useRef<HTMLDivElement>(null);
  const flyer = useRef<HTMLDivElement>(null);
  const focusWanted = useRef<string | null>(null);
  const [drag] = useState(createCardDrag);
  const [cursor, setCursor] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [, redraw] = useState(0);
  const { folded, statuses, toggle, unfold } = useFoldedColumns();
  const runningId = useTimer()?.task.id ?? null;
  const order = useMemo(() => ({ people: people.all.map(({ id }) => id), sprints }), [people, sprints]);
  const lanes = useMemo(() => lanesOf(cards, grouping, order), [cards, grouping, order]);
  const walked = statuses;
  const known = cursor !== null && findCard(lanes, cursor) !== null;
  const cursorId = known ? cursor : firstCard(lanes, walked);

  function focusCard(id: string): void {
    setCursor(id);
    focusWanted.current = id;
    redraw((count) => count + 1);
  }

  function place(ids: readonly string[], slot: Slot): void {
    const lane = lanes.find(({ key }) => key === slot.laneKey);
    if (!lane) return;
    const going = new Set(ids);
    const staying = lane.columns[slot.status].filter(({ id }) => !going.has(id));
    const index = Math.min(slot.index, staying.length);
    if (isSamePlace(lane, ids, slot.status, index)) return;
    setSaid(
      m.board_said_moved({
        what: saidOf(cards, ids),
        column: wordStatus(slot.status),
        place: index + 1,
        of: staying.length + ids.length,
      }),
    );
    void acts.move(ids, { status: slot.status, staying, index, change: changeOfLane(grouping, slot.laneKey) });
  }

  function taken(id: string): readonly string[] {
    return selected.has(id) ? inBoardOrder(lanes, selected) : [id];
  }

  const onPointerDown = usePointerDrag({
    drag,
    board,
    flyer,
    taken,
    onDrop: (ids, slot) => {
      const [lead] = ids;
      if (lead !== undefined) focusCard(lead);
      place(ids, slot);
    },
  });

  function toggleSelected(id: string): void {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  }

  function onPress(id: string, event: MouseEvent): void {
    const from = cursorId;
    setCursor(id);
    if (event.shiftKey && from !== null) return onSelect(new Set([...selected, ...rangeOf(lanes, from, id)]));
    if (event.ctrlKey || event.metaKey) return toggleSelected(id);
    onOpen(id);
  }

  /** Carries the card with the keys; chosen ones go together. The focus stays on it, wherever it lands. */
  function carry(id: string, slot: Slot | null): void {
    if (!slot) return;
    if (folded.has(slot.status)) unfold(slot.status);
    focusCard(id);
    place(taken(id), slot);
  }

  function run(key: BoardKey, id: string): boolean {
    switch (key.does) {
      case 'go':
      case 'extend': {
        const next = stepFrom(lanes, walked, id, key.step);
        if (next === null) return true;
        if (key.does === 'extend') onSelect(new Set([...selected, id, next]));
        focusCard(next);
        return true;
      }
      case 'move':
        carry(id, slotOfKey(lanes, TASK_STATUSES, id, key.step));
        return true;
      case 'send': {
        const at = findCard(lanes, id);
        if (at && at.status !== key.status) {
          carry(id, { status: key.status, laneKey: at.lane.key, index: at.lane.columns[key.status].length });
        }
        return true;
      }
      case 'open':
        onOpen(id);
        return true;
      case 'select':
        toggleSelected(id);
        return true;
      case 'select-all':
        onSelect(new Set(cards.map((card) => card.id)));
        return true;
      case 'leave':
        if (selected.size > 0) onSelect(new Set());
        else if (openId !== null) onOpen(null);
        else return false;
        return true;
      default:
        props.onAct(key.does, taken(id));
        return true;
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const id = event.target instanceof HTMLElement ? event.target.dataset['card'] : undefined;
    if (id === undefined || event.defaultPrevented) return;
    const key = boardKey(event, isRtl);
    if (key && run(key, id)) event.preventDefault();
  }

  useShortcut('mod+z', () => void acts.undo());
  useKeptFocus(board, () => cursorId !== null && focusCard(cursorId), cards);

  const shared: BoardShared = {
    drag,
    people,
    cursorId,
    openId,
    runningId,
    selected,
    focusWanted,
    onPress,
    onAdd: async (title, status, change) => {
      const made = await acts.create({ title, status, ...begin, ...change });
      if (made) setSaid(m.board_said_added({ key: made.key, column: wordStatus(status) }));
      return made !== null;
    },
  };
  const only = lanes[0];
  return (
    <div
      ref={board}
      role="presentation"
      className="h-full overflow-x-auto"
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    >
      {grouping === 'none' && only ? (
        <BoardColumns lane={only} statuses={TASK_STATUSES} folded={folded} onFold={toggle} shared={shared} />
      ) : (
        <BoardLanes
          lanes={lanes}
          statuses={TASK_STATUSES}
          folded={folded}
          onFold={toggle}
          nameOf={(lane) => laneName(lane, grouping, people, sprints)}
          shared={shared}
        />
      )}
      <Flyer ref={flyer} drag={drag} cards={cards} people={people} />
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}

/** A card that had the focus may be drawn anew elsewhere, by a colleague's move as well: it gets the focus back. */
function useKeptFocus(
  board: React.RefObject<HTMLElement | null>,
  refocus: () => void,
  cards: readonly BoardCard[],
): void {
  const hadFocus = useRef(false);
  useEffect(() => {
    const element = board.current;
    if (!element) return;
    const onIn = (event: FocusEvent): void => {
      hadFocus.current = event.target instanceof HTMLElement && event.target.dataset['card'] !== undefined;
    };
    const onPointer = (event: Event): void => {
      if (!(event.target instanceof Element && element.contains(event.target))) hadFocus.current = false;
    };
    document.addEventListener('focusin', onIn);
    document.addEventListener('pointerdown', onPointer, true);
    return () => {
      document.removeEventListener('focusin', onIn);
      document.removeEventListener('pointerdown', onPointer, true);
    };
  }, [board]);
  const look = useEffectEvent((_cards: readonly BoardCard[]) => {
    if (hadFocus.current && document.activeElement === document.body) refocus();
  });
  useEffect(() => look(cards), [cards]);
}

function Flyer({
  ref,
  drag,
  cards,
  people,
}: {
  readonly ref: React.RefObject<HTMLDivElement | null>;
  readonly drag: CardDrag;
  readonly cards: readonly BoardCard[];
  readonly people: People;
}) {
  const flight = useFlight(drag);
  const lead = flight ? cards.find(({ id }) => id === flight.leadId) : undefined;
  if (!flight || !lead) return null;
  return (
    <FlyingCard
      ref={ref}
      card={lead}
      person={people.nameOf(lead.assigned_to)}
      count={flight.ids.length}
      widthPx={flight.widthPx}
    />
  );
}

function firstCard(lanes: readonly Lane[], statuses: readonly TaskStatus[]): string | null {
  for (const { columns } of lanes) {
    for (const status of statuses) {
      const [first] = columns[status];
      if (first) return first.id;
    }
  }
  return null;
}

/** Whether one card would stay where it is. */
function isSamePlace(lane: Lane, ids: readonly string[], status: TaskStatus, index: number): boolean {
  return ids.length === 1 && lane.columns[status].findIndex(({ id }) => id === ids[0]) === index;
}

function saidOf(cards: readonly BoardCard[], ids: readonly string[]): string {
  const [only, ...more] = ids;
  if (more.length > 0) return m.board_said_cards({ count: ids.length });
  return cards.find(({ id }) => id === only)?.key ?? '';
}

export function laneName(
  lane: Lane,
  grouping: BoardGrouping,
  people: People,
  sprints: SurfaceProps['sprints'],
): string {
  const { priority, type } = lane.change;
  if (priority) return wordPriority(priority);
  if (type) return wordType(type);
  if (grouping === 'assignee') return people.nameOf(lane.key === '' ? null : lane.key);
  return sprints.find(({ id }) => id === lane.key)?.name ?? m.board_sprint_none();
}
