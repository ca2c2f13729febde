import { prepared } from '../database/database.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import { closeConflict, openConflictOf } from '../sync/conflict-store.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { recordAndChildren, removeRecord } from '../sync/remove-record.ts';
import type { CommandContext } from './command-context.ts';
import { endUnsent } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';
import { isInFlight } from './record-state.ts';

type Removable = Pick<RecordState, 'entity' | 'id' | 'storeId'>;

/** Whether anything of the record or of what hangs on it is on its way. */
export function isAnyInFlight(context: CommandContext, entity: EntityName, id: string): boolean {
  return recordAndChildren(context.db, entity, id).some((member) =>
    openOperationsOf(context.db, member.id).some(isInFlight),
  );
}

/**
 * Takes a record and all that hangs on it out of the mirror at once: a person said so. What waited to be sent ends
 * as settled, decisions about them are closed.
 */
export function removeLocally(
  context: CommandContext,
  record: Removable,
  resolution: 'keep_local' | 'keep_remote',
): void {
  const { db, now } = context;
  for (const member of recordAndChildren(db, record.entity, record.id)) {
    for (const operation of openOperationsOf(db, member.id)) endUnsent(context, operation, 'settled', 'removed');
    const open = openConflictOf(db, member.id);
    if (open !== null) closeConflict(db, open.id, resolution, now);
    prepared(
      db,
      `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = 'removed' WHERE store_id = ? AND entity_type = ? AND entity_id = ? AND resolved = 0`,
    ).run(now, record.storeId, member.entity, member.id);
    prepared(db, `DELETE FROM sync_missing WHERE record_id = ? AND store_id = ?`).run(member.id, record.storeId);
    context.touch(record.storeId, member.entity, member.id);
  }
  removeRecord(db, record.entity, record.id);
}
