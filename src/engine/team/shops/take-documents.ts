import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';
import { ENTITY_NAMES, TABLE_OF } from '../../../shared/domain/entities.ts';
import type { WritableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import { absorbTwin } from '../../sync/absorb-twin.ts';
import { writeChildren } from '../../sync/children.ts';
import { wakeErrorsOf } from '../../sync/errors-store.ts';
import { noteFieldChanges } from '../../sync/history-store.ts';
import { holdForGone } from '../../sync/hold-for-gone.ts';
import { readBaseDocument } from '../../sync/local-document.ts';
import { stampOf } from '../../sync/operation.ts';
import { openOperationsOf, operationById } from '../../sync/outbox-store.ts';
import { rebuildRow } from '../../sync/rebuild-row.ts';
import { hasUnsentChanges, removeRecord } from '../../sync/remove-record.ts';
import { rewriteRecordId } from '../../sync/rewrite-record-id.ts';
import type { RowHead } from '../../sync/row-writer.ts';
import { insertRow, rowHeadById, rowHeadByWooId, saveBaseDocument, updateModifiedAt } from '../../sync/row-writer.ts';
import { asOwnChange, dropMarkOf } from './marks.ts';
import type { SharedDocument } from './shops-server.ts';

export type TakeContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  /** Epoch ms. */
  readonly now: number;
  readonly runId: string | null;
};
export type Taken = { readonly recordId: string; readonly outcome: 'created' | 'updated' | 'unchanged' };

/**
 * A document from central becomes the base of its record, under the id that the record has in the team. Nothing is
 * planned: what becomes of unsent changes is the holder's to say. Inside `applying`. [SHARE5, SHARE7]
 */
export function takeDocument(context: TakeContext, given: SharedDocument): Taken {
  const { db, storeId, now } = context;
  const { entity, id } = given;
  const head = headUnderTeamId(context, given);
  // what this desktop saw and could not tell is overtaken
  dropMarkOf(db, 'document', id);
  const document = JSON.parse(given.document) as JsonObject;
  if (head === null) {
    insertRow(
      db,
      {
        ...{ entity, id, storeId, wooId: given.wooId, document, parentId: given.parentId, syncStatus: 'synced' },
        ...{ syncedAt: given.observedMs, modifiedAt: given.modifiedMs, now },
      },
      'woo',
    );
    saveBaseDocument(db, entity, storeId, id, given.hash, given.document, given.observedMs);
    writeChildren(context, entity, id, document, null);
    if (openOperationsOf(db, id).length > 0) rebuildRow(context, entity, id);
    return { recordId: id, outcome: 'created' };
  }
  if (head.hash === given.hash && head.wooId === given.wooId) return { recordId: id, outcome: 'unchanged' };
  const before = readBaseDocument(db, id);
  saveBaseDocument(db, entity, storeId, id, given.hash, given.document, given.observedMs);
  if (head.wooId !== given.wooId)
    prepared(db, `UPDATE ${TABLE_OF[entity]} SET woo_id = ? WHERE id = ?`).run(given.wooId, id);
  if (given.modifiedMs !== null) updateModifiedAt(db, entity, id, given.modifiedMs);
  if (before !== null) {
    const history = { db, now, runId: context.runId };
    noteFieldChanges(history, { storeId, entity, id }, before, document, 'store', fieldsOfOperations(db, id));
  }
  rebuildRow(context, entity, id);
  wakeErrorsOf(db, id);
  return { recordId: id, outcome: 'updated' };
}

/** The row of the record, brought under the id that the team knows it by; null where it is not here. [SHARE7] */
function headUnderTeamId(context: TakeContext, { entity, id, wooId, document }: SharedDocument): RowHead | null {
  const { db, storeId } = context;
  const numbered = rowHeadByWooId(db, entity, storeId, wooId);
  if (numbered !== null && numbered.id !== id) {
    if (rowHeadById(db, entity, id) === null) rewriteRecordId(db, entity, numbered.id, id);
    else absorbTwin(db, entity, storeId, id, wooId);
  }
  const head = rowHeadById(db, entity, id);
  if (head !== null) return head;
  const stamp = document.includes('backroom_op') ? stampOf(JSON.parse(document) as JsonObject) : null;
  const born = stamp === null ? null : operationById(db, stamp);
  if (born === null || born.entity !== entity) return null;
  const here = rowHeadById(db, entity, born.recordId);
  if (here === null || here.wooId !== null) return null;
  rewriteRecordId(db, entity, here.id, id);
  return rowHeadById(db, entity, id);
}

/** Fields of open operations: their change is in the history since somebody made it, and its end comes with this page. */
function fieldsOfOperations(db: WritableDb, recordId: string): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const { payload, kind } of openOperationsOf(db, recordId)) {
    for (const path of Object.keys(payload.fields ?? {})) fields.add(path);
    if (payload.stock !== undefined) fields.add('stock_quantity');
    if (kind === 'trash' || kind === 'restore') fields.add('status');
  }
  return fields;
}

/**
 * The holder knows that the shop no longer has a record. One with unsent changes stays and becomes a decision of this
 * desktop; one that somebody decided to make anew waits for its number, and nobody is asked again. Answers whether the
 * record is gone here. [DEL5]
 */
export function takeRemoval(context: TakeContext, recordId: string): boolean {
  const { db } = context;
  dropMarkOf(db, 'document', recordId);
  dropMarkOf(db, 'removal', recordId);
  const entity = entityOf(db, recordId);
  if (entity === null) return false;
  if (openOperationsOf(db, recordId).some(({ kind }) => kind === 'create')) {
    prepared(db, `UPDATE ${TABLE_OF[entity]} SET woo_id = NULL, source = 'local' WHERE id = ?`).run(recordId);
    prepared(db, `DELETE FROM base_documents WHERE record_id = ?`).run(recordId);
    rebuildRow(context, entity, recordId);
    return false;
  }
  if (hasUnsentChanges(db, entity, recordId)) {
    asOwnChange(db, () => {
      holdForGone(context, entity, recordId, rowHeadById(db, entity, recordId)?.wooId ?? null);
    });
    rebuildRow(context, entity, recordId);
    return false;
  }
  removeRecord(db, entity, recordId);
  return true;
}

export function entityOf(db: WritableDb, recordId: string): EntityName | null {
  for (const entity of ENTITY_NAMES) {
    if (prepared(db, `SELECT 1 FROM ${TABLE_OF[entity]} WHERE id = ?`).get(recordId) !== undefined) return entity;
  }
  return null;
}
