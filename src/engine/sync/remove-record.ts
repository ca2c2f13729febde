import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

/** Entities whose records hang on records of `entity` and go with them. */
const CHILD_ENTITIES: Partial<Readonly<Record<EntityName, readonly { entity: EntityName; column: string }[]>>> = {
  products: [{ entity: 'variations', column: 'product_id' }],
  attributes: [{ entity: 'terms', column: 'attribute_id' }],
  orders: [
    { entity: 'order_notes', column: 'order_id' },
    { entity: 'order_refunds', column: 'order_id' },
  ],
};

/** Local ids of the records that would go with this one, itself first. */
export function recordAndChildren(
  db: ReadableDb,
  entity: EntityName,
  recordId: string,
): readonly { entity: EntityName; id: string }[] {
  const all = [{ entity, id: recordId }];
  for (const child of CHILD_ENTITIES[entity] ?? []) {
    const rows = prepared<{ id: string }>(db, `SELECT id FROM ${TABLE_OF[child.entity]} WHERE ${child.column} = ?`).all(
      recordId,
    );
    all.push(...rows.map((row) => ({ entity: child.entity, id: row.id })));
  }
  return all;
}

/** Whether the record or one that hangs on it has operations that have not ended. */
export function hasUnsentChanges(db: ReadableDb, entity: EntityName, recordId: string): boolean {
  return recordAndChildren(db, entity, recordId).some(
    ({ id }) =>
      prepared(db, `SELECT 1 FROM outbox WHERE record_id = ? AND state <> 'ended' LIMIT 1`).get(id) !== undefined,
  );
}

/** Takes a record and all that hangs on it out of the mirror. The caller has made sure that nothing unsent is lost. */
export function removeRecord(db: WritableDb, entity: EntityName, recordId: string): void {
  for (const { id } of recordAndChildren(db, entity, recordId)) {
    prepared(db, `DELETE FROM base_documents WHERE record_id = ?`).run(id);
  }
  prepared(db, `DELETE FROM ${TABLE_OF[entity]} WHERE id = ?`).run(recordId);
}
