import { hash as digest } from 'node:crypto';
import { msToGmt, toCanonicalInPlace } from '../../../shared/domain/canonical.ts';
import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';
import { TABLE_OF } from '../../../shared/domain/entities.ts';
import { jsonEquals } from '../../../shared/domain/json-path.ts';
import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import { prepared } from '../../database/database.ts';
import type { CollectionPlan } from '../entity-plan.ts';
import { readBaseDocument } from '../local-document.ts';
import type { Page, PagePosition } from '../page-reader.ts';
import { readPages, START } from '../page-reader.ts';
import { asId, asList, asObject } from '../projections/read-json.ts';
import type { ModifiedPosition } from '../pull-delta.ts';
import { changesSince } from '../pull-delta.ts';
import { rowHeadByWooId } from '../row-writer.ts';
import type { StoreQuery } from '../store-gateway.ts';
import { countOnDevice, readCursor } from '../store-rows.ts';
import type { SweepPosition } from '../sweep.ts';
import type { RunProblem } from '../sync-report.ts';
import type { CollectionReading, PreviewReader } from './collection-reading.ts';
import { emptyReading } from './collection-reading.ts';

/** A reading while its rows come. */
type Tally = {
  fetched: number;
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  withVariations: number;
  readonly added: number[];
  readonly fresh: Record<string, JsonObject>;
  readonly sold: { readonly products: Set<number>; readonly variations: Set<number> };
};

function newTally(): Tally {
  return {
    ...{ fetched: 0, created: 0, updated: 0, deleted: 0, unchanged: 0, withVariations: 0 },
    added: [],
    fresh: {},
    sold: { products: new Set(), variations: new Set() },
  };
}

function toReading({ sold, ...counts }: Tally, requests: number, absent: readonly number[] | null): CollectionReading {
  return {
    ...emptyReading(),
    ...counts,
    requests,
    absent,
    soldProducts: [...sold.products],
    soldVariations: [...sold.variations],
  };
}

/** What the next run would read of one collection, and how that compares with what is here. [PREVIEW2] */
export async function readCollection(
  reader: PreviewReader,
  plan: CollectionPlan,
  parentId: string | null = null,
): Promise<Result<CollectionReading, RunProblem>> {
  const { db, store } = reader;
  const first = readCursor<SweepPosition>(db, store.id, plan.entity, 'first');
  if (plan.dated && first?.done !== true) return countWhole(reader, plan, first?.seen ?? 0);
  if (!plan.paged) return readUnpaged(reader, plan);
  const isFirst = store.first_sync_completed_at === null;
  if (!plan.dated && isFirst) {
    const scan = readCursor<SweepPosition>(db, store.id, plan.entity, scanCursor(plan, reader));
    return scan?.done === true ? ok(emptyReading()) : countWhole(reader, plan, scan?.seen ?? 0);
  }
  return plan.dated ? readChanges(reader, plan) : readSlice(reader, plan, parentId);
}

function scanCursor(plan: CollectionPlan, reader: PreviewReader): string {
  return reader.attributeWooId === null || plan.entity !== 'terms' ? 'scan' : `scan:${reader.attributeWooId}`;
}

/** A first reading goes to the end: its size is known from one page, which also tells how long a page takes. */
async function countWhole(
  reader: PreviewReader,
  plan: CollectionPlan,
  seen: number,
): Promise<Result<CollectionReading, RunProblem>> {
  const { db, store, gateway } = reader;
  const query: StoreQuery = { ...plan.query, per_page: store.page_size };
  const answer = await gateway.request({ method: 'GET', path: plan.path, query, expect: 'list' });
  if (!answer.ok) return err(answer.error.error);
  const rows = answer.value.body as readonly JsonObject[];
  const total = answer.value.total ?? rows.length;
  const fetched = Math.max(0, total - seen);
  return ok({
    ...emptyReading(),
    fetched,
    created: plan.entity === 'terms' ? fetched : Math.max(0, total - countOnDevice(db, store.id, plan.entity)),
    requests: pagesOf(fetched, store.page_size),
    withVariations: Math.round((total * rows.filter(hasVariations).length) / Math.max(1, rows.length)),
  });
}

async function readUnpaged(
  reader: PreviewReader,
  plan: CollectionPlan,
): Promise<Result<CollectionReading, RunProblem>> {
  const answer = await reader.gateway.request({ method: 'GET', path: plan.path, expect: 'list' });
  if (!answer.ok) return err(answer.error.error);
  const tally = newTally();
  const rows = answer.value.body as readonly JsonObject[];
  for (const row of rows) classify(reader, plan.entity, row, tally);
  return ok(toReading(tally, 1, absentFrom(reader, plan.entity, rows, null)));
}

async function readChanges(
  reader: PreviewReader,
  plan: CollectionPlan,
): Promise<Result<CollectionReading, RunProblem>> {
  const { db, store } = reader;
  const saved = readCursor<ModifiedPosition>(db, store.id, plan.entity, 'modified');
  const { since } = changesSince(saved, reader.now);
  const query = { ...plan.query, modified_after: msToGmt(since), dates_are_gmt: true };
  const tally = newTally();
  const result = await readPagesOf(reader, plan, query, START, null, (page) => {
    for (const row of page.rows) classify(reader, plan.entity, row, tally);
  });
  if (!result.ok) return result;
  return ok(toReading(tally, pagesOf(tally.fetched, store.page_size), null));
}

/** One page, from where the last run stopped; a collection that fits into it was read whole. [PULL17] */
async function readSlice(
  reader: PreviewReader,
  plan: CollectionPlan,
  parentId: string | null,
): Promise<Result<CollectionReading, RunProblem>> {
  const { db, store } = reader;
  const saved = readCursor<SweepPosition>(db, store.id, plan.entity, scanCursor(plan, reader));
  const from = saved === null || saved.done ? START : saved;
  const tally = newTally();
  let whole: readonly JsonObject[] | null = null;
  let total = 0;
  const result = await readPagesOf(reader, plan, plan.query, from, 1, (page) => {
    for (const row of page.rows) classify(reader, plan.entity, row, tally);
    whole = page.last && from.seen === 0 ? page.rows : null;
    total = page.total ?? 0;
  });
  if (!result.ok) return result;
  const beyond = plan.entity === 'customers' ? newBeyond(reader, total, tally) : 0;
  tally.fetched += beyond;
  tally.created += beyond;
  const requests = 1 + (beyond > 0 ? pagesOf(beyond, store.page_size) : 0);
  return ok(toReading(tally, requests, whole === null ? null : absentFrom(reader, plan.entity, whole, parentId)));
}

/** New customers are read in the same run, wherever the slice stands. */
function newBeyond(reader: PreviewReader, total: number, tally: Tally): number {
  return Math.max(0, total - countOnDevice(reader.db, reader.store.id, 'customers') - tally.created);
}

async function readPagesOf(
  reader: PreviewReader,
  plan: CollectionPlan,
  query: StoreQuery,
  from: PagePosition,
  maxPages: number | null,
  onPage: (page: Page) => void,
): Promise<Result<null, RunProblem>> {
  const result = await readPages(
    {
      gateway: reader.gateway,
      path: plan.path,
      query,
      from,
      pageSize: reader.store.page_size,
      ahead: 1,
      signal: reader.signal,
      ...(maxPages === null ? {} : { maxPages }),
    },
    (page) => {
      onPage(page);
      return !reader.signal.aborted;
    },
  );
  return result.ok ? ok(null) : err(result.error.error);
}

function classify(reader: PreviewReader, entity: EntityName, row: JsonObject, tally: Tally): void {
  const { db, store } = reader;
  tally.fetched += 1;
  if (hasVariations(row)) tally.withVariations += 1;
  const wooId = asId(row['id']);
  const head = wooId === null ? null : rowHeadByWooId(db, entity, store.id, wooId);
  if (head === null) {
    tally.created += 1;
    if (wooId !== null) tally.added.push(wooId);
    noteTouched(entity, row, tally);
    return;
  }
  const json = JSON.stringify(toCanonicalInPlace(entity, row));
  if (reader.openRecords.has(head.id)) tally.fresh[head.id] = JSON.parse(json) as JsonObject;
  const before = readBaseDocument(db, head.id);
  const same =
    head.hash === digest('sha1', json, 'base64') ||
    (before !== null && jsonEquals(before, JSON.parse(json) as JsonObject));
  if (same) {
    tally.unchanged += 1;
    return;
  }
  noteTouched(entity, row, tally);
  if (row['status'] === 'trash' && before?.['status'] !== 'trash') tally.deleted += 1;
  else tally.updated += 1;
}

/** What orders sold is read again in the same run. [PULL10] */
function noteTouched(entity: EntityName, row: JsonObject, tally: Tally): void {
  if (entity !== 'orders') return;
  for (const value of asList(row['line_items'])) {
    const item = asObject(value);
    const product = asId(item['product_id']);
    const variation = asId(item['variation_id']);
    if (product !== null) tally.sold.products.add(product);
    if (variation !== null) tally.sold.variations.add(variation);
  }
}

function hasVariations(row: JsonObject): boolean {
  return asList(row['variations']).length > 0;
}

/** Numbers of records here that a complete list did not hold. */
function absentFrom(
  reader: PreviewReader,
  entity: EntityName,
  rows: readonly JsonObject[],
  attributeId: string | null,
): readonly number[] {
  const present = new Set(rows.map((row) => asId(row['id'])));
  const scope = attributeId === null ? '' : ' AND attribute_id = ?';
  return prepared<{ woo_id: number }>(
    reader.db,
    `SELECT woo_id FROM ${TABLE_OF[entity]} WHERE store_id = ? AND woo_id IS NOT NULL${scope}`,
  )
    .all(reader.store.id, ...(attributeId === null ? [] : [attributeId]))
    .map((row) => row.woo_id)
    .filter((wooId) => !present.has(wooId));
}

/** Requests for so many rows: each page after the first begins with the last row of the one before. [PULL2] */
export function pagesOf(rows: number, pageSize: number): number {
  return rows <= pageSize ? 1 : 1 + Math.ceil((rows - pageSize) / Math.max(1, pageSize - 1));
}
