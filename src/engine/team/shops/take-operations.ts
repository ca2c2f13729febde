import { EDITABLE_FIELDS, fieldByPath } from '../../../shared/domain/fields.ts';
import { getPath } from '../../../shared/domain/json-path.ts';
import { fieldEquals } from '../../../shared/domain/merge.ts';
import { prepared } from '../../database/database.ts';
import { noteFieldChanges } from '../../sync/history-store.ts';
import { overlayOperations, readLocalDocument } from '../../sync/local-document.ts';
import type { FieldChange, Operation, OperationPayload } from '../../sync/operation.ts';
import { insertOperation, openOperationsOf, operationById } from '../../sync/outbox-store.ts';
import { removeRecord } from '../../sync/remove-record.ts';
import { insertRow, PARENT_OF, rowHeadById } from '../../sync/row-writer.ts';
import { asOwnChange, dropMarkOf, savePosition, saveVersion, versionOf } from './marks.ts';
import type { SharedOperation } from './shops-server.ts';
import type { TakeContext } from './take-documents.ts';

/**
 * An operation as central has it, taken into the outbox: a colleague's that is new here, or one of this desktop's that moved
 * on. Central's row stands; what a person here changed meanwhile in one that waited becomes an operation of its own behind
 * it. Answers whether anything changed. Inside `applying`. [SHARE1, SHARE5]
 */
export function takeOperation(context: TakeContext, given: SharedOperation): boolean {
  const { db } = context;
  const known = versionOf(db, given.id);
  // what this desktop sent itself it knows but for its place among the others
  if (known !== null && given.version <= known) return savePosition(db, given.id, given.position);
  const here = operationById(db, given.id);
  if (here === null && given.state !== 'ended') insertForeign(context, given);
  else if (here !== null) takeOver(context, here, given);
  const { id: rowId, version, position, authorId, authorName } = given;
  saveVersion(db, { rowId, storeId: context.storeId, version, position, authorId, authorName });
  return true;
}

function insertForeign(context: TakeContext, given: SharedOperation): void {
  const { db, storeId } = context;
  const before = readLocalDocument(db, given.entity, given.recordId);
  prepared(
    db,
    `INSERT INTO outbox (id, store_id, entity, record_id, kind, payload, payload_version, reason, author, state, attempts, created_at,
       claimed_at, claimed_server_time, last_error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[given.id, storeId, given.entity, given.recordId, given.kind, given.payload, given.payloadVersion, given.reason],
    ...[given.authorName, given.state, given.attempts, given.madeMs],
    ...[given.state === 'queued' ? null : given.madeMs, given.claimedServerMs, given.lastError],
  );
  if (rowHeadById(db, given.entity, given.recordId) === null) bearRecord(context, given);
  const after = readLocalDocument(db, given.entity, given.recordId);
  if (before === null || after === null) return;
  const record = { storeId, entity: given.entity, id: given.recordId };
  noteFieldChanges({ db, now: context.now, person: given.authorName }, record, before, after, 'you');
}

/** A record that was born on a colleague's desktop. One that hangs on a record which is not here waits for its document. */
function bearRecord(context: TakeContext, given: SharedOperation): void {
  const { db, storeId, now } = context;
  if (given.kind !== 'create' && given.kind !== 'note') return;
  const parent = PARENT_OF[given.entity];
  const isHere =
    parent === undefined ||
    (given.parentId !== null && rowHeadById(db, parent.entity, given.parentId)?.storeId === storeId);
  if (!isHere) return;
  const document = overlayOperations(given.entity, {}, openOperationsOf(db, given.recordId));
  insertRow(
    db,
    {
      ...{ entity: given.entity, id: given.recordId, storeId, wooId: null, document, parentId: given.parentId },
      ...{ syncStatus: 'pending', syncedAt: null, modifiedAt: null, now },
    },
    'local',
  );
}

function takeOver(context: TakeContext, here: Operation, given: SharedOperation): void {
  const { db, now } = context;
  const wasChangedHere = dropMarkOf(db, 'operation', here.id);
  const payload = JSON.parse(given.payload) as OperationPayload;
  // an edit of a record that a person is asked about goes into the change that waits for the answer
  const isEditable = here.state === 'queued' || here.state === 'held';
  const own = wasChangedHere && isEditable ? editedHere(here, payload) : {};
  const isEnded = given.state === 'ended';
  prepared(
    db,
    `UPDATE outbox SET record_id = ?, payload = ?, state = ?, outcome = ?, attempts = max(attempts, ?), last_error = ?,
       ended_at = ?, claimed_server_time = coalesce(?, claimed_server_time),
       claimed_at = iif(? IN ('sending', 'unknown'), coalesce(claimed_at, created_at), claimed_at),
       next_attempt_at = iif(? = 'queued', next_attempt_at, NULL), looks = iif(? = 'unknown', looks, 0)
     WHERE id = ?`,
  ).run(
    ...[given.recordId, given.payload, given.state, given.outcome, given.attempts, given.lastError],
    ...[isEnded ? now : null, given.claimedServerMs, given.state, given.state, given.state, given.id],
  );
  if (Object.keys(own).length > 0) {
    asOwnChange(db, () => {
      insertOperation(db, {
        id: context.newId(),
        storeId: context.storeId,
        entity: here.entity,
        recordId: given.recordId,
        kind: 'update',
        payload: { fields: own },
        createdAt: now,
      });
    });
  }
  if (isEnded && here.kind === 'create' && given.outcome !== 'sent') forgetUnborn(context, given);
}

/** A colleague let go of a record that never was in the shop. */
function forgetUnborn({ db }: TakeContext, { entity, recordId }: SharedOperation): void {
  const head = rowHeadById(db, entity, recordId);
  if (head !== null && head.wooId === null && openOperationsOf(db, recordId).length === 0)
    removeRecord(db, entity, recordId);
}

/** What a person changed here in a change that waited, after central had taken it: an edit on top of what central has. */
function editedHere(here: Operation, taken: OperationPayload): Readonly<Record<string, FieldChange>> {
  const fields: Record<string, FieldChange> = {};
  if (here.payload.values !== undefined) {
    for (const spec of EDITABLE_FIELDS[here.entity]) {
      const base = getPath(taken.values ?? {}, spec.path) ?? null;
      const value = getPath(here.payload.values, spec.path) ?? null;
      if (!fieldEquals(spec.kind, base, value)) fields[spec.path] = { base, value };
    }
    return fields;
  }
  for (const [path, change] of Object.entries(here.payload.fields ?? {})) {
    const there = taken.fields?.[path];
    const kind = fieldByPath(here.entity, path)?.kind ?? 'text';
    if (there === undefined) fields[path] = change;
    else if (!fieldEquals(kind, there.value, change.value)) fields[path] = { base: there.value, value: change.value };
  }
  return fields;
}
