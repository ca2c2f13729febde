import Database from 'better-sqlite3';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { WritableDb } from './database.ts';
import { migrateMirror, newestMigration } from './migrate.ts';
import { textToGrams } from './search-grams.ts';

export type OpenFailure =
  | { readonly type: 'DatabaseNewer'; readonly found: number; readonly known: number }
  | { readonly type: 'DatabaseDamaged'; readonly detail: string }
  | { readonly type: 'ReadOnlyProfile'; readonly path: string }
  | { readonly type: 'DiskFull' };

/** How long a statement waits for another process that writes (the command line beside the open app). */
const BUSY_TIMEOUT_MS = 5_000;

/** Settings and functions that every connection needs; the search index is kept by triggers that call `search_grams`. */
export function prepareConnection(db: WritableDb): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('wal_autocheckpoint = 4000');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
  db.function('search_grams', { deterministic: true }, (text: unknown) => textToGrams(text as string | null));
}

/**
 * Opens (or creates) the mirror at `path` (`:memory:` for tests) and brings its schema up to date.
 * Errors: the file is newer than this program, damaged, or cannot be written. The file is never changed on refusal.
 */
export async function openDatabase(path: string, migrationsFolder: string): Promise<Result<WritableDb, OpenFailure>> {
  let db: WritableDb | null = null;
  try {
    db = new Database(path) as WritableDb;
    const found = db.pragma('user_version', { simple: true }) as number;
    const known = newestMigration(migrationsFolder);
    if (found > known) {
      db.close();
      return err({ type: 'DatabaseNewer', found, known });
    }
    if (found < known) db.pragma('page_size = 8192');
    prepareConnection(db);
    if (found < known) await migrateMirror(db, migrationsFolder);
    return ok(db);
  } catch (error) {
    db?.close();
    const failure = openFailureOf(error, path);
    if (failure === null) throw error;
    return err(failure);
  }
}

/** Names what SQLite's own error codes mean for the file; null for defects. */
export function openFailureOf(error: unknown, path: string): OpenFailure | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return { type: 'DatabaseDamaged', detail: (error as Error).message };
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'EACCES' || code === 'EROFS') {
    return { type: 'ReadOnlyProfile', path };
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return { type: 'DiskFull' };
  return null;
}
