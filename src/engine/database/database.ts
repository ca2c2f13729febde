import type BetterSqlite from 'better-sqlite3';

/** A connection that may read. Branded, so that a query function cannot be handed the means to write. */
export type ReadableDb = BetterSqlite.Database & { readonly __readable: true };
/** A connection that may write: one per process, owned by the engine. */
export type WritableDb = ReadableDb & { readonly __writable: true };

/** Anything but a promise: a transaction that awaited would commit before its work was done. */
type NotPromise<T> = T extends PromiseLike<unknown> ? never : T;

/**
 * Runs `work` in one transaction that is durable against power loss before it returns.
 * For user edits, claims and acknowledgements (synchronous=FULL).
 */
export function inDurableTransaction<T>(db: WritableDb, work: () => NotPromise<T>): T {
  if (db.inTransaction) return work();
  db.pragma('synchronous = FULL');
  try {
    return db.transaction(work).immediate();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

/** Runs `work` in one transaction; after a power cut the last of these may be gone, which is fine for pulled rows. */
export function inTransaction<T>(db: WritableDb, work: () => NotPromise<T>): T {
  if (db.inTransaction) return work();
  return db.transaction(work).immediate();
}

const statements = new WeakMap<ReadableDb, Map<string, BetterSqlite.Statement<unknown[], unknown>>>();

/** The prepared statement for `sql`, prepared once per connection. `Row` is the shape that the SQL returns. */
export function prepared<Row>(db: ReadableDb, sql: string): BetterSqlite.Statement<unknown[], Row> {
  let cache = statements.get(db);
  if (cache === undefined) {
    cache = new Map();
    statements.set(db, cache);
  }
  let statement = cache.get(sql);
  if (statement === undefined) {
    statement = db.prepare<unknown[], unknown>(sql);
    cache.set(sql, statement);
  }
  return statement as BetterSqlite.Statement<unknown[], Row>;
}
