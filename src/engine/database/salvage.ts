import { existsSync } from 'node:fs';
import type { EntityName } from '../../shared/domain/entities.ts';
import { isEntityName, TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb } from './database.ts';
import { boardRowOf, mayBeBoardRow } from './salvage-boards.ts';
import type { BoardShapes, SavedBoardRow } from './salvage-boards.ts';
import { openPages } from './sqlite-pages.ts';
import type { PageSource } from './sqlite-pages.ts';
import { scanRecords } from './sqlite-records.ts';
import type { StoredRecord, StoredValue } from './sqlite-records.ts';

export type SavedRow = Readonly<Record<string, StoredValue>>;

/** What could be read of the data that exists nowhere else: unsent operations and what they refer to. */
export type Salvage = {
  /** What is in it was the state when the file was last written; otherwise parts of it may be older. */
  readonly isCurrent: boolean;
  readonly stores: ReadonlyMap<string, SavedRow>;
  readonly settings: ReadonlyMap<string, SavedRow>;
  /** Rows of `outbox` by id, ended ones too: they tell that an older copy of an operation is out of date. */
  readonly operations: ReadonlyMap<string, SavedRow>;
  /** Rows of `base_documents` by record, for records with open operations. */
  readonly documents: ReadonlyMap<string, SavedRow>;
  /** Rows of the entities' tables by id, for those records and their parents. */
  readonly records: ReadonlyMap<string, { readonly table: string; readonly row: SavedRow }>;
  /** Rows of the boards, older copies among them. */
  readonly boards: readonly SavedBoardRow[];
};

export const EMPTY_SALVAGE: Salvage = {
  isCurrent: false,
  stores: new Map(),
  settings: new Map(),
  operations: new Map(),
  documents: new Map(),
  records: new Map(),
  boards: [],
};

/** The column through which a record hangs on its parent, by table. */
export const PARENT_COLUMN: Readonly<Record<string, { readonly column: string; readonly table: string }>> = {
  product_variations: { column: 'product_id', table: 'products' },
  store_attribute_terms: { column: 'attribute_id', table: 'store_attributes' },
  order_notes: { column: 'order_id', table: 'orders' },
  order_refunds: { column: 'order_id', table: 'orders' },
};

/** A table's columns in order, as `db` (a healthy mirror of this version) has them. */
export type TableShape = { readonly columns: readonly string[]; readonly rowidColumn: number };
export type Shapes = (table: string) => TableShape;

export function shapesOf(db: ReadableDb): Shapes {
  const known = new Map<string, TableShape>();
  return (table) => {
    const shape = known.get(table) ?? readShape(db, table);
    known.set(table, shape);
    return shape;
  };
}

function readShape(db: ReadableDb, table: string): TableShape {
  const columns = db.pragma(`table_info(${table})`) as readonly { name: string; type: string; pk: number }[];
  const rowidColumn = columns.findIndex((column) => column.pk === 1 && column.type === 'INTEGER');
  return { columns: columns.map((column) => column.name), rowidColumn };
}

/** How many columns later versions may have added behind those that an old row was stored with. */
const ADDED_COLUMNS = 6;
const PAGE_BYTES = 8192;

/** Reads a database file page by page, with its log; whatever does not decode is left out. Never throws for content. */
export function salvageFile(database: string, shapes: Shapes, boardShapes: BoardShapes): Salvage {
  if (!existsSync(database)) return EMPTY_SALVAGE;
  const pages = openPages(database, PAGE_BYTES);
  try {
    const first = collectFirst(pages, shapes, boardShapes);
    const wanted = wantedRecords(first.operations);
    const records = new Map<string, { table: string; row: SavedRow }>();
    const documents = new Map<string, SavedRow>();
    collectRecords(pages, shapes, wanted, records, documents);
    const parents = wantedParents(records, first.operations);
    if (parents.size > 0) collectRecords(pages, shapes, parents, records, new Map());
    return { isCurrent: pages.hasHeader, ...first, documents, records };
  } finally {
    pages.close();
  }
}

type First = Pick<Salvage, 'stores' | 'settings' | 'operations' | 'boards'>;

function collectFirst(pages: PageSource, shapes: Shapes, boardShapes: BoardShapes): First {
  const boards: SavedBoardRow[] = [];
  const stores = new Map<string, SavedRow>();
  const settings = new Map<string, SavedRow>();
  const operations = new Map<string, SavedRow>();
  const tables = ['stores', 'outbox', 'app_settings'] as const;
  for (const record of scanRecords(
    pages,
    (count) => tables.some((table) => mayBe(shapes(table), count)) || mayBeBoardRow(boardShapes, count),
  )) {
    const operation = rowOf(shapes('outbox'), record);
    if (operation !== null && isOperation(operation)) {
      keepLater(operations, String(operation['id']), operation, isLaterOperation);
      continue;
    }
    const store = rowOf(shapes('stores'), record);
    if (store !== null && isStore(store)) {
      keepLater(stores, String(store['id']), store, (a, b) => Number(a['updated_at']) > Number(b['updated_at']));
      continue;
    }
    const setting = rowOf(shapes('app_settings'), record);
    if (setting !== null && isSetting(setting)) {
      settings.set(String(setting['name']), setting);
      continue;
    }
    const board = boardRowOf(boardShapes, record);
    if (board !== null) boards.push(board);
  }
  return { stores, settings, operations, boards };
}

function collectRecords(
  pages: PageSource,
  shapes: Shapes,
  wanted: ReadonlyMap<string, string>,
  records: Map<string, { table: string; row: SavedRow }>,
  documents: Map<string, SavedRow>,
): void {
  const tables = [...new Set([...wanted.values(), 'base_documents'])];
  for (const record of scanRecords(pages, (count) => tables.some((table) => mayBe(shapes(table), count)))) {
    const id = record.values[1];
    const table = typeof id === 'string' ? wanted.get(id) : undefined;
    if (typeof id !== 'string' || table === undefined) continue;
    const document = rowOf(shapes('base_documents'), record);
    if (document !== null && isDocument(document)) {
      keepLater(documents, id, document, (a, b) => Number(a['observed_at']) > Number(b['observed_at']));
      continue;
    }
    const row = rowOf(shapes(table), record);
    if (row === null || row['id'] !== id || typeof row['store_id'] !== 'string') continue;
    const known = records.get(id);
    if (known === undefined || Number(row['updated_at']) >= Number(known.row['updated_at']))
      records.set(id, { table, row });
  }
}

/** Ids of the records that open operations are about, with their tables. */
export function wantedRecords(operations: ReadonlyMap<string, SavedRow>): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const operation of operations.values()) {
    if (operation['state'] === 'ended') continue;
    wanted.set(String(operation['record_id']), TABLE_OF[operation['entity'] as EntityName]);
    const orderId = noteOrderId(operation);
    if (orderId !== null) wanted.set(orderId, 'orders');
  }
  return wanted;
}

function noteOrderId(operation: SavedRow): string | null {
  if (operation['kind'] !== 'note') return null;
  const { note } = JSON.parse(String(operation['payload'])) as { note?: { orderId?: unknown } };
  return typeof note?.orderId === 'string' ? note.orderId : null;
}

function wantedParents(
  records: ReadonlyMap<string, { readonly table: string; readonly row: SavedRow }>,
  operations: ReadonlyMap<string, SavedRow>,
): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  const open = wantedRecords(operations);
  for (const { table, row } of records.values()) {
    const parent = PARENT_COLUMN[table];
    const id = parent === undefined ? null : row[parent.column];
    if (parent !== undefined && typeof id === 'string' && !records.has(id) && !open.has(id))
      wanted.set(id, parent.table);
  }
  return wanted;
}

function mayBe(shape: TableShape, count: number): boolean {
  return count <= shape.columns.length && count > shape.columns.length - ADDED_COLUMNS && count > 1;
}

function rowOf(shape: TableShape, record: StoredRecord): SavedRow | null {
  if (!mayBe(shape, record.values.length)) return null;
  const row: Record<string, StoredValue> = {};
  for (const [index, value] of record.values.entries()) {
    row[shape.columns[index] ?? ''] = index === shape.rowidColumn ? record.rowid : value;
  }
  return row;
}

const KINDS = new Set(['create', 'update', 'trash', 'delete', 'restore', 'status', 'note', 'stock']);
const STATES = new Set(['queued', 'sending', 'unknown', 'refused', 'held', 'ended']);

function isOperation(row: SavedRow): boolean {
  return (
    isText(row['id']) &&
    isText(row['store_id']) &&
    isText(row['record_id']) &&
    typeof row['entity'] === 'string' &&
    isEntityName(row['entity']) &&
    KINDS.has(String(row['kind'])) &&
    STATES.has(String(row['state'])) &&
    isJson(row['payload']) &&
    typeof row['created_at'] === 'number'
  );
}

function isStore(row: SavedRow): boolean {
  const { id, name, url, mode, status, created_at: createdAt } = row;
  const isAddress = typeof url === 'string' && /^https?:\/\//.test(url);
  const isKnown = (mode === 'watch' || mode === 'push') && isText(status);
  return isText(id) && isText(name) && isAddress && isKnown && typeof createdAt === 'number';
}

function isSetting(row: SavedRow): boolean {
  return (
    typeof row['name'] === 'string' && /^[a-zA-Z][\w.:-]{0,99}$/.test(row['name']) && typeof row['value'] === 'string'
  );
}

function isDocument(row: SavedRow): boolean {
  return isText(row['record_id']) && isText(row['store_id']) && isText(row['hash']) && isJson(row['document']);
}

function isText(value: StoredValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isJson(value: StoredValue | undefined): boolean {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** An operation only moves forward: an ended copy is later than an open one, more attempts are later than fewer. */
function isLaterOperation(a: SavedRow, b: SavedRow): boolean {
  const endedA = a['state'] === 'ended';
  const endedB = b['state'] === 'ended';
  return endedA === endedB ? Number(a['attempts']) > Number(b['attempts']) : endedA;
}

function keepLater(
  rows: Map<string, SavedRow>,
  id: string,
  row: SavedRow,
  isLater: (a: SavedRow, b: SavedRow) => boolean,
): void {
  const known = rows.get(id);
  if (known === undefined || isLater(row, known)) rows.set(id, row);
}
