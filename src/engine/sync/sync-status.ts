import type { EntityProgress, SyncStatus } from '../../shared/contract/sync.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { countsOf } from './run-context.ts';
import type { StoreSession } from './store-session.ts';
import { countAll, SHOWN_ENTITIES } from './store-session.ts';
import { readCursor } from './store-rows.ts';
import type { StoreRow } from './store-rows.ts';
import type { SyncCounters } from './sync-deps.ts';

export type StatusInput = {
  readonly db: ReadableDb;
  readonly store: StoreRow;
  readonly session: StoreSession;
  readonly counters: SyncCounters;
  readonly offline: boolean;
  readonly team: SyncStatus['team'];
  readonly monotonicNow: number;
};

/** The state of one store as the screens show it. Never says `idle` unless both sides were counted and nothing waits. [STATUS1–STATUS3] */
export function buildStatus(input: StatusInput): SyncStatus {
  const { store, session } = input;
  const totals = totalsOf(input.db, store.id);
  const entities = SHOWN_ENTITIES.map((entity) => entityProgress(input, entity, totals.get(entity) ?? null));
  const run = runProgress(input, entities);
  return {
    storeId: store.id,
    state: stateOf(input, run),
    problem: session.problem,
    mode: store.mode,
    cadence: store.cadence,
    firstSyncComplete: store.first_sync_completed_at !== null,
    recovered: session.recovered,
    run,
    counters: input.counters,
    lastCheckAt: toIso(session.lastCheckAt ?? store.last_sync_at),
    nextCheckAt: toIso(session.nextCheckAt),
    entities,
    team: input.team,
  };
}

/** A rate of the first moments is that of one page: it would promise minutes where seconds are left, or the other way. */
const RATE_NEEDS_MS = 3_000;

function perMinuteOf(processed: number, elapsedMs: number): number | null {
  return processed === 0 || elapsedMs < RATE_NEEDS_MS ? null : (processed / elapsedMs) * 60_000;
}

function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function stateOf(input: StatusInput, run: SyncStatus['run']): SyncStatus['state'] {
  const { store, session, counters } = input;
  if (store.status === 'paused') return 'paused';
  if (session.active !== null) return run !== null && run.total !== null && run.total > 0 ? 'syncing' : 'checking';
  if (input.offline) return 'offline';
  if (session.problem !== null) return 'unreachable';
  if (store.first_sync_completed_at === null) return 'checking';
  return counters.waiting > 0 || counters.notUpToDate > 0 ? 'waiting' : 'idle';
}

function totalsOf(db: ReadableDb, storeId: string): ReadonlyMap<string, number> {
  const rows = prepared<{ entity: string; total: number }>(
    db,
    `SELECT entity, total FROM store_totals WHERE store_id = ?`,
  ).all(storeId);
  return new Map(rows.map((row) => [row.entity, row.total]));
}

function entityProgress(input: StatusInput, entity: EntityName, inStore: number | null): EntityProgress {
  const { db, store, session } = input;
  const active = session.active;
  const progress = active?.context?.progress.get(entity);
  const before = active?.countsBefore ?? (session.counts ??= countAll(db, store.id));
  const counts = active?.context === null || active === null ? null : countsOf(active.context, entity);
  const onDevice = (before.get(entity) ?? 0) + (counts === null ? 0 : counts.created);
  const elapsedMs = progress === undefined ? 0 : input.monotonicNow - progress.startedAt;
  const perMinute = perMinuteOf(progress?.processed ?? 0, elapsedMs);
  const left = inStore === null ? null : Math.max(0, inStore - onDevice);
  const complete = inStore === onDevice && isRead(input, entity);
  return {
    entity,
    inStore,
    onDevice,
    processed: progress?.processed ?? 0,
    state: complete
      ? 'complete'
      : progress !== undefined && active !== null
        ? 'running'
        : active !== null
          ? 'waiting'
          : inStore === null
            ? 'waiting'
            : 'incomplete',
    itemsPerMinute: perMinute === null ? null : Math.round(perMinute),
    etaSeconds:
      perMinute === null || left === null || perMinute === 0 || complete ? null : Math.round((left / perMinute) * 60),
  };
}

/** Whether the first reading of the collection came to its end. */
function isRead(input: StatusInput, entity: EntityName): boolean {
  if (input.store.first_sync_completed_at !== null) return true;
  const { db, store } = input;
  const cursor =
    entity === 'products' || entity === 'variations' || entity === 'orders' || entity === 'coupons' ? 'first' : 'scan';
  if (entity === 'attributes') return true;
  if (entity === 'terms') return input.session.active?.context?.progress.has('products') ?? false;
  if (entity === 'variations' && store.has_variations_route === 0) {
    return readCursor<{ done: boolean }>(db, store.id, entity, 'by-product')?.done === true;
  }
  return readCursor<{ done: boolean }>(db, store.id, entity, cursor)?.done === true;
}

function runProgress(input: StatusInput, entities: readonly EntityProgress[]): SyncStatus['run'] {
  const { session } = input;
  const active = session.active;
  if (active === null || active.context === null) return null;
  const { context } = active;
  const elapsedMs = input.monotonicNow - active.startedMonotonic;
  const whole = active.kind === 'first' || active.kind === 'full';
  const moved =
    whole ||
    [...context.counts.values()].some((counts) => counts.created + counts.updated + counts.deleted + counts.pushed > 0);
  // before the store was counted a sum would be that of the few collections that were read already
  const isCounted = entities.some(({ entity, inStore }) => entity === 'products' && inStore !== null);
  const total = whole
    ? entities.reduce((sum, entity) => sum + (entity.inStore ?? 0), 0)
    : entities.reduce((sum, entity) => sum + entity.processed, 0);
  const processed = entities.reduce(
    (sum, entity) =>
      sum + (active.kind === 'first' ? Math.min(entity.onDevice, entity.inStore ?? 0) : entity.processed),
    0,
  );
  const doneHere = entities.reduce((sum, entity) => sum + entity.processed, 0);
  const perMinute = perMinuteOf(doneHere, elapsedMs);
  const failed = [...context.counts.values()].reduce((sum, counts) => sum + counts.failed, 0);
  return {
    id: context.runId,
    kind: active.kind,
    startedAt: new Date(active.startedAt).toISOString(),
    processed,
    failed,
    total: moved && (!whole || isCounted) ? total : null,
    elapsedSeconds: Math.round(elapsedMs / 1000),
    itemsPerMinute: perMinute === null ? null : Math.round(perMinute),
    etaSeconds:
      perMinute === null || total === 0 || (whole && !isCounted)
        ? null
        : Math.round((Math.max(0, total - processed) / perMinute) * 60),
    requests: context.gateway.requestCount(),
  };
}
