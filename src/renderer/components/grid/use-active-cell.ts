import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { GridPosition } from './grid-keys.ts';
import type { GridRow, RowSource } from './grid-types.ts';
import { anchorShiftRows } from './store-tint.ts';

type Deps<R> = {
  readonly rows: RowSource<R>;
  readonly rowPx: number;
  readonly headPx: number;
  readonly scroller: RefObject<HTMLElement | null>;
};

/**
 * Where the keyboard stands. It belongs to a row, not to a place: when rows come or go above, the active cell and the
 * view move along, so that what the person looks at stays under their eyes.
 */
export function useActiveCell<R extends GridRow>({ rows, rowPx, headPx, scroller }: Deps<R>) {
  const [position, setPosition] = useState<GridPosition>({ row: 0, column: 0 });
  const anchor = useRef<{ readonly id: string; readonly index: number; readonly isActive: boolean } | null>(null);
  const shownVersion = useRef(rows.version);

  const moveTo = useCallback((next: GridPosition) => setPosition(next), []);

  useLayoutEffect(() => {
    const area = scroller.current;
    if (!area) return;
    if (shownVersion.current !== rows.version) {
      shownVersion.current = rows.version;
      anchor.current = null;
      area.scrollTop = 0;
      setPosition((now) => ({ row: Math.min(0, now.row), column: now.column }));
      return;
    }
    const held = anchor.current;
    if (!held) return;
    const shift = anchorShiftRows(held.index, rows.indexOf(held.id));
    if (shift === 0) return;
    if (area.scrollTop > 0 || held.isActive) area.scrollTop += shift * rowPx;
    setPosition((now) => (now.row < 0 ? now : { ...now, row: Math.max(0, Math.min(rows.total - 1, now.row + shift)) }));
  }, [rows, rowPx, scroller]);

  // Remembers, after each paint, which row the view hangs on: the active one while it is in view, else the topmost.
  useLayoutEffect(() => {
    const area = scroller.current;
    if (!area) return;
    const remember = (): void => {
      const first = Math.ceil(area.scrollTop / rowPx);
      const last = Math.floor((area.scrollTop + area.clientHeight - headPx) / rowPx) - 1;
      const isActive = position.row >= first && position.row <= last && area.contains(document.activeElement);
      const index = isActive ? position.row : first;
      const row = rows.rowAt(index);
      anchor.current = row ? { id: row.id, index, isActive } : null;
    };
    remember();
    area.addEventListener('scroll', remember, { passive: true });
    return () => area.removeEventListener('scroll', remember);
  }, [rows, rowPx, headPx, position, scroller]);

  return { position, moveTo };
}
