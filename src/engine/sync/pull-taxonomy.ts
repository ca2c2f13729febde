import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { prepared } from '../database/database.ts';
import { applyPage, NO_SCOPE } from './apply-page.ts';
import { askStore, orStop } from './ask-store.ts';
import { finishCensus, markMissing } from './deletions.ts';
import type { CollectionPlan } from './entity-plan.ts';
import { ATTRIBUTES, BRANDS, CATEGORIES, CUSTOMERS, SHIPPING_CLASSES, TAGS, termsPlan } from './entity-plan.ts';
import { asId } from './projections/read-json.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped } from './run-context.ts';
import { countOnDevice, readCursor, saveCursor, saveStoreTotal } from './store-rows.ts';
import type { SweepPosition } from './sweep.ts';
import { noteProgress, sweepCollection } from './sweep.ts';
import { inParallel } from './in-parallel.ts';
import type { PageAnswer } from './page-reader.ts';
import { readPages } from './page-reader.ts';

/** `slice`: at most one page of each collection, so that a quiet run stays small. `whole`: to the end. */
export type ScanDepth = 'slice' | 'whole';

const TERM_COLLECTIONS: readonly CollectionPlan[] = [CATEGORIES, TAGS, BRANDS, SHIPPING_CLASSES];

/**
 * Collections without dates are read and compared by content: whole when they fit one page or when asked to, else
 * one page further in each run. [PULL17]
 */
export async function scanCollection(
  run: RunContext,
  plan: CollectionPlan,
  depth: ScanDepth,
  resume: boolean,
  first?: Promise<PageAnswer>,
): Promise<void> {
  const saved = readCursor<SweepPosition>(run.db, run.store.id, plan.entity, 'scan');
  if (resume && saved?.done === true) return;
  await sweepCollection(run, plan, {
    cursor: 'scan',
    partial: false,
    ...(depth === 'slice' ? { maxPages: 1 } : {}),
    ...(first === undefined ? {} : { first }),
    restart: depth === 'whole' && !resume,
  });
}

export async function scanTerms(run: RunContext, depth: ScanDepth, resume: boolean): Promise<void> {
  await inParallel(TERM_COLLECTIONS.map((plan) => () => scanTermCollection(run, plan, depth, resume)));
}

async function scanTermCollection(
  run: RunContext,
  plan: CollectionPlan,
  depth: ScanDepth,
  resume: boolean,
): Promise<void> {
  try {
    await scanCollection(run, plan, depth, resume);
  } catch (error) {
    if (!isMissingRoute(error)) throw error;
  }
  linkParents(run, plan.entity);
}

/** Customers: one page further per run, and at once those that are new since the last count. [PULL17] */
export async function scanCustomers(
  run: RunContext,
  depth: ScanDepth,
  resume: boolean,
  first?: Promise<PageAnswer>,
): Promise<void> {
  await scanCollection(run, CUSTOMERS, depth, resume, first);
  if (depth === 'whole') return;
  const total = run.progress.get('customers')?.total ?? 0;
  if (total > countOnDevice(run.db, run.store.id, 'customers')) await readNewCustomers(run);
}

async function readNewCustomers(run: RunContext): Promise<void> {
  const { db, store } = run;
  const newest = prepared<{ woo_id: number | null }>(
    db,
    `SELECT max(woo_id) AS woo_id FROM customers WHERE store_id = ?`,
  ).get(store.id);
  const result = await readPages(
    {
      gateway: run.gateway,
      path: CUSTOMERS.path,
      query: CUSTOMERS.query,
      from: { lastId: newest?.woo_id ?? 0, seen: countOnDevice(db, store.id, 'customers') },
      pageSize: store.page_size,
      ahead: 1,
      signal: run.signal,
    },
    async (page) => {
      await applyPage(run, 'customers', page.rows, NO_SCOPE, () => undefined);
      return true;
    },
  );
  if (!result.ok) throw new RunStopped(run.signal.aborted ? { type: 'Cancelled' } : result.error.error);
}

/** The shop is too old for this collection. */
export function isMissingRoute(error: unknown): boolean {
  return (
    error instanceof RunStopped && error.problem.type === 'StoreRejected' && error.problem.code === 'rest_no_route'
  );
}

/** A child may come before its parent: links that could not be made then are made now. */
function linkParents(run: RunContext, entity: EntityName): void {
  if (entity !== 'categories' && entity !== 'brands') return;
  const table = TABLE_OF[entity];
  prepared(
    run.db,
    `UPDATE ${table} SET parent_id = (SELECT p.id FROM ${table} p WHERE p.store_id = ${table}.store_id AND p.woo_id = ${table}.parent_woo_id)
     WHERE store_id = ? AND parent_id IS NULL AND parent_woo_id IN (SELECT woo_id FROM ${table} WHERE store_id = ?)`,
  ).run(run.store.id, run.store.id);
}

/** Attributes come whole in one answer, which is therefore a census. */
export async function scanAttributes(run: RunContext): Promise<void> {
  const { db, store } = run;
  const answer = orStop(await askStore(run, { method: 'GET', path: ATTRIBUTES.path, expect: 'list' }));
  const rows = answer.body as readonly JsonObject[];
  noteProgress(run, 'attributes', rows.length, rows.length);
  await applyPage(run, 'attributes', rows, NO_SCOPE, () => {
    const now = run.clock.now();
    const number = (readCursor<{ number: number }>(db, store.id, 'attributes', 'scan')?.number ?? 0) + 1;
    const present = new Set(rows.map((row) => asId(row['id'])));
    // a row that cannot be read may be any of those that seem to be missing [HOSTILE4]
    const isReadable = !present.has(null);
    const missing = prepared<{ id: string; woo_id: number }>(
      db,
      `SELECT id, woo_id FROM store_attributes WHERE store_id = ? AND woo_id IS NOT NULL`,
    )
      .all(store.id)
      .filter((row) => isReadable && !present.has(row.woo_id))
      .map((row) => ({ id: row.id, wooId: row.woo_id }));
    markMissing(db, store.id, 'attributes', missing, number, now);
    finishCensus(db, store.id, 'attributes', null, number);
    if (missing.length > 0 || number === 1) saveCursor(db, store.id, 'attributes', 'scan', { number }, now);
    saveStoreTotal(db, store.id, 'attributes', rows.length, now);
  });
}

type Attribute = { readonly id: string; readonly woo_id: number };

/** Terms of the global attributes: of all of them, or of the next one in turn. [PULL17] */
export async function scanAttributeTerms(run: RunContext, depth: ScanDepth, resume: boolean): Promise<void> {
  const { db, store } = run;
  const all = prepared<Attribute>(
    db,
    `SELECT id, woo_id FROM store_attributes WHERE store_id = ? AND woo_id IS NOT NULL ORDER BY woo_id`,
  ).all(store.id);
  const wanted = depth === 'whole' ? all : nextInTurn(run, all);
  await inParallel(wanted.map((attribute) => () => scanTermsOf(run, attribute, depth, resume)));
  if (depth === 'whole')
    saveStoreTotal(db, store.id, 'terms', run.progress.get('terms')?.processed ?? 0, run.clock.now());
}

async function scanTermsOf(run: RunContext, attribute: Attribute, depth: ScanDepth, resume: boolean): Promise<void> {
  const { db, store } = run;
  const cursor = `scan:${attribute.woo_id}`;
  const saved = readCursor<SweepPosition>(db, store.id, 'terms', cursor);
  if (resume && saved?.done === true) return;
  const done = await sweepCollection(run, termsPlan(attribute.woo_id), {
    cursor,
    scope: { parent: { id: attribute.id, wooId: attribute.woo_id } },
    partial: false,
    ...(depth === 'slice' ? { maxPages: 1 } : {}),
    restart: depth === 'whole' && !resume,
  });
  if (depth === 'slice' && done) saveCursor(db, store.id, 'terms', 'turn', { last: attribute.woo_id }, run.clock.now());
}

function nextInTurn(run: RunContext, all: readonly Attribute[]): readonly Attribute[] {
  const last = readCursor<{ last: number }>(run.db, run.store.id, 'terms', 'turn')?.last ?? 0;
  const next = all.find((attribute) => attribute.woo_id > last) ?? all[0];
  return next === undefined ? [] : [next];
}
