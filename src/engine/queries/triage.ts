import type { z } from 'zod';
import type { triageMethods } from '../../shared/contract/triage.ts';
import type { TriageGroup, TriageRecord } from '../../shared/contract/triage.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { lookUpError } from '../../shared/domain/error-catalogue.ts';
import type { ErrorClass } from '../../shared/domain/error-classes.ts';
import { fieldByColumn } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readLocalDocument } from '../sync/local-document.ts';
import { labelRecord } from './record-label.ts';
import { isoOf } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

type GroupsInput = z.output<(typeof triageMethods)['triage.groups']['input']>;
type RecordsInput = z.output<(typeof triageMethods)['triage.records']['input']>;
export type TriageFilters = Omit<GroupsInput, 'sort'>;
export type TriageGroups = z.input<(typeof triageMethods)['triage.groups']['output']>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 7;
const SAMPLES = 3;
const GROUPS = 500;

/** An error with the change that it is about; the change is still there unless it ended. */
const FROM = `sync_errors AS e LEFT JOIN outbox AS o ON o.id = e.operation_id AND o.state <> 'ended'`;
const RETRYING = `(o.state IS NOT NULL AND o.state IN ('queued', 'sending', 'unknown'))`;
const SNOOZED = `(e.snooze_kind IS NOT NULL AND (e.snooze_kind = 'until_change' OR e.snoozed_until > @now))`;
const TABS = {
  open: `e.resolved = 0 AND NOT ${RETRYING} AND NOT ${SNOOZED}`,
  waiting: `e.resolved = 0 AND (${RETRYING} OR ${SNOOZED})`,
  resolved: `e.resolved = 1`,
} as const;

/** The condition of the filters, with named parameters of `parametersOf`. */
function conditionOf(filters: TriageFilters, tab: TriageFilters['tab']): string {
  const parts: string[] = [TABS[tab]];
  if (filters.storeId !== null) parts.push(`e.store_id = @storeId`);
  if (filters.entity !== null) parts.push(`e.entity_type = @entity`);
  if (filters.code !== null) parts.push(`e.error_code = @code`);
  if (filters.class !== null) parts.push(`e.class = @class`);
  if (filters.assignee !== null) parts.push(`coalesce(e.assignee, '') = @assignee`);
  if (filters.age === 'older') parts.push(`e.first_seen_at < @since`);
  else if (filters.age !== 'any') parts.push(`e.first_seen_at >= @since`);
  return parts.join(' AND ');
}

const AGES_MS = { any: 0, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, older: 7 * DAY_MS } as const;

type Parameters = Readonly<Record<string, string | number | null>>;
function parametersOf(filters: TriageFilters, now: number): Parameters {
  return {
    now,
    storeId: filters.storeId,
    entity: filters.entity,
    code: filters.code,
    class: filters.class,
    assignee: filters.assignee,
    since: now - AGES_MS[filters.age],
  };
}

type GroupRow = {
  fingerprint: string;
  entity_type: EntityName;
  n: number;
  first_seen: number;
  last_seen: number;
  regressed: number;
  owners: number;
  owned: number;
  owner: string | null;
  snoozed: number;
  snoozed_until: number | null;
  retrying: number;
  next_at: number | null;
  [day: `day${number}`]: number;
};

const PER_DAY = Array.from(
  { length: DAYS },
  (_none, day) =>
    `sum(e.last_seen_at > @now - ${(DAYS - day) * DAY_MS} AND e.last_seen_at <= @now - ${(DAYS - day - 1) * DAY_MS}) AS day${day}`,
).join(', ');

const GROUPED = `e.fingerprint, e.entity_type, count(*) AS n, min(e.first_seen_at) AS first_seen, max(e.last_seen_at) AS last_seen,
  sum(e.regressed_at IS NOT NULL) AS regressed, count(DISTINCT e.assignee) AS owners, count(e.assignee) AS owned,
  min(e.assignee) AS owner, sum(${SNOOZED}) AS snoozed, max(iif(${SNOOZED}, e.snoozed_until, NULL)) AS snoozed_until,
  sum(${RETRYING}) AS retrying, min(iif(${RETRYING}, o.next_attempt_at, NULL)) AS next_at, ${PER_DAY}`;

/** Errors under their causes, across records and stores, with the counts of all tabs under the same filters. [ERROR2] */
export function triageGroups(db: ReadableDb, input: GroupsInput, now: number): TriageGroups {
  return inSnapshot(db, () => {
    const parameters = parametersOf(input, now);
    const condition = conditionOf(input, input.tab);
    const order = input.sort === 'count' ? 'n DESC, last_seen DESC' : 'last_seen DESC, n DESC';
    const rows = prepared<GroupRow>(
      db,
      `SELECT ${GROUPED} FROM ${FROM} WHERE ${condition} GROUP BY e.fingerprint ORDER BY ${order}, e.fingerprint LIMIT ${GROUPS}`,
    ).all(parameters);
    return {
      groups: rows.map((row) => toGroup(db, row, condition, parameters, now)),
      tabs: {
        open: countTab(db, input, 'open', parameters),
        waiting: countTab(db, input, 'waiting', parameters),
        resolved: countTab(db, input, 'resolved', parameters),
      },
    };
  });
}

function countTab(
  db: ReadableDb,
  filters: TriageFilters,
  tab: TriageFilters['tab'],
  parameters: Parameters,
): { groups: number; records: number } {
  return (
    prepared<{ groups: number; records: number }>(
      db,
      `SELECT count(DISTINCT e.fingerprint) AS groups, count(*) AS records FROM ${FROM} WHERE ${conditionOf(filters, tab)}`,
    ).get(parameters) ?? { groups: 0, records: 0 }
  );
}

type Newest = {
  entity_id: string | null;
  woo_id: number | null;
  error_code: string;
  error_message: string;
  http_status: number | null;
  field: string | null;
  class: ErrorClass;
};

function toGroup(
  db: ReadableDb,
  row: GroupRow,
  condition: string,
  parameters: Parameters,
  now: number,
): TriageGroups['groups'][number] {
  const own = { ...parameters, fingerprint: row.fingerprint };
  const newest = prepared<Newest>(
    db,
    `SELECT e.entity_id, e.woo_id, e.error_code, e.error_message, e.http_status, e.field, e.class FROM ${FROM}
     WHERE e.fingerprint = @fingerprint AND ${condition} ORDER BY e.last_seen_at DESC, e.id DESC LIMIT ${SAMPLES}`,
  ).all(own);
  const stores = prepared<{ storeId: string; count: number }>(
    db,
    `SELECT e.store_id AS storeId, count(*) AS count FROM ${FROM} WHERE e.fingerprint = @fingerprint AND ${condition}
     GROUP BY e.store_id ORDER BY count DESC, e.store_id`,
  ).all(own);
  const [first] = newest;
  if (first === undefined) throw new Error('a cause without errors');
  return {
    fingerprint: row.fingerprint,
    code: first.error_code,
    class: first.class,
    field: first.field,
    entity: row.entity_type,
    httpStatus: first.http_status,
    advice: adviceOf(first),
    count: row.n,
    stores,
    firstSeenAt: isoOf(row.first_seen) ?? '',
    lastSeenAt: isoOf(row.last_seen) ?? '',
    perDay: Array.from({ length: DAYS }, (_none, day) => row[`day${day}`] ?? 0),
    message: first.error_message,
    samples: newest.map((error) => {
      const { label, wooId } = labelRecord(db, row.entity_type, error.entity_id, error.woo_id);
      return { recordId: error.entity_id, label, woo_id: wooId };
    }),
    state: stateOf(row, now),
    assignee: row.owners === 1 && row.owned === row.n ? row.owner : null,
    snoozed: row.snoozed === 0 ? null : { count: row.snoozed, until: isoOf(row.snoozed_until) },
    retrying: row.retrying === 0 ? null : { count: row.retrying, nextAt: isoOf(row.next_at) },
  };
}

function adviceOf(error: Pick<Newest, 'error_code' | 'error_message' | 'http_status'>): TriageGroup['advice'] {
  const { what, meaning, action, ask } = lookUpError({
    code: error.error_code,
    httpStatus: error.http_status,
    message: error.error_message,
  });
  return { what, meaning, action, ask };
}

function stateOf(row: GroupRow, now: number): TriageGroup['state'] {
  if (row.regressed > 0) return 'regressed';
  return now - row.first_seen < DAYS * DAY_MS ? 'new' : 'ongoing';
}

type RecordRow = Newest & {
  id: string;
  store_id: string;
  entity_type: EntityName;
  metadata: string;
  attempts: number;
  first_seen_at: number;
  last_seen_at: number;
  regressed_at: number | null;
  assignee: string | null;
  snooze_kind: 'until' | 'until_change' | null;
  snoozed_until: number | null;
  is_snoozed: 0 | 1;
  is_retrying: 0 | 1;
  next_attempt_at: number | null;
  resolved: 0 | 1;
  resolved_at: number | null;
  resolution_note: string | null;
  auto_resolved: 0 | 1;
  resolved_by: string | null;
};

/** The errors of one cause, newest first, with what each wants and what stands in its way. */
export function triageRecords(
  db: ReadableDb,
  input: RecordsInput,
  now: number,
): { readonly total: number; readonly rows: readonly TriageRecord[] } {
  return inSnapshot(db, () => {
    const parameters = { ...parametersOf(input, now), fingerprint: input.fingerprint };
    const where = `e.fingerprint = @fingerprint AND ${conditionOf(input, input.tab)}`;
    const total = prepared<{ n: number }>(db, `SELECT count(*) AS n FROM ${FROM} WHERE ${where}`).get(parameters)?.n;
    const rows = prepared<RecordRow>(
      db,
      `SELECT e.*, e.retry_count + 1 AS attempts, ${SNOOZED} AS is_snoozed, ${RETRYING} AS is_retrying, o.next_attempt_at
       FROM ${FROM} WHERE ${where} ORDER BY e.last_seen_at DESC, e.id DESC LIMIT @limit OFFSET @offset`,
    ).all({ ...parameters, limit: input.limit, offset: input.offset });
    return { total: total ?? 0, rows: rows.map((row) => toRecord(db, row)) };
  });
}

function toRecord(db: ReadableDb, row: RecordRow): TriageRecord {
  const { label, wooId } = labelRecord(db, row.entity_type, row.entity_id, row.woo_id);
  const document = row.entity_id === null ? null : readLocalDocument(db, row.entity_type, row.entity_id);
  return {
    id: row.id,
    storeId: row.store_id,
    entity: row.entity_type,
    recordId: row.entity_id,
    woo_id: wooId,
    label,
    sku: textOf(document?.['sku']),
    code: row.error_code,
    field: row.field,
    value: document === null || row.field === null ? undefined : valueOf(document, row.entity_type, row.field),
    message: row.error_message,
    inTheWay: inTheWay(db, row),
    attempts: row.attempts,
    firstSeenAt: isoOf(row.first_seen_at) ?? '',
    lastSeenAt: isoOf(row.last_seen_at) ?? '',
    regressed: row.regressed_at !== null,
    assignee: row.assignee,
    snoozed:
      row.is_snoozed === 0 || row.snooze_kind === null
        ? null
        : { kind: row.snooze_kind, until: isoOf(row.snoozed_until) },
    retrying: row.is_retrying === 1,
    nextRetryAt: isoOf(row.next_attempt_at),
    resolvedAt: isoOf(row.resolved_at),
    resolvedBy: resolvedBy(row),
    note: row.resolution_note ?? '',
  };
}

function resolvedBy(row: RecordRow): TriageRecord['resolvedBy'] {
  if (row.resolved === 0) return null;
  if (row.resolved_by !== null) return 'person';
  return row.auto_resolved === 1 ? 'store' : 'edit';
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function valueOf(document: JsonObject, entity: EntityName, column: string): JsonValue {
  return getPath(document, fieldByColumn(entity, column)?.path ?? column) ?? null;
}

/** Products and variations share their SKUs and numbers, so the one may be in the way of the other. */
const IN_THE_WAY: Partial<Readonly<Record<EntityName, readonly EntityName[]>>> = {
  products: ['products', 'variations'],
  variations: ['products', 'variations'],
};

function inTheWay(db: ReadableDb, row: RecordRow): TriageRecord['inTheWay'] {
  const wooId = (JSON.parse(row.metadata) as { readonly resourceId?: number | null }).resourceId ?? null;
  if (wooId === null) return null;
  for (const entity of IN_THE_WAY[row.entity_type] ?? [row.entity_type]) {
    const found = prepared<{ id: string; trashed: 0 | 1 }>(
      db,
      `SELECT id, ${TRASHED[entity] ?? '0'} AS trashed FROM ${TABLE_OF[entity]} WHERE store_id = ? AND woo_id = ?`,
    ).get(row.store_id, wooId);
    if (found !== undefined) {
      const { label } = labelRecord(db, entity, found.id, wooId);
      return { recordId: found.id, woo_id: wooId, label, trashed: found.trashed === 1 };
    }
  }
  return { recordId: null, woo_id: wooId, label: `#${wooId}`, trashed: false };
}

const TRASHED: Partial<Readonly<Record<EntityName, string>>> = {
  products: `status = 'trash'`,
  variations: `status = 'trash'`,
  coupons: `status = 'trash'`,
  orders: `status = 'trash'`,
};

export type TriageTarget = z.output<(typeof triageMethods)['triage.retry']['input']>['target'];

/** Ids of the unresolved errors that a target names, oldest first; all of them leaves out what is snoozed. */
export function errorIdsOf(db: ReadableDb, target: TriageTarget, now: number): readonly string[] {
  if ('ids' in target) return target.ids;
  const conditions =
    'all' in target ? [`e.resolved = 0`, `NOT ${SNOOZED}`] : [`e.resolved = 0`, `e.fingerprint = @fingerprint`];
  if (target.storeId !== null) conditions.push(`e.store_id = @storeId`);
  return prepared<{ id: string }>(
    db,
    `SELECT e.id FROM sync_errors AS e WHERE ${conditions.join(' AND ')} ORDER BY e.created_at, e.id`,
  )
    .all({ now, storeId: target.storeId, fingerprint: 'all' in target ? '' : target.fingerprint })
    .map((row) => row.id);
}

/** What a person knows the record of an error by. */
export function labelOfError(db: ReadableDb, id: string): { readonly recordId: string | null; readonly label: string } {
  const row = prepared<Pick<RecordRow, 'entity_type' | 'entity_id' | 'woo_id'>>(
    db,
    `SELECT entity_type, entity_id, woo_id FROM sync_errors WHERE id = ?`,
  ).get(id);
  if (row === undefined) return { recordId: null, label: '' };
  return { recordId: row.entity_id, label: labelRecord(db, row.entity_type, row.entity_id, row.woo_id).label };
}
