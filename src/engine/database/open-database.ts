import Database from 'better-sqlite3';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { errorCode } from '../platform/atomic-file.ts';
import type { WritableDb } from './database.ts';
import { migrateMirror, newestMigration } from './migrate.ts';
import { textToGrams } from './search-grams.ts';
import { isDamage, storageErrorOf } from './storage-errors.ts';

export type OpenFailure =
  | { readonly type: 'DatabaseNewer'; readonly found: number; readonly known: number }
  | { readonly type: 'DatabaseDamaged'; readonly detail: string }
  | { readonly type: 'ReadOnlyProfile'; readonly path: string }
  /** Another process must close first; `holder` says which, as far as that is known. */
  | { readonly type: 'DatabaseBusy'; readonly holder: string }
  | { readonly type: 'DiskFull' };

/** How long a statement waits for another process that writes (the command line beside the open app). */
const BUSY_TIMEOUT_MS = 5_000;

/** Marks the file as a mirror of this program (`Bkrm`), for people and tools that find it somewhere. */
const APPLICATION_ID = 0x426b726d;

/** Settings and functions that every connection needs; the search index is kept by triggers that call `search_grams`. */
export function prepareConnection(db: WritableDb): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('wal_autocheckpoint = 1000');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
  db.function('search_grams', { deterministic: true }, (text: unknown) => textToGrams(text as string | null));
}

/**
 * Opens (or creates) the mirror at `path` (`:memory:` for tests) and brings its schema up to date.
 * Errors: the file is newer than this program, damaged, or cannot be written. The file is never changed on refusal.
 * For a profile use `openProfile`, which also looks after damage, upgrades and other processes.
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
    if (found === 0) {
      db.pragma('page_size = 8192');
      db.pragma(`application_id = ${APPLICATION_ID}`);
    }
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
  if (isDamage(error)) return { type: 'DatabaseDamaged', detail: (error as Error).message };
  const code = errorCode(error);
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_RECOVERY')
    return { type: 'DatabaseBusy', holder: 'another process' };
  return storageErrorOf(error, path);
}
