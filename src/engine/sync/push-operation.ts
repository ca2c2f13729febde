import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { isAlreadyTrashed, isGone } from '../../shared/domain/error-recovery.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { withPath } from '../../shared/domain/json-path.ts';
import { inDurableTransaction } from '../database/database.ts';
import { applyDocument } from './apply-document.ts';
import { applyContext, countApplied } from './apply-page.ts';
import { askRecord, askStore } from './ask-store.ts';
import { removeGone } from './deletions.ts';
import { collectionPath, recordPath } from './entity-plan.ts';
import type { Operation } from './operation.ts';
import { plainName, STAMP_KEY, STAMPED_ENTITIES, stampOf } from './operation.ts';
import { operationById, updatePayload } from './outbox-store.ts';
import { asId } from './projections/read-json.ts';
import { claim, confirm, confirmRemoved, settleFailure } from './push-outcome.ts';
import type { PushTarget } from './push-target.ts';
import { withStoreNumbers } from './push-target.ts';
import type { RunContext } from './run-context.ts';
import type { StoreFailure } from './store-gateway.ts';

export type PushResult = 'settled' | 'waiting' | 'unknown';

/**
 * Sends one queued operation. Absolute changes are preceded by a fresh read and a three-way merge; the claim is
 * committed before the request leaves, the outcome after the answer came. [PUSH1–PUSH3]
 */
export async function pushOperation(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  unknownInARow: number,
): Promise<PushResult> {
  switch (operation.kind) {
    case 'create':
      return pushCreate(run, operation, target, unknownInARow);
    case 'note':
      return pushNote(run, operation, target, unknownInARow);
    case 'trash':
    case 'delete':
      return pushDelete(run, operation, target, unknownInARow);
    default:
      return pushUpdate(run, operation, target, unknownInARow);
  }
}

function failed(run: RunContext, operation: Operation, failure: StoreFailure, unknownInARow: number): PushResult {
  settleFailure(run, operation, failure, unknownInARow);
  return failure.effect === 'unknown' ? 'unknown' : 'settled';
}

async function pushUpdate(
  run: RunContext,
  queued: Operation,
  target: PushTarget,
  unknownInARow: number,
): Promise<PushResult> {
  const { head, parentWooId } = target;
  if (head.wooId === null) return 'waiting';
  const path = recordPath(queued.entity, head.wooId, parentWooId);
  const fresh = await readFresh(run, queued, path, head.wooId, unknownInARow);
  // another site answers: nothing is sent until a person has said what happened
  if (fresh === null || run.replacement.sign !== null) return 'settled';
  const operation = operationById(run.db, queued.id);
  if (operation === null || operation.state !== 'queued') return 'settled';
  const body = updateBody(run, operation);
  if (body === null) return 'waiting';
  if (operation.payload.stock !== undefined) rememberStamp(run, operation, fresh);
  const claimed = claim(run, operation.id);
  if (claimed === null) return 'settled';
  const result = await askStore(run, { method: 'PUT', path, body, expect: 'object' });
  if (!result.ok) return failed(run, claimed, result.error, unknownInARow);
  const answer = result.value.body as JsonObject;
  confirm(run, claimed, (await readRendered(run, claimed, path)) ?? answer, head.parentId);
  return 'settled';
}

/**
 * The record as reads show it, after a long text was written: the answer to the write shows the text as it was typed.
 * Null where nothing long was written, or where the read fails: then the answer itself is the base. [PUSH2]
 */
async function readRendered(run: RunContext, operation: Operation, path: string): Promise<JsonObject | null> {
  const { fields, values } = operation.payload;
  const written = [...Object.keys(fields ?? {}), ...Object.keys(values ?? {})];
  if (!written.some((name) => fieldByPath(operation.entity, name)?.kind === 'html')) return null;
  const read = await askRecord(run, path);
  return read.kind === 'found' ? read.document : null;
}

/** Reads the record as it is now and merges; null when nothing is left to send. [PUSH3] */
async function readFresh(
  run: RunContext,
  operation: Operation,
  path: string,
  wooId: number,
  unknownInARow: number,
): Promise<JsonObject | null> {
  const answer = await askRecord(run, path);
  if (answer.kind === 'gone') {
    removeGone(run, operation.entity, operation.recordId, wooId);
    return null;
  }
  if (answer.kind === 'unclear') {
    settleFailure(run, operation, { ...answer.failure, effect: 'none' }, unknownInARow);
    return null;
  }
  const stamp = stampOf(answer.document);
  inDurableTransaction(run.db, () => {
    const applied = applyDocument(
      applyContext(run),
      operation.entity,
      { ...answer.document },
      { recordId: operation.recordId },
    );
    if (applied.outcome !== 'unchanged' || applied.newConflicts > 0) {
      run.journal?.read(operation.entity, wooId, applied);
      countApplied(run, operation.entity, applied, answer.document);
    }
  });
  return { [STAMP_KEY]: stamp };
}

/** Only the changed fields; objects (addresses, dimensions) carry their changed parts. Null while a named record has no number yet. */
function updateBody(run: RunContext, operation: Operation): JsonObject | null {
  const { stock, fields } = operation.payload;
  if (stock !== undefined) {
    return 'adjust' in stock
      ? { inventory_delta: stock.adjust, meta_data: [{ key: STAMP_KEY, value: operation.id }] }
      : { stock_quantity: stock.count };
  }
  let body: JsonObject = {};
  for (const [path, change] of Object.entries(fields ?? {})) {
    body = withPath(body, path, clearedAsSent(operation.entity, path, change.value));
  }
  return withStoreNumbers(run.db, operation.entity, body);
}

/** WooCommerce passes over null: a date is cleared by an empty text, a limit by zero. */
function clearedAsSent(entity: EntityName, path: FieldPath, value: JsonValue): JsonValue {
  if (value !== null) return value;
  const kind = fieldByPath(entity, path)?.kind;
  if (kind === 'date') return '';
  return kind === 'integer' ? 0 : null;
}

/** Which stamp stood there before an adjustment: afterwards ours, the old one or a third tells what happened. [STOCK3] */
function rememberStamp(run: RunContext, operation: Operation, fresh: JsonObject): void {
  const { stock } = operation.payload;
  if (stock === undefined || !('adjust' in stock)) return;
  inDurableTransaction(run.db, () =>
    updatePayload(run.db, operation.id, {
      ...operation.payload,
      stock: { ...stock, stampBefore: (fresh[STAMP_KEY] as string | null) ?? null },
    }),
  );
}

async function pushCreate(
  run: RunContext,
  queued: Operation,
  target: PushTarget,
  unknownInARow: number,
): Promise<PushResult> {
  // others were sent since the queue was read: what was edited meanwhile belongs to what is sent now
  const operation = operationById(run.db, queued.id);
  if (operation === null || operation.state !== 'queued') return 'settled';
  const given = Object.entries(operation.payload.values ?? {}).filter(([, value]) => value !== null);
  const values = withStoreNumbers(run.db, operation.entity, Object.fromEntries(given));
  if (values === null) return 'waiting';
  const claimed = claim(run, operation.id);
  if (claimed === null) return 'settled';
  const result = await askStore(run, {
    method: 'POST',
    path: collectionPath(operation.entity, target.parentWooId),
    body: STAMPED_ENTITIES.has(operation.entity) ? withStamp(values, operation.id) : values,
    expect: 'object',
  });
  if (result.ok) {
    const answer = result.value.body as JsonObject;
    const path = recordPath(operation.entity, asId(answer['id']) ?? 0, target.parentWooId);
    confirm(run, claimed, (await readRendered(run, claimed, path)) ?? answer, target.head.parentId);
    return 'settled';
  }
  const ours = await ownRecordInTheWay(run, claimed, target, result.error);
  if (ours === null) return failed(run, claimed, result.error, unknownInARow);
  confirm(run, claimed, ours, target.head.parentId);
  return 'settled';
}

function withStamp(values: JsonObject, operationId: string): JsonObject {
  const meta = Array.isArray(values['meta_data']) ? (values['meta_data'] as readonly JsonValue[]) : [];
  return { ...values, meta_data: [...meta, { key: STAMP_KEY, value: operationId }] };
}

/** "SKU taken" or "term exists" after an earlier attempt of unknown outcome may mean our own record. [PUSH6] */
async function ownRecordInTheWay(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  failure: StoreFailure,
): Promise<JsonObject | null> {
  const { error } = failure;
  if (error.type !== 'StoreRejected' || error.resourceId === null || operation.attempts < 2) return null;
  const answer = await askRecord(run, recordPath(operation.entity, error.resourceId, target.parentWooId));
  if (answer.kind !== 'found') return null;
  if (STAMPED_ENTITIES.has(operation.entity)) return stampOf(answer.document) === operation.id ? answer.document : null;
  return plainName(answer.document['name']) === plainName(operation.payload.values?.['name']) ? answer.document : null;
}

async function pushNote(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  unknownInARow: number,
): Promise<PushResult> {
  const { note } = operation.payload;
  const claimed = note === undefined ? null : claim(run, operation.id);
  if (note === undefined || claimed === null) return 'settled';
  const result = await askStore(run, {
    method: 'POST',
    path: collectionPath('order_notes', target.parentWooId),
    body: { note: note.text, customer_note: note.customer },
    expect: 'object',
  });
  if (!result.ok) return failed(run, claimed, result.error, unknownInARow);
  confirm(run, claimed, result.value.body as JsonObject, target.head.parentId);
  return 'settled';
}

async function pushDelete(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  unknownInARow: number,
): Promise<PushResult> {
  const { head, parentWooId } = target;
  if (head.wooId === null) return 'waiting';
  const path = recordPath(operation.entity, head.wooId, parentWooId);
  const claimed = claim(run, operation.id);
  if (claimed === null) return 'settled';
  // always alone: a batch would delete for good, whatever it is asked
  const result = await askStore(run, {
    method: 'DELETE',
    path,
    query: { force: operation.kind === 'delete' },
    expect: 'object',
  });
  if (!result.ok && isGone(result.error.error)) {
    confirmRemoved(run, claimed);
    return 'settled';
  }
  if (!result.ok && !isAlreadyTrashed(result.error.error)) return failed(run, claimed, result.error, unknownInARow);
  if (operation.kind === 'delete') {
    confirmRemoved(run, claimed);
    return 'settled';
  }
  return confirmTrashed(run, claimed, path, unknownInARow);
}

/** The answer to a trashing shows the record as it was before: what it is now is read. */
export async function confirmTrashed(
  run: RunContext,
  operation: Operation,
  path: string,
  unknownInARow: number,
): Promise<PushResult> {
  const answer = await askRecord(run, path);
  if (answer.kind === 'gone') confirmRemoved(run, operation);
  else if (answer.kind === 'found') confirm(run, operation, answer.document, null);
  else return failed(run, operation, { ...answer.failure, effect: 'unknown' }, unknownInARow);
  return 'settled';
}
