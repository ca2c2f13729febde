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
 * Brings the mirror to the newest schema, each file in a transaction of its own, recorded with its checksum.
 * The version also stands in `PRAGMA user_version`, so that an up-to-date file opens without reading migrations.
 * Throws when a recorded file was changed afterwards.
 */
export async function migrateMirror(db: WritableDb, folder: string): Promise<{ readonly applied: number }> {
  const { default: Postgrator } = await import('postgrator');
  const postgrator = new Postgrator({
    driver: 'sqlite3',
    database: 'mirror',
    schemaTable: 'schema_migrations',
    migrationPattern: join(folder, '*.sql').replaceAll('\\', '/'),
    newline: 'LF',
    execQuery: (query: string) => Promise.resolve({ rows: queryRows(db, query) }),
    execSqlScript: (script: string) => {
      db.transaction(() => db.exec(script)).immediate();
      return Promise.resolve();
    },
  });
  const applied = await postgrator.migrate();
  db.pragma(`user_version = ${newestMigration(folder)}`);
  return { applied: applied.length };
}

function queryRows(db: WritableDb, query: string): Record<string, unknown>[] {
  // Postgrator asks with single statements; some answer rows, some do not.
  const statement = db.prepare<unknown[], Record<string, unknown>>(query);
  if (statement.reader) return statement.all();
  statement.run();
  return [];
}
