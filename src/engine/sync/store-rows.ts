import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

/** A row of `stores` as the sync needs it. */
export type StoreRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly status: 'connected' | 'paused' | 'error' | 'disconnected';
  readonly mode: 'watch' | 'push';
  readonly cadence: 'eco' | 'balanced' | 'realtime';
  readonly auth_mode: 'header' | 'query';
  readonly page_size: number;
  readonly has_variations_route: 0 | 1 | null;
  readonly first_sync_completed_at: number | null;
  readonly last_sync_at: number | null;
  readonly last_server_time: number | null;
  /** The shop's clock at the end of the last run that succeeded, epoch ms. */
};

export function readStore(db: ReadableDb, id: string): StoreRow | null {
  return prepared<StoreRow>(db, `SELECT * FROM stores WHERE id = ?`).get(id) ?? null;
}

export function readStores(db: ReadableDb): readonly StoreRow[] {
  return prepared<StoreRow>(db, `SELECT * FROM stores ORDER BY created_at, id`).all();
}

/** Records of an entity that the store knows and this computer holds, the trash included. */
export function countOnDevice(db: ReadableDb, storeId: string, entity: EntityName): number {
  return (
    prepared<{ n: number }>(
      db,
      `SELECT count(*) AS n FROM ${TABLE_OF[entity]} WHERE store_id = ? AND woo_id IS NOT NULL`,
    ).get(storeId)?.n ?? 0
  );
}

export function saveStoreTotal(db: WritableDb, storeId: string, entity: EntityName, total: number, now: number): void {
  prepared(
    db,
    `INSERT INTO store_totals (store_id, entity, total, counted_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (store_id, entity) DO UPDATE SET total = excluded.total, counted_at = excluded.counted_at
     WHERE total <> excluded.total`,
  ).run(storeId, entity, total, now);
}

/** The saved place of a reader; null where it never stood. */
export function readCursor<Position>(
  db: ReadableDb,
  storeId: string,
  entity: EntityName,
  cursor: string,
): Position | null {
  const row = prepared<{ position: string }>(
    db,
    `SELECT position FROM sync_cursors WHERE store_id = ? AND entity = ? AND cursor = ?`,
  ).get(storeId, entity, cursor);
  return row === undefined ? null : (JSON.parse(row.position) as Position);
}

export function saveCursor(
  db: WritableDb,
  storeId: string,
  entity: EntityName,
  cursor: string,
  position: unknown,
  now: number,
): void {
  prepared(
    db,
    `INSERT INTO sync_cursors (store_id, entity, cursor, position, updated_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (store_id, entity, cursor) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at`,
  ).run(storeId, entity, cursor, JSON.stringify(position), now);
}

export function dropCursor(db: WritableDb, storeId: string, entity: EntityName, cursor: string): void {
  prepared(db, `DELETE FROM sync_cursors WHERE store_id = ? AND entity = ? AND cursor = ?`).run(
    storeId,
    entity,
    cursor,
  );
}
