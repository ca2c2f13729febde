import type { EntityName } from '../../../shared/domain/entities.ts';
import { TABLE_OF } from '../../../shared/domain/entities.ts';
import type { WritableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import { operationById } from '../../sync/outbox-store.ts';
import { rebuildRow } from '../../sync/rebuild-row.ts';
import { PARENT_OF, rowHeadById } from '../../sync/row-writer.ts';
import { saveStoreTotal } from '../../sync/store-rows.ts';
import { goBehind } from './go-behind.ts';
import { applying } from './marks.ts';
import type { ChangePage, MaskedOrder, RecordChanges, SharedDocument } from './shops-server.ts';
import type { Taken, TakeContext } from './take-documents.ts';
import { entityOf, takeDocument, takeRemoval } from './take-documents.ts';
import { takeOperation } from './take-operations.ts';
import { takeRow } from './take-rows.ts';
import { updateTeamStore } from './team-stores.ts';

/** What a page changed here. */
export type TakenPage = {
  readonly documents: readonly (Taken & { readonly entity: EntityName })[];
  readonly removed: readonly string[];
  readonly records: readonly string[];
  readonly tables: readonly string[];
};

/** Stores a page of the feed with its place, in one transaction. [TEAM8, SHARE6] */
export function takePage(context: TakeContext, page: ChangePage): TakenPage {
  return applying(context.db, () => {
    const taken = takeChanges(context, page);
    const removed = page.removals.filter((id) => takeRemoval(context, id));
    for (const order of page.maskedOrders) takeMaskedOrder(context, order);
    takeState(context, page);
    return { ...taken, removed };
  });
}

/** Stores what central has of single records now: after a change of this desktop turned out to be stale. */
export function takeRecords(context: TakeContext, changes: RecordChanges): TakenPage {
  return applying(context.db, () => ({ ...takeChanges(context, changes), removed: [] }));
}

const hangsOnAnother = (entity: EntityName): number => (PARENT_OF[entity] === undefined ? 0 : 1);

function takeChanges(context: TakeContext, changes: RecordChanges): TakenPage {
  const { db } = context;
  const documents = changes.documents
    .toSorted((left, right) => hangsOnAnother(left.entity) - hangsOnAnother(right.entity))
    .map((document) => ({ ...takeDocument(context, document), entity: document.entity }));
  const touched = new Map<string, Set<string>>();
  const touch = (recordId: string, arrived: string | null): void => {
    const ids = touched.get(recordId) ?? new Set<string>();
    if (arrived !== null) ids.add(arrived);
    touched.set(recordId, ids);
  };
  for (const operation of changes.operations) {
    const isNew = operationById(db, operation.id) === null;
    if (takeOperation(context, operation)) touch(operation.recordId, isNew ? operation.id : null);
  }
  for (const decision of changes.decisions) {
    const recordId = takeRow(context, 'decision', decision);
    if (recordId !== null) touch(recordId, null);
  }
  for (const refusal of changes.refusals) {
    const recordId = takeRow(context, 'refusal', refusal);
    if (recordId !== null) touch(recordId, null);
  }
  const tables = new Set<string>(documents.map(({ entity }) => TABLE_OF[entity]));
  for (const [recordId, arrived] of touched) {
    const entity = entityOf(db, recordId);
    if (entity === null) continue;
    tables.add(TABLE_OF[entity]);
    goBehind(context, entity, recordId, arrived);
    rebuildRow(context, entity, recordId);
  }
  if (touched.size > 0) for (const table of ['outbox', 'sync_conflict', 'sync_errors']) tables.add(table);
  const changed = documents.filter(({ outcome }) => outcome !== 'unchanged').map(({ recordId }) => recordId);
  return { documents, removed: [], records: [...new Set([...changed, ...touched.keys()])], tables: [...tables] };
}

/** Records that documents hang on and that neither this desktop nor the page has. */
export function missingParents(db: WritableDb, documents: readonly SharedDocument[]): readonly string[] {
  const coming = new Set(documents.map(({ id }) => id));
  const missing = new Set<string>();
  for (const { entity, parentId } of documents) {
    const parent = PARENT_OF[entity];
    if (parent === undefined || parentId === null || coming.has(parentId)) continue;
    if (rowHeadById(db, parent.entity, parentId) === null) missing.add(parentId);
  }
  return [...missing];
}

function takeState({ db, storeId, now }: TakeContext, page: ChangePage): void {
  const { facts, holder } = page;
  updateTeamStore(db, storeId, {
    floor: page.nextFloor,
    holder_device: holder?.deviceId ?? null,
    holder_name: holder?.personName ?? null,
    holder_until: holder?.untilMs ?? null,
    ...(page.hasMore ? {} : { pulled_at: now }),
    ...(facts === null ? {} : { read_at: facts.readMs, read_by: facts.by }),
  });
  if (facts === null) return;
  for (const [entity, total] of Object.entries(facts.totals))
    saveStoreTotal(db, storeId, entity as EntityName, total, facts.readMs);
  prepared(
    db,
    `UPDATE stores SET last_server_time = max(coalesce(last_server_time, 0), coalesce(?, 0)), has_variations_route = coalesce(?, has_variations_route),
       last_sync_at = max(coalesce(last_sync_at, 0), ?) WHERE id = ?`,
  ).run(facts.serverTimeMs, facts.hasVariationsRoute, facts.readMs, storeId);
  // the first reading is complete where the holder says so and all of it is here
  if (facts.isComplete && !page.hasMore) {
    prepared(db, `UPDATE stores SET first_sync_completed_at = coalesce(first_sync_completed_at, ?) WHERE id = ?`).run(
      now,
      storeId,
    );
    prepared(db, `UPDATE team_stores SET filled_at = coalesce(filled_at, ?) WHERE store_id = ?`).run(now, storeId);
  }
}

/** A row without a document: what is masked never was a whole record here. [MASK1] */
function takeMaskedOrder({ db, storeId, now }: TakeContext, order: MaskedOrder): void {
  if (order.isRemoved || order.wooId === null) {
    prepared(db, `DELETE FROM orders WHERE id = ? AND store_id = ?`).run(order.id, storeId);
    return;
  }
  const names = Object.keys(order.columns);
  const values = names.map((name) => order.columns[name] ?? null);
  prepared(
    db,
    `INSERT INTO orders (id, store_id, woo_id, source, synced_at, created_at, updated_at, total_sort, ${names.join(', ')})
     VALUES (?, ?, ?, 'woo', ?, ?, ?, CAST(? AS REAL), ${names.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET woo_id = excluded.woo_id, updated_at = excluded.updated_at, total_sort = excluded.total_sort,
       ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  ).run(order.id, storeId, order.wooId, now, now, now, order.columns['total'] ?? '0', ...values);
}
