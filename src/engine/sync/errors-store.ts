import type { EntityName } from '../../shared/domain/entities.ts';
import { fingerprintOf, lookUpError } from '../../shared/domain/error-catalogue.ts';
import { recoveryFor } from '../../shared/domain/error-recovery.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { StoreFailure } from './store-gateway.ts';

/** The store took a change and answered another value for one of its fields. */
export const VALUE_NOT_KEPT = 'backroom_value_not_kept';

export type RecordError = {
  readonly storeId: string;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly wooId: number | null;
  readonly operationId: string;
  readonly code: string;
  readonly message: string;
  readonly httpStatus: number | null;
  readonly field: string | null;
  readonly recovery: string;
  readonly meaning: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
};

type Known = {
  readonly id: string;
  readonly fingerprint: string;
  readonly error_message: string;
  readonly snooze_kind: 'until' | 'until_change' | null;
};
type Earlier = {
  readonly first_seen_at: number;
  readonly retry_count: number;
  readonly assignee: string | null;
  readonly auto_resolved: 0 | 1;
  readonly resolved_by: string | null;
};

/**
 * Writes down that the store refused a change. One open error per change: a repeated refusal counts up and replaces
 * the words. A cause that comes back on a record after it was resolved is a regression; one that comes back after an
 * edit alone was never resolved, and goes on counting. [ERROR1, ERROR4]
 */
export function saveRecordError(db: WritableDb, error: RecordError, id: string, now: number): void {
  const fingerprint = fingerprintOf(error);
  const open = openErrorLike(db, error, fingerprint);
  if (open === null) insertError(db, error, fingerprint, id, now);
  else repeatError(db, error, fingerprint, open, now);
}

/** The open error of this change, or of an earlier change that ended with the same trouble. */
function openErrorLike(db: ReadableDb, error: RecordError, fingerprint: string): Known | null {
  return (
    prepared<Known>(
      db,
      `SELECT id, fingerprint, error_message, snooze_kind FROM sync_errors
       WHERE store_id = ? AND entity_type = ? AND entity_id = ? AND resolved = 0
         AND (operation_id = ? OR (fingerprint = ? AND NOT EXISTS
           (SELECT 1 FROM outbox AS o WHERE o.id = sync_errors.operation_id AND o.state <> 'ended')))
       ORDER BY operation_id = ? DESC LIMIT 1`,
    ).get(error.storeId, error.entity, error.recordId, error.operationId, fingerprint, error.operationId) ?? null
  );
}

function insertError(db: WritableDb, error: RecordError, fingerprint: string, id: string, now: number): void {
  const earlier = prepared<Earlier>(
    db,
    `SELECT first_seen_at, retry_count, assignee, auto_resolved, resolved_by FROM sync_errors
     WHERE entity_id = ? AND fingerprint = ? AND store_id = ? AND resolved = 1 ORDER BY resolved_at DESC, last_seen_at DESC LIMIT 1`,
  ).get(error.recordId, fingerprint, error.storeId);
  const wasResolved = earlier !== undefined && (earlier.auto_resolved === 1 || earlier.resolved_by !== null);
  prepared(
    db,
    `INSERT INTO sync_errors (id, store_id, entity_type, entity_id, woo_id, operation_id, error_code, error_message, http_status,
       field, recovery, meaning, metadata, created_at, last_seen_at, last_retry_at, class, fingerprint, first_seen_at,
       retry_count, assignee, regressed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    error.storeId,
    error.entity,
    error.recordId,
    error.wooId,
    error.operationId,
    error.code,
    error.message,
    error.httpStatus,
    error.field,
    error.recovery,
    error.meaning,
    JSON.stringify(error.metadata ?? {}),
    now,
    now,
    now,
    lookUpError(error).class,
    fingerprint,
    earlier?.first_seen_at ?? now,
    earlier === undefined || wasResolved ? 0 : earlier.retry_count + 1,
    earlier?.assignee ?? null,
    wasResolved ? now : null,
  );
}

function repeatError(db: WritableDb, error: RecordError, fingerprint: string, open: Known, now: number): void {
  const isOther = open.fingerprint !== fingerprint;
  // what was put off until it changes has changed when the store says something else
  const wakes = open.snooze_kind === 'until_change' && (isOther || open.error_message !== error.message);
  prepared(
    db,
    `UPDATE sync_errors SET operation_id = ?, woo_id = ?, error_code = ?, error_message = ?, http_status = ?, field = ?,
       recovery = ?, meaning = ?, metadata = ?, class = ?, fingerprint = ?, retry_count = retry_count + 1, last_retry_at = ?,
       last_seen_at = ?, first_seen_at = iif(?, ?, first_seen_at), regressed_at = iif(?, NULL, regressed_at),
       snooze_kind = iif(?, NULL, snooze_kind) WHERE id = ?`,
  ).run(
    error.operationId,
    error.wooId,
    error.code,
    error.message,
    error.httpStatus,
    error.field,
    error.recovery,
    error.meaning,
    JSON.stringify(error.metadata ?? {}),
    lookUpError(error).class,
    fingerprint,
    now,
    now,
    isOther ? 1 : 0,
    now,
    isOther ? 1 : 0,
    wakes ? 1 : 0,
    open.id,
  );
}

/**
 * The record was accepted: what was wrong with it is over. Errors of other changes of the record that the store still
 * refuses stay open. `keep`: a code that is about to be told again. [ERROR3]
 */
export function resolveErrorsOf(
  db: WritableDb,
  recordId: string,
  note: string,
  now: number,
  keep: string | null = null,
): void {
  prepared(
    db,
    `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = ?, auto_resolved = 1
     WHERE entity_id = ? AND resolved = 0 AND error_code IS NOT ? AND NOT EXISTS
       (SELECT 1 FROM outbox AS o WHERE o.id = sync_errors.operation_id AND o.state = 'refused')`,
  ).run(now, note, recordId, keep);
}

/**
 * Closes errors whose change no longer waits: the store came to hold the value by itself, or the record is gone. A
 * value that was not kept stays told while the record is there. Returns how many. [ERROR3]
 */
export function resolveOvertakenErrors(db: WritableDb, storeId: string, now: number): number {
  return prepared(
    db,
    `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = 'overtaken', auto_resolved = 1
     WHERE store_id = ? AND resolved = 0 AND operation_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.id = sync_errors.operation_id AND o.state <> 'ended')
       AND (error_code <> ? OR NOT EXISTS (SELECT 1 FROM base_documents AS d WHERE d.record_id = sync_errors.entity_id))`,
  ).run(now, storeId, VALUE_NOT_KEPT).changes;
}

/** The record is another: what a person put off until it changes is shown again. [ERROR5] */
export function wakeErrorsOf(db: WritableDb, recordId: string): void {
  prepared(
    db,
    `UPDATE sync_errors SET snooze_kind = NULL WHERE entity_id = ? AND resolved = 0 AND snooze_kind = 'until_change'`,
  ).run(recordId);
}

/** What the store's refusal says, as an error of one record. */
export function failureToRecordError(
  failure: StoreFailure,
  record: Pick<RecordError, 'storeId' | 'entity' | 'recordId' | 'wooId' | 'operationId'>,
): RecordError {
  const { error } = failure;
  const advice = recoveryFor(error, true, failure.effect);
  const rejected = error.type === 'StoreRejected' ? error : null;
  return {
    ...record,
    code: 'code' in error ? error.code : error.type,
    message: 'message' in error ? error.message : error.type,
    httpStatus: 'status' in error ? error.status : null,
    field: rejected === null || rejected.field === null ? null : pathToColumn(record.entity, rejected.field),
    recovery: advice.recovery,
    meaning: advice.meaning,
    metadata: { resourceId: rejected?.resourceId ?? null },
  };
}
