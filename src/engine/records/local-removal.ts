import { prepared } from '../database/database.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { closeConflict, openConflictOf } from '../sync/conflict-store.ts';
import type { OperationPayload } from '../sync/operation.ts';
import { openOperationsOf, updatePayload } from '../sync/outbox-store.ts';
import { asObject } from '../sync/projections/read-json.ts';
import { rebuildRow } from '../sync/rebuild-row.ts';
import { recordAndChildren, removeRecord } from '../sync/remove-record.ts';
import type { CommandContext } from './command-context.ts';
import { endUnsent } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';
import { isInFlight } from './record-state.ts';

type Removable = Pick<RecordState, 'entity' | 'id' | 'storeId'>;

/** Takes a record that will never have a number out of what waits to be sent: the categories of a product, a parent. */
function forgetReferences(context: CommandContext, record: Removable): void {
  const rows = prepared<{ id: string; entity: EntityName; record_id: string; payload: string }>(
    context.db,
    `SELECT id, entity, record_id, payload FROM outbox WHERE store_id = ? AND state <> 'ended' AND record_id <> ? AND instr(payload, ?) > 0`,
  ).all(record.storeId, record.id, JSON.stringify(record.id));
  for (const row of rows) {
    const payload = JSON.parse(row.payload) as OperationPayload;
    const values = withoutReference(payload.values ?? {}, record.id);
    const fields = Object.fromEntries(
      Object.entries(payload.fields ?? {}).map(([path, change]) => [
        path,
        { ...change, value: withoutReference({ value: change.value }, record.id)['value'] ?? null },
      ]),
    );
    updatePayload(context.db, row.id, {
      ...payload,
      ...(payload.values === undefined ? {} : { values }),
      ...(payload.fields === undefined ? {} : { fields }),
    });
    rebuildRow(context, row.entity, row.record_id);
    context.touch(record.storeId, row.entity, row.record_id);
  }
}

function withoutReference(values: JsonObject, id: string): JsonObject {
  const result: { [name: string]: JsonValue } = { ...values };
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) {
      result[name] = (value as readonly JsonValue[]).filter((item) => asObject(item)['id'] !== id);
    } else if (value === id) result[name] = 0;
  }
  return result;
}

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
  forgetReferences(context, record);
  removeRecord(db, record.entity, record.id);
}
