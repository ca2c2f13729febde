import type { EntityName, JsonObject, RowSyncStatus } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { PROJECTIONS } from './projections/all.ts';
import type { ProjectionContext, SqlValue } from './projections/projection.ts';

/** The column through which a record hangs on its parent, and the parent's entity. */
export const PARENT_OF: Partial<
  Readonly<Record<EntityName, { readonly column: string; readonly entity: EntityName }>>
> = {
  variations: { column: 'product_id', entity: 'products' },
  terms: { column: 'attribute_id', entity: 'attributes' },
  order_notes: { column: 'order_id', entity: 'orders' },
  order_refunds: { column: 'order_id', entity: 'orders' },
};

export type RowHead = {
  readonly id: string;
  readonly wooId: number | null;
  readonly storeId: string;
  readonly syncStatus: RowSyncStatus;
  readonly modifiedAt: number | null;
  readonly deletedAt: number | null;
  readonly hash: string | null;
  readonly parentId: string | null;
};

type HeadRow = {
  id: string;
  woo_id: number | null;
  store_id: string;
  sync_status: RowSyncStatus;
  woo_modified_at: number | null;
  deleted_at: number | null;
  hash: string | null;
  parent_id: string | null;
};

type EntitySql = { readonly byWooId: string; readonly byId: string; readonly insert: string; readonly update: string };
const sqlByEntity = new Map<EntityName, EntitySql>();

function sqlOf(entity: EntityName): EntitySql {
  const known = sqlByEntity.get(entity);
  if (known !== undefined) return known;
  const table = TABLE_OF[entity];
  const columns = PROJECTIONS[entity].columns;
  const parent = PARENT_OF[entity]?.column;
  // no join: SQLite plans a join with parameters anew at each execution, which takes ten times as long as the lookup
  const head = `SELECT r.id, r.woo_id, r.store_id, r.sync_status, r.woo_modified_at, r.deleted_at,
    (SELECT d.hash FROM base_documents d WHERE d.record_id = r.id) AS hash,
    ${parent === undefined ? 'NULL' : `r.${parent}`} AS parent_id
    FROM ${table} r`;
  const sql = {
    byWooId: `${head} WHERE r.store_id = ? AND r.woo_id = ?`,
    byId: `${head} WHERE r.id = ?`,
    insert: `INSERT INTO ${table} (id, store_id, woo_id, source, synced_at, created_at, updated_at, woo_modified_at, sync_status, ${columns.join(', ')})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?${', ?'.repeat(columns.length)})`,
    update: `UPDATE ${table} SET woo_id = ?, synced_at = ?, updated_at = ?, woo_modified_at = ?, sync_status = ?, deleted_at = ?,
      ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
  };
  sqlByEntity.set(entity, sql);
  return sql;
}

function toHead(row: HeadRow | undefined): RowHead | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    wooId: row.woo_id,
    storeId: row.store_id,
    syncStatus: row.sync_status,
    modifiedAt: row.woo_modified_at,
    deletedAt: row.deleted_at,
    hash: row.hash,
    parentId: row.parent_id,
  };
}

/** The row that stands for the store's record `wooId`; `(store, entity, woo_id)` is the identity. */
export function rowHeadByWooId(db: ReadableDb, entity: EntityName, storeId: string, wooId: number): RowHead | null {
  return toHead(prepared<HeadRow>(db, sqlOf(entity).byWooId).get(storeId, wooId));
}

export function rowHeadById(db: ReadableDb, entity: EntityName, id: string): RowHead | null {
  return toHead(prepared<HeadRow>(db, sqlOf(entity).byId).get(id));
}

/** Projection context that resolves references inside one store. */
export function projectionContext(db: ReadableDb, storeId: string, parentId: string | null): ProjectionContext {
  return { parentId, localIdOf: (entity, wooId) => rowHeadByWooId(db, entity, storeId, wooId)?.id ?? null };
}

export type RowWrite = {
  readonly entity: EntityName;
  readonly id: string;
  readonly storeId: string;
  readonly wooId: number | null;
  readonly document: JsonObject;
  readonly parentId: string | null;
  readonly syncStatus: RowSyncStatus;
  /** When the store last confirmed the record, epoch ms; null while it never did. */
  readonly syncedAt: number | null;
  readonly modifiedAt: number | null;
  readonly now: number;
};

function values(db: WritableDb, write: RowWrite): SqlValue[] {
  return PROJECTIONS[write.entity].project(write.document, projectionContext(db, write.storeId, write.parentId));
}

export function insertRow(db: WritableDb, write: RowWrite, source: 'woo' | 'local'): void {
  prepared(db, sqlOf(write.entity).insert).run(
    write.id,
    write.storeId,
    write.wooId,
    source,
    write.syncedAt,
    write.now,
    write.now,
    write.modifiedAt,
    write.syncStatus,
    ...values(db, write),
  );
}

/** `deletedAt`: when an unsent permanent deletion was asked here; null for none. */
export function updateRow(db: WritableDb, write: RowWrite, deletedAt: number | null): void {
  prepared(db, sqlOf(write.entity).update).run(
    write.wooId,
    write.syncedAt,
    write.now,
    write.modifiedAt,
    write.syncStatus,
    deletedAt,
    ...values(db, write),
    write.id,
  );
}

/** A touch of the date alone: the content is what it was, so this is no change. */
export function updateModifiedAt(db: WritableDb, entity: EntityName, id: string, modifiedAt: number): void {
  prepared(db, `UPDATE ${TABLE_OF[entity]} SET woo_modified_at = ? WHERE id = ?`).run(modifiedAt, id);
}

export function saveBaseDocument(
  db: WritableDb,
  entity: EntityName,
  storeId: string,
  recordId: string,
  hash: string,
  json: string,
  observedAt: number,
): void {
  prepared(
    db,
    `INSERT INTO base_documents (record_id, store_id, entity, hash, observed_at, document) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (record_id) DO UPDATE SET hash = excluded.hash, observed_at = excluded.observed_at, document = excluded.document`,
  ).run(recordId, storeId, entity, hash, observedAt, json);
}
