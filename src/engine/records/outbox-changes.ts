import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { FieldKind } from '../../shared/domain/fields.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { storeDefaultOf } from '../../shared/domain/input/store-defaults.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath, withPath } from '../../shared/domain/json-path.ts';
import { fieldEquals, mergeField, withMetaEntries } from '../../shared/domain/merge.ts';
import { prepared } from '../database/database.ts';
import { overlayOperations } from '../sync/local-document.ts';
import type { FieldChange, FieldChanges, Operation, OperationKind, OperationPayload } from '../sync/operation.ts';
import {
  endOperation,
  insertOperation,
  openOperationsOf,
  requeueOperation,
  updatePayload,
} from '../sync/outbox-store.ts';
import type { CommandContext } from './command-context.ts';
import type { RecordState } from './record-state.ts';
import { isChangeable, touchesPath } from './record-state.ts';

type Target = Pick<RecordState, 'entity' | 'id' | 'storeId' | 'base'>;

function kindOf(record: Target, path: FieldPath): FieldKind {
  return fieldByPath(record.entity, path)?.kind ?? 'text';
}

export function queueOperation(
  context: CommandContext,
  record: Pick<RecordState, 'entity' | 'id' | 'storeId'>,
  kind: OperationKind,
  payload: OperationPayload,
  reason = '',
): string {
  const id = context.newId();
  insertOperation(context.db, {
    id,
    storeId: record.storeId,
    entity: record.entity,
    recordId: record.id,
    kind,
    payload,
    reason,
    createdAt: context.now,
  });
  return id;
}

/** The store's refusal of this operation is answered: its error is no longer open. */
export function settleErrorOf(context: CommandContext, operation: Operation, note: string): void {
  prepared(
    context.db,
    `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = ?
     WHERE store_id = ? AND entity_type = ? AND entity_id = ? AND resolved = 0 AND (operation_id IS NULL OR operation_id = ?)`,
  ).run(context.now, note, operation.storeId, operation.entity, operation.recordId, operation.id);
}

/** Ends an operation that will not be sent; nothing is ever dropped from the outbox. */
export function endUnsent(
  context: CommandContext,
  operation: Operation,
  outcome: 'superseded' | 'settled',
  note: string,
): void {
  endOperation(context.db, operation.id, outcome, context.now);
  settleErrorOf(context, operation, note);
}

/** Changes what a waiting operation says. One that the store refused goes back into the queue with it. */
function amend(context: CommandContext, operation: Operation, payload: OperationPayload): void {
  updatePayload(context.db, operation.id, payload);
  if (operation.state !== 'refused') return;
  requeueOperation(context.db, operation.id, null);
  settleErrorOf(context, operation, 'edited');
}

/** Takes one field off an operation; an operation that has none left ends. */
export function dropField(
  context: CommandContext,
  operation: Operation,
  path: FieldPath,
  outcome: 'superseded' | 'settled' = 'superseded',
): void {
  const fields: Record<FieldPath, FieldChange> = { ...operation.payload.fields };
  delete fields[path];
  if (Object.keys(fields).length === 0) endUnsent(context, operation, outcome, 'taken back');
  else updatePayload(context.db, operation.id, { ...operation.payload, fields });
}

/** Whether setting `value` on top of `base` changes nothing. A `meta_data` edit names only keys. */
function isNoChange(kind: FieldKind, base: JsonValue, value: JsonValue): boolean {
  return kind === 'meta' ? mergeField('meta', base, value, base).kind === 'done' : fieldEquals(kind, base, value);
}

/** A `meta_data` edit on top of an earlier unsent one: the later key wins, the others stay. */
function combined(kind: FieldKind, before: JsonValue, value: JsonValue): JsonValue {
  if (kind !== 'meta') return value;
  const later = new Set((value as readonly JsonObject[]).map((entry) => entry['key']));
  return [
    ...(before as readonly JsonObject[]).filter((entry) => !later.has(entry['key'])),
    ...(value as readonly JsonValue[]),
  ];
}

/**
 * Queues `value` for one field: in the record's own waiting create or update where that is possible, else in a new
 * operation behind whatever is on its way.
 *
 * The base of a change is what the field is without it: the store's confirmed value, or the value of an earlier
 * operation that has not ended. `sent` then lists what the store may still show meanwhile without having changed
 * anything itself. A change back to its base leaves its operation, unless an earlier try of it may have arrived.
 * `base`: what the person saw in the store when that is not the recorded one (a settled conflict).
 */
export function putField(
  context: CommandContext,
  record: Target,
  path: FieldPath,
  value: JsonValue,
  base?: JsonValue,
): void {
  const operations = openOperationsOf(context.db, record.id).filter((operation) => operation.state !== 'held');
  const lastIndex = operations.findLastIndex((operation) => touchesPath(operation, path));
  const last = operations[lastIndex];
  if (last !== undefined && isChangeable(last) && base === undefined) {
    if (last.kind === 'create') return putIntoCreate(context, record, last, path, value);
    if ((last.kind === 'update' || last.kind === 'restore') && last.payload.fields?.[path] !== undefined) {
      return amendField(context, record, operations, last, path, value);
    }
  }
  const change: FieldChange =
    base === undefined ? changeAfter(record, operations.slice(0, lastIndex + 1), path, value) : { base, value };
  if (isNoChange(kindOf(record, path), change.base, value)) return;
  const target = operations
    .slice(lastIndex + 1)
    .findLast((operation) => operation.kind === 'update' && isChangeable(operation));
  if (target === undefined) {
    queueOperation(context, record, 'update', { fields: { [path]: change } });
    return;
  }
  amend(context, target, { ...target.payload, fields: { ...target.payload.fields, [path]: change } });
}

function putIntoCreate(
  context: CommandContext,
  record: Target,
  create: Operation,
  path: FieldPath,
  value: JsonValue,
): void {
  const values = create.payload.values ?? {};
  const kind = kindOf(record, path);
  const next = kind === 'meta' ? withMetaEntries(getPath(values, path), value) : value;
  amend(context, create, { ...create.payload, values: withPath(values, path, next) });
}

function amendField(
  context: CommandContext,
  record: Target,
  operations: readonly Operation[],
  operation: Operation,
  path: FieldPath,
  typed: JsonValue,
): void {
  const change = operation.payload.fields?.[path];
  if (change === undefined) return;
  const kind = kindOf(record, path);
  const value = combined(kind, change.value, typed);
  const earlier = operations.slice(0, operations.indexOf(operation)).filter((other) => touchesPath(other, path));
  const explained = knownValues(record, earlier, path);
  // a value of ours that may have arrived from an earlier try of this very operation
  const mayHaveArrived = (change.sent ?? []).some((sent) => !explained.some((known) => fieldEquals(kind, known, sent)));
  if (operation.kind !== 'restore' && !mayHaveArrived && isNoChange(kind, change.base, value)) {
    const wasRefused = operation.state === 'refused';
    dropField(context, operation, path);
    // the rest of a refused operation may be right now
    const rest = openOperationsOf(context.db, record.id).find(({ id }) => id === operation.id);
    if (wasRefused && rest !== undefined) amend(context, operation, rest.payload);
    return;
  }
  amend(context, operation, {
    ...operation.payload,
    fields: { ...operation.payload.fields, [path]: { ...change, value } },
  });
}

/** Values that the store may show at `path` while `earlier` operations are under way. */
function knownValues(record: Target, earlier: readonly Operation[], path: FieldPath): readonly JsonValue[] {
  const values: JsonValue[] = record.base === null ? [] : [getPath(record.base, path) ?? null];
  let document = record.base ?? {};
  for (const operation of earlier) {
    document = overlayOperations(record.entity, document, [operation]);
    values.push(getPath(document, path) ?? null);
  }
  return values;
}

/** A change on top of `earlier`, the open operations up to the last one that touches the field. */
export function changeAfter(
  record: Target,
  earlier: readonly Operation[],
  path: FieldPath,
  value: JsonValue,
): FieldChange {
  const kind = kindOf(record, path);
  const document = overlayOperations(record.entity, record.base ?? {}, earlier);
  const before = getPath(document, path) ?? (record.base === null ? storeDefaultOf(record.entity, path) : null);
  if (earlier.length === 0) return { base: before, value };
  const others = knownValues(record, earlier, path).filter(
    (known) => !fieldEquals(kind, known, before) && (record.base !== null || known !== null),
  );
  const sent = others.filter((known, index) => others.findIndex((other) => fieldEquals(kind, other, known)) === index);
  if (sent.length === 0) return { base: before, value };
  return { base: before, value, sent: kind === 'meta' ? namingAllKeys(sent, before) : sent };
}

/** Lists of meta entries in which a key that another one names stands as null: it is known to be absent. */
function namingAllKeys(lists: readonly JsonValue[], base: JsonValue): readonly JsonValue[] {
  const entriesOf = (list: JsonValue): readonly JsonObject[] =>
    Array.isArray(list) ? (list as readonly JsonObject[]) : [];
  const keys = new Set([base, ...lists].flatMap((list) => entriesOf(list).map((entry) => entry['key'] ?? '')));
  return lists.map((list) => {
    const values = new Map(entriesOf(list).map((entry) => [entry['key'], entry['value']]));
    return [...keys].map((key) => ({ key, value: values.get(key) ?? null }));
  });
}

/** A new status of an order: an operation of its own each time, because each one has effects (mails, stock). */
export function queueStatus(context: CommandContext, record: Target, value: JsonValue, base?: JsonValue): void {
  const operations = openOperationsOf(context.db, record.id).filter((operation) => operation.state !== 'held');
  const lastIndex = operations.findLastIndex((operation) => touchesPath(operation, 'status'));
  const change =
    base === undefined ? changeAfter(record, operations.slice(0, lastIndex + 1), 'status', value) : { base, value };
  queueOperation(context, record, 'status', { fields: { status: change } });
}

/**
 * A create that came back to the queue (or was refused) takes in the updates that were queued behind it while it was
 * on its way, so that there is one place again where a value can be mended.
 */
export function foldIntoCreate(context: CommandContext, record: RecordState): boolean {
  const create = record.operations.find((operation) => operation.kind === 'create' && isChangeable(operation));
  const updates = record.operations.filter((operation) => operation.kind === 'update' && isChangeable(operation));
  if (create === undefined || updates.length === 0) return false;
  let values = create.payload.values ?? {};
  for (const update of updates) {
    values = overlayFields(record, values, update.payload.fields ?? {});
    endUnsent(context, update, 'superseded', 'edited');
  }
  updatePayload(context.db, create.id, { ...create.payload, values });
  return true;
}

function overlayFields(record: RecordState, values: JsonObject, fields: FieldChanges): JsonObject {
  let result = values;
  for (const [path, change] of Object.entries(fields)) {
    const isMeta = kindOf(record, path) === 'meta';
    result = withPath(result, path, isMeta ? withMetaEntries(getPath(result, path), change.value) : change.value);
  }
  return result;
}
