import type { EntityName } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

export type Hole = {
  readonly entity: EntityName;
  readonly wooId: number;
  readonly parentWooId: number | null;
  readonly reason: string;
  readonly attempts: number;
};

/** Records a store record that is known to exist or to differ and must be fetched by itself. */
export function addHole(
  db: WritableDb,
  storeId: string,
  entity: EntityName,
  wooId: number,
  parentWooId: number | null,
  reason: string,
  now: number,
): void {
  prepared(
    db,
    `INSERT INTO sync_holes (store_id, entity, woo_id, parent_woo_id, reason, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  ).run(storeId, entity, wooId, parentWooId, reason, now);
}

export function dropHole(db: WritableDb, storeId: string, entity: EntityName, wooId: number): void {
  prepared(db, `DELETE FROM sync_holes WHERE store_id = ? AND entity = ? AND woo_id = ?`).run(storeId, entity, wooId);
}

export function postponeHole(db: WritableDb, storeId: string, hole: Hole, nextAttemptAt: number): void {
  prepared(
    db,
    `UPDATE sync_holes SET attempts = attempts + 1, next_attempt_at = ? WHERE store_id = ? AND entity = ? AND woo_id = ?`,
  ).run(nextAttemptAt, storeId, hole.entity, hole.wooId);
}

/** Holes that are due, parents first. */
export function dueHoles(db: ReadableDb, storeId: string, now: number, limit: number): readonly Hole[] {
  return prepared<{
    entity: EntityName;
    woo_id: number;
    parent_woo_id: number | null;
    reason: string;
    attempts: number;
  }>(
    db,
    `SELECT entity, woo_id, parent_woo_id, reason, attempts FROM sync_holes
     WHERE store_id = ? AND next_attempt_at <= ? ORDER BY entity = 'variations', created_at, woo_id LIMIT ?`,
  )
    .all(storeId, now, limit)
    .map((row) => ({
      entity: row.entity,
      wooId: row.woo_id,
      parentWooId: row.parent_woo_id,
      reason: row.reason,
      attempts: row.attempts,
    }));
}
