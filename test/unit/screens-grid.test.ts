import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createRowWindow,
  PAGE_SIZE,
  pagesForRange,
  replaceRow,
} from '../../src/renderer/components/grid/page-window.ts';
import {
  editorCommand,
  gridCommand,
  HEAD_ROW,
  positionAfterSave,
  type GridFacts,
  type KeyPress,
  selectionCommand,
} from '../../src/renderer/components/grid/grid-keys.ts';
import { anchorShiftRows, columnsChangedByStore } from '../../src/renderer/components/grid/store-tint.ts';
import { rowState } from '../../src/renderer/components/grid/row-state.ts';
import { clampPanelWidth, recallPanelWidth, widthAfterKey } from '../../src/renderer/components/grid/panel-width.ts';
import type { GridColumn, GridRow } from '../../src/renderer/components/grid/grid-types.ts';

type Row = GridRow & { readonly price: string; readonly stock: string };
const row = (id: string, changes: Partial<Row> = {}): Row => ({
  id,
  trashed: false,
  sync_status: 'synced',
  marks: {},
  price: '10.00',
  stock: '5',
  ...changes,
});

describe('the pages of a list', () => {
  test('only page 0 is asked for before the total is known', () => {
    expect(pagesForRange(40, 90, null)).toEqual([0]);
  });

  test('a view across a boundary needs both pages, and an empty list needs its first', () => {
    expect(pagesForRange(95, 115, 1000, 100, 0)).toEqual([0, 1]);
    expect(pagesForRange(0, 20, 0)).toEqual([0]);
  });

  test('rows are loaded ahead of the view, never beyond the end', () => {
    expect(pagesForRange(60, 85, 1000, 100, 30)).toEqual([0, 1]);
    expect(pagesForRange(99_980, 99_999, 100_000, 100, 30)).toEqual([999]);
  });

  test('every row in view is on one of the pages, whatever the range', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(120), fc.integer({ min: 1, max: 200_000 }), (first, length, total) => {
        const last = Math.min(total - 1, first + length);
        const pages = pagesForRange(first, first + length, total);
        for (let index = Math.min(first, total - 1); index <= last; index += 1) {
          expect(pages).toContain(Math.floor(index / PAGE_SIZE));
        }
        expect(pages.length).toBeLessThanOrEqual(4);
      }),
    );
  });

  test('a window finds rows by place and by id, with holes between pages', () => {
    const page = (number: number): Row[] => Array.from({ length: 100 }, (_, at) => row(`r${number * 100 + at}`));
    const view = createRowWindow(
      new Map([
        [3, page(3)],
        [0, page(0)],
      ]),
    );
    expect(view.rowAt(305)?.id).toBe('r305');
    expect(view.rowAt(150)).toBeUndefined();
    expect(view.indexOf('r399')).toBe(399);
    expect(view.indexOf('r150')).toBeNull();
  });

  test('a row that stands on two pages while they are read again is found at its first place', () => {
    const view = createRowWindow(
      new Map([
        [1, [row('moved')]],
        [0, [row('a'), row('moved')]],
      ]),
    );
    expect(view.indexOf('moved')).toBe(1);
  });

  test('replacing a row keeps the others and leaves lists without it untouched', () => {
    const rows = [row('a'), row('b')];
    expect(replaceRow(rows, row('b', { price: '1.00' })).map(({ price }) => price)).toEqual(['10.00', '1.00']);
    expect(replaceRow(rows, row('c'))).toBe(rows);
  });
});

describe('the keyboard of a grid', () => {
  const facts = (changes: Partial<GridFacts> = {}): GridFacts => ({
    position: { row: 5, column: 2 },
    rowCount: 100,
    columnCount: 6,
    pageRows: 10,
    isRtl: false,
    canEdit: true,
    ...changes,
  });
  const press = (key: string, changes: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrl: false,
    alt: false,
    shift: false,
    ...changes,
  });
  const moved = (key: KeyPress, changes: Partial<GridFacts> = {}): unknown => {
    const command = gridCommand(key, facts(changes));
    return command?.kind === 'move' ? command.to : command;
  };

  test('arrows, Home, End and pages move, and stop at the ends', () => {
    expect(moved(press('ArrowDown'))).toEqual({ row: 6, column: 2 });
    expect(moved(press('ArrowDown'), { position: { row: 99, column: 2 } })).toEqual({ row: 99, column: 2 });
    expect(moved(press('Home'))).toEqual({ row: 5, column: 0 });
    expect(moved(press('End', { ctrl: true }))).toEqual({ row: 99, column: 5 });
    expect(moved(press('PageDown'))).toEqual({ row: 15, column: 2 });
    expect(moved(press('PageUp'))).toEqual({ row: 0, column: 2 });
  });

  test('in a right-to-left window the left arrow goes to the next column', () => {
    expect(moved(press('ArrowLeft'), { isRtl: true })).toEqual({ row: 5, column: 3 });
    expect(moved(press('ArrowLeft'))).toEqual({ row: 5, column: 1 });
  });

  test('the head lies above the first row: Enter sorts there and typing does nothing', () => {
    expect(moved(press('ArrowUp'), { position: { row: 0, column: 1 } })).toEqual({ row: HEAD_ROW, column: 1 });
    const inHead = { position: { row: HEAD_ROW, column: 1 } };
    expect(moved(press('Enter'), inHead)).toEqual({ kind: 'sort' });
    expect(moved(press('5'), inHead)).toBeNull();
  });

  test('Enter, F2, Delete and typing begin an edit; a cell that cannot be edited opens its row on Enter', () => {
    expect(moved(press('Enter'))).toEqual({ kind: 'edit', text: null });
    expect(moved(press('F2'))).toEqual({ kind: 'edit', text: null });
    expect(moved(press('Delete'))).toEqual({ kind: 'edit', text: '' });
    expect(moved(press('7'))).toEqual({ kind: 'edit', text: '7' });
    expect(moved(press('😀'))).toEqual({ kind: 'edit', text: '😀' });
    expect(moved(press('Enter'), { canEdit: false })).toEqual({ kind: 'open' });
    expect(moved(press('7'), { canEdit: false })).toBeNull();
  });

  test('shortcuts of the window pass through, and Space opens the row', () => {
    expect(moved(press('k', { ctrl: true }))).toBeNull();
    expect(moved(press('ArrowLeft', { alt: true }))).toBeNull();
    expect(moved(press(' '))).toEqual({ kind: 'open' });
  });

  test('in the editor Enter saves and goes down, Tab goes on, Escape leaves, anything else is typing', () => {
    expect(editorCommand(press('Enter'))).toEqual({ kind: 'save', then: 'down' });
    expect(editorCommand(press('Enter', { shift: true }))).toEqual({ kind: 'save', then: 'up' });
    expect(editorCommand(press('Tab'))).toEqual({ kind: 'save', then: 'next' });
    expect(editorCommand(press('Tab', { shift: true }))).toEqual({ kind: 'save', then: 'previous' });
    expect(editorCommand(press('Escape'))).toEqual({ kind: 'cancel' });
    expect(editorCommand(press('ArrowLeft'))).toBeNull();
  });

  test('after saving, Tab skips columns that cannot be edited and wraps into the next row', () => {
    expect(positionAfterSave({ row: 3, column: 2 }, 'next', [1, 2, 4], 10)).toEqual({ row: 3, column: 4 });
    expect(positionAfterSave({ row: 3, column: 4 }, 'next', [1, 2, 4], 10)).toEqual({ row: 4, column: 1 });
    expect(positionAfterSave({ row: 3, column: 1 }, 'previous', [1, 2, 4], 10)).toEqual({ row: 2, column: 4 });
    expect(positionAfterSave({ row: 9, column: 4 }, 'next', [1, 2, 4], 10)).toEqual({ row: 9, column: 4 });
    expect(positionAfterSave({ row: 9, column: 4 }, 'down', [1, 2, 4], 10)).toEqual({ row: 9, column: 4 });
  });
});

describe('values that the store changed', () => {
  const column = (id: 'price' | 'stock'): GridColumn<Row> => ({
    id,
    header: id,
    widthPx: 80,
    align: 'number',
    render: (line) => line[id],
    value: (line) => line[id],
  });
  const columns = [column('price'), column('stock')];

  test('are those that nobody here had touched before or after', () => {
    expect(columnsChangedByStore(row('a'), row('a', { price: '12.00' }), columns)).toEqual(['price']);
  });

  test('an edit made here, one that was sent and one that was taken back are no news', () => {
    const pending = row('a', { price: '12.00', marks: { price: 'pending' } });
    expect(columnsChangedByStore(row('a'), pending, columns)).toEqual([]);
    expect(columnsChangedByStore(pending, row('a', { price: '12.00' }), columns)).toEqual([]);
    expect(columnsChangedByStore(pending, row('a'), columns)).toEqual([]);
  });

  test('the view follows its row when rows come or go above it, and stays when it left', () => {
    expect(anchorShiftRows(40, 43)).toBe(3);
    expect(anchorShiftRows(40, 39)).toBe(-1);
    expect(anchorShiftRows(40, null)).toBe(0);
  });

  test('the gutter says the most urgent state: sending, then a decision, a refusal, a change', () => {
    expect(rowState(row('a'))).toBeNull();
    expect(rowState(row('a', { sync_status: 'pending' }))).toBe('pending');
    expect(rowState(row('a', { sync_status: 'error', marks: { price: 'pending' } }))).toBe('refused');
    expect(rowState(row('a', { sync_status: 'error', marks: { price: 'conflict' } }))).toBe('conflict');
    expect(rowState(row('a', { sync_status: 'conflict', marks: { price: 'sending' } }))).toBe('sending');
    expect(rowState(row('a', { trashed: true }))).toBe('trashed');
  });
});

describe('the width of the detail panel', () => {
  test('stays between 320 and 560, also when something else was remembered', () => {
    expect(clampPanelWidth(100)).toBe(320);
    expect(clampPanelWidth(900)).toBe(560);
    expect(recallPanelWidth({ getItem: () => '9999' })).toBe(560);
    expect(recallPanelWidth({ getItem: () => 'wide' })).toBeNull();
    expect(recallPanelWidth({ getItem: () => null })).toBeNull();
  });

  test('the arrow that points away from the panel widens it in both directions of writing', () => {
    expect(widthAfterKey('ArrowLeft', 400, false)).toBe(416);
    expect(widthAfterKey('ArrowLeft', 400, true)).toBe(384);
    expect(widthAfterKey('End', 400, false)).toBe(560);
    expect(widthAfterKey('Enter', 400, false)).toBeNull();
  });
});

describe('ticking rows by key', () => {
  const press = (key: string, more: Partial<Parameters<typeof selectionCommand>[0]> = {}) => ({
    key,
    code: '',
    ctrl: false,
    alt: false,
    shift: false,
    ...more,
  });

  test('Ctrl A ticks all in every layout, Shift with an arrow goes on, Escape lets go of what is ticked', () => {
    expect(selectionCommand(press('a', { ctrl: true, code: 'KeyA' }), false)).toBe('all');
    expect(selectionCommand(press('ש', { ctrl: true, code: 'KeyA' }), false)).toBe('all');
    expect(selectionCommand(press(' ', { shift: true }), false)).toBe('toggle');
    expect(selectionCommand(press('ArrowDown', { shift: true }), true)).toBe('extend-down');
    expect(selectionCommand(press('ArrowUp', { shift: true }), true)).toBe('extend-up');
    expect(selectionCommand(press('Escape'), true)).toBe('clear');
  });

  test('every other key is left to the grid', () => {
    expect(selectionCommand(press('Escape'), false)).toBeNull();
    expect(selectionCommand(press(' '), true)).toBeNull();
    expect(selectionCommand(press('ArrowDown'), true)).toBeNull();
    expect(selectionCommand(press('ArrowDown', { ctrl: true, shift: true }), true)).toBeNull();
    expect(selectionCommand(press('a', { code: 'KeyA' }), true)).toBeNull();
    expect(selectionCommand(press('ArrowDown', { alt: true, shift: true }), true)).toBeNull();
  });
});
