import type { EntityName } from '../../shared/domain/entities.ts';
import { recoveryFor } from '../../shared/domain/error-recovery.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { StoreFailure } from './store-gateway.ts';

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

/** One open error per record: a repeated refusal counts up, a new one replaces the words. */
export function saveRecordError(db: WritableDb, error: RecordError, id: string, now: number): void {
  prepared(
    db,
    `INSERT INTO sync_errors (id, store_id, entity_type, entity_id, woo_id, operation_id, error_code, error_message, http_status,
       field, recovery, meaning, metadata, created_at, last_seen_at, last_retry_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (store_id, entity_type, entity_id) WHERE resolved = 0 AND entity_id IS NOT NULL DO UPDATE SET
       operation_id = excluded.operation_id, error_code = excluded.error_code, error_message = excluded.error_message,
       http_status = excluded.http_status, field = excluded.field, recovery = excluded.recovery, meaning = excluded.meaning,
       metadata = excluded.metadata, retry_count = retry_count + 1, last_retry_at = excluded.last_retry_at,
       last_seen_at = excluded.last_seen_at`,
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
  );
}

/** The record was accepted: what was wrong with it is over. */
export function resolveErrorsOf(db: WritableDb, recordId: string, note: string, now: number): void {
  prepared(
    db,
    `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = ? WHERE entity_id = ? AND resolved = 0`,
  ).run(now, note, recordId);
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
