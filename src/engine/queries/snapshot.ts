import type { ReadableDb } from '../database/database.ts';

/** Runs `read` on one state of the mirror, so that a total and its rows agree whoever writes meanwhile. */
export function inSnapshot<T>(db: ReadableDb, read: () => T): T {
  if (db.inTransaction) return read();
  return db.transaction(read).deferred();
}
