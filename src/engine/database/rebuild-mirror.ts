import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { inDurableTransaction, prepared } from './database.ts';
import type { WritableDb } from './database.ts';
import { restoredOperation } from './restored-operations.ts';
import { mergeBoardRows } from './salvage-boards.ts';
import { PARENT_COLUMN, shapesOf, wantedRecords } from './salvage.ts';
import type { Salvage, SavedRow, Shapes } from './salvage.ts';
import type { StoredValue } from './sqlite-records.ts';

export type RescuedOperation = {
  readonly id: string;
  readonly storeId: string;
  readonly entity: string;
  readonly recordId: string;
  readonly kind: string;
  /** Name, number or code of the record, as far as it is known; else its id. */
  readonly label: string;
  /** What the person wanted, as it was queued. */
  readonly payload: unknown;
  readonly queuedAt: string;
};

type Saved = { readonly table: string; readonly row: SavedRow };

export type Rebuilt = {
  readonly stores: number;
  readonly restored: readonly RescuedOperation[];
  /** Read, but without the store or the record that they belong to: kept in the report only. */
  readonly unplaced: readonly RescuedOperation[];
  readonly records: readonly { readonly entity: EntityName; readonly recordId: string }[];
};

/** What several sources say together, the first of them before the others. */
export type MergedSalvage = Omit<Salvage, 'operations' | 'isCurrent'> & {
  /** Open operations in the order in which they were queued. */
  readonly open: readonly { readonly row: SavedRow; readonly isCurrent: boolean }[];
};

/**
 * Merges sources, the most current first. An operation that any source knows as ended is not open in the others. Stores
 * come from the first source that has any: one that only an older copy knows was removed since.
 */
export function mergeSalvage(sources: readonly Salvage[]): MergedSalvage {
  const stores = new Map(sources.find((source) => source.stores.size > 0)?.stores);
  const settings = new Map<string, SavedRow>();
  const documents = new Map<string, SavedRow>();
  const records = new Map<string, Saved>();
  const seen = new Set<string>();
  const ended = new Set<string>();
  let open: { row: SavedRow; isCurrent: boolean }[] = [];
  for (const source of sources) {
    addMissing(settings, source.settings);
    addMissing(documents, source.documents);
    addMissing(records, source.records);
    const added: { row: SavedRow; isCurrent: boolean }[] = [];
    for (const [id, row] of source.operations) {
      if (row['state'] === 'ended') ended.add(id);
      else if (!seen.has(id)) added.push({ row, isCurrent: source.isCurrent });
      seen.add(id);
    }
    open = mergeByTime(
      open,
      added.sort((a, b) => Number(a.row['sequence'] ?? 0) - Number(b.row['sequence'] ?? 0)),
    );
  }
  const boards = mergeBoardRows(sources.map((source) => source.boards));
  return {
    stores,
    settings,
    documents,
    records,
    boards,
    open: open.filter(({ row }) => !ended.has(String(row['id']))),
  };
}

/** Inside one source the sequence decides, between two the time: clocks go back, sequences do not. */
function mergeByTime<T extends { readonly row: SavedRow }>(one: readonly T[], two: readonly T[]): T[] {
  const merged: T[] = [];
  let next = 0;
  for (const entry of one) {
    for (let other = two[next]; other !== undefined && createdAt(other) <= createdAt(entry); other = two[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(entry);
  }
  return [...merged, ...two.slice(next)];
}

function createdAt({ row }: { readonly row: SavedRow }): number {
  return Number(row['created_at']);
}

function addMissing<T>(target: Map<string, T>, source: ReadonlyMap<string, T>): void {
  for (const [id, value] of source) if (!target.has(id)) target.set(id, value);
}

/**
 * Fills an empty mirror with what was saved: the stores (to be mirrored anew), the unsent operations in their order, and
 * the records and bases these refer to. One transaction.
 */
export function rebuildMirror(db: WritableDb, saved: MergedSalvage): Rebuilt {
  const shapes = shapesOf(db);
  return inDurableTransaction(db, () => {
    const storeIds = new Set<string>();
    for (const row of saved.stores.values()) {
      const fresh = { ...row, first_sync_completed_at: null, last_sync_at: null };
      if (tryInsert(db, shapes, 'stores', fresh)) storeIds.add(String(row['id']));
    }
    for (const row of saved.settings.values()) tryInsert(db, shapes, 'app_settings', row);
    for (const { table, row } of saved.boards) tryInsert(db, shapes, table, row);
    const placed = insertRecords(db, shapes, saved, storeIds);
    const restored: RescuedOperation[] = [];
    const unplaced: RescuedOperation[] = [];
    for (const { row, isCurrent } of saved.open) {
      const { sequence: _sequence, ...operation } = restoredOperation(row, isCurrent);
      const hasPlace = placed.has(String(row['record_id'])) && storeIds.has(String(row['store_id']));
      const inserted = hasPlace && tryInsert(db, shapes, 'outbox', operation);
      (inserted ? restored : unplaced).push(describe(row, saved));
    }
    const records = [...placed].flatMap(([recordId, entity]) => (entity === null ? [] : [{ entity, recordId }]));
    return { stores: storeIds.size, restored, unplaced, records };
  });
}

/** Puts the records of open operations in place; returns their ids, with the entity where an operation names it. */
function insertRecords(
  db: WritableDb,
  shapes: Shapes,
  saved: MergedSalvage,
  storeIds: ReadonlySet<string>,
): ReadonlyMap<string, EntityName | null> {
  const placed = new Map<string, EntityName | null>();
  const entities = new Map(saved.open.map(({ row }) => [String(row['record_id']), row['entity'] as EntityName]));
  for (const { table, row } of ordered(saved)) {
    const id = String(row['id']);
    if (!storeIds.has(String(row['store_id'])) || !hasParent(placed, table, row)) continue;
    const isOpen = entities.has(id);
    // A parent in a tree may not have been saved; the next pull finds it by its number again.
    const loose = 'parent_id' in row && !placed.has(String(row['parent_id'])) ? { ...row, parent_id: null } : row;
    if (!tryInsert(db, shapes, table, { ...loose, sync_status: isOpen ? 'pending' : 'synced' })) continue;
    placed.set(id, entities.get(id) ?? null);
    const document = isOpen ? saved.documents.get(id) : undefined;
    // Without its hash the record counts as changed, so the next pull writes all of it again.
    if (document !== undefined) tryInsert(db, shapes, 'base_documents', { ...document, hash: '' });
  }
  return placed;
}

/** Parents before children; bare rows for records of which only operation and base document were found. */
function ordered(saved: MergedSalvage): readonly Saved[] {
  const found = [...saved.records.values()];
  const bare: Saved[] = [];
  const wanted = wantedRecords(new Map(saved.open.map(({ row }) => [String(row['id']), row])));
  for (const { row: operation } of saved.open) {
    const id = String(operation['record_id']);
    if (saved.records.has(id) || bare.some((entry) => entry.row['id'] === id)) continue;
    const table = wanted.get(id) ?? TABLE_OF[operation['entity'] as EntityName];
    const row = bareRow(table, operation, saved.documents.get(id));
    if (row !== null) bare.push({ table, row });
  }
  return [...found, ...bare].sort((a, b) => Number(a.table in PARENT_COLUMN) - Number(b.table in PARENT_COLUMN));
}

/** The least that a record's row must have; the composition root makes the rest anew from base and operations. */
function bareRow(table: string, operation: SavedRow, document: SavedRow | undefined): SavedRow | null {
  if (table in PARENT_COLUMN) return null;
  const isNew = operation['kind'] === 'create';
  const base = document === undefined ? {} : (JSON.parse(String(document['document'])) as JsonObject);
  const wooId = typeof base['id'] === 'number' ? base['id'] : null;
  if (wooId === null && !isNew) return null;
  const now = operation['created_at'] ?? 0;
  return {
    id: operation['record_id'] ?? null,
    store_id: operation['store_id'] ?? null,
    woo_id: wooId,
    source: wooId === null ? 'local' : 'woo',
    created_at: now,
    updated_at: now,
  };
}

function hasParent(placed: ReadonlyMap<string, unknown>, table: string, row: SavedRow): boolean {
  const parent = PARENT_COLUMN[table];
  return parent === undefined || placed.has(String(row[parent.column]));
}

/** Inserts the columns that the table has; NOT NULL columns without a value get an empty text. False when refused. */
function tryInsert(db: WritableDb, shapes: Shapes, table: string, row: SavedRow): boolean {
  const { columns, rowidColumn } = shapes(table);
  const rowid = columns[rowidColumn];
  const required = requiredColumns(db, table);
  const names = columns.filter((name) => name !== rowid && (row[name] !== undefined || required.has(name)));
  const values = names.map((name): StoredValue => row[name] ?? (required.has(name) ? '' : null));
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  try {
    prepared(db, sql).run(...values);
    return true;
  } catch (error) {
    // Damaged values break the table's own rules; a full disk is another matter.
    if (error instanceof Error && 'code' in error && /CONSTRAINT|MISMATCH/.test(String(error.code))) return false;
    throw error;
  }
}

function requiredColumns(db: WritableDb, table: string): ReadonlySet<string> {
  type Info = { name: string; notnull: number; dflt_value: string | null };
  const columns = db.pragma(`table_info(${table})`) as readonly Info[];
  return new Set(
    columns.filter((column) => column.notnull === 1 && column.dflt_value === null).map(({ name }) => name),
  );
}

function describe(row: SavedRow, saved: MergedSalvage): RescuedOperation {
  const record = saved.records.get(String(row['record_id']))?.row;
  const label = record?.['name'] ?? record?.['number'] ?? record?.['code'] ?? row['record_id'];
  return {
    id: String(row['id']),
    storeId: String(row['store_id']),
    entity: String(row['entity']),
    recordId: String(row['record_id']),
    kind: String(row['kind']),
    label: String(label),
    payload: JSON.parse(String(row['payload'])),
    queuedAt: new Date(Number(row['created_at'])).toISOString(),
  };
}
