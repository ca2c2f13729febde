import type { EntityName } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { rowHeadByWooId } from './row-writer.ts';
import { LOOSE_REFERENCES } from './rewrite-record-id.ts';
import { removeRecord } from './remove-record.ts';

/**
 * A record born here turns out to be one that a pull had already taken in under an id of its own: the twin's unsent
 * changes move to the record born here, and the twin goes. Inside the caller's transaction. [IDENT2]
 */
export function absorbTwin(
  db: WritableDb,
  entity: EntityName,
  storeId: string,
  recordId: string,
  wooId: number | null,
): void {
  if (wooId === null) return;
  const twin = rowHeadByWooId(db, entity, storeId, wooId);
  if (twin === null || twin.id === recordId) return;
  for (const { table, column } of LOOSE_REFERENCES) {
    if (table === 'base_documents' || table === 'sync_missing') continue;
    db.prepare(`UPDATE OR IGNORE ${table} SET ${column} = ? WHERE ${column} = ?`).run(recordId, twin.id);
  }
  removeRecord(db, entity, twin.id);
}
