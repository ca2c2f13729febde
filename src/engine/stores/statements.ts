import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

export type StoreMode = 'watch' | 'push';
export type StoreCadence = 'eco' | 'balanced' | 'realtime';

/** What this area reads of a store. */
export type StoreRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly status: 'connected' | 'paused' | 'error' | 'disconnected';
  readonly is_demo: number;
};

/** A store as it is first written; times are epoch milliseconds. */
export type NewStore = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly currency: string | null;
  readonly wooVersion: string | null;
  readonly timeZone: string | null;
  readonly mode: StoreMode;
  readonly authMode: 'header' | 'query';
  readonly pageSize: number;
  readonly hasVariationsRoute: boolean | null;
  readonly isDemo: boolean;
  readonly now: number;
};

const COLUMNS = 'id, name, url, status, is_demo';

export function storeById(db: ReadableDb, id: string): StoreRow | null {
  return prepared<StoreRow>(db, `SELECT ${COLUMNS} FROM stores WHERE id = ?`).get(id) ?? null;
}

/** Names are compared without regard to the case of ASCII letters, as the table's own uniqueness does. */
export function storeByName(db: ReadableDb, name: string): StoreRow | null {
  return prepared<StoreRow>(db, `SELECT ${COLUMNS} FROM stores WHERE name = ?`).get(name) ?? null;
}

export function demoStores(db: ReadableDb): readonly StoreRow[] {
  return prepared<StoreRow>(db, `SELECT ${COLUMNS} FROM stores WHERE is_demo = 1 ORDER BY created_at`).all();
}

export function insertStore(db: WritableDb, store: NewStore): void {
  prepared(
    db,
    `INSERT INTO stores (id, name, url, currency, woo_version, wp_timezone, mode, auth_mode, page_size,
       has_variations_route, is_demo, created_at, updated_at)
     VALUES (?, ?, ?, coalesce(?, 'ILS'), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    store.id,
    store.name,
    store.url,
    store.currency,
    store.wooVersion,
    store.timeZone,
    store.mode,
    store.authMode,
    store.pageSize,
    store.hasVariationsRoute === null ? null : Number(store.hasVariationsRoute),
    Number(store.isDemo),
    store.now,
    store.now,
  );
}

/** The columns that a person or a check changes, one at a time. */
export type StoreColumn = 'name' | 'url' | 'status' | 'mode' | 'cadence';

export function updateStore(db: WritableDb, id: string, column: StoreColumn, value: string, now: number): void {
  prepared(db, `UPDATE stores SET ${column} = ?, updated_at = ? WHERE id = ?`).run(value, now, id);
}

/** Removes the store with everything that hangs on it. */
export function deleteStore(db: WritableDb, id: string): void {
  prepared(db, `DELETE FROM stores WHERE id = ?`).run(id);
}

/** Operations of the store that were not confirmed, whatever they wait for. */
export function countUnsent(db: ReadableDb, storeId: string): number {
  const row = prepared<{ unsent: number }>(
    db,
    `SELECT count(*) AS unsent FROM outbox WHERE store_id = ? AND state <> 'ended'`,
  ).get(storeId);
  return row?.unsent ?? 0;
}
