import { hash as digest } from 'node:crypto';
import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../../database/database.ts';
import { inTransaction, prepared } from '../../database/database.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import type { StoreRow } from '../store-rows.ts';
import { countOnDevice } from '../store-rows.ts';
import type { CollectionReading } from './collection-reading.ts';

const HOUR_MS = 3_600_000;
/** The longest run that is looked for after a reading. */
const LONGEST_RUN_MS = 24 * HOUR_MS;
/** Raised when `CollectionReading` changes: what an earlier version kept is read anew. */
const FORM = 1;

export type KeptReading = { readonly reading: CollectionReading; readonly computedAt: number };

/** Kinds of records whose open changes an answer depends on beside its own. */
const DEPENDS_ON: Partial<Readonly<Record<EntityName, readonly EntityName[]>>> = {
  // the SKUs of both are asked for with the products
  products: ['variations'],
  orders: ['order_notes'],
};

/** What an answer holds for: settings of the store, open changes, and what is here. [PREVIEW8] */
export function cacheKey(db: ReadableDb, store: StoreRow, entity: EntityName): string {
  const entities = [entity, ...(DEPENDS_ON[entity] ?? [])];
  const open = prepared<Record<string, unknown>>(
    db,
    `SELECT id, state, attempts, payload FROM outbox
     WHERE store_id = ? AND state <> 'ended' AND entity IN (${entities.map(() => '?').join(', ')}) ORDER BY sequence`,
  ).all(store.id, ...entities);
  const { url, mode, auth_mode, page_size, has_variations_route, first_sync_completed_at } = store;
  const settings = { url, mode, auth_mode, page_size, has_variations_route, first_sync_completed_at };
  const readOnce = prepared(
    db,
    `SELECT cursor FROM sync_cursors WHERE store_id = ? AND entity = ? ORDER BY cursor`,
  ).all(store.id, entity);
  const known = [FORM, settings, open, readOnce, countOnDevice(db, store.id, entity)];
  return digest('sha1', JSON.stringify(known), 'base64');
}

type Row = { delta_data: string; cache_key: string; computed_at: number; expires_at: number };

/** What an earlier preview read, while it holds; null otherwise. */
export function keptReading(
  db: ReadableDb,
  storeId: string,
  entity: EntityName,
  key: string,
  now: number,
): KeptReading | null {
  const row = prepared<Row>(
    db,
    `SELECT delta_data, cache_key, computed_at, expires_at FROM sync_preview_cache WHERE store_id = ? AND entity_type = ?`,
  ).get(storeId, entity);
  // a clock that was put back makes it as old as can be
  if (row === undefined || row.cache_key !== key || now >= row.expires_at || now < row.computed_at) return null;
  if (changedSince(db, storeId, entity, row.computed_at)) return null;
  return { reading: JSON.parse(row.delta_data) as CollectionReading, computedAt: row.computed_at };
}

/** Whether a run goes on, or one that ended since changed records of this kind. */
function changedSince(db: ReadableDb, storeId: string, entity: EntityName, since: number): boolean {
  const changes = ['created', 'updated', 'deleted', 'pushed', 'failed', 'conflicts'];
  const sum = changes.map((name) => `coalesce(entities ->> '$.${entity}.${name}', 0)`).join(' + ');
  return (
    prepared(
      db,
      `SELECT 1 FROM sync_runs WHERE store_id = ? AND started_at > ?
         AND (outcome = 'running' OR (ended_at >= ? AND ${sum} > 0)) LIMIT 1`,
    ).get(storeId, since - LONGEST_RUN_MS, since) !== undefined
  );
}

export type NewReading = { readonly entity: EntityName; readonly key: string; readonly reading: CollectionReading };

/**
 * Keeps what was read. A database that cannot be written now is no reason to fail, and hardly one to wait: the next
 * preview reads again. Answers whether it was kept. [PREVIEW1]
 */
export function keepReadings(db: WritableDb, storeId: string, readings: readonly NewReading[], now: number): boolean {
  if (readings.length === 0) return true;
  const patience = db.pragma('busy_timeout', { simple: true }) as number;
  db.pragma(`busy_timeout = ${SHORT_WAIT_MS}`);
  try {
    inTransaction(db, () => {
      for (const reading of readings) keepReading(db, storeId, reading, now);
    });
    return true;
  } catch (error) {
    if (CANNOT_WRITE.test(errorCode(error))) return false;
    throw error;
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}

function keepReading(db: WritableDb, storeId: string, { entity, key, reading }: NewReading, now: number): void {
  prepared(
    db,
    `INSERT INTO sync_preview_cache (store_id, entity_type, delta_data, cache_key, computed_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (store_id, entity_type) DO UPDATE SET delta_data = excluded.delta_data,
       cache_key = excluded.cache_key, computed_at = excluded.computed_at, expires_at = excluded.expires_at`,
  ).run(storeId, entity, JSON.stringify(reading), key, now, now + HOUR_MS);
}

const SHORT_WAIT_MS = 100;
const CANNOT_WRITE = /^SQLITE_(?:BUSY|LOCKED|READONLY|FULL|IOERR|CANTOPEN)/;
