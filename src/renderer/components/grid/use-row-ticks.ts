import type { KeyboardEvent } from 'react';
import { selectionCommand } from './grid-keys.ts';
import type { GridRow, GridSelection, RowSource } from './grid-types.ts';

type Deps<R extends GridRow> = {
  readonly rows: RowSource<R>;
  readonly selection: GridSelection | undefined;
  /** Index of the row with the mark; below 0 for the head. */
  readonly activeRow: number;
  readonly goToRow: (index: number) => void;
};

/** Ticking rows: by click, by range, and with the keys of a spreadsheet. */
export function useRowTicks<R extends GridRow>({ rows, selection, activeRow, goToRow }: Deps<R>) {
  function tick(index: number, isRange: boolean): void {
    const target = rows.rowAt(index);
    if (target) selection?.toggle(index, target.id, isRange);
  }

  /** Answers whether the key was one for ticks. */
  function onKey({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
    if (!selection) return false;
    const pressed = { key, code, ctrl: ctrlKey || metaKey, alt: altKey, shift: shiftKey };
    const command = selectionCommand(pressed, selection.share !== 'none');
    if (command === null || (activeRow < 0 && command !== 'all' && command !== 'clear')) return false;
    if (command === 'all') selection.selectAll();
    else if (command === 'clear') selection.clear();
    else if (command === 'toggle') tick(activeRow, false);
    else {
      const here = rows.rowAt(activeRow);
      if (here && !selection.isSelected(here.id)) tick(activeRow, false);
      const next = Math.max(0, Math.min(rows.total - 1, activeRow + (command === 'extend-down' ? 1 : -1)));
      goToRow(next);
      tick(next, true);
    }
    return true;
  }
  return { tick, onKey };
}
