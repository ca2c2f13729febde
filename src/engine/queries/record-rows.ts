import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { FieldMark } from '../../shared/contract/common.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { marksByRecord } from './field-marks.ts';
import type { ColumnKind } from './record-tables.ts';
import { LIST_PLANS, RECORD_COLUMNS } from './record-tables.ts';

/** A record as the contract's `baseRow` has it, with the columns of its entity. */
export type RecordRow = {
  readonly id: string;
  readonly store_id: string;
  readonly woo_id: number | null;
  readonly source: 'woo' | 'local';
  readonly synced_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly woo_modified_at: string | null;
  readonly sync_status: 'synced' | 'pending' | 'error' | 'conflict';
  readonly trashed: boolean;
  readonly marks: Readonly<Record<string, FieldMark>>;
  readonly [column: string]: unknown;
};
type TableRow = { readonly id: string; readonly deleted_at: number | null; readonly [column: string]: unknown };

/** Epoch milliseconds as ISO UTC; null stays null, and a time beyond what a date can hold is no time. */
export function isoOf(ms: number | null): string | null {
  if (ms === null || Math.abs(ms) > 8.64e15) return null;
  return new Date(ms).toISOString();
}

function leave(kind: ColumnKind, value: unknown): unknown {
  switch (kind) {
    case 'flag':
      return value === 1;
    case 'time':
      return isoOf(value as number | null);
    case 'json':
      return JSON.parse(value as string);
    case 'text':
    case 'number':
    case 'money':
      return value;
    default:
      return kind satisfies never;
  }
}

function selectColumns(entity: EntityName): string {
  return [...Object.keys(RECORD_COLUMNS[entity]), 'deleted_at'].map((column) => `r.${column}`).join(', ');
}

function toRecords(db: ReadableDb, entity: EntityName, rows: readonly TableRow[]): RecordRow[] {
  const columns = Object.entries(RECORD_COLUMNS[entity]);
  const { hasStatus } = LIST_PLANS[entity];
  const ids = rows.map((row) => row.id);
  const marks = marksByRecord(db, entity, ids);
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const [column, kind] of columns) record[column] = leave(kind, row[column]);
    record['trashed'] = row.deleted_at !== null || (hasStatus && row['status'] === 'trash');
    record['marks'] = marks.get(row.id) ?? {};
    return record as RecordRow;
  });
}

/** The rows with these numbers, in this order. */
export function recordsByRowNumber(db: ReadableDb, entity: EntityName, rowNumbers: readonly number[]): RecordRow[] {
  if (rowNumbers.length === 0) return [];
  const rows = prepared<TableRow>(
    db,
    `SELECT ${selectColumns(entity)} FROM json_each(?) AS wanted CROSS JOIN ${TABLE_OF[entity]} AS r ON r.row_number = wanted.value
     ORDER BY wanted.key`,
  ).all(JSON.stringify(rowNumbers));
  return toRecords(db, entity, rows);
}

/** The local ids of the rows with these numbers, in this order. */
export function idsByRowNumber(db: ReadableDb, entity: EntityName, rowNumbers: readonly number[]): string[] {
  return prepared<string>(
    db,
    `SELECT r.id FROM json_each(?) AS wanted CROSS JOIN ${TABLE_OF[entity]} AS r ON r.row_number = wanted.value
     ORDER BY wanted.key`,
  )
    .pluck()
    .all(JSON.stringify(rowNumbers));
}

/** Rows under a fixed `condition` on `r` (SQL of this program, never of a person) with its parameters. */
export function recordsWhere(
  db: ReadableDb,
  entity: EntityName,
  condition: string,
  ...parameters: readonly (string | number)[]
): RecordRow[] {
  const rows = prepared<TableRow>(
    db,
    `SELECT ${selectColumns(entity)} FROM ${TABLE_OF[entity]} AS r WHERE ${condition}`,
  ).all(...parameters);
  return toRecords(db, entity, rows);
}
