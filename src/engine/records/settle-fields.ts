import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import type { Conflict } from '../sync/conflict-store.ts';
import { closeConflict, saveConflict } from '../sync/conflict-store.ts';
import type { FieldChange, Operation } from '../sync/operation.ts';
import { insertOperation, openOperationsOf, requeueOperation, updatePayload } from '../sync/outbox-store.ts';
import type { CommandContext } from './command-context.ts';
import { dropField, endUnsent, putField, queueStatus } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';

/** What is to become of one undecided field: the store's value stands, or `value` goes to the store. */
export type FieldDecision =
  | { readonly choice: 'theirs' }
  | { readonly choice: 'mine'; readonly value: JsonValue }
  | { readonly choice: 'value'; readonly value: JsonValue };
export type FieldDecisions = ReadonlyMap<FieldPath, FieldDecision>;

function heldOperations(context: CommandContext, recordId: string): readonly Operation[] {
  return openOperationsOf(context.db, recordId).filter((operation) => operation.state === 'held');
}

/**
 * Settles fields of an open decision. The store's value is the base of what is sent now, because the person has seen
 * it. Fields that are not named stay open. Answers whether the whole decision is settled.
 */
export function settleFields(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  decisions: FieldDecisions,
): boolean {
  for (const [path, decision] of decisions) settleField(context, record, conflict, path, decision);
  const rest = conflict.fields.filter((path) => !decisions.has(path));
  if (rest.length > 0) {
    const held = heldOperations(context, record.id).find((operation) => operation.payload.fields !== undefined);
    saveConflict(context.db, { ...conflict, operationId: held?.id ?? conflict.operationId, fields: rest }, context.now);
    return false;
  }
  // what was settled in an earlier call counts as mixed
  const whole = Object.keys(conflict.mine).length <= conflict.fields.length;
  closeConflict(context.db, conflict.id, whole ? resolutionOf([...decisions.values()]) : 'merge', context.now);
  return true;
}

export function resolutionOf(
  decisions: readonly { readonly choice: string }[],
): 'keep_local' | 'keep_remote' | 'merge' {
  if (decisions.every(({ choice }) => choice === 'mine')) return 'keep_local';
  return decisions.every(({ choice }) => choice === 'theirs') ? 'keep_remote' : 'merge';
}

function settleField(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  path: FieldPath,
  decision: FieldDecision,
): void {
  const theirs = conflict.theirs[path] ?? null;
  const held = heldOperations(context, record.id);
  for (const operation of held) {
    if (operation.payload.fields?.[path] !== undefined) dropField(context, operation, path, 'settled');
  }
  const counts = path === 'stock_quantity' ? held.filter(isCount) : [];
  // of several counts that wait for this answer the last one was shown
  for (const operation of counts.slice(0, -1)) endUnsent(context, operation, 'settled', 'decided');
  const last = counts.at(-1);
  if (last !== undefined && settleCount(context, last, theirs, decision)) return;
  if (decision.choice === 'theirs') return;
  if (record.entity === 'orders' && path === 'status') queueStatus(context, record, decision.value, theirs);
  else putField(context, record, path, decision.value, theirs);
}

function isCount(operation: Operation): boolean {
  return operation.payload.stock !== undefined && 'count' in operation.payload.stock;
}

/** A count that waited because the stock had moved: counted again on top of what the store has now, or let go. */
function settleCount(
  context: CommandContext,
  operation: Operation,
  theirs: JsonValue,
  decision: FieldDecision,
): boolean {
  if (decision.choice === 'theirs' || typeof decision.value !== 'number') {
    endUnsent(context, operation, 'settled', 'decided');
    return decision.choice === 'theirs';
  }
  const basis = typeof theirs === 'number' ? theirs : null;
  updatePayload(context.db, operation.id, { ...operation.payload, stock: { count: decision.value, basis } });
  requeueOperation(context.db, operation.id, null);
  return true;
}

/**
 * An edit of a record that the store has deleted while changes wait: it joins what waits for the decision, and goes
 * to the store if the record is kept.
 */
export function amendHeld(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  changes: ReadonlyMap<FieldPath, JsonValue>,
): void {
  const held = heldOperations(context, record.id).find((operation) => operation.payload.fields !== undefined);
  const fields: Record<FieldPath, FieldChange> = { ...held?.payload.fields };
  const base: { [path: string]: JsonValue } = { ...conflict.base };
  const mine: { [path: string]: JsonValue } = { ...conflict.mine };
  const theirs: { [path: string]: JsonValue } = { ...conflict.theirs };
  for (const [path, value] of changes) {
    const before = fields[path]?.base ?? baseAt(record.base, path);
    const { offered: _said, ...change } = fields[path] ?? {};
    fields[path] = { ...change, base: before, value };
    base[path] = before;
    mine[path] = value;
    theirs[path] ??= baseAt(record.base, path);
  }
  const operationId = held?.id ?? context.newId();
  if (held !== undefined) updatePayload(context.db, held.id, { ...held.payload, fields });
  else {
    insertOperation(context.db, {
      id: operationId,
      storeId: record.storeId,
      entity: record.entity,
      recordId: record.id,
      kind: 'update',
      payload: { fields },
      state: 'held',
      createdAt: context.now,
    });
  }
  const paths = [...new Set([...conflict.fields, ...changes.keys()])];
  saveConflict(
    context.db,
    { ...conflict, operationId: conflict.operationId ?? operationId, base, mine, theirs, fields: paths },
    context.now,
  );
}

function baseAt(base: JsonObject | null, path: FieldPath): JsonValue {
  return getPath(base ?? {}, path) ?? null;
}
