import type { JsonObject } from '../../shared/domain/entities.ts';
import { gmtToMs } from '../../shared/domain/canonical.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import { askRecord, askStore, orStop } from './ask-store.ts';
import { openConflictOf, saveConflict } from './conflict-store.ts';
import { recordPath } from './entity-plan.ts';
import { findCreated } from './find-created.ts';
import type { FieldChange, Operation } from './operation.ts';
import { STAMP_KEY, stampOf } from './operation.ts';
import { endOperation, openOperations, requeueOperation, updatePayload } from './outbox-store.ts';
import { asFlag, asText } from './projections/read-json.ts';
import { askPerson, confirm, confirmRemoved } from './push-outcome.ts';
import type { PushTarget } from './push-target.ts';
import { pushTarget } from './push-target.ts';
import { rebuildRow } from './rebuild-row.ts';
import type { RunContext } from './run-context.ts';
import { serverNow } from './run-context.ts';

/** PHP may go on for minutes after the connection broke: absence is believed only after this and two complete looks. */
const GRACE_MS = 300_000;
const LOOKS = 2;
/** A note is recognised by its text within this time around the request. */
const NOTE_WINDOW_MS = 120_000;

/** Requests that were leaving when the engine died have an unknown outcome. Only the holder of the store's lock may say so. [UNKNOWN1] */
export function adoptOrphanedClaims(run: RunContext): number {
  return inDurableTransaction(
    run.db,
    () =>
      prepared(run.db, `UPDATE outbox SET state = 'unknown' WHERE store_id = ? AND state = 'sending'`).run(run.store.id)
        .changes,
  );
}

/** Looks for the effect of every write that got no clear answer. Nothing is sent again here. [UNKNOWN1–UNKNOWN5] */
export async function settleUnknown(run: RunContext): Promise<void> {
  for (const operation of openOperations(run.db, run.store.id)) {
    if (operation.state !== 'unknown') continue;
    const target = pushTarget(run.db, operation);
    if (target !== null) await settleOne(run, operation, target);
  }
}

async function settleOne(run: RunContext, operation: Operation, target: PushTarget): Promise<void> {
  switch (operation.kind) {
    case 'create':
      return settleCreate(run, operation, target);
    case 'note':
      return settleNote(run, operation, target);
    default:
      return settleByRecord(run, operation, target);
  }
}

async function settleCreate(run: RunContext, operation: Operation, target: PushTarget): Promise<void> {
  if (target.head.wooId !== null) return settleMetCreate(run, operation, target, target.head.wooId);
  const look = await findCreated(run, operation, target);
  if (look.kind === 'unclear') return orStopUnlessRefused(look.failure);
  if (look.kind === 'absent') return absent(run, operation);
  const [first, ...others] = look.documents;
  if (first === undefined) return;
  confirm(run, operation, { ...first }, target.head.parentId);
  if (others.length > 0) reportDuplicate(run, operation, look.documents);
}

/** A pull met the record and knew it by its stamp: it exists, whatever lists say of it now. [PUSH6] */
async function settleMetCreate(
  run: RunContext,
  operation: Operation,
  target: PushTarget,
  wooId: number,
): Promise<void> {
  const answer = await askRecord(run, recordPath(operation.entity, wooId, target.parentWooId));
  if (answer.kind === 'unclear') return orStopUnlessRefused(answer.failure);
  if (answer.kind === 'found') return confirm(run, operation, answer.document, target.head.parentId);
  // made, met, and deleted in the shop since: the censuses say so in their own time
  inDurableTransaction(run.db, () => {
    endOperation(run.db, operation.id, 'sent', run.clock.now());
    rebuildRow({ db: run.db, newId: run.newId, now: run.clock.now() }, operation.entity, operation.recordId);
  });
}

function orStopUnlessRefused(
  failure: Parameters<typeof orStop>[0] extends infer R ? (R extends { error: infer F } ? F : never) : never,
): void {
  if (failure.error.type !== 'StoreRejected' && failure.error.type !== 'StoreForbidden')
    orStop({ ok: false, error: failure });
}

/** One more complete look found nothing; after enough of them and enough time it is sent again, with the same stamp. [UNKNOWN3] */
function absent(run: RunContext, operation: Operation): void {
  const { db } = run;
  const looks = operation.looks + 1;
  const now = Math.floor(serverNow(run));
  const since = waitedFor(run, operation, now);
  inDurableTransaction(db, () => {
    if (looks >= LOOKS && since >= GRACE_MS) {
      requeueOperation(db, operation.id, null);
      return;
    }
    prepared(
      db,
      `UPDATE outbox SET looks = ?, first_look_at = coalesce(first_look_at, ?), next_attempt_at = ? WHERE id = ?`,
    ).run(looks, now, Math.floor(run.clock.now() + Math.max(0, GRACE_MS - since)), operation.id);
  });
}

/**
 * How long ago the request left, by the shop's clock and by this computer's: the shorter of the two, because either may
 * have jumped. A clock that fell behind the moment of sending says nothing.
 */
function waitedFor(run: RunContext, operation: Operation, now: number): number {
  // sent before the shop's clock was heard: the time counts from the first look, which was later
  const there = now - (operation.claimedServerTime ?? operation.firstLookAt ?? now);
  const here = run.clock.now() - (operation.claimedAt ?? run.clock.now());
  const told = [there, here].filter((ms) => ms >= 0);
  return told.length === 0 ? 0 : Math.min(...told);
}

function reportDuplicate(run: RunContext, operation: Operation, documents: readonly JsonObject[]): void {
  // one open decision per record: beside another one the doubles are told of by themselves, because nobody finds them later
  const recordId = openConflictOf(run.db, operation.recordId) === null ? operation.recordId : null;
  inDurableTransaction(run.db, () =>
    saveConflict(
      run.db,
      {
        id: run.newId(),
        storeId: run.store.id,
        entity: operation.entity,
        recordId,
        wooId: null,
        operationId: operation.id,
        kind: 'duplicate',
        base: {},
        mine: {},
        theirs: { woo_ids: documents.map((document) => document['id'] ?? null) },
        fields: ['woo_ids'],
      },
      run.clock.now(),
    ),
  );
}

async function settleNote(run: RunContext, operation: Operation, target: PushTarget): Promise<void> {
  const { note } = operation.payload;
  if (note === undefined) return;
  const answer = await askStore(run, {
    method: 'GET',
    path: `orders/${target.parentWooId ?? 0}/notes`,
    expect: 'list',
    fresh: true,
  });
  if (!answer.ok) return orStopUnlessRefused(answer.error);
  const from = (operation.claimedServerTime ?? run.store.last_server_time ?? 0) - NOTE_WINDOW_MS;
  const match = (answer.value.body as readonly JsonObject[]).find(
    (row) =>
      asText(row['note']).trim() === note.text.trim() &&
      (asFlag(row['customer_note']) === 1) === note.customer &&
      (gmtToMs(row['date_created_gmt']) ?? 0) >= from &&
      !isKnownNote(run, row),
  );
  if (match === undefined) askPerson(run, operation, { note: note.text });
  else confirm(run, operation, { ...match }, target.head.parentId);
}

function isKnownNote(run: RunContext, row: JsonObject): boolean {
  return (
    prepared(run.db, `SELECT 1 FROM order_notes WHERE store_id = ? AND woo_id = ?`).get(run.store.id, row['id']) !==
    undefined
  );
}

/** Everything that changes a record which exists: the record itself tells. */
async function settleByRecord(run: RunContext, operation: Operation, target: PushTarget): Promise<void> {
  const { head, parentWooId } = target;
  if (head.wooId === null) return;
  const answer = await askRecord(run, recordPath(operation.entity, head.wooId, parentWooId));
  if (answer.kind === 'unclear') return orStopUnlessRefused(answer.failure);
  if (answer.kind === 'gone') {
    if (operation.kind === 'delete' || operation.kind === 'trash') confirmRemoved(run, operation);
    // otherwise the next attempt meets the same answer and asks a person
    else inDurableTransaction(run.db, () => requeueOperation(run.db, operation.id, null));
    return;
  }
  const { document } = answer;
  if (operation.kind === 'trash' || operation.kind === 'delete') {
    if (operation.kind === 'trash' && document['status'] === 'trash') confirm(run, operation, document, null);
    else inDurableTransaction(run.db, () => requeueOperation(run.db, operation.id, null));
    return;
  }
  if (operation.payload.stock !== undefined && 'adjust' in operation.payload.stock)
    return settleAdjustment(run, operation, document);
  settleFields(run, operation, document);
}

/** The stamp tells: ours, it happened; the one from before, it did not; a third, only a person can know. [STOCK3] */
function settleAdjustment(run: RunContext, operation: Operation, document: JsonObject): void {
  const { stock } = operation.payload;
  if (stock === undefined || !('adjust' in stock)) return;
  const stamp = stampOf(document);
  if (stamp === operation.id) confirm(run, operation, document, null);
  else if (stamp === (stock.stampBefore ?? null)) absent(run, operation);
  else askPerson(run, operation, { adjust: stock.adjust, [STAMP_KEY]: stamp });
}

/** Absolute values may be sent again after a fresh read; a change of status that is not there goes to a person. [UNKNOWN3, UNKNOWN4] */
function settleFields(run: RunContext, operation: Operation, document: JsonObject): void {
  const fields = Object.entries(operation.payload.fields ?? {});
  const arrived = fields.every(([path, change]) =>
    fieldEquals(fieldByPath(operation.entity, path)?.kind ?? 'text', change.value, getPath(document, path)),
  );
  if (arrived && operation.payload.stock === undefined) {
    confirm(run, operation, document, null);
    return;
  }
  if (operation.kind === 'status') {
    askPerson(run, operation, Object.fromEntries(fields.map(([path, change]) => [path, change.value])));
    return;
  }
  inDurableTransaction(run.db, () => {
    const resent: Record<string, FieldChange> = {};
    // the late arrival of this very attempt must not look like a change of the store's
    for (const [path, change] of fields) resent[path] = { ...change, sent: [...(change.sent ?? []), change.value] };
    if (fields.length > 0) updatePayload(run.db, operation.id, { ...operation.payload, fields: resent });
    requeueOperation(run.db, operation.id, null);
  });
}
