import { gmtToMs } from '../../shared/domain/canonical.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { openConflictOf, saveConflict } from './conflict-store.ts';
import type { Operation } from './operation.ts';
import { stampOf } from './operation.ts';
import { operationById } from './outbox-store.ts';
import { rowHeadById } from './row-writer.ts';

/** PHP may go on for minutes after the last request: what was made later is a copy that somebody made in the shop. */
const LATEST_ARRIVAL_MS = 15 * 60_000;

export type DuplicateContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  readonly now: number;
};

/**
 * One create of ours is there more than once: a person is asked which one stays. One open decision per record: beside
 * another one the doubles are told of by themselves, because nobody finds them later. Inside the caller's transaction. [UNKNOWN5]
 */
export function askAboutDuplicate(context: DuplicateContext, operation: Operation, wooIds: readonly JsonValue[]): void {
  const { db, storeId, now } = context;
  const { id: operationId, entity } = operation;
  const recordId = openConflictOf(db, operation.recordId) === null ? operation.recordId : null;
  const theirs = { woo_ids: wooIds };
  const id = context.newId();
  saveConflict(
    db,
    { id, storeId, entity, recordId, wooId: null, operationId, kind: 'duplicate', base: {}, mine: {}, theirs, fields: ['woo_ids'] }, // prettier-ignore
    now,
  );
}

/**
 * A record that nobody knew carries the stamp of a create that ended long ago: a plug-in had hidden it from every list
 * while it was looked for, and the create was sent again. Answers the create, null when the record is none of ours or a
 * copy that somebody made in the shop. [UNKNOWN5]
 */
export function lateTwinOf(db: WritableDb, entity: EntityName, document: JsonObject): Operation | null {
  const stamp = stampOf(document);
  const operation = stamp === null ? null : operationById(db, stamp);
  if (operation === null || operation.entity !== entity || operation.kind !== 'create' || operation.state !== 'ended')
    return null;
  const head = rowHeadById(db, entity, operation.recordId);
  if (head?.wooId === null || head?.wooId === undefined || head.wooId === document['id']) return null;
  return mayHaveArrivedTwice(db, operation, document) ? operation : null;
}

function mayHaveArrivedTwice(db: WritableDb, operation: Operation, document: JsonObject): boolean {
  const isShared = prepared(db, `SELECT 1 FROM shared_operations WHERE operation_id = ?`).get(operation.id);
  if (operation.attempts < 2 && isShared === undefined) return false;
  const made = gmtToMs(document['date_created_gmt']);
  const left = operation.claimedServerTime;
  return made === null || left === null || made <= left + LATEST_ARRIVAL_MS;
}
