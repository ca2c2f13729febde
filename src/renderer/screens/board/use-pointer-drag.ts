import { useEffect, useEffectEvent, useRef, type PointerEvent as ReactPointerEvent, type RefObject } from 'react';
import { TASK_STATUSES } from '../../../shared/domain/boards/words.ts';
import { edgePull, slotAt, type CardDrag, type DropColumn } from './card-drag.ts';
import type { Slot } from './board-logic.ts';

/** So far the pointer moves before a press becomes a drag. */
const THRESHOLD_PX = 5;

type Held = {
  readonly id: string;
  readonly pointerId: number;
  readonly startX: number;
  readonly startY: number;
  /** From the pointer to the card's corner. */
  readonly gripX: number;
  readonly gripY: number;
  readonly widthPx: number;
  readonly heightPx: number;
};

type Options = {
  readonly drag: CardDrag;
  readonly board: RefObject<HTMLElement | null>;
  /** The layer that follows the pointer. */
  readonly flyer: RefObject<HTMLElement | null>;
  /** The cards that go when this one is taken: the chosen ones, if it is among them. */
  readonly taken: (id: string) => readonly string[];
  readonly onDrop: (ids: readonly string[], slot: Slot) => void;
};

/** Reads what is drawn: virtual columns draw no more than a window's height of cards. */
export function readColumns(board: HTMLElement, flying: readonly string[]): readonly DropColumn[] {
  return [...board.querySelectorAll<HTMLElement>('[data-drop]')].flatMap((element): DropColumn[] => {
    const status = TASK_STATUSES.find((name) => name === element.dataset['drop']);
    if (!status) return [];
    const cards = [...element.querySelectorAll<HTMLElement>('[data-card]')].filter(
      (card) => !flying.includes(card.dataset['card'] ?? ''),
    );
    return [
      {
        status,
        laneKey: element.dataset['lane'] ?? '',
        box: element.getBoundingClientRect(),
        count: Number(element.dataset['count'] ?? 0),
        cards: cards.map((card) => {
          const { top, height } = card.getBoundingClientRect();
          return { index: Number(card.dataset['at']), middle: top + height / 2 };
        }),
      },
    ];
  });
}

/** Carries cards with the pointer: once per frame the layer moves and the place below it is found. */
export function usePointerDrag({ drag, board, flyer, taken, onDrop }: Options) {
  const held = useRef<Held | null>(null);
  const at = useRef({ x: 0, y: 0 });
  const frame = useRef(0);

  const follow = useEffectEvent(() => {
    const grip = held.current;
    const flight = drag.present();
    if (!grip || !flight || !board.current) return;
    const { x, y } = at.current;
    if (flyer.current)
      flyer.current.style.transform = `translate(${x - grip.gripX}px, ${y - grip.gripY}px) rotate(1.2deg)`;
    scrollAtEdges(board.current, x, y);
    drag.aim(slotAt(readColumns(board.current, flight.ids), x, y));
    frame.current = requestAnimationFrame(follow);
  });

  const end = useEffectEvent((isDropped: boolean) => {
    const flight = drag.present();
    cancelAnimationFrame(frame.current);
    held.current = null;
    drag.end();
    document.documentElement.classList.remove('is-dragging');
    if (isDropped && flight?.slot) onDrop(flight.ids, flight.slot);
  });

  const move = useEffectEvent((event: PointerEvent) => {
    const grip = held.current;
    if (!grip || event.pointerId !== grip.pointerId) return;
    at.current = { x: event.clientX, y: event.clientY };
    if (drag.present()) return;
    if (Math.hypot(event.clientX - grip.startX, event.clientY - grip.startY) < THRESHOLD_PX) return;
    const { id: leadId, heightPx, widthPx } = grip;
    document.documentElement.classList.add('is-dragging');
    drag.begin({ ids: taken(leadId), leadId, heightPx, widthPx, slot: null });
    frame.current = requestAnimationFrame(follow);
  });

  useEffect(() => {
    const onMove = (event: PointerEvent): void => move(event);
    const onUp = (event: PointerEvent): void => {
      if (held.current?.pointerId === event.pointerId) end(event.type === 'pointerup');
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !drag.present()) return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onUp);
    window.addEventListener('keydown', onKey, true);
    return () => {
      end(false);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onUp);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [drag]);

  return (event: ReactPointerEvent<HTMLElement>): void => {
    const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-card]') : null;
    if (!card || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { left, top, width, height } = card.getBoundingClientRect();
    const { clientX: startX, clientY: startY, pointerId } = event;
    const id = card.dataset['card'] ?? '';
    at.current = { x: startX, y: startY };
    held.current = {
      id,
      pointerId,
      startX,
      startY,
      gripX: startX - left,
      gripY: startY - top,
      widthPx: width,
      heightPx: height,
    };
  };
}

/** A card held near an edge pulls the rest of its column, and of the board, into sight. */
function scrollAtEdges(board: HTMLElement, x: number, y: number): void {
  const sides = board.getBoundingClientRect();
  const across = edgePull(x, sides.left, sides.right);
  if (across !== 0) board.scrollBy({ left: across });
  for (const scroller of board.querySelectorAll<HTMLElement>('[data-scroller]')) {
    const { left, right, top, bottom } = scroller.getBoundingClientRect();
    const down = x >= left && x < right ? edgePull(y, top, bottom) : 0;
    if (down !== 0) scroller.scrollBy({ top: down });
  }
}
