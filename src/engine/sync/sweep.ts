import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { inTransaction, prepared } from '../database/database.ts';
import type { PageScope } from './apply-page.ts';
import { applyPage, NO_SCOPE } from './apply-page.ts';
import { hearServerTime } from './ask-store.ts';
import { compareCensusPage } from './census.ts';
import { finishCensus, markMissing } from './deletions.ts';
import type { CollectionPlan } from './entity-plan.ts';
import type { Page, PageAnswer, PagePosition } from './page-reader.ts';
import { readPages, START } from './page-reader.ts';
import { asId } from './projections/read-json.ts';
import { PARENT_OF } from './row-writer.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped, serverNow } from './run-context.ts';
import { readCursor, saveCursor, saveStoreTotal } from './store-rows.ts';

/** Where a sweep of a collection stands; it survives a kill at any point. */
export type SweepPosition = PagePosition & {
  /** Number of this census of the collection: what one census missed is told apart from what another did. */
  readonly number: number;
  /** The shop's clock when the sweep began, epoch ms. */
  readonly startedAtServer: number;
  readonly done: boolean;
};

export type SweepOptions = {
  /** Name of the cursor: `first`, `census`, or `scan:…`. */
  readonly cursor: string;
  readonly scope?: PageScope;
  /** Ids with a few fields, compared with what is here; otherwise whole documents. */
  readonly partial: boolean;
  readonly maxPages?: number;
  /** Begins anew even when an earlier sweep was not finished. */
  readonly restart?: boolean;
  /** Pages asked for ahead. */
  readonly ahead?: number;
  /** The answer for the first page, where it was asked for already. */
  readonly first?: Promise<PageAnswer>;
};

const DEFAULT_AHEAD = 4;

/**
 * Asks for the first page of a collection that will be read soon, while another is being stored: the wait for it would
 * otherwise be the store's alone. Undefined where the reading goes on from a saved place. [PULL21]
 */
export function askFirstPage(run: RunContext, plan: CollectionPlan, cursor: string): Promise<PageAnswer> | undefined {
  if (readCursor(run.db, run.store.id, plan.entity, cursor) !== null) return undefined;
  return run.gateway.request({
    method: 'GET',
    path: plan.path,
    query: { ...plan.query, per_page: Math.max(2, run.store.page_size), offset: 0 },
    expect: 'list',
    signal: run.signal,
  });
}

/**
 * Reads a whole collection by ascending id, page by page, each page committed with the place reached. Records that
 * are here but not in the answer are noted as missing; a complete sweep is a census. Returns whether the collection
 * was read to its end. [PULL1, PULL4, DEL1]
 */
export async function sweepCollection(run: RunContext, plan: CollectionPlan, options: SweepOptions): Promise<boolean> {
  const { db, store } = run;
  const { entity } = plan;
  const scope = options.scope ?? NO_SCOPE;
  const saved = readCursor<SweepPosition>(db, store.id, entity, options.cursor);
  let position: SweepPosition =
    saved === null || saved.done || options.restart === true
      ? { ...START, number: (saved?.number ?? 0) + 1, startedAtServer: serverNow(run), done: false }
      : saved;
  const fields: { [name: string]: string } =
    options.partial && plan.censusFields !== null ? { _fields: plan.censusFields } : {};
  let first = true;
  const result = await readPages(
    {
      gateway: run.gateway,
      path: plan.path,
      query: { ...plan.query, ...fields },
      from: position,
      pageSize: store.page_size,
      ahead: options.ahead ?? DEFAULT_AHEAD,
      signal: run.signal,
      ...(options.first === undefined ? {} : { first: options.first }),
      ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
      onPageSizeChange: (pageSize) =>
        prepared(db, `UPDATE stores SET page_size = ? WHERE id = ?`).run(pageSize, store.id),
    },
    async (page) => {
      hearServerTime(run, page.serverTimeMs);
      if (first && position.seen === 0 && page.serverTimeMs !== null)
        position = { ...position, startedAtServer: page.serverTimeMs };
      first = false;
      position = await storePage(run, plan, options, scope, position, page);
      return !run.signal.aborted;
    },
  );
  if (!result.ok) throw new RunStopped(run.signal.aborted ? { type: 'Cancelled' } : result.error.error);
  if (run.signal.aborted) throw new RunStopped({ type: 'Cancelled' });
  return result.value.complete;
}

async function storePage(
  run: RunContext,
  plan: CollectionPlan,
  options: SweepOptions,
  scope: PageScope,
  before: SweepPosition,
  page: Page,
): Promise<SweepPosition> {
  const { db, store } = run;
  const { entity } = plan;
  const after: SweepPosition = { ...before, ...page.position, done: page.last };
  const commit = (): void => {
    const now = run.clock.now();
    markMissing(db, store.id, entity, missingIn(run, entity, scope, before, after, page), after.number, now);
    if (page.last) finishCensus(db, store.id, entity, scope.parent?.id ?? null, after.number);
    saveCursor(db, store.id, entity, options.cursor, after, now);
    if (page.total !== null && scope.parent === null) saveStoreTotal(db, store.id, entity, page.total, now);
  };
  noteProgress(run, entity, page.rows.length, scope.parent === null ? page.total : null);
  if (options.partial) {
    inTransaction(db, () => {
      compareCensusPage(run, entity, page.rows);
      commit();
    });
    run.onStep({ tables: [], ids: [] });
  } else await applyPage(run, entity, page.rows, scope, commit);
  return after;
}

/** Local records whose ids lie in the stretch that this page covers, but that it does not hold. */
function missingIn(
  run: RunContext,
  entity: EntityName,
  scope: PageScope,
  before: SweepPosition,
  after: SweepPosition,
  page: Page,
): readonly { readonly id: string; readonly wooId: number }[] {
  // A row that cannot be read may be any of those that seem to be missing: this page proves no absence. [HOSTILE4]
  if (page.rows.some((row) => asId(row['id']) === null)) return [];
  const upTo = page.last ? Number.MAX_SAFE_INTEGER : after.lastId;
  const parentColumn = scope.parent === null ? null : PARENT_OF[entity]?.column;
  const present = new Set(page.rows.map((row: JsonObject) => row['id']));
  const sql = `SELECT id, woo_id FROM ${TABLE_OF[entity]} WHERE store_id = ? AND woo_id > ? AND woo_id <= ?`;
  const rows =
    parentColumn === undefined || parentColumn === null
      ? prepared<{ id: string; woo_id: number }>(run.db, sql).all(run.store.id, before.lastId, upTo)
      : prepared<{ id: string; woo_id: number }>(run.db, `${sql} AND ${parentColumn} = ?`).all(
          run.store.id,
          before.lastId,
          upTo,
          scope.parent?.id,
        );
  return rows.filter((row) => !present.has(row.woo_id)).map((row) => ({ id: row.id, wooId: row.woo_id }));
}

export function noteProgress(run: RunContext, entity: EntityName, rows: number, total: number | null): void {
  const progress = run.progress.get(entity) ?? {
    processed: 0,
    total: null,
    state: 'running',
    startedAt: run.clock.monotonic(),
  };
  progress.processed += rows;
  progress.total = total ?? progress.total;
  run.progress.set(entity, progress);
}
