import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import type { StoreRow } from '../store-rows.ts';
import type { CollectionReading } from './collection-reading.ts';
import type { Cost, PreviewCost } from './preview-report.ts';

const INCLUDE_PER_REQUEST = 100;
/** A first reading keeps several pages on their way; hosts of small shops work on about two at a time. */
const PAGES_AT_ONCE = 2;
const RUNS_LOOKED_AT = 20;

/** Requests and time of the coming run, reading and sending apart. [PREVIEW7] */
export function previewCost(
  db: ReadableDb,
  store: StoreRow,
  readings: ReadonlyMap<EntityName, CollectionReading>,
  extra: { readonly holes: number; readonly confirmations: number; readonly push: number },
): PreviewCost {
  const isFirst = store.first_sync_completed_at === null;
  const pullRequests = pullRequestsOf(store, readings) + Math.ceil(extra.holes / INCLUDE_PER_REQUEST);
  const requests = pullRequests + extra.confirmations;
  const earlier = isFirst ? null : msPerRequestOfRuns(db, store.id);
  const now = msPerRequestNow(readings);
  const perRequest = earlier ?? now;
  const pullMs = isFirst ? firstReadingMs(readings) / PAGES_AT_ONCE : requests * (perRequest ?? 0);
  const pull = costOf(requests, pullMs);
  const push = costOf(extra.push, extra.push * (perRequest ?? 0));
  return {
    pull,
    push,
    requests: pull.requests + push.requests,
    minutes: roundMinutes(pull.minutes + push.minutes),
    measured: earlier !== null ? 'earlier-runs' : now === null ? 'never' : 'now',
  };
}

function pullRequestsOf(store: StoreRow, readings: ReadonlyMap<EntityName, CollectionReading>): number {
  let requests = 0;
  for (const reading of readings.values()) requests += reading.requests;
  // before a first reading the large collections are counted and the order statuses asked for
  if (store.first_sync_completed_at === null) requests += 6;
  if (store.has_variations_route === null) requests += 1;
  const sold = readings.get('orders');
  for (const list of [sold?.soldProducts ?? [], sold?.soldVariations ?? []]) {
    if (store.first_sync_completed_at !== null) requests += Math.ceil(list.length / INCLUDE_PER_REQUEST);
  }
  return requests;
}

function firstReadingMs(readings: ReadonlyMap<EntityName, CollectionReading>): number {
  let ms = 0;
  for (const { requests, asked } of readings.values()) ms += requests * (asked.ms / Math.max(1, asked.count));
  return ms;
}

function msPerRequestNow(readings: ReadonlyMap<EntityName, CollectionReading>): number | null {
  let count = 0;
  let ms = 0;
  for (const { asked } of readings.values()) {
    count += asked.count;
    ms += asked.ms;
  }
  return count === 0 ? null : ms / count;
}

/** The median of what one request cost in earlier runs that did their work, waiting and storing included. */
function msPerRequestOfRuns(db: ReadableDb, storeId: string): number | null {
  const found = prepared<{ ms: number }>(
    db,
    `SELECT 1.0 * (ended_at - started_at) / requests AS ms FROM sync_runs
     WHERE store_id = ? AND outcome = 'succeeded' AND requests >= 3 AND ended_at > started_at
     ORDER BY started_at DESC LIMIT ?`,
  )
    .all(storeId, RUNS_LOOKED_AT)
    .map(({ ms }) => ms)
    .toSorted((left, right) => left - right);
  return found[Math.floor(found.length / 2)] ?? null;
}

function costOf(requests: number, ms: number): Cost {
  return { requests, minutes: roundMinutes(ms / 60_000) };
}

/** Up to the next hundredth: a run that costs anything does not take no time. */
function roundMinutes(minutes: number): number {
  return Math.ceil(Math.round(minutes * 1e6) / 1e4) / 100;
}
