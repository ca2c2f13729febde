import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { MirrorRow, SharedTable } from './shared-table.ts';

/** Central's row as this computer last saw it. */
export type Shadow = { readonly version: number; readonly content: MirrorRow };

/** The shared columns of a row of the mirror; null when there is none. */
export function readRow(db: ReadableDb, table: SharedTable, key: string): MirrorRow | null {
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
  const sql = `SELECT ${columns} FROM ${quoted(table.table)} WHERE id = ?`;
  return prepared<MirrorRow>(db, sql).get(key) ?? null;
}

/** Writes the given columns, and makes the row where there is none. Columns of this computer alone stay as they are. */
export function writeRow(db: WritableDb, table: SharedTable, key: string, row: MirrorRow): void {
  const names = Object.keys(row);
  if (names.length === 0) return;
  const values = names.map((name) => row[name]);
  const sets = names.map((name) => `${quoted(name)} = ?`).join(', ');
  // not as an upsert: that would ask for columns that are required and not given
  if (prepared(db, `UPDATE ${quoted(table.table)} SET ${sets} WHERE id = ?`).run(...values, key).changes > 0) return;
  prepared(
    db,
    `INSERT INTO ${quoted(table.table)} (${['id', ...names.map(quoted)].join(', ')}) VALUES (?${', ?'.repeat(names.length)})`,
  ).run(key, ...values);
}

export function removeRow(db: WritableDb, table: SharedTable, key: string): void {
  prepared(db, `DELETE FROM ${quoted(table.table)} WHERE id = ?`).run(key);
}

export function shadowOf(db: ReadableDb, table: SharedTable, key: string): Shadow | null {
  const found = prepared<{ version: number; content: string }>(
    db,
    'SELECT version, content FROM team_shadows WHERE table_name = ? AND key = ?',
  ).get(table.table, key);
  return found === undefined ? null : { version: found.version, content: JSON.parse(found.content) as MirrorRow };
}

export function saveShadow(db: WritableDb, table: SharedTable, key: string, shadow: Shadow): void {
  prepared(
    db,
    `INSERT INTO team_shadows (table_name, key, version, content, generation)
     VALUES (?, ?, ?, ?, (SELECT generation FROM team_state))
     ON CONFLICT (table_name, key) DO UPDATE SET version = excluded.version, content = excluded.content,
       generation = excluded.generation`,
  ).run(table.table, key, shadow.version, JSON.stringify(shadow.content));
}

export function removeShadow(db: WritableDb, table: SharedTable, key: string): void {
  prepared(db, 'DELETE FROM team_shadows WHERE table_name = ? AND key = ?').run(table.table, key);
}

export function markDirty(db: WritableDb, table: SharedTable, key: string): void {
  prepared(db, 'INSERT OR IGNORE INTO team_dirty (table_name, key) VALUES (?, ?)').run(table.table, key);
}

export function clearDirty(db: WritableDb, table: SharedTable, key: string): void {
  prepared(db, 'DELETE FROM team_dirty WHERE table_name = ? AND key = ?').run(table.table, key);
}

/** What the mirror's own rules say against a write; null when it was done. */
export function refusedByMirror(write: () => void): string | null {
  try {
    write();
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT'))
      return error.message;
    throw error;
  }
}

/** For names that stand in the registry, never for what somebody sent. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
