import { useSyncExternalStore } from 'react';
import type { TaskStatus } from '../../../shared/domain/boards/words.ts';
import type { Slot } from './board-logic.ts';

/** Cards in flight: which, how high the place that they will take is, and where that place is now. */
export type Flight = {
  readonly ids: readonly string[];
  readonly leadId: string;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly slot: Slot | null;
};

/** A drag lives outside of React: only the columns between which the place moves are drawn again. */
export function createCardDrag() {
  let flight: Flight | null = null;
  const listeners = new Set<() => void>();

  function become(next: Flight | null): void {
    flight = next;
    for (const listener of [...listeners]) listener();
  }

  return {
    present: () => flight,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    begin: (next: Flight): void => become(next),
    aim: (slot: Slot | null): void => {
      if (flight && !isSameSlot(flight.slot, slot)) become({ ...flight, slot });
    },
    end: (): void => {
      if (flight) become(null);
    },
  };
}
export type CardDrag = ReturnType<typeof createCardDrag>;

export function isSameSlot(a: Slot | null, b: Slot | null): boolean {
  return a?.status === b?.status && a?.laneKey === b?.laneKey && a?.index === b?.index;
}

/** Index of the place in one column of one lane; null: it is elsewhere. */
export function useSlotIndex(drag: CardDrag, status: TaskStatus, laneKey: string): number | null {
  return useSyncExternalStore(drag.subscribe, () => {
    const slot = drag.present()?.slot;
    return slot && slot.status === status && slot.laneKey === laneKey ? slot.index : null;
  });
}

const NONE: readonly string[] = [];

/** The cards in flight; the same list as long as they fly. */
export function useFlying(drag: CardDrag): readonly string[] {
  return useSyncExternalStore(drag.subscribe, () => drag.present()?.ids ?? NONE);
}

export function useFlight(drag: CardDrag): Flight | null {
  return useSyncExternalStore(drag.subscribe, drag.present);
}

/** What the pointer can be over: the box of a column and the middles of the cards that are drawn in it. */
export type DropColumn = {
  readonly status: TaskStatus;
  readonly laneKey: string;
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Of the cards that stay, from the top: place in the column and the middle. */
  readonly cards: readonly { readonly index: number; readonly middle: number }[];
  readonly count: number;
};

/** The place below a point. Below the last drawn card it is after it; beside all columns there is none. */
export function slotAt(columns: readonly DropColumn[], x: number, y: number): Slot | null {
  const over = columns.filter(({ box }) => x >= box.left && x < box.right);
  const column = over.find(({ box }) => y >= box.top && y < box.bottom) ?? (over.length === 1 ? over[0] : undefined);
  if (!column) return null;
  const below = column.cards.find(({ middle }) => y < middle);
  const last = column.cards.at(-1);
  const index = below ? below.index : last ? last.index + 1 : column.count;
  return { status: column.status, laneKey: column.laneKey, index };
}

const EDGE_PX = 56;
const FASTEST_PX = 18;

/** How far a scroller goes on in one frame while something is held near its edge; 0 in its middle. */
export function edgePull(position: number, start: number, end: number): number {
  const fromStart = position - start;
  const fromEnd = end - position;
  if (fromStart < EDGE_PX && fromStart > -EDGE_PX)
    return -Math.ceil((1 - Math.max(0, fromStart) / EDGE_PX) * FASTEST_PX);
  if (fromEnd < EDGE_PX && fromEnd > -EDGE_PX) return Math.ceil((1 - Math.max(0, fromEnd) / EDGE_PX) * FASTEST_PX);
  return 0;
}
