import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { EDITABLE_FIELDS } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath, withPath } from '../../shared/domain/json-path.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { Conflict } from '../sync/conflict-store.ts';
import { closeConflict, openConflictOf, saveConflict } from '../sync/conflict-store.ts';
import type { FieldChange, OperationPayload } from '../sync/operation.ts';
import { STAMP_KEY } from '../sync/operation.ts';
import { openOperationsOf, requeueOperation, updatePayload } from '../sync/outbox-store.ts';
import { recordAndChildren } from '../sync/remove-record.ts';
import { PARENT_OF } from '../sync/row-writer.ts';
import type { CommandContext, CommandResult } from './command-context.ts';
import { refuseField } from './command-context.ts';
import { removeLocally } from './local-removal.ts';
import { dropField, endUnsent, queueOperation } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';
import { finishRecord, isInFlight, loadRecord } from './record-state.ts';
import type { FieldDecision, FieldDecisions } from './settle-fields.ts';
import { statusBeforeTrash } from './status-before-trash.ts';

/**
 * Settles a decision about a record that the store deleted while changes waited here. `status` decides all of it:
 * mine brings the record back (out of the trash, or by making it anew when it is gone for good), theirs lets the
 * changes go. Other fields can be given up or changed one by one before; they wait with the rest.
 * Answers whether the decision is settled.
 */
export function decideDeleted(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  decisions: FieldDecisions,
): CommandResult<boolean> {
  if (record.operations.some(isInFlight)) return refuseField('status', 'being-sent');
  const whole = decisions.get('status');
  if (whole?.choice !== 'theirs') settleSingly(context, record, conflict, decisions);
  if (whole === undefined) {
    finishRecord(context, record);
    return ok(false);
  }
  const isGone = record.base === null || conflict.theirs['status'] === 'gone';
  if (whole.choice === 'theirs') {
    if (isGone) removeLocally(context, record, 'keep_remote');
    else letGo(context, record, conflict);
    return ok(true);
  }
  if (isGone) return makeAnew(context, record, conflict);
  bringBack(context, record, conflict, whole);
  return ok(true);
}

/** Fields that are named beside `status`: given up, or given another value, inside what is held. */
function settleSingly(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  decisions: FieldDecisions,
): void {
  const gone = new Set<FieldPath>();
  const mine: { [path: string]: JsonValue } = { ...conflict.mine };
  for (const [path, decision] of decisions) {
    if (path === 'status' || decision.choice === 'mine') continue;
    for (const operation of openOperationsOf(context.db, record.id)) {
      const change = operation.payload.fields?.[path];
      if (change === undefined) continue;
      if (decision.choice === 'theirs') dropField(context, operation, path, 'settled');
      else {
        const fields = { ...operation.payload.fields, [path]: { ...change, value: decision.value } };
        updatePayload(context.db, operation.id, { ...operation.payload, fields });
      }
    }
    if (decision.choice === 'theirs') gone.add(path);
    else mine[path] = decision.value;
  }
  const fields = conflict.fields.filter((path) => !gone.has(path));
  saveConflict(context.db, { ...conflict, mine, fields }, context.now);
}

function letGo(context: CommandContext, record: RecordState, conflict: Conflict): void {
  for (const operation of record.operations) endUnsent(context, operation, 'settled', 'decided');
  closeConflict(context.db, conflict.id, 'keep_remote', context.now);
  finishRecord(context, record);
}

/** Out of the trash first, then the edits that waited, each on top of what the store has now. */
function bringBack(context: CommandContext, record: RecordState, conflict: Conflict, decision: FieldDecision): void {
  const fields: Record<FieldPath, FieldChange> = {};
  let status: JsonValue = null;
  for (const operation of openOperationsOf(context.db, record.id)) {
    if (operation.payload.fields === undefined) continue;
    for (const [path, change] of Object.entries(operation.payload.fields)) {
      if (path === 'status') status = change.value;
      else fields[path] = { base: getPath(record.base ?? {}, path) ?? null, value: change.value };
    }
    endUnsent(context, operation, 'settled', 'decided');
  }
  if (decision.choice === 'value') status = decision.value;
  // "publish" is what is put there when the edits say nothing about the status
  if (decision.choice !== 'value' && (status === null || status === 'publish'))
    status = statusBeforeTrash(context, record);
  queueOperation(context, record, 'restore', { fields: { status: { base: 'trash', value: status } } });
  if (Object.keys(fields).length > 0) queueOperation(context, record, 'update', { fields });
  for (const operation of openOperationsOf(context.db, record.id)) {
    if (operation.state !== 'held' || operation.payload.stock === undefined) continue;
    updatePayload(context.db, operation.id, onPresentStock(operation.payload, record.base));
    requeueOperation(context.db, operation.id, null);
  }
  closeConflict(context.db, conflict.id, decision.choice === 'mine' ? 'keep_local' : 'merge', context.now);
  finishRecord(context, record);
}

function onPresentStock(payload: OperationPayload, base: JsonObject | null): OperationPayload {
  if (payload.stock === undefined || 'adjust' in payload.stock) return payload;
  const quantity = base?.['stock_quantity'];
  return { ...payload, stock: { ...payload.stock, basis: typeof quantity === 'number' ? quantity : null } };
}

/**
 * The record is gone for good: it is made anew from all that is known of it, with what hangs on it. When it hangs on
 * a record that is gone too, that one is made anew with everything. Orders cannot be made here.
 */
function makeAnew(context: CommandContext, record: RecordState, conflict: Conflict): CommandResult<boolean> {
  if (record.entity === 'orders' || record.entity === 'order_notes' || record.entity === 'order_refunds') {
    return refuseField('status', 'not-creatable');
  }
  const parent = PARENT_OF[record.entity];
  const parentIsGone = parent !== undefined && conflict.wooId === null && record.head.parentId !== null;
  const root = parentIsGone
    ? { entity: parent.entity, id: record.head.parentId ?? '' }
    : { entity: record.entity, id: record.id };
  const members = recordAndChildren(context.db, root.entity, root.id);
  if (members.some(({ id }) => openOperationsOf(context.db, id).some(isInFlight))) {
    return refuseField('status', 'being-sent');
  }
  for (const member of members) {
    const state = loadRecord(context.db, member.entity, member.id);
    if (state !== null) toCreate(context, state);
  }
  return ok(true);
}

/** Turns a known record into one that waits to be created: no number of the store's, no base, one create. */
function toCreate(context: CommandContext, record: RecordState): void {
  const { db, now } = context;
  for (const operation of record.operations) endUnsent(context, operation, 'settled', 'decided');
  const open = openConflictOf(db, record.id);
  if (open !== null) closeConflict(db, open.id, 'keep_local', now);
  const values = creatableValues(record.entity, record.local);
  prepared(db, `UPDATE ${TABLE_OF[record.entity]} SET woo_id = NULL, source = 'local' WHERE id = ?`).run(record.id);
  prepared(db, `DELETE FROM base_documents WHERE record_id = ?`).run(record.id);
  prepared(db, `DELETE FROM sync_missing WHERE record_id = ? AND store_id = ?`).run(record.id, record.storeId);
  queueOperation(context, record, 'create', { values });
  finishRecord(context, record);
}

/** What of a document can be sent in a create: the editable fields that say something. */
export function creatableValues(entity: EntityName, document: JsonObject): JsonObject {
  let values: JsonObject = {};
  for (const spec of EDITABLE_FIELDS[entity]) {
    const value = getPath(document, spec.path);
    if (value === undefined || value === null || value === '' || value === 'parent') continue;
    if (spec.path === 'status' && value === 'trash') values = withPath(values, 'status', 'draft');
    else values = withPath(values, spec.path, spec.kind === 'meta' ? plainMeta(value) : value);
  }
  return values;
}

function plainMeta(value: JsonValue): JsonValue {
  return (Array.isArray(value) ? (value as readonly JsonObject[]) : [])
    .filter((entry) => entry['key'] !== STAMP_KEY)
    .map((entry) => ({ key: entry['key'] ?? '', value: entry['value'] ?? null }));
}
