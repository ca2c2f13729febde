import type { EntityName } from '../../../shared/domain/entities.ts';
import { prepared } from '../../database/database.ts';
import type { MutableCounts } from '../run-context.ts';
import { countsOf, reportCounts } from '../run-context.ts';
import { isReplacementOpen } from '../store-epoch.ts';
import type { StoreRow } from '../store-rows.ts';
import { readStore } from '../store-rows.ts';
import type { SyncDeps } from '../sync-deps.ts';
import type { PreviewReport, RunProblem } from '../sync-report.ts';
import type { CollectionReading } from './collection-reading.ts';
import type { ExpectedDeletions } from './expected-deletions.ts';
import { expectedDeletions } from './expected-deletions.ts';
import type { PlannedSending } from './plan-sending.ts';
import { planSending } from './plan-sending.ts';
import { previewCost } from './preview-cost.ts';
import type { PreviewOptions } from './preview-report.ts';
import type { StoreReading } from './read-store.ts';
import { readStoreAhead } from './read-store.ts';

/** What a run would do now: the store is read, nothing is changed here or there. [PREVIEW1] */
export async function previewStore(
  deps: SyncDeps,
  storeId: string,
  options: PreviewOptions = {},
): Promise<PreviewReport> {
  const began = deps.clock.monotonic();
  const durationMs = (): number => Math.round(deps.clock.monotonic() - began);
  const store = readStore(deps.db, storeId);
  if (store === null) return emptyPreview(storeId, { type: 'StoreNotConnected', storeId });
  // a follower asks the shop nothing, not even what would be [SHARE5]
  if (deps.team?.shareOf(storeId)?.mayAsk() === false) {
    return { ...emptyPreview(storeId, { type: 'LeaseLost', storeId }), store: store.name };
  }
  const gateway = await deps.openGateway(store);
  if (!gateway.ok) return { ...emptyPreview(storeId, gateway.error), store: store.name, durationMs: durationMs() };
  const read = await readStoreAhead(deps, store, gateway.value, options.anew === true);
  const requests = gateway.value.requestCount();
  const deletions = [...read.readings].map(([entity, { absent }]) =>
    expectedDeletions(deps.db, storeId, entity, absent),
  );
  const gone = new Set(deletions.flatMap(({ unsent }) => unsent));
  const sending = await planSending(deps.db, storeId, read.readings, gone, () => deps.clock.sleep(0));
  const report = assemble(deps, store, read, { deletions, sending }, options.asIfSending === true);
  return { ...report, requests, durationMs: durationMs() };
}

/** The document of a store of which nothing is known. */
export function emptyPreview(storeId: string, problem: RunProblem): PreviewReport {
  const none = { requests: 0, minutes: 0 };
  return {
    store: storeId,
    storeId,
    runId: '',
    kind: 'incremental',
    ok: false,
    entities: reportCounts({ counts: new Map() }),
    requests: 0,
    durationMs: 0,
    refused: 0,
    problem,
    predicted: [],
    missing: [],
    cost: { ...none, pull: none, push: none, measured: 'never' },
    computedAt: null,
  };
}

/** What was read, what is open here and what was missed before, put together as the document of a run. [PREVIEW2] */
function assemble(
  deps: SyncDeps,
  store: StoreRow,
  read: StoreReading,
  { deletions, sending }: { readonly deletions: readonly ExpectedDeletions[]; readonly sending: PlannedSending },
  asIfSending: boolean,
): PreviewReport {
  const { db } = deps;
  const { readings, problem, computedAt } = read;
  const counts = new Map<EntityName, MutableCounts>();
  for (const [entity, reading] of readings) addReading(countsOf({ counts }, entity), reading);
  for (const expected of deletions) {
    const of = countsOf({ counts }, expected.entity);
    of.deleted += expected.deleted;
    of.conflicts += expected.conflicts;
  }
  const isSent = (store.mode === 'push' || asIfSending) && !isReplacementOpen(db, store.id);
  if (isSent) addSending(counts, sending);
  return {
    ...emptyPreview(store.id, { type: 'Cancelled' }),
    store: store.name,
    kind: store.first_sync_completed_at === null ? 'first' : 'incremental',
    ok: problem === null,
    problem,
    entities: reportCounts({ counts }),
    refused: deps.countersOf(store.id).refused + (isSent ? refusedRecords(sending) : 0),
    predicted: sending.predicted,
    missing: deletions.filter(({ once, twice }) => once + twice > 0).map(toMissing),
    cost: previewCost(db, store, readings, {
      holes: countHoles(deps, store.id),
      confirmations: deletions.reduce((sum, { requests }) => sum + requests, 0),
      push: isSent ? sending.requests : 0,
    }),
    computedAt,
  };
}

function addReading(counts: MutableCounts, reading: CollectionReading): void {
  counts.fetched += reading.fetched;
  counts.created += reading.created;
  counts.updated += reading.updated;
  counts.deleted += reading.deleted;
  counts.unchanged += reading.unchanged;
}

function addSending(counts: Map<EntityName, MutableCounts>, sending: PlannedSending): void {
  for (const [entity, { pushed, failed, conflicts }] of sending.counts) {
    const of = countsOf({ counts }, entity);
    of.pushed += pushed;
    of.failed += failed;
    of.conflicts += conflicts;
  }
}

/** Records that would be refused and are not refused already. */
function refusedRecords({ predicted }: PlannedSending): number {
  return new Set(predicted.filter(({ effect }) => effect === 'refused').map(({ recordId }) => recordId)).size;
}

function toMissing({ entity, once, twice, held }: ExpectedDeletions): PreviewReport['missing'][number] {
  return { entity, once, twice, held };
}

function countHoles({ db, clock }: SyncDeps, storeId: string): number {
  const sql = `SELECT count(*) AS n FROM sync_holes WHERE store_id = ? AND next_attempt_at <= ?`;
  return prepared<{ n: number }>(db, sql).get(storeId, clock.now())?.n ?? 0;
}
