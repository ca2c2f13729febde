import { EDITABLE_FIELDS } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import { prepared } from '../database/database.ts';
import { closeConflict, openConflictOf } from '../sync/conflict-store.ts';
import type { FieldChange, Operation, OperationPayload } from '../sync/operation.ts';
import { STAMP_KEY } from '../sync/operation.ts';
import { endOperation, insertOperation, operationById } from '../sync/outbox-store.ts';
import { rebuildRow } from '../sync/rebuild-row.ts';
import { rowHeadById } from '../sync/row-writer.ts';
import type { PlaceContext } from './insert-change.ts';

type Shared = { readonly operation_id: string; readonly payload: string; readonly server_time: number };

/**
 * Operations that another computer has too and that must not happen twice go back to being looked for before they are
 * sent, in every run in which they would be sent. What a person decided after such a look stands. Inside the caller's
 * transaction; answers the records concerned. [EXPORT5]
 *
 * At the `end` of a run only creates whose record the reading has just shown: the run may send what its own looks did
 * not find.
 */
export function lookForShared(context: PlaceContext, moment: 'start' | 'end'): readonly string[] {
  const { db, storeId } = context;
  prepared(
    db,
    `DELETE FROM shared_operations WHERE operation_id IN (SELECT s.operation_id FROM shared_operations AS s
       JOIN outbox AS o ON o.id = s.operation_id WHERE o.store_id = ? AND o.state = 'ended')`,
  ).run(storeId);
  const rows = prepared<Shared>(
    db,
    `SELECT s.operation_id, s.payload, s.server_time FROM shared_operations AS s JOIN outbox AS o ON o.id = s.operation_id
     WHERE o.store_id = ? AND o.state = 'queued' AND NOT EXISTS (SELECT 1 FROM sync_conflict AS c
       WHERE c.operation_id = o.id AND c.conflict_type = 'outcome_unknown' AND c.status <> 'open') ORDER BY o.sequence`,
  ).all(storeId);
  const touched: string[] = [];
  for (const row of rows) {
    const operation = operationById(db, row.operation_id);
    if (operation === null) continue;
    const head = operation.kind === 'create' ? rowHeadById(db, operation.entity, operation.recordId) : null;
    const isShown = head !== null && head.wooId !== null;
    if (moment === 'end' && !isShown) continue;
    makeUnknown(context, operation, JSON.parse(row.payload) as OperationPayload, row.server_time);
    touched.push(operation.recordId);
  }
  return touched;
}

function makeUnknown(context: PlaceContext, operation: Operation, shared: OperationPayload, serverTime: number): void {
  const later = operation.kind === 'create' ? editedSince(operation, shared) : {};
  prepared(
    context.db,
    `UPDATE outbox SET state = 'unknown', attempts = max(attempts, 1), looks = 0, first_look_at = NULL, next_attempt_at = NULL,
       claimed_at = coalesce(claimed_at, created_at), claimed_server_time = coalesce(claimed_server_time, ?), payload = ?
     WHERE id = ?`,
  ).run(serverTime, JSON.stringify(asShared(operation.payload, shared)), operation.id);
  if (Object.keys(later).length === 0) return;
  insertOperation(context.db, {
    id: context.newId(),
    storeId: operation.storeId,
    entity: operation.entity,
    recordId: operation.recordId,
    kind: 'update',
    payload: { fields: later },
    createdAt: context.now,
  });
}

/** What is looked for: a create as the other computer has it, an adjustment with the stamp that stood there before. */
function asShared(payload: OperationPayload, shared: OperationPayload): OperationPayload {
  if (shared.values !== undefined) return { ...payload, values: shared.values };
  const { stock } = payload;
  const isFirstTry = stock !== undefined && 'adjust' in stock && stock.stampBefore === undefined;
  return isFirstTry && shared.stock !== undefined ? { ...payload, stock: shared.stock } : payload;
}

/** What was edited in a new record after the other computer got it: an edit of its own, which that one will not send. */
function editedSince(operation: Operation, shared: OperationPayload): Readonly<Record<string, FieldChange>> {
  const before = shared.values ?? {};
  const now = operation.payload.values ?? {};
  const fields: Record<string, FieldChange> = {};
  for (const spec of EDITABLE_FIELDS[operation.entity]) {
    const base = getPath(before, spec.path) ?? null;
    const value = getPath(now, spec.path) ?? null;
    if (!fieldEquals(spec.kind, base, value)) fields[spec.path] = { base, value };
  }
  return fields;
}

type Asked = { readonly id: string; readonly seen: string | null };

/**
 * Every computer sends the changes of a record in their order: an adjustment of stock whose successor has arrived
 * arrived before it (or was let go by a person there), although its stamp was replaced. Its question is answered.
 */
export function settleOvertaken(context: PlaceContext): readonly string[] {
  const { db, storeId } = context;
  const asked = prepared<Asked>(
    db,
    `SELECT o.id, c.local_data ->> ? AS seen FROM shared_operations AS s
     JOIN outbox AS o ON o.id = s.operation_id AND o.state = 'held' AND o.kind = 'stock'
     JOIN sync_conflict AS c ON c.operation_id = o.id AND c.status = 'open' AND c.conflict_type = 'outcome_unknown'
     WHERE o.store_id = ?`,
  ).all(`$.${STAMP_KEY}`, storeId);
  const touched: string[] = [];
  for (const { id, seen } of asked) {
    const operation = operationById(db, id);
    const successor = seen === null ? null : operationById(db, seen);
    if (operation === null || successor === null || successor.recordId !== operation.recordId) continue;
    if (successor.sequence < operation.sequence || successor.state !== 'ended') continue;
    endOperation(db, id, 'sent', context.now);
    const open = openConflictOf(db, operation.recordId);
    if (open !== null) closeConflict(db, open.id, 'merge', context.now);
    rebuildRow(context, operation.entity, operation.recordId);
    touched.push(operation.recordId);
  }
  return touched;
}
