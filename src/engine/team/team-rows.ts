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
  const list = names.map(quoted);
  const changes = list.map((name) => `${name} = excluded.${name}`).join(', ');
  prepared(
    db,
    `INSERT INTO ${quoted(table.table)} (${['id', ...list].join(', ')}) VALUES (?${', ?'.repeat(names.length)})
     ON CONFLICT (id) DO UPDATE SET ${changes === '' ? 'id = id' : changes}`,
  ).run(key, ...names.map((name) => row[name]));
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

/** For names that stand in the registry, never for what somebody sent. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
