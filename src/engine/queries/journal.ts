import type { z } from 'zod';
import type {
  ActivityEntry,
  JournalItemRow,
  ProgressEntry,
  TaxonomyEntry,
  triageMethods,
} from '../../shared/contract/triage.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { labelRecord } from './record-label.ts';
import { isoOf } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

type InputOf<M extends keyof typeof triageMethods> = z.output<(typeof triageMethods)[M]['input']>;
type Listed<Row> = { readonly total: number; readonly rows: readonly Row[] };

type ProgressRow = {
  sync_id: string;
  entity_type: EntityName | 'all';
  store_id: string;
  total_items: number;
  processed_count: number;
  failed_count: number;
  status: ProgressEntry['status'];
  elapsed_seconds: number;
  speed_items_per_min: number | null;
  eta_seconds: number | null;
  started_at: number;
  updated_at: number;
  completed_at: number | null;
};

/** How far the newest run of each store came, or one run: first the run as a whole, then its entities by beginning. */
export function listProgress(db: ReadableDb, input: InputOf<'sync.progress'>): readonly ProgressEntry[] {
  const rows = prepared<ProgressRow>(
    db,
    `SELECT p.* FROM sync_progress AS p WHERE iif(@runId IS NULL, p.sync_id =
       (SELECT n.sync_id FROM sync_progress AS n WHERE n.store_id = p.store_id AND n.entity_type = 'all'
        ORDER BY n.started_at DESC, n.sync_id DESC LIMIT 1), p.sync_id = @runId) AND (@storeId IS NULL OR p.store_id = @storeId)
     ORDER BY p.store_id, p.entity_type <> 'all', p.started_at, p.entity_type`,
  ).all({ runId: input.runId, storeId: input.storeId });
  return rows.map((row) => ({
    storeId: row.store_id,
    runId: row.sync_id,
    entity: row.entity_type === 'all' ? null : row.entity_type,
    processed: row.processed_count,
    failed: row.failed_count,
    total: row.total_items === 0 ? null : row.total_items,
    status: row.status,
    elapsedSeconds: row.elapsed_seconds,
    itemsPerMinute: row.speed_items_per_min,
    etaSeconds: row.eta_seconds,
    startedAt: isoOf(row.started_at) ?? '',
    updatedAt: isoOf(row.updated_at) ?? '',
    completedAt: isoOf(row.completed_at),
  }));
}

type ActivityRow = {
  id: number;
  store_id: string;
  sync_id: string | null;
  entity_type: EntityName | null;
  action: ActivityEntry['action'];
  activity_type: ActivityEntry['type'];
  status: string;
  started_by: ActivityEntry['startedBy'];
  duration_ms: number | null;
  error_message: string | null;
  details: string;
  event_count: number;
  created_at: number;
  last_at: number;
};
type ActivityDetails = {
  readonly kind?: ActivityEntry['kind'];
  readonly requests?: number;
  readonly entities?: ActivityEntry['entities'];
  readonly [fact: string]: unknown;
};

/** Starts and ends of runs and what people did about errors, newest first. */
export function listActivity(db: ReadableDb, input: InputOf<'journal.activity'>): Listed<ActivityEntry> {
  const conditions = [`1`];
  if (input.storeId !== null) conditions.push(`store_id = @storeId`);
  if (input.entity !== null)
    conditions.push(`(entity_type = @entity OR details ->> ('$.entities.' || @entity) IS NOT NULL)`);
  if (input.action !== null) conditions.push(`action = @action`);
  if (input.hideQuiet) conditions.push(`activity_type <> 'quiet'`);
  if (input.from !== null) conditions.push(`last_at >= @from`);
  if (input.to !== null) conditions.push(`created_at < @to`);
  const where = conditions.join(' AND ');
  const parameters = {
    storeId: input.storeId,
    entity: input.entity,
    action: input.action,
    from: input.from === null ? null : Date.parse(input.from),
    to: input.to === null ? null : Date.parse(input.to),
  };
  return inSnapshot(db, () => {
    const total = prepared<{ n: number }>(db, `SELECT count(*) AS n FROM sync_activity_log WHERE ${where}`);
    const rows = prepared<ActivityRow>(
      db,
      `SELECT * FROM sync_activity_log WHERE ${where} ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset`,
    ).all({ ...parameters, limit: input.limit, offset: input.offset });
    return { total: total.get(parameters)?.n ?? 0, rows: rows.map(toActivity) };
  });
}

function toActivity(row: ActivityRow): ActivityEntry {
  const { kind, requests, entities, ...details } = JSON.parse(row.details) as ActivityDetails;
  return {
    id: row.id,
    storeId: row.store_id,
    runId: row.sync_id,
    entity: row.entity_type,
    action: row.action,
    type: row.activity_type,
    status: row.status,
    startedBy: row.started_by,
    kind: row.action === 'error_recovery' ? null : (kind ?? null),
    durationMs: row.duration_ms,
    requests: requests ?? null,
    errorCode: row.error_message,
    entities: entities ?? {},
    details: row.action === 'error_recovery' && kind !== undefined ? { ...details, kind } : details,
    count: row.event_count,
    at: isoOf(row.created_at) ?? '',
    lastAt: isoOf(row.last_at) ?? '',
  };
}

type ItemRow = {
  id: number;
  entity_type: EntityName;
  entity_id: string | null;
  woo_id: number | null;
  label: string | null;
  direction: JournalItemRow['direction'];
  action: JournalItemRow['action'];
  result: JournalItemRow['result'];
  item_count: number;
  duration_ms: number | null;
  error_code: string | null;
  created_at: number;
};

/** What one run did, record by record, in its order. A record that is still here is called by its present name. */
export function listJournalItems(db: ReadableDb, input: InputOf<'journal.items'>): Listed<JournalItemRow> {
  const conditions = [`sync_id = @runId`];
  if (input.entity !== null) conditions.push(`entity_type = @entity`);
  if (input.result !== null) conditions.push(`result = @result`);
  const where = conditions.join(' AND ');
  const parameters = { runId: input.runId, entity: input.entity, result: input.result };
  return inSnapshot(db, () => {
    const total = prepared<{ n: number }>(db, `SELECT count(*) AS n FROM sync_logs WHERE ${where}`).get(parameters);
    const rows = prepared<ItemRow>(
      db,
      `SELECT * FROM sync_logs WHERE ${where} ORDER BY id LIMIT @limit OFFSET @offset`,
    ).all({ ...parameters, limit: input.limit, offset: input.offset });
    return { total: total?.n ?? 0, rows: rows.map((row) => toItem(db, row)) };
  });
}

function toItem(db: ReadableDb, row: ItemRow): JournalItemRow {
  const now = labelRecord(db, row.entity_type, row.entity_id, null);
  return {
    id: row.id,
    entity: row.entity_type,
    recordId: row.entity_id,
    woo_id: row.woo_id ?? now.wooId,
    label: now.label === '' || now.label.startsWith('#') ? (row.label ?? now.label) : now.label,
    direction: row.direction,
    action: row.action,
    result: row.result,
    count: row.item_count,
    durationMs: row.duration_ms,
    errorCode: row.error_code,
    at: isoOf(row.created_at) ?? '',
  };
}

type TaxonomyRow = {
  id: number;
  store_id: string;
  sync_id: string;
  taxonomy_type: TaxonomyEntry['taxonomy'];
  action: TaxonomyEntry['action'];
  items_synced: number;
  items_created: number;
  items_updated: number;
  items_failed: number;
  duration_ms: number;
  created_at: number;
};

/** What runs did to taxonomies, newest first. */
export function listTaxonomyLog(db: ReadableDb, input: InputOf<'journal.taxonomy'>): readonly TaxonomyEntry[] {
  return prepared<TaxonomyRow>(
    db,
    `SELECT * FROM taxonomy_sync_log WHERE (@storeId IS NULL OR store_id = @storeId) AND (@runId IS NULL OR sync_id = @runId)
     ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset`,
  )
    .all({ storeId: input.storeId, runId: input.runId, limit: input.limit, offset: input.offset })
    .map((row) => ({
      id: row.id,
      storeId: row.store_id,
      runId: row.sync_id,
      taxonomy: row.taxonomy_type,
      action: row.action,
      synced: row.items_synced,
      created: row.items_created,
      updated: row.items_updated,
      failed: row.items_failed,
      durationMs: row.duration_ms,
      at: isoOf(row.created_at) ?? '',
    }));
}
