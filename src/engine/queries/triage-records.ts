import type { z } from 'zod';
import type { triageMethods, TriageRecord } from '../../shared/contract/triage.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByColumn } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readLocalDocument } from '../sync/local-document.ts';
import { labelRecord } from './record-label.ts';
import { isoOf } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';
import { conditionOf, parametersOf, RETRYING, SNOOZED, TRIAGE_FROM } from './triage-filters.ts';

type RecordsInput = z.output<(typeof triageMethods)['triage.records']['input']>;

type RecordRow = {
  entity_id: string | null;
  woo_id: number | null;
  error_code: string;
  error_message: string;
  field: string | null;
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
    const total = prepared<{ n: number }>(db, `SELECT count(*) AS n FROM ${TRIAGE_FROM} WHERE ${where}`).get(
      parameters,
    )?.n;
    const rows = prepared<RecordRow>(
      db,
      `SELECT e.*, e.retry_count + 1 AS attempts, ${SNOOZED} AS is_snoozed, ${RETRYING} AS is_retrying, o.next_attempt_at
       FROM ${TRIAGE_FROM} WHERE ${where} ORDER BY e.last_seen_at DESC, e.id DESC LIMIT @limit OFFSET @offset`,
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

/** What a person knows the record of an error by. */
export function labelOfError(db: ReadableDb, id: string): { readonly recordId: string | null; readonly label: string } {
  const row = prepared<Pick<RecordRow, 'entity_type' | 'entity_id' | 'woo_id'>>(
    db,
    `SELECT entity_type, entity_id, woo_id FROM sync_errors WHERE id = ?`,
  ).get(id);
  if (row === undefined) return { recordId: null, label: '' };
  return { recordId: row.entity_id, label: labelRecord(db, row.entity_type, row.entity_id, row.woo_id).label };
}
