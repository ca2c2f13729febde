import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByColumn, fieldByPath, pathToColumn } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { Conflict } from '../sync/conflict-store.ts';
import { conflictById, openConflictOf, reopenConflictRow, saveConflict } from '../sync/conflict-store.ts';
import type { FieldChange, Operation } from '../sync/operation.ts';
import {
  insertOperation,
  openOperationsOf,
  operationById,
  setOperationState,
  updatePayload,
} from '../sync/outbox-store.ts';
import type { CommandContext, CommandResult } from './command-context.ts';
import { notFound, refuseField } from './command-context.ts';
import { dropField } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';
import { finishRecord, isChangeable, loadRecord, touchesPath } from './record-state.ts';

export type ReopenInput = {
  /** Id of the decision. */
  readonly id: string;
  /** Columns (or paths) that were settled. */
  readonly fields: readonly string[];
};
/** Columns. */
export type Reopened = { readonly reopened: readonly string[]; readonly stays: readonly string[] };

/**
 * Asks settled fields of a decision again, with the values they had, as long as the answer did not leave. Refused when
 * the record has another open decision by now. [MERGE9]
 */
export function reopenConflict(context: CommandContext, input: ReopenInput): CommandResult<Reopened> {
  const conflict = conflictById(context.db, input.id);
  if (conflict === null) return notFound('conflicts', input.id);
  const isFieldwise = conflict.kind === 'both_changed' || conflict.kind === 'stock_moved';
  if (!isFieldwise || conflict.recordId === null) return refuseField('id', 'already-settled');
  const record = loadRecord(context.db, conflict.entity, conflict.recordId);
  if (record === null) return notFound(conflict.entity, conflict.recordId);
  if ((openConflictOf(context.db, record.id)?.id ?? conflict.id) !== conflict.id) {
    return refuseField('id', 'already-settled');
  }
  const paths = new Map<FieldPath, string>();
  for (const field of input.fields) {
    const path = fieldByColumn(conflict.entity, field)?.path ?? field;
    if (fieldByPath(conflict.entity, path) === undefined) return refuseField(field, 'unknown-field');
    if (conflict.status !== 'open' || !conflict.fields.includes(path)) paths.set(path, field);
  }
  const reopened = [...paths.keys()].filter((path) => canAskAgain(record, conflict, path));
  if (reopened.length > 0) askAgain(context, record, conflict, reopened);
  const columnsOf = (some: readonly FieldPath[]): string[] => some.map((path) => pathToColumn(conflict.entity, path));
  return ok({
    reopened: columnsOf(reopened),
    stays: columnsOf([...paths.keys()].filter((path) => !reopened.includes(path))),
  });
}

/** The store shows what it showed when the question was asked, and nothing about the field is on its way. */
function canAskAgain(record: RecordState, conflict: Conflict, path: FieldPath): boolean {
  if (!Object.hasOwn(conflict.mine, path)) return false;
  const kind = fieldByPath(record.entity, path)?.kind ?? 'text';
  const now = getPath(record.base ?? {}, path) ?? null;
  const isOnItsWay = record.operations.some(
    (operation) => touchesPath(operation, path) && !isChangeable(operation) && operation.state !== 'held',
  );
  return !isOnItsWay && fieldEquals(kind, now, conflict.theirs[path] ?? null);
}

function askAgain(context: CommandContext, record: RecordState, conflict: Conflict, paths: readonly FieldPath[]): void {
  const fields: Record<FieldPath, FieldChange> = {};
  for (const path of paths) {
    if (path === 'stock_quantity' && holdCount(context, record, conflict)) continue;
    takeOff(context, record.id, path);
    fields[path] = { base: conflict.base[path] ?? null, value: conflict.mine[path] ?? null };
  }
  const operationId = Object.keys(fields).length === 0 ? null : holdChanges(context, record, fields);
  const open = conflict.status === 'open' ? conflict.fields : [];
  reopenConflictRow(context.db, conflict.id);
  const counted = openOperationsOf(context.db, record.id).find((one) => one.state === 'held');
  saveConflict(
    context.db,
    {
      ...conflict,
      operationId: operationId ?? counted?.id ?? null,
      theirs: withPresent(conflict.theirs, record.base, paths),
      fields: [...open, ...paths],
    },
    context.now,
  );
  finishRecord(context, record);
}

function withPresent(theirs: JsonObject, base: JsonObject | null, paths: readonly FieldPath[]): JsonObject {
  const present: { [path: string]: JsonValue } = { ...theirs };
  for (const path of paths) present[path] = getPath(base ?? {}, path) ?? null;
  return present;
}

/** The answer that waits goes: the question stands in its place. */
function takeOff(context: CommandContext, recordId: string, path: FieldPath): void {
  for (const operation of openOperationsOf(context.db, recordId)) {
    if (isChangeable(operation) && operation.payload.fields?.[path] !== undefined) {
      dropField(context, operation, path, 'superseded');
    }
  }
}

/** A count is an intent of its own: it is held again with the basis it was made on. False: the edit was no count. */
function holdCount(context: CommandContext, record: RecordState, conflict: Conflict): boolean {
  const mine = conflict.mine['stock_quantity'];
  const basis = conflict.base['stock_quantity'];
  const asked = lastCount(context, record.id);
  if (asked === null || typeof mine !== 'number') return false;
  takeOff(context, record.id, 'stock_quantity');
  const stock = { count: mine, basis: typeof basis === 'number' ? basis : null };
  if (asked.state === 'ended') insertHeld(context, record, 'stock', { stock }, asked.reason);
  else {
    updatePayload(context.db, asked.id, { ...asked.payload, stock });
    setOperationState(context.db, asked.id, 'held');
  }
  return true;
}

/** The count that the question was about; it ended when the store's quantity was taken. */
function lastCount(context: CommandContext, recordId: string): Operation | null {
  const row = prepared<{ id: string }>(
    context.db,
    `SELECT id FROM outbox WHERE record_id = ? AND kind = 'stock' AND (outcome IS NULL OR outcome = 'settled')
     ORDER BY sequence DESC LIMIT 1`,
  ).get(recordId);
  const operation = row === undefined ? null : operationById(context.db, row.id);
  return operation !== null && isCount(operation) ? operation : null;
}

function isCount(operation: Operation): boolean {
  return operation.payload.stock !== undefined && 'count' in operation.payload.stock;
}

function holdChanges(context: CommandContext, record: RecordState, fields: Record<FieldPath, FieldChange>): string {
  const held = openOperationsOf(context.db, record.id).find(
    ({ state, payload }) => state === 'held' && payload.fields !== undefined,
  );
  if (held === undefined) return insertHeld(context, record, 'update', { fields });
  updatePayload(context.db, held.id, { ...held.payload, fields: { ...held.payload.fields, ...fields } });
  return held.id;
}

function insertHeld(
  context: CommandContext,
  record: RecordState,
  kind: 'update' | 'stock',
  payload: Operation['payload'],
  reason = '',
): string {
  const id = context.newId();
  const { storeId, entity, id: recordId } = record;
  const createdAt = context.now;
  insertOperation(context.db, { id, storeId, entity, recordId, kind, payload, reason, state: 'held', createdAt });
  return id;
}
