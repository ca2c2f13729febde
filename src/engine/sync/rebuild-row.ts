import type { EntityName, RowSyncStatus } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { openConflictOf } from './conflict-store.ts';
import { overlayOperations, readBaseDocument } from './local-document.ts';
import type { Operation } from './operation.ts';
import { openOperationsOf } from './outbox-store.ts';
import { writeChildren } from './children.ts';
import { rowHeadById, updateRow } from './row-writer.ts';

/** A record's state towards its store, from its open operations and decisions. */
export function syncStatusOf(db: ReadableDb, recordId: string, operations: readonly Operation[]): RowSyncStatus {
  if (openConflictOf(db, recordId) !== null) return 'conflict';
  if (operations.some((operation) => operation.state === 'refused')) return 'error';
  return operations.length > 0 ? 'pending' : 'synced';
}

export type RebuildContext = { readonly db: WritableDb; readonly newId: () => string; readonly now: number };

/**
 * Makes a row anew from its base and its open operations: the row is always a function of these two.
 * Call it in the transaction that changed either.
 */
export function rebuildRow(context: RebuildContext, entity: EntityName, recordId: string): void {
  const { db } = context;
  const head = rowHeadById(db, entity, recordId);
  if (head === null) return;
  const operations = openOperationsOf(db, recordId);
  const base = readBaseDocument(db, recordId);
  const document = overlayOperations(entity, base ?? {}, operations);
  const deleting = operations.find((operation) => operation.kind === 'delete');
  updateRow(
    db,
    {
      entity,
      id: recordId,
      storeId: head.storeId,
      wooId: head.wooId,
      document,
      parentId: head.parentId,
      syncStatus: syncStatusOf(db, recordId, operations),
      syncedAt: syncedAtOf(db, recordId),
      modifiedAt: head.modifiedAt,
      now: context.now,
    },
    deleting === undefined ? null : (head.deletedAt ?? context.now),
  );
  const childContext = { db, storeId: head.storeId, newId: context.newId, now: context.now };
  writeChildren(childContext, entity, recordId, document, 'unknown');
}

function syncedAtOf(db: ReadableDb, recordId: string): number | null {
  return (
    prepared<{ observed_at: number }>(db, `SELECT observed_at FROM base_documents WHERE record_id = ?`).get(recordId)
      ?.observed_at ?? null
  );
}
