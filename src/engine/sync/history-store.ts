import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { EDITABLE_FIELDS } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { STAMP_KEY } from './operation.ts';

export type ChangeAuthor = 'you' | 'store' | 'merge';

export type FieldHistoryEntry = {
  readonly sequence: number;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly field: FieldPath;
  readonly oldValue: JsonValue;
  readonly newValue: JsonValue;
  readonly author: ChangeAuthor;
  readonly runId: string | null;
  readonly batchId: string | null;
  /** A colleague's name, where the change is neither this person's nor the store's. */
  readonly person: string | null;
  /** Epoch ms. */
  readonly changedAt: number;
};

export type HistoryContext = {
  readonly db: WritableDb;
  readonly now: number;
  readonly runId?: string | null;
  readonly batchId?: string | null;
  /** The colleague whose change it is; nobody for the person here. */
  readonly person?: string | null;
};

/** How long changes are kept. */
const KEPT_DAYS = 365;
const FORGOTTEN_AT_ONCE = 5_000;

/**
 * Writes down which editable fields differ between two states of a record. `except`: fields whose change was written
 * down when it was made here. [HISTORY1]
 */
export function noteFieldChanges(
  context: HistoryContext,
  record: { readonly storeId: string; readonly entity: EntityName; readonly id: string },
  before: JsonObject,
  after: JsonObject,
  author: ChangeAuthor,
  except: ReadonlySet<FieldPath> = new Set(),
): void {
  for (const spec of EDITABLE_FIELDS[record.entity]) {
    if (except.has(spec.path)) continue;
    const old = withoutStamp(getPath(before, spec.path) ?? null);
    const now = withoutStamp(getPath(after, spec.path) ?? null);
    if (fieldEquals(spec.kind, old, now)) continue;
    prepared(
      context.db,
      `INSERT INTO field_changes (store_id, entity, record_id, field, old_value, new_value, author, run_id, batch_id, person, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      record.storeId,
      record.entity,
      record.id,
      spec.path,
      JSON.stringify(old),
      JSON.stringify(now),
      author,
      context.runId ?? null,
      context.batchId ?? null,
      context.person ?? null,
      context.now,
    );
  }
}

/** The stamp of an operation in `meta_data` is ours, not the record's. */
function withoutStamp(value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  const list = value as readonly JsonValue[];
  return list.filter((item) => typeof item !== 'object' || item === null || (item as JsonObject)['key'] !== STAMP_KEY);
}

type HistoryRow = {
  sequence: number;
  entity: EntityName;
  record_id: string;
  field: string;
  old_value: string;
  new_value: string;
  author: ChangeAuthor;
  run_id: string | null;
  batch_id: string | null;
  person: string | null;
  changed_at: number;
};

function toEntry(row: HistoryRow): FieldHistoryEntry {
  return {
    sequence: row.sequence,
    entity: row.entity,
    recordId: row.record_id,
    field: row.field,
    oldValue: JSON.parse(row.old_value) as JsonValue,
    newValue: JSON.parse(row.new_value) as JsonValue,
    author: row.author,
    runId: row.run_id,
    batchId: row.batch_id,
    person: row.person,
    changedAt: row.changed_at,
  };
}

/** Changes of one record, newest first. */
export function historyOfRecord(db: ReadableDb, recordId: string, limit: number): readonly FieldHistoryEntry[] {
  return prepared<HistoryRow>(db, `SELECT * FROM field_changes WHERE record_id = ? ORDER BY sequence DESC LIMIT ?`)
    .all(recordId, limit)
    .map(toEntry);
}

export function historyEntry(db: ReadableDb, sequence: number): FieldHistoryEntry | null {
  const row = prepared<HistoryRow>(db, `SELECT * FROM field_changes WHERE sequence = ?`).get(sequence);
  return row === undefined ? null : toEntry(row);
}

/** The records that a bulk edit changed, in the order in which it did. */
export function recordsOfBatch(db: ReadableDb, batchId: string): readonly string[] {
  return prepared<string>(
    db,
    `SELECT record_id FROM field_changes WHERE batch_id = ? GROUP BY record_id ORDER BY min(sequence)`,
  )
    .pluck()
    .all(batchId);
}

/** Changes that one bulk edit made to one record, oldest first. */
export function historyOfBatch(db: ReadableDb, batchId: string, recordId: string): readonly FieldHistoryEntry[] {
  return prepared<HistoryRow>(db, `SELECT * FROM field_changes WHERE record_id = ? AND batch_id = ? ORDER BY sequence`)
    .all(recordId, batchId)
    .map(toEntry);
}

/** Changes of one record after a moment of its history, oldest first. */
export function historyAfter(db: ReadableDb, recordId: string, sequence: number): readonly FieldHistoryEntry[] {
  return prepared<HistoryRow>(db, `SELECT * FROM field_changes WHERE record_id = ? AND sequence > ? ORDER BY sequence`)
    .all(recordId, sequence)
    .map(toEntry);
}

/** Changes of one record since a time, that moment included, oldest first. `since`: epoch ms. */
export function historySince(db: ReadableDb, recordId: string, since: number): readonly FieldHistoryEntry[] {
  return prepared<HistoryRow>(
    db,
    `SELECT * FROM field_changes WHERE record_id = ? AND changed_at >= ? ORDER BY sequence`,
  )
    .all(recordId, since)
    .map(toEntry);
}

/** Changes older than the retention go, a bounded number at a time. */
export function forgetOldChanges(db: WritableDb, now: number): void {
  prepared(
    db,
    `DELETE FROM field_changes WHERE sequence IN (SELECT sequence FROM field_changes WHERE changed_at < ? ORDER BY changed_at LIMIT ?)`,
  ).run(now - KEPT_DAYS * 86_400_000, FORGOTTEN_AT_ONCE);
}
