import { hash as digest } from 'node:crypto';
import { modifiedAtOf, toCanonicalInPlace } from '../../shared/domain/canonical.ts';
import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { jsonEquals } from '../../shared/domain/json-path.ts';
import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { settleSighting } from './carry-out-plan.ts';
import { writeChildren } from './children.ts';
import { readBaseDocument } from './local-document.ts';
import { askAboutDuplicate, lateTwinOf } from './find-duplicates.ts';
import { noteFieldChanges } from './history-store.ts';
import { holdForGone } from './hold-for-gone.ts';
import { operationById } from './outbox-store.ts';
import { plainName, STAMPED_ENTITIES, stampOf } from './operation.ts';
import { asId, asText } from './projections/read-json.ts';
import { rebuildRow } from './rebuild-row.ts';
import { isAnotherRecord } from './store-epoch.ts';
import type { RowHead } from './row-writer.ts';
import { insertRow, rowHeadById, rowHeadByWooId, saveBaseDocument, updateModifiedAt, updateRow } from './row-writer.ts';

export type ApplyContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  /** Epoch ms of this page or answer. */
  readonly now: number;
  /** Ids of creates of this store that have not ended: their records may come back in a pull before their answer does. */
  readonly openCreates: ReadonlySet<string>;
  readonly runId?: string;
  /** Told when a known number turns out to belong to another record now. */
  readonly onAnotherRecord?: (entity: EntityName, wooId: number) => void;
};

export type ApplyOptions = {
  /** Local id of the record this one hangs on, where the entity has one. */
  readonly parentId?: string | null;
  /** The local record that this answer is about: a create that was just confirmed. */
  readonly recordId?: string;
  /** Who caused a change of status: the answer to our own write, or the store. */
  readonly by?: 'you' | 'store';
  /** Fields of our own write that this answer is about: their change was written down when it was made here. */
  readonly ownFields?: ReadonlySet<string>;
};

export type Applied = {
  readonly recordId: string;
  /** `trashed`: the store put a live record in the trash. */
  readonly outcome: 'created' | 'updated' | 'trashed' | 'unchanged';
  readonly newConflicts: number;
};

/** A document that cannot become a row: it has no usable id. */
export class PoisonDocument extends Error {
  override readonly name = 'PoisonDocument';
}

/**
 * Takes one document of the store into the mirror, inside the caller's transaction: recognises the record by
 * `(store, entity, woo_id)`, costs nothing when its content is what is known already, merges unsent edits field by
 * field, and makes the document the new base. The document is used up (volatile fields are taken off it in place).
 * [PULL5, PULL6, MERGE1]
 */
export function applyDocument(
  context: ApplyContext,
  entity: EntityName,
  raw: JsonObject,
  options: ApplyOptions = {},
): Applied {
  const wooId = asId(raw['id']);
  if (wooId === null) throw new PoisonDocument(`${entity}: a record without an id`);
  const modifiedAt = modifiedAtOf(raw);
  const document = toCanonicalInPlace(entity, raw);
  const json = JSON.stringify(document);
  const hash = digest('sha1', json, 'base64');
  const head =
    options.recordId === undefined
      ? rowHeadByWooId(context.db, entity, context.storeId, wooId)
      : rowHeadById(context.db, entity, options.recordId);
  if (head === null) return insertOrAdopt(context, entity, wooId, document, json, hash, modifiedAt, options);
  if (head.hash === hash) {
    if (modifiedAt !== null && modifiedAt !== head.modifiedAt)
      updateModifiedAt(context.db, entity, head.id, modifiedAt);
    if (head.syncStatus === 'synced' && head.wooId === wooId)
      return { recordId: head.id, outcome: 'unchanged', newConflicts: 0 };
  }
  return updateKnown(context, entity, head, wooId, document, json, hash, modifiedAt, options);
}

function insertOrAdopt(
  context: ApplyContext,
  entity: EntityName,
  wooId: number,
  document: JsonObject,
  json: string,
  hash: string,
  modifiedAt: number | null,
  options: ApplyOptions,
): Applied {
  const { db, storeId, now } = context;
  const born = context.openCreates.size === 0 ? null : bornHere(context, entity, document);
  if (born !== null) return updateKnown(context, entity, born, wooId, document, json, hash, modifiedAt, options);
  const id = context.newId();
  const parentId = options.parentId ?? null;
  insertRow(
    db,
    { entity, id, storeId, wooId, document, parentId, syncStatus: 'synced', syncedAt: now, modifiedAt, now },
    'woo',
  );
  saveBaseDocument(db, entity, storeId, id, hash, json, now);
  writeChildren(context, entity, id, document, null);
  const twinOf = lateTwinOf(db, entity, document);
  if (twinOf === null) return { recordId: id, outcome: 'created', newConflicts: 0 };
  askAboutDuplicate(context, twinOf, [rowHeadById(db, entity, twinOf.recordId)?.wooId ?? null, wooId]);
  rebuildRow(context, entity, twinOf.recordId);
  return { recordId: id, outcome: 'created', newConflicts: 1 };
}

/**
 * The record born here that this document is: its create's stamp says so, or, for what carries no stamp, a create of
 * unknown outcome has its name. [PUSH6, IDENT2]
 */
function bornHere(context: ApplyContext, entity: EntityName, document: JsonObject): RowHead | null {
  const stamp = stampOf(document);
  const id = stamp ?? (STAMPED_ENTITIES.has(entity) ? null : unknownCreateNamed(context, entity, document));
  if (id === null || !context.openCreates.has(id)) return null;
  const operation = operationById(context.db, id);
  if (operation === null || operation.entity !== entity) return null;
  const head = rowHeadById(context.db, entity, operation.recordId);
  return head === null || head.wooId !== null ? null : head;
}

function unknownCreateNamed(context: ApplyContext, entity: EntityName, document: JsonObject): string | null {
  const row = prepared<{ id: string }>(
    context.db,
    `SELECT id FROM outbox WHERE store_id = ? AND entity = ? AND kind = 'create' AND state IN ('sending', 'unknown')
     AND payload ->> '$.values.name' = ? AND coalesce(payload ->> '$.values.parent', 0) = ?`,
  ).get(context.storeId, entity, plainName(document['name']), asId(document['parent']) ?? 0);
  return row?.id ?? null;
}

function updateKnown(
  context: ApplyContext,
  entity: EntityName,
  head: RowHead,
  wooId: number,
  document: JsonObject,
  json: string,
  hash: string,
  modifiedAt: number | null,
  options: ApplyOptions,
): Applied {
  const { db, storeId, now } = context;
  const before = readBaseDocument(db, head.id);
  if (before !== null && options.by !== 'you' && isAnotherRecord(entity, before, document)) {
    context.onAnotherRecord?.(entity, wooId);
    // its unsent changes were meant for the record that had this number before
    if (head.syncStatus !== 'synced') {
      holdForGone(context, entity, head.id, wooId);
      prepared(db, `UPDATE ${TABLE_OF[entity]} SET woo_id = NULL WHERE id = ?`).run(head.id);
      return insertOrAdopt(context, entity, wooId, document, json, hash, modifiedAt, options);
    }
  }
  const sameContent = before !== null && (head.hash === hash || jsonEquals(before, JSON.parse(json) as JsonObject));
  saveBaseDocument(db, entity, storeId, head.id, hash, json, now);
  if (sameContent && head.syncStatus === 'synced' && head.wooId === wooId) {
    return { recordId: head.id, outcome: 'unchanged', newConflicts: 0 };
  }
  if (head.wooId !== wooId) setWooId(db, entity, head.id, wooId);
  if (before !== null && !sameContent) {
    const history = { db, now, runId: context.runId ?? null };
    noteFieldChanges(history, { storeId, entity, id: head.id }, before, document, 'store', options.ownFields);
  }
  if (entity === 'orders' && before !== null)
    logStatusChange(context, head.id, before, document, options.by ?? 'store');
  const changed = document['status'] === 'trash' && before?.['status'] !== 'trash' ? 'trashed' : 'updated';
  if (head.syncStatus === 'synced') {
    updateRow(
      db,
      {
        entity,
        id: head.id,
        storeId,
        wooId,
        document,
        parentId: options.parentId ?? head.parentId,
        syncStatus: 'synced',
        syncedAt: now,
        modifiedAt,
        now,
      },
      null,
    );
    writeChildren(context, entity, head.id, document, before);
    return { recordId: head.id, outcome: changed, newConflicts: 0 };
  }
  const plan = settleSighting(context, { entity, id: head.id, wooId }, { seen: 'document', document });
  if (modifiedAt !== null) updateModifiedAt(db, entity, head.id, modifiedAt);
  rebuildRow(context, entity, head.id);
  return { recordId: head.id, outcome: sameContent ? 'unchanged' : changed, newConflicts: plan.newlyUndecided };
}

const SET_WOO_ID: Partial<Record<EntityName, string>> = {};
function setWooId(db: WritableDb, entity: EntityName, id: string, wooId: number): void {
  const sql = (SET_WOO_ID[entity] ??= `UPDATE ${TABLE_OF[entity]} SET woo_id = ? WHERE id = ?`);
  prepared(db, sql).run(wooId, id);
}

function logStatusChange(
  context: ApplyContext,
  orderId: string,
  before: JsonObject,
  after: JsonObject,
  by: 'you' | 'store',
): void {
  const oldStatus = asText(before['status']);
  const newStatus = asText(after['status']);
  if (oldStatus === newStatus) return;
  prepared(
    context.db,
    `INSERT INTO order_status_logs (id, store_id, order_id, old_status, new_status, changed_by, source, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    context.newId(),
    context.storeId,
    orderId,
    oldStatus,
    newStatus,
    by,
    by === 'you' ? 'local' : 'woo',
    context.now,
  );
}
