import { BOARD_TABLES } from '../../shared/domain/boards/tables.ts';
import type { ReadableDb } from './database.ts';
import type { StoredRecord, StoredValue } from './sqlite-records.ts';

/** A row of the boards that was read from a damaged file. They exist nowhere else where nobody shares them. */
export type SavedBoardRow = {
  readonly table: string;
  readonly id: string;
  readonly updatedAt: number;
  readonly row: Readonly<Record<string, StoredValue>>;
};

type Column = { readonly name: string; readonly type: string; readonly isRequired: boolean };
type BoardShape = { readonly table: string; readonly columns: readonly Column[] };
export type BoardShapes = readonly BoardShape[];

/** People first: whoever is here must be known before a new row for that person is made. */
const TABLES = ['people', ...Object.keys(BOARD_TABLES)];
/** How many columns later versions may have added behind those that an old row was stored with. */
const ADDED_COLUMNS = 6;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const JSON_COLUMNS: ReadonlySet<string> = new Set([
  ...['tags', 'related_files', 'mentions', 'fields', 'filters', 'context', 'affected_files', 'deployed_tasks', 'facts'],
  ...['old_value', 'new_value'],
]);
/** Times between the years 2001 and 5138: other numbers are no times of ours. */
const isTime = (value: StoredValue | undefined): value is number =>
  typeof value === 'number' && value > 1e12 && value < 1e14;

/** The boards' tables as a healthy mirror of this version has them; none where it has no boards yet. */
export function boardShapesOf(db: ReadableDb): BoardShapes {
  return TABLES.map((table) => ({
    table,
    columns: (db.pragma(`table_info(${table})`) as readonly { name: string; type: string; notnull: number }[]).map(
      ({ name, type, notnull }) => ({ name, type, isRequired: notnull === 1 }),
    ),
  }));
}

export function mayBeBoardRow(shapes: BoardShapes, count: number): boolean {
  return shapes.some(({ columns }) => count <= columns.length && count > columns.length - ADDED_COLUMNS && count > 5);
}

/** The row that a record can only be: its values fit a table's columns one by one. The nearest number of columns wins. */
export function boardRowOf(shapes: BoardShapes, { values }: StoredRecord): SavedBoardRow | null {
  const [id] = values;
  if (typeof id !== 'string' || !UUID.test(id)) return null;
  let nearest: SavedBoardRow | null = null;
  let missing = ADDED_COLUMNS;
  for (const { table, columns } of shapes) {
    const lacks = columns.length - values.length;
    if (lacks < 0 || lacks >= missing || !fits(columns, values)) continue;
    const row = Object.fromEntries(values.map((value, index) => [columns[index]?.name ?? '', value]));
    const updatedAt = row['updated_at'];
    if (!isTime(updatedAt) || !isTime(row['created_at'])) continue;
    nearest = { table, id, updatedAt, row };
    missing = lacks;
  }
  return nearest;
}

function fits(columns: readonly Column[], values: readonly StoredValue[]): boolean {
  return values.every((value, index) => {
    const column = columns[index];
    if (column === undefined) return false;
    if (value === null) return !column.isRequired;
    if (JSON_COLUMNS.has(column.name)) return isJson(value);
    return column.type === 'TEXT' ? typeof value === 'string' : typeof value === 'number';
  });
}

function isJson(value: StoredValue): boolean {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the newest of each row; the order is that in which they go into an empty mirror. */
export function mergeBoardRows(sources: readonly (readonly SavedBoardRow[])[]): readonly SavedBoardRow[] {
  const newest = new Map<string, SavedBoardRow>();
  for (const saved of sources.flat()) {
    const key = `${saved.table} ${saved.id}`;
    const known = newest.get(key);
    if (known === undefined || saved.updatedAt > known.updatedAt) newest.set(key, saved);
  }
  return [...newest.values()].toSorted(
    (a, b) => TABLES.indexOf(a.table) - TABLES.indexOf(b.table) || b.updatedAt - a.updatedAt,
  );
}
