import type { EntityName, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { companionsOf } from '../../shared/domain/input/record-rules.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals, mergeField } from '../../shared/domain/merge.ts';
import { ok } from '../../shared/result.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound, refuse, refuseField } from './command-context.ts';
import type { RuleSubject } from './mirror-rules.ts';
import { inputContext } from './mirror-rules.ts';
import { dropField, endUnsent, foldIntoCreate, putField, queueStatus } from './outbox-changes.ts';
import type { ReadChanges } from './read-changes.ts';
import { checkChanges, readChanges } from './read-changes.ts';
import type { RecordState } from './record-state.ts';
import { finishRecord, isChangeable, isTrashed, loadRecord } from './record-state.ts';
import { amendHeld, settleFields } from './settle-fields.ts';

export type EditInput = {
  readonly entity: EntityName;
  /** Local id. */
  readonly id: string;
  /** Column → what the person typed. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly locale: string;
};

export function outcomeOf(record: Pick<RecordState, 'storeId' | 'entity' | 'id'>, removed = false): CommandOutcome {
  return { storeId: record.storeId, entity: record.entity, id: record.id, removed };
}

export function subjectOf(context: CommandContext, record: RecordState): RuleSubject {
  const { entity, id, storeId } = record;
  return { db: context.db, storeId, entity, id, wooId: record.head.wooId, before: record.local };
}

/**
 * Validates an edit as a whole and queues what differs from what stands here. Fields of an open decision are settled
 * by it with the typed value; an operation that the store refused goes back into the queue with it.
 * Setting a stock quantity also switches stock management on.
 */
export function editRecord(context: CommandContext, input: EditInput): CommandResult<CommandOutcome> {
  const record = loadRecord(context.db, input.entity, input.id);
  if (record === null) return notFound(input.entity, input.id);
  const first = Object.keys(input.changes)[0];
  if (first === undefined) return ok(outcomeOf(record));
  if (input.entity === 'order_notes' || input.entity === 'order_refunds') return refuseField(first, 'read-only');
  if (isTrashed(record)) return refuseField(first, 'in-trash');
  const subject = subjectOf(context, record);
  const read = readChanges(subject, input.changes, inputContext(context.db, record.storeId, input.locale));
  if (!read.ok) return refuse(read.error);
  const wanted = new Map([...read.value, ...companionsOf(record.local, read.value)]);
  const changes = new Map([...wanted].filter(([path, value]) => isNews(record, path, value)));
  const refusal = checkChanges(subject, record.base, changes);
  if (refusal !== null) return refuse(refusal);
  if (changes.size === 0) return ok(outcomeOf(record));
  applyEdit(context, record, changes);
  finishRecord(context, record);
  return ok(outcomeOf(record));
}

/** Whether a typed value changes anything: the field, an open decision about it, or an operation that was refused. */
function isNews(record: RecordState, path: FieldPath, value: JsonValue): boolean {
  if (record.conflict?.fields.includes(path) === true) return true;
  const retried = record.operations.some(
    ({ state, payload }) =>
      state === 'refused' && (payload.fields?.[path] !== undefined || payload.values !== undefined),
  );
  if (retried) return true;
  const kind = fieldByPath(record.entity, path)?.kind ?? 'text';
  const local = getPath(record.local, path) ?? null;
  return kind === 'meta' ? mergeField(kind, local, value, local).kind !== 'done' : !fieldEquals(kind, local, value);
}

function applyEdit(context: CommandContext, record: RecordState, changes: ReadChanges): void {
  const { conflict } = record;
  if (conflict?.kind === 'deleted_remotely') {
    amendHeld(context, record, conflict, changes);
    return;
  }
  foldIntoCreate(context, record);
  const settled = new Map([...changes].filter(([path]) => conflict?.fields.includes(path) === true));
  if (conflict !== null && settled.size > 0) {
    const decisions = new Map([...settled].map(([path, value]) => [path, { choice: 'value' as const, value }]));
    settleFields(context, record, conflict, decisions);
  }
  for (const [path, value] of changes) {
    if (settled.has(path)) continue;
    if (record.entity === 'orders' && path === 'status') queueStatus(context, record, value);
    else putField(context, record, path, value);
  }
  if (changes.get('manage_stock') === false) dropQuantity(context, record.entity, record.id);
}

/** Without stock management the store keeps no quantity: what waits to change it would change nothing. */
export function dropQuantity(context: CommandContext, entity: EntityName, id: string): void {
  for (const operation of loadRecord(context.db, entity, id)?.operations ?? []) {
    if (!isChangeable(operation)) continue;
    if (operation.payload.stock !== undefined) endUnsent(context, operation, 'superseded', 'edited');
    else if (operation.payload.fields?.['stock_quantity'] !== undefined) {
      dropField(context, operation, 'stock_quantity');
    }
  }
}
