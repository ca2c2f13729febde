import type { z } from 'zod';
import type { conflictRow, pendingOperation, syncErrorRow, syncRun } from '../../shared/contract/sync.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readBaseDocument, readLocalDocument } from '../sync/local-document.ts';
import type { OperationKind, OperationPayload } from '../sync/operation.ts';
import { intentOf, pathsOf } from './field-marks.ts';
import { labelRecord } from './record-label.ts';
import { isoOf } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

export type PendingOperation = z.output<typeof pendingOperation>;
export type SyncErrorRow = z.output<typeof syncErrorRow>;
export type ConflictRow = z.output<typeof conflictRow>;
export type SyncRun = z.output<typeof syncRun>;
type Listed<Row> = { readonly total: number; readonly rows: readonly Row[] };

/** `?` twice: the store, or null for all. */
const OF_STORE = `(? IS NULL OR store_id = ?)`;

type OutboxRow = {
  id: string;
  store_id: string;
  entity: EntityName;
  record_id: string;
  kind: OperationKind;
  payload: string;
  state: PendingOperation['state'];
  attempts: number;
  person: string | null;
  created_at: number;
  next_attempt_at: number | null;
};

/** Operations that have not ended, oldest first, of one store or of all. `total` counts beyond `limit`. */
export function listPending(db: ReadableDb, storeId: string | null, limit: number): Listed<PendingOperation> {
  return inSnapshot(db, () => {
    const where = storeId === null ? `state <> 'ended'` : `store_id = ? AND state <> 'ended'`;
    const parameters = storeId === null ? [] : [storeId];
    const total = prepared<{ n: number }>(db, `SELECT count(*) AS n FROM outbox INDEXED BY outbox_open WHERE ${where}`);
    const rows = prepared<OutboxRow>(
      db,
      `SELECT id, store_id, entity, record_id, kind, payload, state, attempts, created_at, next_attempt_at,
         (SELECT r.author_name FROM team_rows r WHERE r.change_id = outbox.id
            AND r.author_id IS NOT (SELECT p.id FROM people p WHERE p.is_me = 1)) AS person
       FROM outbox INDEXED BY outbox_open WHERE ${where} ORDER BY sequence LIMIT ?`,
    ).all(...parameters, limit);
    return { total: total.get(...parameters)?.n ?? 0, rows: rows.map((row) => toPending(db, row)) };
  });
}

function toPending(db: ReadableDb, row: OutboxRow): PendingOperation {
  const { label, wooId } = labelRecord(db, row.entity, row.record_id);
  const payload = JSON.parse(row.payload) as OperationPayload;
  return {
    id: row.id,
    storeId: row.store_id,
    entity: row.entity,
    recordId: row.record_id,
    woo_id: wooId,
    label,
    kind: row.kind,
    fields: changedFields(db, row, payload),
    stock: intentOf(payload),
    state: row.state,
    attempts: row.attempts,
    person: row.person,
    createdAt: isoOf(row.created_at) ?? '',
    nextAttemptAt: isoOf(row.next_attempt_at),
  };
}

function changedFields(db: ReadableDb, row: OutboxRow, payload: OperationPayload): PendingOperation['fields'] {
  if (payload.note !== undefined) return [{ field: 'note', base: null, value: payload.note.text }];
  const edited = Object.entries(payload.fields ?? {}).map(([path, change]) => ({
    field: pathToColumn(row.entity, path),
    base: change.base as unknown,
    value: change.value as unknown,
  }));
  const created = Object.entries(payload.values ?? {}).map(([path, value]) => ({
    field: pathToColumn(row.entity, path),
    base: null as unknown,
    value: value as unknown,
  }));
  const others = pathsOf(row.kind, {}).map((path) => ({
    field: pathToColumn(row.entity, path),
    base: valueAt(readBaseDocument(db, row.record_id), path) as unknown,
    value: valueAt(readLocalDocument(db, row.entity, row.record_id), path) as unknown,
  }));
  return [...edited, ...created, ...others];
}

function valueAt(document: JsonObject | null, path: string): JsonValue {
  return document === null ? null : (getPath(document, path) ?? null);
}

type ErrorRow = {
  id: string;
  store_id: string;
  entity_type: EntityName;
  entity_id: string | null;
  woo_id: number | null;
  error_code: string;
  error_message: string;
  http_status: number | null;
  field: string | null;
  retry_count: number;
  next_retry_at: number | null;
  created_at: number;
  resolved: number;
};

/** Records that a store refused, newest first; open ones, or with `resolved` those that were settled. */
export function listErrors(db: ReadableDb, storeId: string | null, resolved: boolean): Listed<SyncErrorRow> {
  return inSnapshot(db, () => {
    const found = prepared<ErrorRow>(
      db,
      `SELECT id, store_id, entity_type, entity_id, woo_id, error_code, error_message, http_status, field, retry_count,
         next_retry_at, created_at, resolved
       FROM sync_errors WHERE ${OF_STORE} AND resolved = ? ORDER BY created_at DESC, id DESC`,
    ).all(storeId, storeId, resolved ? 1 : 0);
    const rows = found.map((row) => {
      const { label, wooId } = labelRecord(db, row.entity_type, row.entity_id, row.woo_id);
      return {
        id: row.id,
        storeId: row.store_id,
        entity: row.entity_type,
        recordId: row.entity_id,
        woo_id: wooId,
        label,
        code: row.error_code,
        httpStatus: row.http_status,
        message: row.error_message,
        field: row.field,
        retryCount: row.retry_count,
        nextRetryAt: isoOf(row.next_retry_at),
        createdAt: isoOf(row.created_at) ?? '',
        resolved: row.resolved === 1,
      };
    });
    return { total: rows.length, rows };
  });
}

type StoredConflict = {
  id: string;
  store_id: string;
  entity_type: EntityName;
  local_id: string | null;
  external_id: number | null;
  conflict_type: ConflictRow['kind'];
  base_data: string;
  local_data: string;
  remote_data: string;
  conflicting_fields: string;
  detected_at: number;
};

/** Decisions that wait for a person, newest first; `field` is the column's name, `*` for a whole collection. */
export function listConflicts(db: ReadableDb, storeId: string | null): Listed<ConflictRow> {
  return inSnapshot(db, () => {
    const found = prepared<StoredConflict>(
      db,
      `SELECT id, store_id, entity_type, local_id, external_id, conflict_type, base_data, local_data, remote_data,
         conflicting_fields, detected_at
       FROM sync_conflict WHERE ${OF_STORE} AND status = 'open' ORDER BY detected_at DESC, id DESC`,
    ).all(storeId, storeId);
    const rows = found.map((row) => toConflictRow(db, row));
    return { total: rows.length, rows };
  });
}

function toConflictRow(db: ReadableDb, row: StoredConflict): ConflictRow {
  const { label, wooId } = labelRecord(db, row.entity_type, row.local_id, row.external_id);
  // keyed by path: the keys hold dots, so they are read as they stand
  const base = JSON.parse(row.base_data) as JsonObject;
  const mine = JSON.parse(row.local_data) as JsonObject;
  const theirs = JSON.parse(row.remote_data) as JsonObject;
  const count = row.conflict_type === 'mass_deletion' ? mine['count'] : null;
  return {
    id: row.id,
    storeId: row.store_id,
    entity: row.entity_type,
    recordId: row.local_id,
    woo_id: wooId,
    label,
    kind: row.conflict_type,
    fields: (JSON.parse(row.conflicting_fields) as string[]).map((path) => ({
      field: pathToColumn(row.entity_type, path),
      base: base[path] ?? null,
      mine: mine[path] ?? null,
      theirs: theirs[path] ?? null,
    })),
    detectedAt: isoOf(row.detected_at) ?? '',
    count: typeof count === 'number' ? count : null,
  };
}

type RunRow = {
  id: string;
  store_id: string;
  kind: SyncRun['kind'];
  outcome: SyncRun['outcome'];
  started_by: SyncRun['startedBy'];
  started_at: number;
  ended_at: number | null;
  requests: number;
  entities: string;
  problem: string | null;
};
const COUNTED = ['fetched', 'created', 'updated', 'deleted', 'pushed', 'failed'] as const;

/** The last runs, newest first; counts are summed over the entities. */
export function listRuns(db: ReadableDb, storeId: string | null, limit: number): readonly SyncRun[] {
  const rows = prepared<RunRow>(
    db,
    `SELECT id, store_id, kind, outcome, started_by, started_at, ended_at, requests, entities, problem
     FROM sync_runs WHERE ${OF_STORE} ORDER BY started_at DESC, id DESC LIMIT ?`,
  ).all(storeId, storeId, limit);
  return rows.map((row) => {
    const entities = Object.values(JSON.parse(row.entities) as Record<string, Partial<Record<string, number>>>);
    const [fetched, created, updated, deleted, pushed, failed] = COUNTED.map((name) =>
      entities.reduce((sum, counts) => sum + (counts[name] ?? 0), 0),
    ) as [number, number, number, number, number, number];
    return {
      id: row.id,
      storeId: row.store_id,
      kind: row.kind,
      outcome: row.outcome,
      startedBy: row.started_by,
      startedAt: isoOf(row.started_at) ?? '',
      endedAt: isoOf(row.ended_at),
      requests: row.requests,
      fetched,
      created,
      updated,
      deleted,
      pushed,
      failed,
      problem: row.problem === null ? null : (JSON.parse(row.problem) as unknown),
    };
  });
}
