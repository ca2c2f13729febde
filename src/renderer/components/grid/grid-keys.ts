/** Keyboard of a grid as pure functions: a key and where the focus is give what to do. Row −1 is the head. */

export const HEAD_ROW = -1;
export type GridPosition = { readonly row: number; readonly column: number };

export type KeyPress = {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
};

export type GridFacts = {
  readonly position: GridPosition;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Rows that fit the view, for PageUp and PageDown. */
  readonly pageRows: number;
  readonly isRtl: boolean;
  readonly canEdit: boolean;
};

export type GridCommand =
  | { readonly kind: 'move'; readonly to: GridPosition }
  /** `text` null: start with the present value selected; otherwise start with what was typed. */
  | { readonly kind: 'edit'; readonly text: string | null }
  | { readonly kind: 'open' }
  | { readonly kind: 'sort' }
  | { readonly kind: 'leave' };

/** What a key does while no cell is being edited; null leaves the key to the page. */
export function gridCommand(press: KeyPress, facts: GridFacts): GridCommand | null {
  const moved = movedPosition(press, facts);
  if (moved) return { kind: 'move', to: moved };
  if (press.key === 'Escape') return { kind: 'leave' };
  if (press.alt || press.ctrl) return null;
  const isHead = facts.position.row === HEAD_ROW;
  if (press.key === 'Enter' || press.key === ' ') {
    if (isHead) return { kind: 'sort' };
    return press.key === 'Enter' && facts.canEdit ? { kind: 'edit', text: null } : { kind: 'open' };
  }
  if (isHead || !facts.canEdit) return null;
  if (press.key === 'F2') return { kind: 'edit', text: null };
  if (press.key === 'Delete' || press.key === 'Backspace') return { kind: 'edit', text: '' };
  return isPrintable(press.key) ? { kind: 'edit', text: press.key } : null;
}

/** One character, counted as people count them: a surrogate pair is one. */
function isPrintable(key: string): boolean {
  return [...key].length === 1;
}

function movedPosition(press: KeyPress, facts: GridFacts): GridPosition | null {
  const { row, column } = facts.position;
  const lastRow = facts.rowCount - 1;
  const lastColumn = facts.columnCount - 1;
  const forward = facts.isRtl ? 'ArrowLeft' : 'ArrowRight';
  const backward = facts.isRtl ? 'ArrowRight' : 'ArrowLeft';
  if (press.alt) return null;
  const at = (nextRow: number, nextColumn: number): GridPosition => ({
    row: Math.max(HEAD_ROW, Math.min(lastRow, nextRow)),
    column: Math.max(0, Math.min(lastColumn, nextColumn)),
  });
  switch (press.key) {
    case 'ArrowDown':
      return press.ctrl ? at(lastRow, column) : at(row + 1, column);
    case 'ArrowUp':
      return press.ctrl ? at(0, column) : at(row - 1, column);
    case forward:
      return press.ctrl ? at(row, lastColumn) : at(row, column + 1);
    case backward:
      return press.ctrl ? at(row, 0) : at(row, column - 1);
    case 'Home':
      return press.ctrl ? at(0, 0) : at(row, 0);
    case 'End':
      return press.ctrl ? at(lastRow, lastColumn) : at(row, lastColumn);
    case 'PageDown':
      return at(Math.max(0, row) + facts.pageRows, column);
    case 'PageUp':
      return at(Math.max(0, row - facts.pageRows), column);
    default:
      return null;
  }
}

export type SelectionCommand = 'all' | 'clear' | 'toggle' | 'extend-down' | 'extend-up';

/**
 * Ticking rows by key: Ctrl A all, Shift Space this one, Shift with an arrow the next one too, Escape none. By place on
 * the keyboard, so that a Hebrew layout does not switch Ctrl A off.
 */
export function selectionCommand(
  press: KeyPress & { readonly code: string },
  hasSelection: boolean,
): SelectionCommand | null {
  if (press.alt) return null;
  if (press.ctrl) return press.code === 'KeyA' && !press.shift ? 'all' : null;
  if (press.key === 'Escape') return hasSelection ? 'clear' : null;
  if (!press.shift) return null;
  if (press.key === ' ') return 'toggle';
  if (press.key === 'ArrowDown') return 'extend-down';
  return press.key === 'ArrowUp' ? 'extend-up' : null;
}

export type EditorCommand =
  { readonly kind: 'save'; readonly then: 'down' | 'up' | 'next' | 'previous' } | { readonly kind: 'cancel' };

/** What a key does inside the cell editor; null is typing. */
export function editorCommand(press: KeyPress): EditorCommand | null {
  if (press.key === 'Escape') return { kind: 'cancel' };
  if (press.key === 'Enter') return { kind: 'save', then: press.shift ? 'up' : 'down' };
  if (press.key === 'Tab') return { kind: 'save', then: press.shift ? 'previous' : 'next' };
  return null;
}

/**
 * Where the focus goes after saving. Down and up stay in the column; next and previous walk the editable columns and
 * wrap into the neighbouring row. At the ends of the list it stays.
 */
export function positionAfterSave(
  from: GridPosition,
  then: 'down' | 'up' | 'next' | 'previous',
  editableColumns: readonly number[],
  rowCount: number,
): GridPosition {
  if (then === 'down') return { row: Math.min(rowCount - 1, from.row + 1), column: from.column };
  if (then === 'up') return { row: Math.max(0, from.row - 1), column: from.column };
  const ordered = [...editableColumns].sort((a, b) => a - b);
  const inRow =
    then === 'next'
      ? ordered.find((column) => column > from.column)
      : ordered.findLast((column) => column < from.column);
  if (inRow !== undefined) return { row: from.row, column: inRow };
  const row = then === 'next' ? from.row + 1 : from.row - 1;
  const column = then === 'next' ? ordered[0] : ordered.at(-1);
  if (column === undefined || row < 0 || row >= rowCount) return from;
  return { row, column };
}
