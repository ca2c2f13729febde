import type { EntityName } from '../../shared/domain/entities.ts';
import { ENTITY_NAMES, TABLE_OF } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction } from '../database/database.ts';

/**
 * Columns that name a record by its local id without a foreign key, because they may name records of any entity.
 * References with a foreign key follow by ON UPDATE CASCADE.
 */
export const LOOSE_REFERENCES: readonly { readonly table: string; readonly column: string }[] = [
  { table: 'base_documents', column: 'record_id' },
  { table: 'outbox', column: 'record_id' },
  { table: 'sync_errors', column: 'entity_id' },
  { table: 'sync_conflict', column: 'local_id' },
  { table: 'sync_missing', column: 'record_id' },
  { table: 'sync_logs', column: 'entity_id' },
  { table: 'field_changes', column: 'record_id' },
  { table: 'team_marks', column: 'row_id' },
];

/** JSON in which a record that is not sent yet names another by its local id. */
const DOCUMENTS_WITH_IDS = [
  { table: 'outbox', column: 'payload', where: `state <> 'ended' AND` },
  { table: 'adopted_changes', column: 'change', where: '' },
  { table: 'shared_operations', column: 'payload', where: '' },
] as const;

/**
 * Gives a record another local id, with all its references, in one transaction. Two desktops may have given the
 * same store record different ids before they met: the store's number decides which record it is, this makes the
 * ids agree. Ids inside unsent, adopted and shared changes (a new record that another one names) are rewritten too.
 * [IDENT3]
 */
export function rewriteRecordId(db: WritableDb, entity: EntityName, oldId: string, newId: string): void {
  if (oldId === newId) return;
  inDurableTransaction(db, () => {
    for (const other of ENTITY_NAMES) {
      const taken = db.prepare(`SELECT 1 FROM ${TABLE_OF[other]} WHERE id = ?`).get(newId);
      if (taken !== undefined) throw new Error(`the id ${newId} is taken`);
    }
    const changed = db.prepare(`UPDATE ${TABLE_OF[entity]} SET id = ? WHERE id = ?`).run(newId, oldId).changes;
    if (changed !== 1) throw new Error(`no record ${oldId}`);
    for (const { table, column } of LOOSE_REFERENCES) {
      db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(newId, oldId);
    }
    const quotedOld = JSON.stringify(oldId);
    for (const { table, column, where } of DOCUMENTS_WITH_IDS) {
      db.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE ${where} instr(${column}, ?) > 0`).run(
        quotedOld,
        JSON.stringify(newId),
        quotedOld,
      );
    }
  });
}
