import type { EntityName } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { inTransaction, prepared } from '../database/database.ts';
import type { EntityCounts, RunKind, StartedBy } from './sync-report.ts';

export type JournalAction = 'create' | 'update' | 'delete' | 'sync';
export type JournalResult = 'done' | 'refused' | 'conflict' | 'unknown' | 'unreadable';

/** One record, or one page of new records, in the journal of a run. */
export type JournalItem = {
  readonly entity: EntityName;
  /** Null for a page. */
  readonly recordId: string | null;
  readonly wooId: number | null;
  readonly label: string | null;
  readonly direction: 'pull' | 'push';
  readonly action: JournalAction;
  readonly result: JournalResult;
  readonly count?: number;
  readonly durationMs: number | null;
  readonly errorCode?: string | null;
};

/** Answers the number of the line. */
export function insertItem(
  db: WritableDb,
  storeId: string,
  runId: string,
  item: JournalItem,
  now: number,
): number | bigint {
  return prepared(
    db,
    `INSERT INTO sync_logs (store_id, sync_id, entity_type, entity_id, woo_id, label, direction, action, result, item_count,
       duration_ms, error_code, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    storeId,
    runId,
    item.entity,
    item.recordId,
    item.wooId,
    item.label,
    item.direction,
    item.action,
    item.result,
    item.count ?? 1,
    item.durationMs === null ? null : Math.max(0, Math.round(item.durationMs)),
    item.errorCode ?? null,
    now,
  ).lastInsertRowid;
}

/** A line that stands for several records came to stand for more. */
export function growItem(db: WritableDb, line: number | bigint, count: number, durationMs: number): void {
  prepared(db, `UPDATE sync_logs SET item_count = ?, duration_ms = ? WHERE id = ?`).run(
    count,
    Math.max(0, Math.round(durationMs)),
    line,
  );
}

export type ProgressStatus = 'in_progress' | 'completed' | 'completed_with_errors' | 'failed' | 'cancelled' | 'paused';
export type ProgressRow = {
  /** An entity, or `all` for the run as a whole. */
  readonly entity: string;
  /** 0: not known. */
  readonly total: number;
  readonly processed: number;
  readonly failed: number;
  readonly status: ProgressStatus;
  readonly elapsedMs: number;
  readonly startedAt: number;
  readonly completedAt: number | null;
};

export function saveProgress(db: WritableDb, storeId: string, runId: string, row: ProgressRow, now: number): void {
  const done = row.processed + row.failed;
  const perMinute = done > 0 && row.elapsedMs > 0 ? (done / row.elapsedMs) * 60_000 : null;
  const left = row.total === 0 || row.completedAt !== null ? null : row.total - done;
  prepared(
    db,
    `INSERT INTO sync_progress (sync_id, entity_type, store_id, total_items, processed_count, failed_count, status,
       elapsed_seconds, speed_items_per_min, eta_seconds, started_at, updated_at, completed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sync_id, entity_type) DO UPDATE SET total_items = excluded.total_items,
       processed_count = excluded.processed_count, failed_count = excluded.failed_count, status = excluded.status,
       elapsed_seconds = excluded.elapsed_seconds, speed_items_per_min = excluded.speed_items_per_min,
       eta_seconds = excluded.eta_seconds, updated_at = excluded.updated_at, completed_at = excluded.completed_at`,
  ).run(
    runId,
    row.entity,
    storeId,
    row.total,
    row.processed,
    row.failed,
    row.status,
    row.elapsedMs / 1000,
    perMinute,
    left === null || perMinute === null ? null : (left / perMinute) * 60,
    row.startedAt,
    now,
    row.completedAt,
  );
}

export function dropProgress(db: WritableDb, runId: string): void {
  prepared(db, `DELETE FROM sync_progress WHERE sync_id = ?`).run(runId);
}

export type Activity = {
  readonly storeId: string;
  readonly runId: string | null;
  readonly entity: EntityName | null;
  readonly action: 'sync_start' | 'sync_complete' | 'error_recovery';
  readonly type: 'run' | 'quiet' | 'retried' | 'resolved' | 'snoozed' | 'woken' | 'assigned' | 'edited';
  readonly status: string;
  readonly startedBy: StartedBy;
  readonly durationMs: number | null;
  readonly errorCode: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly at: number;
};

export function insertActivity(db: WritableDb, activity: Activity): void {
  prepared(
    db,
    `INSERT INTO sync_activity_log (store_id, sync_id, entity_type, action, activity_type, status, started_by, duration_ms,
       error_message, details, created_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    activity.storeId,
    activity.runId,
    activity.entity,
    activity.action,
    activity.type,
    activity.status,
    activity.startedBy,
    activity.durationMs === null ? null : Math.max(0, Math.round(activity.durationMs)),
    activity.errorCode,
    JSON.stringify(activity.details),
    activity.at,
    activity.at,
  );
}

/** What the journal says of a run whose process died: the next run of the store finds it. */
export function closeAbandonedJournal(
  db: WritableDb,
  run: {
    readonly id: string;
    readonly storeId: string;
    readonly kind: RunKind;
    readonly startedBy: StartedBy;
    readonly startedAt: number;
  },
  now: number,
): void {
  const common = { storeId: run.storeId, runId: run.id, entity: null, type: 'run' as const, startedBy: run.startedBy };
  prepared(
    db,
    `UPDATE sync_progress SET status = 'paused', completed_at = updated_at, eta_seconds = NULL WHERE sync_id = ? AND completed_at IS NULL`,
  ).run(run.id);
  insertActivity(db, {
    ...common,
    action: 'sync_start',
    status: 'started',
    durationMs: null,
    errorCode: null,
    details: { kind: run.kind },
    at: run.startedAt,
  });
  insertActivity(db, {
    ...common,
    action: 'sync_complete',
    status: 'incomplete',
    durationMs: null,
    errorCode: 'EngineStopped',
    details: { kind: run.kind },
    at: now,
  });
}

const DAY_MS = 86_400_000;

/** Runs that found nothing to do share one row of at most a day, as long as nothing else came between. [JOURNAL3] */
export function noteQuietRun(db: WritableDb, activity: Activity): void {
  const last = prepared<{ id: number; activity_type: string; created_at: number }>(
    db,
    `SELECT id, activity_type, created_at FROM sync_activity_log WHERE store_id = ? ORDER BY created_at DESC, id DESC LIMIT 1`,
  ).get(activity.storeId);
  const isOpen =
    last?.activity_type === 'quiet' && last.created_at <= activity.at && activity.at - last.created_at < DAY_MS;
  if (!isOpen) {
    insertActivity(db, activity);
    return;
  }
  prepared(
    db,
    `UPDATE sync_activity_log SET event_count = event_count + 1, last_at = ?, sync_id = ?, duration_ms = ? WHERE id = ?`,
  ).run(activity.at, activity.runId, activity.durationMs === null ? null : Math.round(activity.durationMs), last.id);
}

const TAXONOMIES: Partial<Readonly<Record<EntityName, string>>> = {
  categories: 'category',
  tags: 'tag',
  brands: 'brand',
  attributes: 'attribute',
  terms: 'attribute_term',
  shipping_classes: 'shipping_class',
};

/** Writes what a run did to one taxonomy; nothing for other entities. */
export function insertTaxonomy(
  db: WritableDb,
  storeId: string,
  runId: string,
  line: {
    readonly entity: EntityName;
    readonly isWhole: boolean;
    readonly counts: EntityCounts;
    readonly durationMs: number;
  },
  now: number,
): void {
  const taxonomy = TAXONOMIES[line.entity];
  const { fetched, created, updated, deleted, pushed, failed } = line.counts;
  const changed = created + updated + deleted + pushed + failed > 0;
  if (taxonomy === undefined || !(changed || (line.isWhole && fetched > 0))) return;
  prepared(
    db,
    `INSERT INTO taxonomy_sync_log (store_id, sync_id, taxonomy_type, action, items_synced, items_created, items_updated,
       items_failed, duration_ms, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    storeId,
    runId,
    taxonomy,
    line.isWhole ? 'initial_sync' : 'incremental_sync',
    fetched + pushed,
    created,
    updated,
    failed,
    Math.round(line.durationMs),
    now,
  );
}

const KEPT_DAYS = 30;
const ACTIVITY_KEPT_DAYS = 90;
/** Rows per transaction, and transactions per run: a purge never holds a run up for long. */
const PURGED_PER_STEP = 500;
const STEPS_PER_RUN = 20;

/** The oldest rows by number; numbers grow with time, so that no index over times is needed. */
const PURGE: readonly { readonly sql: string; readonly keptDays: number }[] = [
  ...['sync_logs', 'taxonomy_sync_log', 'sync_activity_log'].map((table) => ({
    sql: `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT ${PURGED_PER_STEP})
      AND ${table === 'sync_activity_log' ? 'last_at' : 'created_at'} < ?`,
    keptDays: table === 'sync_activity_log' ? ACTIVITY_KEPT_DAYS : KEPT_DAYS,
  })),
  {
    sql: `DELETE FROM sync_progress WHERE (sync_id, entity_type) IN
      (SELECT sync_id, entity_type FROM sync_progress ORDER BY sync_id LIMIT ${PURGED_PER_STEP}) AND started_at < ?`,
    keptDays: KEPT_DAYS,
  },
  {
    sql: `DELETE FROM sync_errors WHERE id IN
      (SELECT id FROM sync_errors WHERE resolved = 1 AND resolved_at < ? LIMIT ${PURGED_PER_STEP})`,
    keptDays: ACTIVITY_KEPT_DAYS,
  },
];

/** Removes what is older than the retention, in small transactions. Returns the number of rows. [JOURNAL5] */
export function purgeJournal(db: WritableDb, now: number): number {
  let purged = 0;
  for (const { sql, keptDays } of PURGE) {
    for (let step = 0; step < STEPS_PER_RUN; step += 1) {
      const { changes } = inTransaction(db, () => prepared(db, sql).run(now - keptDays * DAY_MS));
      purged += changes;
      if (changes < PURGED_PER_STEP) break;
    }
  }
  return purged;
}
