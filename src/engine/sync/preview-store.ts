import { hash as digest } from 'node:crypto';
import { msToGmt, toCanonicalInPlace } from '../../shared/domain/canonical.ts';
import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { jsonEquals } from '../../shared/domain/json-path.ts';
import {
  COUPONS,
  CUSTOMERS,
  CATEGORIES,
  BRANDS,
  TAGS,
  ATTRIBUTES,
  ordersPlan,
  PRODUCTS,
  VARIATIONS,
} from './entity-plan.ts';
import type { CollectionPlan } from './entity-plan.ts';
import { readBaseDocument } from './local-document.ts';
import { openOperations } from './outbox-store.ts';
import { readPages, START } from './page-reader.ts';
import { asId } from './projections/read-json.ts';
import type { ModifiedPosition } from './pull-delta.ts';
import { OVERLAP_MS } from './pull-delta.ts';
import { rowHeadByWooId } from './row-writer.ts';
import type { MutableCounts } from './run-context.ts';
import { countsOf, reportCounts } from './run-context.ts';
import type { StoreGateway } from './store-gateway.ts';
import type { StoreRow } from './store-rows.ts';
import { countOnDevice, readCursor, readStore } from './store-rows.ts';
import type { SyncDeps } from './sync-deps.ts';
import type { RunProblem, SyncReport } from './sync-report.ts';

type Preview = { readonly counts: Map<EntityName, MutableCounts> };

/** What a run would do now: the store is read, nothing is written here or there. [PREVIEW1] */
export async function previewStore(deps: SyncDeps, storeId: string): Promise<SyncReport> {
  const began = deps.clock.monotonic();
  const store = readStore(deps.db, storeId);
  const preview: Preview = { counts: new Map() };
  let problem: RunProblem | null = store === null ? { type: 'StoreNotConnected', storeId } : null;
  let requests = 0;
  if (store !== null) {
    const gateway = await deps.openGateway(store);
    if (gateway.ok) {
      problem = await readAll(deps, store, gateway.value, preview);
      requests = gateway.value.requestCount();
      countPushes(deps, store, preview);
    } else problem = gateway.error;
  }
  return {
    store: store?.name ?? storeId,
    storeId,
    runId: '',
    kind: store?.first_sync_completed_at === null ? 'first' : 'incremental',
    ok: problem === null,
    entities: reportCounts(preview),
    requests,
    durationMs: Math.round(deps.clock.monotonic() - began),
    refused: store === null ? 0 : deps.countersOf(storeId).refused,
    problem,
  };
}

async function readAll(
  deps: SyncDeps,
  store: StoreRow,
  gateway: StoreGateway,
  preview: Preview,
): Promise<RunProblem | null> {
  const plans = [PRODUCTS, VARIATIONS, ordersPlan([]), COUPONS, CUSTOMERS, CATEGORIES, TAGS, BRANDS, ATTRIBUTES];
  for (const plan of plans) {
    if (plan.entity === 'variations' && store.has_variations_route === 0) continue;
    const problem = await readOne(deps, store, gateway, preview, plan);
    if (problem !== null && problem.type !== 'StoreRejected' && problem.type !== 'StoreForbidden') return problem;
  }
  return null;
}

async function readOne(
  deps: SyncDeps,
  store: StoreRow,
  gateway: StoreGateway,
  preview: Preview,
  plan: CollectionPlan,
): Promise<RunProblem | null> {
  const cursor = readCursor<ModifiedPosition>(deps.db, store.id, plan.entity, 'modified');
  const counts = countsOf(preview, plan.entity);
  if (plan.dated && cursor === null) {
    const answer = await gateway.request({
      method: 'GET',
      path: plan.path,
      query: { ...plan.query, per_page: 1 },
      expect: 'list',
    });
    if (!answer.ok) return answer.error.error;
    counts.fetched = answer.value.total ?? 0;
    counts.created = Math.max(0, counts.fetched - countOnDevice(deps.db, store.id, plan.entity));
    return null;
  }
  const since = cursor === null ? {} : { modified_after: msToGmt(cursor.serverTime - OVERLAP_MS), dates_are_gmt: true };
  if (!plan.paged) {
    const answer = await gateway.request({ method: 'GET', path: plan.path, expect: 'list' });
    if (!answer.ok) return answer.error.error;
    for (const row of answer.value.body as readonly JsonObject[]) classify(deps, store, plan.entity, row, counts);
    return null;
  }
  const result = await readPages(
    {
      gateway,
      path: plan.path,
      query: { ...plan.query, ...since },
      from: START,
      pageSize: store.page_size,
      ahead: 1,
      signal: new AbortController().signal,
      ...(plan.dated ? {} : { maxPages: 1 }),
    },
    (page) => {
      for (const row of page.rows) classify(deps, store, plan.entity, row, counts);
      return true;
    },
  );
  return result.ok ? null : result.error.error;
}

function classify(deps: SyncDeps, store: StoreRow, entity: EntityName, row: JsonObject, counts: MutableCounts): void {
  counts.fetched += 1;
  const wooId = asId(row['id']);
  const head = wooId === null ? null : rowHeadByWooId(deps.db, entity, store.id, wooId);
  if (head === null) {
    counts.created += 1;
    return;
  }
  const before = readBaseDocument(deps.db, head.id);
  const json = JSON.stringify(toCanonicalInPlace(entity, row));
  const same =
    head.hash === digest('sha1', json, 'base64') ||
    (before !== null && jsonEquals(before, JSON.parse(json) as JsonObject));
  if (same) counts.unchanged += 1;
  else if (row['status'] === 'trash' && before?.['status'] !== 'trash') counts.deleted += 1;
  else counts.updated += 1;
}

/** Operations that would leave; a watched store would be sent nothing. */
function countPushes(deps: SyncDeps, store: StoreRow, preview: Preview): void {
  if (store.mode !== 'push') return;
  for (const operation of openOperations(deps.db, store.id)) {
    if (operation.state === 'queued' || operation.state === 'unknown') countsOf(preview, operation.entity).pushed += 1;
  }
}
