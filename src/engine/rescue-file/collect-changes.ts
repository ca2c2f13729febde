import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { getPath, withPath } from '../../shared/domain/json-path.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readBaseDocument } from '../sync/local-document.ts';
import type { Operation } from '../sync/operation.ts';
import { stampOf } from '../sync/operation.ts';
import { openOperations } from '../sync/outbox-store.ts';
import { PARENT_OF, rowHeadById } from '../sync/row-writer.ts';
import type { UnsentChange, UnsentContent, UnsentStore } from './unsent-file.ts';

/** What a person knows a record by, as a local id's label. */
export type LabelOf = (entity: EntityName, recordId: string) => string;

type StoreRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly last_server_time: number | null;
};

/** Everything that is open, of one store or of all, in the order in which it was queued. */
export function collectChanges(db: ReadableDb, storeId: string | null, labelOf: LabelOf): UnsentContent {
  const stores = prepared<StoreRow>(
    db,
    `SELECT id, name, url, last_server_time FROM stores WHERE ? IS NULL OR id = ? ORDER BY created_at, id`,
  ).all(storeId, storeId);
  return { stores: stores.map((store) => storeOf(db, store, labelOf)).filter(({ changes }) => changes.length > 0) };
}

function storeOf(db: ReadableDb, store: StoreRow, labelOf: LabelOf): UnsentStore {
  const authors = new Map(
    prepared<{ id: string; author: string }>(
      db,
      `SELECT id, author FROM outbox WHERE store_id = ? AND state <> 'ended'`,
    )
      .all(store.id)
      .map(({ id, author }) => [id, author]),
  );
  const before = new Map<string, string[]>();
  const changes: UnsentChange[] = [];
  for (const operation of openOperations(db, store.id)) {
    if (operation.state === 'ended') continue;
    const earlier = before.get(operation.recordId) ?? [];
    before.set(operation.recordId, [...earlier, operation.id]);
    changes.push({
      id: operation.id,
      entity: operation.entity,
      kind: operation.kind,
      payload: operation.payload,
      reason: operation.reason,
      author: authors.get(operation.id) ?? '',
      state: operation.state,
      attempts: operation.attempts,
      createdAt: operation.createdAt,
      claimedAt: operation.claimedAt,
      claimedServerTime: operation.claimedServerTime,
      ...aboutRecord(db, operation, labelOf),
      references: referencesOf(db, operation),
      after: earlier,
    });
  }
  return { url: store.url, name: store.name, serverTime: store.last_server_time, changes };
}

function aboutRecord(
  db: ReadableDb,
  operation: Operation,
  labelOf: LabelOf,
): Pick<UnsentChange, 'record' | 'base' | 'stamp'> {
  const { entity, recordId } = operation;
  const head = rowHeadById(db, entity, recordId);
  const parent = PARENT_OF[entity];
  const parentId = head?.parentId ?? null;
  const above = parent === undefined || parentId === null ? null : rowHeadById(db, parent.entity, parentId);
  const document = readBaseDocument(db, recordId);
  return {
    record: {
      id: recordId,
      wooId: head?.wooId ?? null,
      label: labelOf(entity, recordId),
      parent: above === null ? null : { id: above.id, wooId: above.wooId },
    },
    base: document === null ? {} : partOf(document, [...NAMING[entity], ...pathsOf(operation)]),
    stamp: document === null ? null : stampOf(document),
  };
}

/** By what a record is known even where nothing else of it is. */
const NAMING: Readonly<Record<EntityName, readonly string[]>> = {
  products: ['name', 'slug', 'type', 'status', 'sku'],
  variations: ['sku', 'status', 'attributes'],
  orders: ['number', 'status'],
  customers: ['email', 'first_name', 'last_name'],
  coupons: ['code', 'status'],
  categories: ['name', 'slug'],
  tags: ['name', 'slug'],
  brands: ['name', 'slug'],
  attributes: ['name', 'slug'],
  terms: ['name', 'slug'],
  shipping_classes: ['name', 'slug'],
  order_notes: [],
  order_refunds: [],
};

function pathsOf({ kind, payload }: Operation): readonly string[] {
  const paths = Object.keys(payload.fields ?? {});
  if (payload.stock !== undefined) paths.push('stock_quantity', 'manage_stock');
  if (kind === 'trash' || kind === 'delete') paths.push('status');
  return paths;
}

function partOf(document: JsonObject, paths: readonly string[]): JsonObject {
  let part: JsonObject = {};
  for (const path of paths) {
    const value: JsonValue | undefined = getPath(document, path);
    if (value !== undefined) part = withPath(part, path, value);
  }
  return part;
}

/** What a document may name by a local id while the store has not seen it. */
const REFERENCED: readonly EntityName[] = ['categories', 'tags', 'brands'];
const LOCAL_ID = /"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"/gi;

function referencesOf(db: ReadableDb, operation: Operation): UnsentChange['references'] {
  if (operation.payload.values === undefined && operation.payload.fields === undefined) return [];
  const ids = new Set([...JSON.stringify(operation.payload).matchAll(LOCAL_ID)].map(([, id]) => id ?? ''));
  const found: UnsentChange['references'] = [];
  for (const id of ids) {
    for (const entity of REFERENCED) {
      const head = rowHeadById(db, entity, id);
      if (head?.storeId !== operation.storeId) continue;
      const name =
        prepared<{ name: string }>(db, `SELECT name FROM ${TABLE_OF[entity]} WHERE id = ?`).get(id)?.name ?? '';
      found.push({ id, entity, wooId: head.wooId, name });
    }
  }
  return found;
}
