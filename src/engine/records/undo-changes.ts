import type { EntityName } from '../../shared/domain/entities.ts';
import { fieldByColumn } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { withPath } from '../../shared/domain/json-path.ts';
import { BIRTH_VALUES } from '../../shared/domain/input/store-defaults.ts';
import { ok } from '../../shared/result.ts';
import type { Operation } from '../sync/operation.ts';
import { updatePayload } from '../sync/outbox-store.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound, refuseField } from './command-context.ts';
import { outcomeOf } from './edit-record.ts';
import { removeLocally } from './local-removal.ts';
import { dropField, endUnsent } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';
import { finishRecord, isInFlight, loadRecord, touchesPath } from './record-state.ts';
import { decideDeleted } from './settle-deleted.ts';
import { settleFields } from './settle-fields.ts';

export type UndoInput = {
  readonly entity: EntityName;
  readonly id: string;
  /** A column, or null for everything of the record that was not sent. */
  readonly field: string | null;
};

/** A quantity and the stock management that came with it are taken back together: one means nothing without the other. */
const COMPANION: Readonly<Record<FieldPath, FieldPath>> = {
  stock_quantity: 'manage_stock',
  manage_stock: 'stock_quantity',
};

/**
 * Takes back what waits: queued, refused or held for a decision (then the store's value stands). Refused, with
 * nothing changed, while a part of it is on its way or its outcome is not known. Taking back all of a record that was
 * never sent removes it.
 */
export function undoChanges(context: CommandContext, input: UndoInput): CommandResult<CommandOutcome> {
  const record = loadRecord(context.db, input.entity, input.id);
  if (record === null) return notFound(input.entity, input.id);
  if (input.field === null) return undoAll(context, record);
  const spec = fieldByColumn(record.entity, input.field);
  if (spec === undefined) return refuseField(input.field, 'unknown-field');
  return undoField(context, record, input.field, spec.path);
}

function undoAll(context: CommandContext, record: RecordState): CommandResult<CommandOutcome> {
  if (record.operations.some(isInFlight)) return refuseField('id', 'being-sent');
  if (record.head.wooId === null) {
    removeLocally(context, record, 'keep_local');
    return ok(outcomeOf(record, true));
  }
  if (record.conflict?.kind === 'deleted_remotely') {
    const decisions = new Map([['status', { choice: 'theirs' as const }]]);
    const settled = decideDeleted(context, record, record.conflict, decisions);
    if (!settled.ok) return settled;
    return ok(outcomeOf(record, loadRecord(context.db, record.entity, record.id) === null));
  }
  if (record.conflict !== null) {
    const decisions = new Map(record.conflict.fields.map((path) => [path, { choice: 'theirs' as const }]));
    settleFields(context, record, record.conflict, decisions);
  }
  for (const operation of record.operations) endUnsent(context, operation, 'superseded', 'taken back');
  finishRecord(context, record);
  return ok(outcomeOf(record));
}

function undoField(
  context: CommandContext,
  record: RecordState,
  column: string,
  path: FieldPath,
): CommandResult<CommandOutcome> {
  const paths = pathsToUndo(record, path);
  const touching = record.operations.filter((operation) => paths.some((one) => touchesPath(operation, one)));
  if (touching.some(isInFlight)) return refuseField(column, 'being-sent');
  const { conflict } = record;
  const isConcerned = touching.length > 0 || paths.some((one) => conflict?.fields.includes(one) === true);
  if (conflict?.kind === 'deleted_remotely' && isConcerned && isLastEdit(record, paths))
    return undoAll(context, record);
  const decided = paths.filter((one) => conflict?.fields.includes(one) === true);
  if (conflict !== null && decided.length > 0) {
    settleFields(context, record, conflict, new Map(decided.map((one) => [one, { choice: 'theirs' as const }])));
  }
  for (const operation of touching) {
    if (operation.state === 'held') continue;
    const refusal = takeBack(context, record, operation, paths, column);
    if (refusal !== null) return refusal;
  }
  finishRecord(context, record);
  return ok(outcomeOf(record));
}

/** In a decision about a deleted record: whether nothing but the deletion itself would be left. */
function isLastEdit(record: RecordState, paths: readonly FieldPath[]): boolean {
  if (paths.includes('status')) return true;
  const isStockLeft = record.operations.some(({ payload }) => payload.stock !== undefined);
  if (isStockLeft && !paths.includes('stock_quantity')) return false;
  return (record.conflict?.fields ?? []).every((path) => path === 'status' || paths.includes(path));
}

function pathsToUndo(record: RecordState, path: FieldPath): readonly FieldPath[] {
  const companion = COMPANION[path];
  if (companion === undefined) return [path];
  const turnsOn = record.operations.some(
    ({ payload, kind }) => kind !== 'create' && payload.fields?.['manage_stock']?.value === true,
  );
  return turnsOn ? [path, companion] : [path];
}

function takeBack(
  context: CommandContext,
  record: RecordState,
  operation: Operation,
  paths: readonly FieldPath[],
  column: string,
): CommandResult<never> | null {
  if (operation.kind === 'create') {
    const path = paths[0] ?? '';
    if (fieldByColumn(record.entity, column)?.required === true) return refuseField(column, 'required');
    const values = withoutPath(operation.payload.values ?? {}, path);
    const birth = BIRTH_VALUES[record.entity]?.[path];
    updatePayload(context.db, operation.id, {
      ...operation.payload,
      values: birth === undefined ? values : withPath(values, path, birth),
    });
    return null;
  }
  if (operation.payload.fields === undefined) {
    endUnsent(context, operation, 'superseded', 'taken back');
    return null;
  }
  let fields = operation;
  for (const path of paths) {
    if (fields.payload.fields?.[path] === undefined) continue;
    dropField(context, fields, path);
    const { [path]: _taken, ...rest } = fields.payload.fields;
    fields = { ...fields, payload: { ...fields.payload, fields: rest } };
  }
  return null;
}

function withoutPath<T>(values: Readonly<Record<string, T>>, path: FieldPath): Record<string, T> {
  const [head = '', ...rest] = path.split('.');
  const copy = { ...values };
  const inner = copy[head];
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) {
    delete copy[head];
    return copy;
  }
  copy[head] = withoutPath(inner as Readonly<Record<string, unknown>>, rest.join('.')) as T;
  return copy;
}
