import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { holdForGone } from '../sync/hold-for-gone.ts';
import { addHole } from '../sync/holes-store.ts';
import { findParent } from './find-place.ts';
import type { PlaceContext } from './insert-change.ts';
import { insertChange, insertRecord, stateHere } from './insert-change.ts';
import type { Placement, WaitReason } from './place-change.ts';
import { placeChange } from './place-change.ts';
import type { UnsentStore, WaitingChange } from './unsent-file.ts';

type WaitingRow = { readonly operation_id: string; readonly change: string; readonly reason: WaitReason };

/** Keeps the changes of one store of a file that have no operation here yet, in their order. */
export function keepAside(db: WritableDb, store: UnsentStore, url: string, storeId: string | null, now: number): void {
  const isKnown = prepared(db, `SELECT 1 FROM outbox WHERE id = ?`);
  const insert = prepared(
    db,
    `INSERT INTO adopted_changes (operation_id, store_url, store_name, store_id, change, reason, adopted_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (operation_id) DO NOTHING`,
  );
  const reason: WaitReason = storeId === null ? 'store-not-connected' : 'record-unknown';
  for (const change of store.changes) {
    if (isKnown.get(change.id) !== undefined) continue;
    const waiting: WaitingChange = { ...change, serverTime: store.serverTime };
    insert.run(change.id, url, store.name, storeId, JSON.stringify(waiting), reason, now);
  }
}

/** Changes whose store was not connected when they were adopted, and is now. */
export function claimByAddress(db: WritableDb, storeId: string, url: string): void {
  prepared(db, `UPDATE adopted_changes SET store_id = ? WHERE store_id IS NULL AND store_url = ?`).run(storeId, url);
}

export function hasWaiting(db: ReadableDb, storeId: string): boolean {
  return prepared(db, `SELECT 1 FROM adopted_changes WHERE store_id = ? LIMIT 1`).get(storeId) !== undefined;
}

/** Ids of all changes that wait, with the reason. */
export function waitingReasons(db: ReadableDb): ReadonlyMap<string, WaitReason> {
  const rows = prepared<WaitingRow>(db, `SELECT operation_id, reason FROM adopted_changes`).all();
  return new Map(rows.map((row) => [row.operation_id, row.reason]));
}

export type ListedWaiting = {
  readonly change: WaitingChange;
  readonly storeName: string;
  readonly storeUrl: string;
  readonly reason: WaitReason;
  /** Epoch ms. */
  readonly adoptedAt: number;
};

/** Every change that waits, in its order. */
export function listWaiting(db: ReadableDb): readonly ListedWaiting[] {
  type Row = WaitingRow & { readonly store_name: string; readonly store_url: string; readonly adopted_at: number };
  return prepared<Row>(
    db,
    `SELECT operation_id, change, reason, store_name, store_url, adopted_at FROM adopted_changes ORDER BY position`,
  )
    .all()
    .map((row) => ({
      change: JSON.parse(row.change) as WaitingChange,
      storeName: row.store_name,
      storeUrl: row.store_url,
      reason: row.reason,
      adoptedAt: row.adopted_at,
    }));
}

/**
 * Places what can be placed of one store, in order; what follows a change of the same record that waits, waits too.
 * Inside the caller's transaction. `afterReading`: the store was read to its end before, so that a record which is
 * not known is asked for by its number. Answers how each change fared.
 */
export function placeWaiting(context: PlaceContext, afterReading: boolean): ReadonlyMap<string, Placement> {
  const { db, storeId } = context;
  const rows = prepared<WaitingRow>(
    db,
    `SELECT operation_id, change, reason FROM adopted_changes WHERE store_id = ? ORDER BY position`,
  ).all(storeId);
  const outcomes = new Map<string, Placement>();
  const blocked = new Set<string>();
  for (const row of rows) {
    const change = JSON.parse(row.change) as WaitingChange;
    const isBehind = blocked.has(change.record.id);
    let placement: Placement = isBehind ? { kind: 'waits', reason: 'earlier-waits' } : placeChange(context, change);
    if (placement.kind === 'waits' && placement.reason === 'record-unknown') {
      if (afterReading) placement = askForRecord(context, change, row.reason);
      else if (row.reason === 'asked-for') placement = { kind: 'waits', reason: row.reason };
    }
    outcomes.set(change.id, placement);
    if (placement.kind === 'waits') {
      blocked.add(change.record.id);
      if (placement.reason !== row.reason)
        prepared(db, `UPDATE adopted_changes SET reason = ? WHERE operation_id = ?`).run(placement.reason, change.id);
    } else prepared(db, `DELETE FROM adopted_changes WHERE operation_id = ?`).run(change.id);
  }
  return outcomes;
}

/**
 * The store was read and did not show the record: it is asked for by its number in the next run. When only the store
 * itself then calls it gone, the change becomes the decision that every unsent change of a gone record becomes.
 */
function askForRecord(context: PlaceContext, change: WaitingChange, reason: WaitReason): Placement {
  const { db, storeId, now } = context;
  const { entity, record } = change;
  const waits = (why: WaitReason): Placement => ({ kind: 'waits', reason: why });
  // terms are read whole with their attribute in every run
  if (record.wooId === null || entity === 'terms') return waits('record-unknown');
  const isAsked =
    prepared(db, `SELECT 1 FROM sync_holes WHERE store_id = ? AND entity = ? AND woo_id = ?`).get(
      storeId,
      entity,
      record.wooId,
    ) !== undefined;
  if (isAsked) return waits('asked-for');
  if (reason !== 'asked-for') {
    addHole(db, storeId, entity, record.wooId, record.parent?.wooId ?? null, 'adopted', now);
    return waits('asked-for');
  }
  return holdAsGone(context, change, record.wooId);
}

function holdAsGone(context: PlaceContext, change: WaitingChange, wooId: number): Placement {
  const parentId = findParent(context, change);
  if (parentId === 'unknown') return { kind: 'waits', reason: 'parent-unknown' };
  const { entity } = change;
  const place = { entity, id: context.newId(), wooId };
  insertChange(context, place.id, change, change.payload, stateHere(change));
  insertRecord(context, place, parentId, { ...change.base, id: wooId });
  holdForGone(context, entity, place.id, wooId);
  return { kind: 'decision', place };
}
