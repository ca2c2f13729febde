import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { RecordRow } from './record-rows.ts';
import { recordsWhere } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

export type NotFound = { readonly type: 'NotFound'; readonly entity: string; readonly id: string };

const WOO_ID = /^woo:(\d{1,15})$/;

/**
 * The local id behind a local id or `woo:N`. With several stores and no `storeId`, `woo:N` means the one store that has such a
 * record; it is not found when several have. Null: there is none.
 */
export function findRecordId(db: ReadableDb, entity: EntityName, id: string, storeId: string | null): string | null {
  const table = TABLE_OF[entity];
  const wooId = WOO_ID.exec(id)?.[1];
  if (wooId === undefined) {
    const row = prepared<{ id: string; store_id: string }>(db, `SELECT id, store_id FROM ${table} WHERE id = ?`).get(
      id,
    );
    return row === undefined || (storeId !== null && row.store_id !== storeId) ? null : row.id;
  }
  const rows = prepared<{ id: string }>(
    db,
    `SELECT r.id FROM stores AS s CROSS JOIN ${table} AS r ON r.store_id = s.id AND r.woo_id = ? WHERE ? IS NULL OR s.id = ?`,
  ).all(Number(wooId), storeId, storeId);
  const [only] = rows;
  return only !== undefined && rows.length === 1 ? only.id : null;
}

/** One record, live or in the trash, by local id or `woo:N`. */
export function getRecord(
  db: ReadableDb,
  entity: EntityName,
  id: string,
  storeId: string | null = null,
): Result<RecordRow, NotFound> {
  return inSnapshot(db, () => {
    const found = findRecordId(db, entity, id, storeId);
    const [record] = found === null ? [] : recordsWhere(db, entity, 'r.id = ?', found);
    return record === undefined ? err({ type: 'NotFound', entity, id }) : ok(record);
  });
}
