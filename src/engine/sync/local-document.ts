import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { getPath, withPath } from '../../shared/domain/json-path.ts';
import { withMetaEntries } from '../../shared/domain/merge.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { Operation } from './operation.ts';
import { openOperationsOf } from './outbox-store.ts';

/** The store's last confirmed answer for a record; null while the store never showed it. */
export function readBaseDocument(db: ReadableDb, recordId: string): JsonObject | null {
  const row = prepared<{ document: string }>(db, `SELECT document FROM base_documents WHERE record_id = ?`).get(
    recordId,
  );
  return row === undefined ? null : (JSON.parse(row.document) as JsonObject);
}

/**
 * The record as it stands here: the base with all unsent operations laid over it. Null when neither exists.
 */
export function readLocalDocument(db: ReadableDb, entity: EntityName, recordId: string): JsonObject | null {
  const base = readBaseDocument(db, recordId);
  const operations = openOperationsOf(db, recordId);
  if (base === null && operations.length === 0) return null;
  return overlayOperations(entity, base ?? {}, operations);
}

/** Lays unsent operations over a document, oldest first. A note is a record of its own and does not change its order's document. */
export function overlayOperations(entity: EntityName, base: JsonObject, operations: readonly Operation[]): JsonObject {
  let document = base;
  for (const operation of operations) document = overlayOperation(entity, document, operation);
  return document;
}

function overlayOperation(entity: EntityName, document: JsonObject, operation: Operation): JsonObject {
  const { payload } = operation;
  let result = document;
  if (payload.values !== undefined) result = { ...result, ...payload.values };
  for (const [path, change] of Object.entries(payload.fields ?? {})) {
    const isMeta = fieldByPath(entity, path)?.kind === 'meta';
    // an edit of meta_data names only the keys that it changes
    result = withPath(result, path, isMeta ? withMetaEntries(getPath(result, path), change.value) : change.value);
  }
  if (payload.note !== undefined && entity === 'order_notes') {
    result = { ...result, note: payload.note.text, customer_note: payload.note.customer };
  }
  if (operation.kind === 'trash') result = { ...result, status: 'trash' };
  if (payload.stock !== undefined) result = { ...result, stock_quantity: stockAfter(result, payload.stock) };
  if (operation.kind === 'create' || payload.fields !== undefined) result = withDerivedPrice(entity, result, operation);
  return result;
}

function stockAfter(document: JsonObject, intent: NonNullable<Operation['payload']['stock']>): number {
  if ('count' in intent) return intent.count;
  const before = document['stock_quantity'];
  return (typeof before === 'number' ? before : 0) + intent.adjust;
}

/** What the shop will charge once the edit is there: shown until the store itself says so. */
function withDerivedPrice(entity: EntityName, document: JsonObject, operation: Operation): JsonObject {
  if (entity !== 'products' && entity !== 'variations') return document;
  if (document['type'] === 'variable') return document;
  const touched =
    operation.kind === 'create' ||
    Object.keys(operation.payload.fields ?? {}).some((path) => path === 'regular_price' || path === 'sale_price');
  if (!touched) return document;
  const sale = text(getPath(document, 'sale_price'));
  const regular = text(getPath(document, 'regular_price'));
  return { ...document, price: sale === '' ? regular : sale, on_sale: sale !== '' };
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
