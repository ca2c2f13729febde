import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { sentColumns } from './shared-table.ts';
import type { SharedTable, SharedTables } from './shared-table.ts';
import { quoted } from './team-rows.ts';

const PREFIX = 'team_marks_';

/**
 * Makes the triggers that mark what is changed here, in the caller's transaction. [TEAM1] A table that the mirror does
 * not have yet is passed over; so are columns that central sets itself. Old ones are replaced: the registry may have grown.
 */
export function createMarks(db: WritableDb, tables: SharedTables): void {
  dropMarks(db);
  for (const table of tables.all) {
    const columns = sentColumns(table).map(({ name }) => quoted(name));
    if (columns.length === 0 || !hasTable(db, table)) continue;
    for (const [verb, row] of [
      ['INSERT', 'new'],
      [`UPDATE OF ${columns.join(', ')}`, 'new'],
      ['DELETE', 'old'],
    ] as const)
      db.exec(`CREATE TRIGGER ${quoted(`${PREFIX}${verb.slice(0, 6).toLowerCase()}_${table.table}`)} AFTER ${verb} ON ${quoted(table.table)}
        WHEN (SELECT applying FROM team_state) = 0
        BEGIN INSERT INTO team_dirty (table_name, key) VALUES ('${table.table}', ${row}.id) ON CONFLICT DO NOTHING; END`);
  }
}

export function dropMarks(db: WritableDb): void {
  const names = prepared<{ name: string }>(
    db,
    `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '${PREFIX.replaceAll('_', '\\_')}%' ESCAPE '\\'`,
  ).all();
  for (const { name } of names) db.exec(`DROP TRIGGER ${quoted(name)}`);
}

/** Whatever is there and central has neither got nor refused is changed here: connecting later sends it, once. */
export function markUnknownRows(db: WritableDb, tables: SharedTables): void {
  for (const table of tables.all) {
    if (sentColumns(table).length === 0 || !hasTable(db, table)) continue;
    prepared(
      db,
      `INSERT OR IGNORE INTO team_dirty (table_name, key) SELECT ?, id FROM ${quoted(table.table)} AS t
       WHERE NOT EXISTS (SELECT 1 FROM team_shadows AS s WHERE s.table_name = ? AND s.key = t.id)
         AND NOT EXISTS (SELECT 1 FROM team_outbox AS o WHERE o.table_name = ? AND o.key = t.id)`,
    ).run(table.table, table.table, table.table);
  }
}

export function hasTable(db: ReadableDb, table: SharedTable): boolean {
  return prepared(db, `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(table.table) !== undefined;
}
