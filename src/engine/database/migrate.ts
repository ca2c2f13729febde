import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WritableDb } from './database.ts';

/** Highest migration number in a folder of `NNNN.do.name.sql` files. */
export function newestMigration(folder: string): number {
  const numbers = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => Number(name.split('.')[0]));
  return Math.max(0, ...numbers);
}

/**
 * Brings the mirror to the newest schema, all files in one transaction, each recorded with its checksum: a kill leaves the
 * old schema, and a second process that opens the same file waits and then finds nothing to do.
 * The version also stands in `PRAGMA user_version`, so that an up-to-date file opens without reading migrations.
 * Throws when a recorded file was changed afterwards.
 */
export async function migrateMirror(db: WritableDb, folder: string): Promise<{ readonly applied: number }> {
  const { default: Postgrator } = await import('postgrator');
  const postgrator = new Postgrator({
    driver: 'sqlite3',
    schemaTable: 'schema_migrations',
    migrationPattern: join(folder, '*.sql').replaceAll('\\', '/'),
    newline: 'LF',
    execQuery: (query: string) => Promise.resolve({ rows: queryRows(db, query) }),
    execSqlScript: (script: string) => {
      db.exec(script);
      return Promise.resolve();
    },
  });
  db.exec('BEGIN IMMEDIATE');
  try {
    const applied = await postgrator.migrate();
    db.pragma(`user_version = ${newestMigration(folder)}`);
    db.exec('COMMIT');
    return { applied: applied.length };
  } catch (error) {
    // SQLite rolls back by itself on some errors (a full disk)
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function queryRows(db: WritableDb, query: string): Record<string, unknown>[] {
  // Postgrator asks with single statements; some answer rows, some do not.
  const statement = db.prepare<unknown[], Record<string, unknown>>(query);
  if (statement.reader) return statement.all();
  statement.run();
  return [];
}
