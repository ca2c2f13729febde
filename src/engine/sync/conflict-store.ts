import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

export type ConflictKind =
  | 'both_changed'
  | 'stock_moved'
  | 'deleted_remotely'
  | 'mass_deletion'
  | 'duplicate'
  | 'outcome_unknown'
  | 'store_replaced';

export type Conflict = {
  readonly id: string;
  readonly storeId: string;
  readonly entity: EntityName;
  readonly recordId: string | null;
  readonly wooId: number | null;
  /** The operation that waits for the decision, where there is one. */
  readonly operationId: string | null;
  readonly kind: ConflictKind;
  readonly base: JsonObject;
  readonly mine: JsonObject;
  readonly theirs: JsonObject;
  /** Paths still undecided. */
  readonly fields: readonly string[];
  readonly status: 'open' | 'resolved' | 'ignored';
};

type ConflictRow = {
  id: string;
  store_id: string;
  entity_type: EntityName;
  local_id: string | null;
  external_id: number | null;
  operation_id: string | null;
  conflict_type: ConflictKind;
  base_data: string;
  local_data: string;
  remote_data: string;
  conflicting_fields: string;
  status: 'open' | 'resolved' | 'ignored';
};

function toConflict(row: ConflictRow | undefined): Conflict | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    storeId: row.store_id,
    entity: row.entity_type,
    recordId: row.local_id,
    wooId: row.external_id,
    operationId: row.operation_id,
    kind: row.conflict_type,
    base: JSON.parse(row.base_data) as JsonObject,
    mine: JSON.parse(row.local_data) as JsonObject,
    theirs: JSON.parse(row.remote_data) as JsonObject,
    fields: JSON.parse(row.conflicting_fields) as string[],
    status: row.status,
  };
}

export function openConflictOf(db: ReadableDb, recordId: string): Conflict | null {
  return toConflict(
    prepared<ConflictRow>(db, `SELECT * FROM sync_conflict WHERE local_id = ? AND status = 'open'`).get(recordId),
  );
}

export function conflictById(db: ReadableDb, id: string): Conflict | null {
  return toConflict(prepared<ConflictRow>(db, `SELECT * FROM sync_conflict WHERE id = ?`).get(id));
}

/** The open decision about a whole collection (a held mass deletion); null when there is none. */
export function openCollectionConflict(
  db: ReadableDb,
  storeId: string,
  entity: EntityName,
  kind: ConflictKind,
): Conflict | null {
  return toConflict(
    prepared<ConflictRow>(
      db,
      `SELECT * FROM sync_conflict WHERE store_id = ? AND entity_type = ? AND conflict_type = ? AND local_id IS NULL AND status = 'open'`,
    ).get(storeId, entity, kind),
  );
}

export type ConflictInput = Omit<Conflict, 'status'>;

/** Stores a decision that waits. One record has at most one open decision: its fields grow, they never double. */
export function saveConflict(db: WritableDb, conflict: ConflictInput, now: number): void {
  prepared(
    db,
    `INSERT INTO sync_conflict (id, store_id, entity_type, local_id, external_id, operation_id, conflict_type,
       base_data, local_data, remote_data, conflicting_fields, detected_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET conflict_type = excluded.conflict_type, operation_id = excluded.operation_id,
       base_data = excluded.base_data, local_data = excluded.local_data, remote_data = excluded.remote_data,
       conflicting_fields = excluded.conflicting_fields`,
  ).run(
    conflict.id,
    conflict.storeId,
    conflict.entity,
    conflict.recordId,
    conflict.wooId,
    conflict.operationId,
    conflict.kind,
    JSON.stringify(conflict.base),
    JSON.stringify(conflict.mine),
    JSON.stringify(conflict.theirs),
    JSON.stringify(conflict.fields),
    now,
  );
}

export function closeConflict(
  db: WritableDb,
  id: string,
  resolution: 'keep_local' | 'keep_remote' | 'merge',
  now: number,
): void {
  prepared(
    db,
    `UPDATE sync_conflict SET status = 'resolved', resolution = ?, resolved_at = ? WHERE id = ? AND status = 'open'`,
  ).run(resolution, now, id);
}

/** Takes back that a decision is settled; what it asks is saved apart. */
export function reopenConflictRow(db: WritableDb, id: string): void {
  prepared(
    db,
    `UPDATE sync_conflict SET status = 'open', resolution = NULL, resolved_at = NULL WHERE id = ? AND status = 'resolved'`,
  ).run(id);
}
