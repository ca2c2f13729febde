import type { TaskReference } from '../../shared/contract/boards-common.ts';
import { toKey } from '../../shared/domain/boards/keys.ts';
import type { BoardTableName } from '../../shared/domain/boards/tables.ts';
import type { TaskStatus } from '../../shared/domain/boards/words.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext } from './board-command.ts';

export type Value = string | number | null;
export type Values = Readonly<Record<string, Value>>;

/** Epoch milliseconds as ISO UTC. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoOf(ms);
}

/** How many rows of the same number were born before: what a key needs beside the number. [BOARD3] */
export function twinSql(table: 'tasks' | 'bug_reports', alias: string): string {
  return `(SELECT count(*) FROM ${table} AS twin WHERE twin.number = ${alias}.number
    AND (twin.created_at, twin.id) < (${alias}.created_at, ${alias}.id))`;
}

/** Columns that name a task, of alias `t`. */
export const REFERENCE_COLUMNS = `t.id, t.number, ${twinSql('tasks', 't')} AS twin, t.title, t.status`;
export type ReferenceRow = { id: string; number: number; twin: number; title: string; status: TaskStatus };

export function toReference(row: ReferenceRow): TaskReference {
  return { id: row.id, key: toKey('BR', row.number, row.twin), title: row.title, status: row.status };
}

/** A task as others name it, also a removed one; null: it never was here. */
export function taskReferenceOf(db: ReadableDb, id: string | null): TaskReference | null {
  if (id === null) return null;
  const row = prepared<ReferenceRow>(db, `SELECT ${REFERENCE_COLUMNS} FROM tasks AS t WHERE t.id = ?`).get(id);
  return row === undefined ? null : toReference(row);
}

/** Adds a row of a shared table; its times are those of the command. */
export function insertRow(
  context: BoardContext,
  table: BoardTableName,
  id: string,
  values: Readonly<Record<string, Value>>,
): void {
  const row: Record<string, Value> = { created_at: context.now, updated_at: context.now, ...values, id };
  const names = Object.keys(row);
  prepared(
    context.db,
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  ).run(row);
  context.touch(table, id);
}

/** Changes columns of a row; `updated_at` goes with them and never back. Nothing to change: nothing happens. */
export function updateRow(context: BoardContext, table: BoardTableName, id: string, values: Values): void {
  const names = Object.keys(values);
  if (names.length === 0) return;
  prepared(
    context.db,
    `UPDATE ${table} SET ${names.map((name) => `${name} = @${name}`).join(', ')}, updated_at = max(updated_at, @now) WHERE id = @id`,
  ).run({ ...values, id, now: context.now });
  context.touch(table, id);
}

/** A row whose id is made of its content: added, or changed where it is (also one that had been removed). */
export function putDerived(context: BoardContext, table: BoardTableName, id: string, values: Values): void {
  const known = prepared(context.db, `SELECT 1 FROM ${table} WHERE id = ?`).get(id);
  if (known === undefined) insertRow(context, table, id, values);
  else updateRow(context, table, id, { ...values, deleted_at: null });
}

export function markDeleted(context: BoardContext, table: BoardTableName, id: string): void {
  updateRow(context, table, id, { deleted_at: context.now });
}

export function nextNumber(db: ReadableDb, table: 'tasks' | 'bug_reports'): number {
  return prepared<{ next: number }>(db, `SELECT coalesce(max(number), 0) + 1 AS next FROM ${table}`).get()?.next ?? 1;
}

export function exists(db: ReadableDb, table: BoardTableName, id: string): boolean {
  return prepared(db, `SELECT 1 FROM ${table} WHERE id = ? AND deleted_at IS NULL`).get(id) !== undefined;
}
