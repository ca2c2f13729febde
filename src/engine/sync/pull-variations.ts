import type { JsonObject } from '../../shared/domain/entities.ts';
import { inTransaction, prepared } from '../database/database.ts';
import { applyPage } from './apply-page.ts';
import { askStore, hearServerTime, orStop } from './ask-store.ts';
import { finishCensus, markMissing } from './deletions.ts';
import { productVariationsPlan, VARIATIONS } from './entity-plan.ts';
import { readPages, START } from './page-reader.ts';
import { asId } from './projections/read-json.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped } from './run-context.ts';
import { readCursor, saveCursor, saveStoreTotal } from './store-rows.ts';
import { noteProgress } from './sweep.ts';

/**
 * Whether the store lists all variations at once (WooCommerce 10.3 and later). Asked once and remembered; `askAgain`
 * where the answer was no: shops are updated.
 */
export async function hasVariationsRoute(run: RunContext, askAgain: boolean): Promise<boolean> {
  const known = run.store.has_variations_route;
  if (known === 1 || (known === 0 && !askAgain)) return known === 1;
  const answer = await askStore(run, { method: 'GET', path: VARIATIONS.path, query: { per_page: 1 }, expect: 'list' });
  if (!answer.ok && answer.error.error.type !== 'StoreRejected') orStop(answer);
  rememberRoute(run, answer.ok ? 1 : 0);
  return answer.ok;
}

export function rememberRoute(run: RunContext, exists: 0 | 1): void {
  prepared(run.db, `UPDATE stores SET has_variations_route = ? WHERE id = ?`).run(exists, run.store.id);
  (run.store as { has_variations_route: 0 | 1 | null }).has_variations_route = exists;
}

/** A product names none in the trash, and none once all are gone: those that are here still have to be looked for. */
const HAS_VARIATIONS = `(variation_count > 0 OR EXISTS (SELECT 1 FROM product_variations v WHERE v.product_id = products.id AND v.woo_id IS NOT NULL))`;

type Parent = { readonly id: string; readonly woo_id: number };
type ByProductPosition = { readonly lastParent: number; readonly done: boolean };
const PARENTS_AT_ONCE = 4;

/**
 * Reads the variations product by product, for stores without the common list: the next products are asked for while
 * one is stored, and the place is saved after each. `restart`: all of them, whatever was read before. [PULL16]
 */
export async function pullVariationsByProduct(run: RunContext, restart: boolean): Promise<void> {
  const { db, store } = run;
  const saved = readCursor<ByProductPosition>(db, store.id, 'variations', 'by-product');
  let lastParent = saved === null || saved.done || restart ? 0 : saved.lastParent;
  for (;;) {
    const parents = prepared<Parent>(
      db,
      `SELECT id, woo_id FROM products WHERE store_id = ? AND woo_id > ? AND ${HAS_VARIATIONS} ORDER BY woo_id LIMIT ?`,
    ).all(store.id, lastParent, PARENTS_AT_ONCE);
    if (parents.length === 0) break;
    await pullVariationsOf(run, parents);
    lastParent = parents.at(-1)?.woo_id ?? lastParent;
    const position: ByProductPosition = { lastParent, done: false };
    inTransaction(db, () => saveCursor(db, store.id, 'variations', 'by-product', position, run.clock.now()));
  }
  const position: ByProductPosition = { lastParent: 0, done: true };
  inTransaction(db, () => {
    const now = run.clock.now();
    saveCursor(db, store.id, 'variations', 'by-product', position, now);
    const total = prepared<{ n: number | null }>(
      db,
      `SELECT sum(variation_count) AS n FROM products WHERE store_id = ? AND woo_id IS NOT NULL`,
    ).get(store.id);
    saveStoreTotal(db, store.id, 'variations', total?.n ?? 0, now);
  });
}

/** Variations of products that changed since `changedSince` on the shop's clock: a variation's save bumps its product. */
export async function pullVariationsOfChanged(run: RunContext, changedSince: number): Promise<void> {
  const parents = prepared<Parent>(
    run.db,
    `SELECT id, woo_id FROM products WHERE store_id = ? AND woo_id IS NOT NULL AND ${HAS_VARIATIONS}
     AND woo_modified_at >= ? ORDER BY woo_id`,
  ).all(run.store.id, changedSince);
  for (let start = 0; start < parents.length; start += PARENTS_AT_ONCE) {
    await pullVariationsOf(run, parents.slice(start, start + PARENTS_AT_ONCE));
  }
}

async function pullVariationsOf(run: RunContext, parents: readonly Parent[]): Promise<void> {
  const results = await Promise.allSettled(parents.map((parent) => readVariationsOf(run, parent)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') throw result.reason;
    const parent = parents[index];
    if (parent !== undefined) await storeVariationsOf(run, parent, result.value);
  }
}

async function readVariationsOf(run: RunContext, parent: Parent): Promise<readonly JsonObject[]> {
  const plan = productVariationsPlan(parent.woo_id);
  const rows: JsonObject[] = [];
  const result = await readPages(
    {
      gateway: run.gateway,
      path: plan.path,
      query: plan.query,
      from: START,
      pageSize: run.store.page_size,
      ahead: 1,
      signal: run.signal,
    },
    (page) => {
      hearServerTime(run, page.serverTimeMs);
      rows.push(...page.rows);
      return true;
    },
  );
  if (!result.ok) throw new RunStopped(run.signal.aborted ? { type: 'Cancelled' } : result.error.error);
  return rows;
}

async function storeVariationsOf(run: RunContext, parent: Parent, rows: readonly JsonObject[]): Promise<void> {
  const { db, store } = run;
  noteProgress(run, 'variations', rows.length, null);
  await applyPage(run, 'variations', rows, { parent: { id: parent.id, wooId: parent.woo_id } }, () => {
    const present = new Set(rows.map((row) => asId(row['id'])));
    const missing = prepared<{ id: string; woo_id: number }>(
      db,
      `SELECT id, woo_id FROM product_variations WHERE product_id = ? AND woo_id IS NOT NULL`,
    )
      .all(parent.id)
      .filter((row) => !present.has(row.woo_id))
      .map((row) => ({ id: row.id, wooId: row.woo_id }));
    const census = nextParentCensus(run, parent.id);
    markMissing(db, store.id, 'variations', missing, census, run.clock.now());
    finishCensus(db, store.id, 'variations', parent.id, census);
  });
}

/** Reading all variations of a product is a census of that product; its number only has to differ from the last. */
function nextParentCensus(run: RunContext, parentId: string): number {
  const last = prepared<{ n: number | null }>(
    run.db,
    `SELECT max(census) AS n FROM sync_missing WHERE store_id = ? AND entity = 'variations'
     AND record_id IN (SELECT id FROM product_variations WHERE product_id = ?)`,
  ).get(run.store.id, parentId);
  return (last?.n ?? 0) + 1;
}
