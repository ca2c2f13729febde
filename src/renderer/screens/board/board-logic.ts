import type { Place } from '../../../shared/contract/boards-common.ts';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES, type TaskStatus } from '../../../shared/domain/boards/words.ts';
import type { BoardGrouping } from './board-view.ts';

export type Columns = Readonly<Record<TaskStatus, readonly BoardCard[]>>;
/** What a drop on a lane sets beside the column. */
export type LaneChange = Partial<Pick<BoardCard, 'sprint_id' | 'assigned_to' | 'priority' | 'type'>>;
export type Lane = {
  readonly key: string;
  readonly columns: Columns;
  readonly count: number;
  readonly change: LaneChange;
};
/** Where cards go: a column of a lane, before the card at `index` among those that stay there. */
export type Slot = { readonly status: TaskStatus; readonly laneKey: string; readonly index: number };

/** The one lane of a board without lanes. */
export const ONLY_LANE = '';

function emptyColumns(): Record<TaskStatus, BoardCard[]> {
  return { todo: [], in_progress: [], review: [], testing: [], done: [], blocked: [] };
}

export function columnsOf(cards: readonly BoardCard[]): Columns {
  const columns = emptyColumns();
  for (const card of cards) columns[card.status].push(card);
  return columns;
}

export function laneKeyOf(card: BoardCard, grouping: BoardGrouping): string {
  switch (grouping) {
    case 'none':
      return ONLY_LANE;
    case 'assignee':
      return card.assigned_to ?? '';
    case 'priority':
      return card.priority;
    case 'type':
      return card.type;
    case 'sprint':
      return card.sprint_id ?? '';
  }
}

/** What a card becomes when it is dropped on a lane. */
export function changeOfLane(grouping: BoardGrouping, key: string): LaneChange {
  const priority = TASK_PRIORITIES.find((name) => name === key);
  const type = TASK_TYPES.find((name) => name === key);
  if (grouping === 'assignee') return { assigned_to: key === '' ? null : key };
  if (grouping === 'sprint') return { sprint_id: key === '' ? null : key };
  if (grouping === 'priority' && priority) return { priority };
  return grouping === 'type' && type ? { type } : {};
}

/**
 * Lanes in a fixed order: the most urgent priority, the running sprint and the first name on top, nobody and no sprint
 * last. People and sprints get a lane as soon as a card has them; priorities and types always have theirs.
 */
export function lanesOf(
  cards: readonly BoardCard[],
  grouping: BoardGrouping,
  order: { readonly people: readonly string[]; readonly sprints: readonly Pick<SprintSummary, 'id'>[] },
): readonly Lane[] {
  const byLane = new Map<string, BoardCard[]>();
  for (const key of fixedKeys(grouping)) byLane.set(key, []);
  for (const card of cards) {
    const key = laneKeyOf(card, grouping);
    const lane = byLane.get(key);
    if (lane) lane.push(card);
    else byLane.set(key, [card]);
  }
  const known = grouping === 'assignee' ? order.people : order.sprints.map(({ id }) => id);
  const rank = (key: string): number =>
    key === '' ? Number.MAX_SAFE_INTEGER : known.includes(key) ? known.indexOf(key) : known.length;
  const keys =
    grouping === 'assignee' || grouping === 'sprint'
      ? [...byLane.keys()].sort((a, b) => rank(a) - rank(b))
      : [...byLane.keys()];
  return keys.map((key) => {
    const own = byLane.get(key) ?? [];
    return { key, columns: columnsOf(own), count: own.length, change: changeOfLane(grouping, key) };
  });
}

function fixedKeys(grouping: BoardGrouping): readonly string[] {
  if (grouping === 'none') return [ONLY_LANE];
  if (grouping === 'priority') return TASK_PRIORITIES.toReversed();
  return grouping === 'type' ? TASK_TYPES : [];
}

/** The words of a place for the engine: beside a card that stays, or the end of a column that shows none. */
export function placeIn(staying: readonly BoardCard[], index: number): Place {
  const before = staying[index - 1];
  if (before) return { after: before.id };
  const after = staying[index];
  return after ? { before: after.id } : { at: 'bottom' };
}

/** The same move on the cards that are shown, before the engine has answered. */
export function withMoved(
  cards: readonly BoardCard[],
  ids: readonly string[],
  to: { readonly status: TaskStatus; readonly place: Place; readonly change: LaneChange },
): readonly BoardCard[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const moved = ids.flatMap((id) => {
    const card = byId.get(id);
    return card ? [{ ...card, ...to.change, status: to.status }] : [];
  });
  const going = new Set(ids);
  const rest = cards.filter(({ id }) => !going.has(id));
  const at = indexOfPlace(rest, to.status, to.place);
  return [...rest.slice(0, at), ...moved, ...rest.slice(at)];
}

function indexOfPlace(rest: readonly BoardCard[], status: TaskStatus, place: Place): number {
  if ('after' in place) return rest.findIndex(({ id }) => id === place.after) + 1;
  const before = 'before' in place ? rest.findIndex(({ id }) => id === place.before) : -1;
  if (before >= 0) return before;
  if ('at' in place && place.at === 'top') {
    const first = rest.findIndex((card) => card.status === status);
    return first < 0 ? rest.length : first;
  }
  return rest.findLastIndex((card) => card.status === status) + 1 || rest.length;
}

export type Step = 'up' | 'down' | 'before' | 'after' | 'first' | 'last';

/** Where the mark goes from a card: along its column, or to the same height of the next column that has any. */
export function stepFrom(
  lanes: readonly Lane[],
  statuses: readonly TaskStatus[],
  id: string,
  step: Step,
): string | null {
  const at = findCard(lanes, id);
  if (!at) return null;
  const { lane, laneIndex, status, index } = at;
  const column = lane.columns[status];
  if (step === 'first') return column[0]?.id ?? null;
  if (step === 'last') return column.at(-1)?.id ?? null;
  if (step === 'up' || step === 'down') {
    const next = column[index + (step === 'down' ? 1 : -1)];
    if (next) return next.id;
    const others = step === 'down' ? lanes.slice(laneIndex + 1) : lanes.slice(0, laneIndex).reverse();
    const other = others.find(({ columns }) => columns[status].length > 0)?.columns[status];
    return (step === 'down' ? other?.[0] : other?.at(-1))?.id ?? null;
  }
  const order = statuses.indexOf(status);
  const onward = step === 'after' ? statuses.slice(order + 1) : statuses.slice(0, order).reverse();
  const target = onward.find((name) => lane.columns[name].length > 0);
  if (!target) return null;
  const cards = lane.columns[target];
  return cards[Math.min(index, cards.length - 1)]?.id ?? null;
}

export type CardPlace = {
  readonly lane: Lane;
  readonly laneIndex: number;
  readonly status: TaskStatus;
  readonly index: number;
};

export function findCard(lanes: readonly Lane[], id: string): CardPlace | null {
  for (const [laneIndex, lane] of lanes.entries()) {
    for (const status of TASK_STATUSES) {
      const index = lane.columns[status].findIndex((card) => card.id === id);
      if (index >= 0) return { lane, laneIndex, status, index };
    }
  }
  return null;
}

/** Where a key sends a card: a column further, a place up or down, or an end of its column. Null: it is there already. */
export function slotOfKey(
  lanes: readonly Lane[],
  statuses: readonly TaskStatus[],
  id: string,
  step: Step,
): Slot | null {
  const at = findCard(lanes, id);
  if (!at) return null;
  const { lane, status, index } = at;
  const laneKey = lane.key;
  const count = lane.columns[status].length;
  if (step === 'before' || step === 'after') {
    const target = statuses[statuses.indexOf(status) + (step === 'after' ? 1 : -1)];
    return target ? { status: target, laneKey, index: Math.min(index, lane.columns[target].length) } : null;
  }
  const to = step === 'up' ? index - 1 : step === 'down' ? index + 1 : step === 'first' ? 0 : count - 1;
  return to === index || to < 0 || to > count - 1 ? null : { status, laneKey, index: to };
}

/** The ids from one card to another as the board shows them in one column; across columns only the other one. */
export function rangeOf(lanes: readonly Lane[], from: string, to: string): readonly string[] {
  const [a, b] = [findCard(lanes, from), findCard(lanes, to)];
  if (!a || !b || a.status !== b.status || a.laneIndex !== b.laneIndex) return [to];
  const [first, last] = [Math.min(a.index, b.index), Math.max(a.index, b.index)];
  return a.lane.columns[a.status].slice(first, last + 1).map(({ id }) => id);
}

/** Chosen cards in the order of the board: by lane, column and place. */
export function inBoardOrder(lanes: readonly Lane[], ids: ReadonlySet<string>): readonly string[] {
  return lanes.flatMap(({ columns }) =>
    TASK_STATUSES.flatMap((status) => columns[status].filter(({ id }) => ids.has(id)).map(({ id }) => id)),
  );
}
