import type { EntityName } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { Operation, OperationKind, OperationPayload, OperationState } from './operation.ts';

type OutboxRow = {
  sequence: number;
  id: string;
  store_id: string;
  entity: EntityName;
  record_id: string;
  kind: OperationKind;
  payload: string;
  reason: string;
  state: OperationState;
  attempts: number;
  created_at: number;
  claimed_at: number | null;
  claimed_server_time: number | null;
  next_attempt_at: number | null;
  looks: number;
  first_look_at: number | null;
};

const COLUMNS = `sequence, id, store_id, entity, record_id, kind, payload, reason, state, attempts, created_at, claimed_at,
  claimed_server_time, next_attempt_at, looks, first_look_at`;

function rowToOperation(row: OutboxRow): Operation {
  return {
    sequence: row.sequence,
    id: row.id,
    storeId: row.store_id,
    entity: row.entity,
    recordId: row.record_id,
    kind: row.kind,
    payload: JSON.parse(row.payload) as OperationPayload,
    reason: row.reason,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    claimedAt: row.claimed_at,
    claimedServerTime: row.claimed_server_time,
    nextAttemptAt: row.next_attempt_at,
    looks: row.looks,
    firstLookAt: row.first_look_at,
  };
}

const bySequence = (one: Operation, other: Operation): number => one.sequence - other.sequence;

/** The operations of one record that have not ended, oldest first. */
export function openOperationsOf(db: ReadableDb, recordId: string): readonly Operation[] {
  // sorted here: with ORDER BY, SQLite plans the statement anew at each execution
  return prepared<OutboxRow>(db, `SELECT ${COLUMNS} FROM outbox WHERE record_id = ? AND state <> 'ended'`)
    .all(recordId)
    .map(rowToOperation)
    .sort(bySequence);
}

/** The operations of one store that have not ended, oldest first. */
export function openOperations(db: ReadableDb, storeId: string): readonly Operation[] {
  return prepared<OutboxRow>(db, `SELECT ${COLUMNS} FROM outbox WHERE store_id = ? AND state <> 'ended'`)
    .all(storeId)
    .map(rowToOperation)
    .sort(bySequence);
}

export function operationById(db: ReadableDb, id: string): Operation | null {
  const row = prepared<OutboxRow>(db, `SELECT ${COLUMNS} FROM outbox WHERE id = ?`).get(id);
  return row === undefined ? null : rowToOperation(row);
}

export type NewOperation = {
  readonly id: string;
  readonly storeId: string;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly kind: OperationKind;
  readonly payload: OperationPayload;
  readonly reason?: string;
  readonly author?: string;
  readonly state?: OperationState;
  readonly createdAt: number;
};

export function insertOperation(db: WritableDb, operation: NewOperation): void {
  prepared(
    db,
    `INSERT INTO outbox (id, store_id, entity, record_id, kind, payload, reason, author, state, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    operation.id,
    operation.storeId,
    operation.entity,
    operation.recordId,
    operation.kind,
    JSON.stringify(operation.payload),
    operation.reason ?? '',
    operation.author ?? '',
    operation.state ?? 'queued',
    operation.createdAt,
  );
}

export function updatePayload(db: WritableDb, id: string, payload: OperationPayload): void {
  prepared(db, `UPDATE outbox SET payload = ? WHERE id = ?`).run(JSON.stringify(payload), id);
}

/** Puts an operation back in the queue, to be tried not before `nextAttemptAt` (null: at once). */
export function requeueOperation(db: WritableDb, id: string, nextAttemptAt: number | null): void {
  prepared(
    db,
    `UPDATE outbox SET state = 'queued', next_attempt_at = ?, looks = 0, first_look_at = NULL WHERE id = ? AND state <> 'ended'`,
  ).run(nextAttemptAt, id);
}

/** A look for the effect of an unanswered write found nothing: when the first one was, and when the next may be. */
export function noteLook(
  db: WritableDb,
  id: string,
  look: { readonly looks: number; readonly firstLookAt: number; readonly notBefore: number },
): void {
  prepared(db, `UPDATE outbox SET looks = ?, first_look_at = ?, next_attempt_at = ? WHERE id = ?`).run(
    look.looks,
    look.firstLookAt,
    look.notBefore,
    id,
  );
}

export function setOperationState(db: WritableDb, id: string, state: OperationState, lastError: unknown = null): void {
  prepared(
    db,
    `UPDATE outbox SET state = ?, last_error = coalesce(?, last_error) WHERE id = ? AND state <> 'ended'`,
  ).run(state, lastError === null ? null : JSON.stringify(lastError), id);
}

export function endOperation(
  db: WritableDb,
  id: string,
  outcome: 'sent' | 'superseded' | 'settled',
  endedAt: number,
): void {
  prepared(db, `UPDATE outbox SET state = 'ended', outcome = ?, ended_at = ? WHERE id = ? AND state <> 'ended'`).run(
    outcome,
    endedAt,
    id,
  );
}
