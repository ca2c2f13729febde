import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import type { ReadableDb } from '../database/database.ts';
import type { Conflict } from '../sync/conflict-store.ts';
import { openConflictOf } from '../sync/conflict-store.ts';
import { noteFieldChanges } from '../sync/history-store.ts';
import { overlayOperations, readBaseDocument } from '../sync/local-document.ts';
import type { Operation } from '../sync/operation.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { rebuildRow } from '../sync/rebuild-row.ts';
import type { RowHead } from '../sync/row-writer.ts';
import { rowHeadById } from '../sync/row-writer.ts';
import type { CommandContext } from './command-context.ts';

/** A record as it stands here before a command. */
export type RecordState = {
  readonly entity: EntityName;
  readonly id: string;
  readonly storeId: string;
  readonly head: RowHead;
  readonly base: JsonObject | null;
  readonly operations: readonly Operation[];
  /** The base with all open operations laid over it. */
  readonly local: JsonObject;
  readonly conflict: Conflict | null;
  /** The record that it hangs on waits to be deleted for good: it goes with it. */
  readonly leavesWithParent: boolean;
};

export function loadRecord(db: ReadableDb, entity: EntityName, id: string): RecordState | null {
  const head = rowHeadById(db, entity, id);
  if (head === null) return null;
  const base = readBaseDocument(db, id);
  const operations = openOperationsOf(db, id);
  return {
    entity,
    id,
    storeId: head.storeId,
    head,
    base,
    operations,
    local: overlayOperations(entity, base ?? {}, operations),
    conflict: openConflictOf(db, id),
    leavesWithParent: isLeaving(db, head.parentId),
  };
}

function isLeaving(db: ReadableDb, parentId: string | null): boolean {
  return parentId !== null && openOperationsOf(db, parentId).some((operation) => operation.kind === 'delete');
}

/** Makes the row anew after a command changed its operations. */
export function finishRecord(context: CommandContext, record: RecordState): void {
  const after = overlayOperations(record.entity, record.base ?? {}, openOperationsOf(context.db, record.id));
  if (record.base !== null || record.operations.length > 0) {
    const history = { db: context.db, now: context.now, batchId: context.batchId ?? null };
    noteFieldChanges(history, record, record.local, after, 'you');
  }
  rebuildRow(context, record.entity, record.id);
  context.touch(record.storeId, record.entity, record.id);
}

/** In the trash here, sent or not; a record whose permanent deletion waits, or that of its parent, counts too. */
export function isTrashed(record: RecordState): boolean {
  if (record.leavesWithParent || record.local['status'] === 'trash') return true;
  return record.operations.some((operation) => operation.kind === 'delete');
}

/** Not on its way: a command may change or end it. */
export function isChangeable(operation: Operation): boolean {
  return operation.state === 'queued' || operation.state === 'refused';
}

/** Left this computer without a clear answer yet: nobody may change it now. */
export function isInFlight(operation: Operation): boolean {
  return operation.state === 'sending' || operation.state === 'unknown';
}

/** Whether an operation decides what `path` will be once it is sent. A create decides everything. */
export function touchesPath(operation: Operation, path: FieldPath): boolean {
  if (operation.kind === 'create') return true;
  if (Object.hasOwn(operation.payload.fields ?? {}, path)) return true;
  if (operation.payload.stock !== undefined) return path === 'stock_quantity';
  return path === 'status' && (operation.kind === 'trash' || operation.kind === 'delete');
}
