import type { JsonObject } from '../../shared/domain/entities.ts';
import { gmtToMs } from '../../shared/domain/canonical.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import { askRecord, askStore, orStop } from './ask-store.ts';
import { recordPath } from './entity-plan.ts';
import { findCreated } from './find-created.ts';
import { askAboutDuplicate } from './find-duplicates.ts';
import type { Operation } from './operation.ts';
import { endOperation, noteLook, openOperations, requeueOperation, updatePayload } from './outbox-store.ts';
import type { LookPlan, LookTime } from './planner/plan-look.ts';
import { planAbsent, planLookAtRecord } from './planner/plan-look.ts';
import { asFlag, asText } from './projections/read-json.ts';
import { askPerson, confirm, confirmRemoved } from './push-outcome.ts';
import type { PushTarget } from './push-target.ts';
import { pushTarget } from './push-target.ts';
import { rebuildRow } from './rebuild-row.ts';
import type { RunContext } from './run-context.ts';
import { serverNow } from './run-context.ts';

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
  if (look.kind === 'absent') return settleLook(run, operation, planAbsent(operation, timeOf(run)), null);
  const [first, ...others] = look.documents;
  if (first === undefined) return;
  confirm(run, operation, { ...first }, target.head.parentId);
  if (others.length === 0) return;
  const wooIds = look.documents.map((document) => document['id'] ?? null);
  const context = { db: run.db, storeId: run.store.id, newId: run.newId, now: run.clock.now() };
  inDurableTransaction(run.db, () => askAboutDuplicate(context, operation, wooIds));
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

/** Does what a look into the store led to. */
function settleLook(run: RunContext, operation: Operation, look: LookPlan, document: JsonObject | null): void {
  const { db } = run;
  switch (look.kind) {
    case 'happened':
      if (document !== null) confirm(run, operation, document, null);
      return;
    case 'removed':
      return confirmRemoved(run, operation);
    case 'again':
      inDurableTransaction(db, () => {
        if (look.payload !== operation.payload) updatePayload(db, operation.id, look.payload);
        requeueOperation(db, operation.id, null);
      });
      return;
    case 'wait':
      inDurableTransaction(db, () => noteLook(db, operation.id, look));
      return;
    case 'ask':
      return askPerson(run, operation, look.about);
    default:
      look satisfies never;
  }
}

function timeOf(run: RunContext): LookTime {
  return { here: run.clock.now(), there: Math.floor(serverNow(run)) };
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
      !isKnownNote(run, operation, row),
  );
  if (match === undefined) askPerson(run, operation, { note: note.text });
  else confirm(run, operation, { ...match }, target.head.parentId);
}

/** One that is another record here; what a former holder found of this very note, and could not tell, is no other. */
function isKnownNote(run: RunContext, { recordId }: Operation, row: JsonObject): boolean {
  return (
    prepared(run.db, `SELECT 1 FROM order_notes WHERE store_id = ? AND woo_id = ? AND id <> ?`).get(
      ...[run.store.id, row['id'], recordId],
    ) !== undefined
  );
}

/** Everything that changes a record which exists: the record itself tells. */
async function settleByRecord(run: RunContext, operation: Operation, target: PushTarget): Promise<void> {
  const { head, parentWooId } = target;
  if (head.wooId === null) return;
  const answer = await askRecord(run, recordPath(operation.entity, head.wooId, parentWooId));
  if (answer.kind === 'unclear') return orStopUnlessRefused(answer.failure);
  const document = answer.kind === 'found' ? answer.document : null;
  settleLook(run, operation, planLookAtRecord(operation, document, timeOf(run)), document);
}
