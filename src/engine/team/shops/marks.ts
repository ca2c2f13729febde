import type { ReadableDb, WritableDb } from '../../database/database.ts';
import { inDurableTransaction, prepared } from '../../database/database.ts';

/** What can be marked as not told to central. */
export type Marked = 'document' | 'removal' | 'operation' | 'decision' | 'refusal';
export type Mark = { readonly mark: number; readonly what: Marked; readonly rowId: string };

const OFF = `(SELECT is_on FROM team_applying) = 0`;

/** Per table: what of it central is told, the columns whose change counts, and the row's name. */
const WATCHED: readonly {
  readonly table: string;
  readonly what: Marked;
  readonly key: string;
  readonly columns: readonly string[];
}[] = [
  { table: 'base_documents', what: 'document', key: 'record_id', columns: ['hash'] },
  { table: 'outbox', what: 'operation', key: 'id', columns: ['payload', 'state', 'record_id'] },
  {
    table: 'sync_conflict',
    what: 'decision',
    key: 'id',
    columns: ['status', 'conflict_type', 'operation_id', 'conflicting_fields', 'base_data', 'local_data', 'remote_data'],
  },
  {
    table: 'sync_errors',
    what: 'refusal',
    key: 'id',
    columns: ['resolved', 'error_code', 'error_message', 'field', 'retry_count', 'assignee', 'operation_id', 'snooze_kind'],
  },
]; // prettier-ignore

/**
 * Not OR REPLACE: inside a trigger the policy of the statement counts that fired it, so that an upsert of a row which is
 * marked already would fail.
 */
function markOf(what: Marked, key: string): string {
  return `DELETE FROM team_marks WHERE what = '${what}' AND row_id = ${key};
    INSERT INTO team_marks (store_id, what, row_id) VALUES (${key.split('.')[0] ?? ''}.store_id, '${what}', ${key});`;
}

/** Begins to mark what central is not told yet. A desktop without shared stores has none of these triggers. [TEAM1] */
export function installTriggers(db: WritableDb): void {
  dropTriggers(db);
  const shared = (row: string): string => `EXISTS (SELECT 1 FROM team_stores AS s WHERE s.store_id = ${row}.store_id)`;
  for (const { table, what, key, columns } of WATCHED) {
    const differs = columns.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ');
    db.exec(`CREATE TRIGGER IF NOT EXISTS team_${what}_new AFTER INSERT ON ${table}
      WHEN ${OFF} AND ${shared('NEW')} BEGIN ${markOf(what, `NEW.${key}`)} END`);
    db.exec(`CREATE TRIGGER IF NOT EXISTS team_${what}_changed AFTER UPDATE OF ${columns.join(', ')} ON ${table}
      WHEN (${differs}) AND ${OFF} AND ${shared('NEW')} BEGIN ${markOf(what, `NEW.${key}`)} END`);
  }
  db.exec(`CREATE TRIGGER IF NOT EXISTS team_removal AFTER DELETE ON base_documents
    WHEN ${OFF} AND ${shared('OLD')} BEGIN ${markOf('removal', 'OLD.record_id')}
    DELETE FROM team_marks WHERE what = 'document' AND row_id = OLD.record_id; END`);
  // a store that goes takes its rows along one by one: that is no news for the team
  db.exec(`CREATE TRIGGER IF NOT EXISTS team_store_goes BEFORE DELETE ON stores BEGIN
    DELETE FROM team_stores WHERE store_id = OLD.id; DELETE FROM team_marks WHERE store_id = OLD.id; END`);
}

export function dropTriggers(db: WritableDb): void {
  for (const { what } of WATCHED) {
    db.exec(`DROP TRIGGER IF EXISTS team_${what}_new; DROP TRIGGER IF EXISTS team_${what}_changed`);
  }
  db.exec(`DROP TRIGGER IF EXISTS team_removal; DROP TRIGGER IF EXISTS team_store_goes`);
}

/** Writes what came from central, in one durable transaction: nothing of it is marked. */
export function applying<T>(db: WritableDb, work: () => T extends PromiseLike<unknown> ? never : T): T {
  return inDurableTransaction<T>(db, () => {
    prepared(db, `UPDATE team_applying SET is_on = 1`).run();
    const result = work();
    prepared(db, `UPDATE team_applying SET is_on = 0`).run();
    return result;
  });
}

/** Within `applying`: a change that is this desktop's own after all. */
export function asOwnChange(db: WritableDb, work: () => void): void {
  prepared(db, `UPDATE team_applying SET is_on = 0`).run();
  work();
  prepared(db, `UPDATE team_applying SET is_on = 1`).run();
}

/** The oldest marks of some kinds. */
export function readMarks(db: ReadableDb, storeId: string, what: readonly Marked[], limit: number): readonly Mark[] {
  return prepared<{ mark: number; what: Marked; row_id: string }>(
    db,
    `SELECT mark, what, row_id FROM team_marks WHERE store_id = ? AND what IN (SELECT value FROM json_each(?)) ORDER BY mark LIMIT ?`,
  )
    .all(storeId, JSON.stringify(what), limit)
    .map((row) => ({ mark: row.mark, what: row.what, rowId: row.row_id }));
}

export function countMarks(db: ReadableDb, storeId: string): number {
  return prepared<{ n: number }>(db, `SELECT count(*) AS n FROM team_marks WHERE store_id = ?`).get(storeId)?.n ?? 0;
}

/** What was sent under these numbers is at central; a row that changed since has another number. */
export function dropMarks(db: WritableDb, marks: readonly Mark[]): void {
  const drop = prepared(db, `DELETE FROM team_marks WHERE mark = ?`);
  for (const { mark } of marks) drop.run(mark);
}

export function dropMarkOf(db: WritableDb, what: Marked, rowId: string): boolean {
  return prepared(db, `DELETE FROM team_marks WHERE what = ? AND row_id = ?`).run(what, rowId).changes > 0;
}

/** Marks a row although nothing of it changed here: central has to be told how it stands. */
export function mark(db: WritableDb, storeId: string, what: Marked, rowId: string): void {
  prepared(db, `INSERT OR REPLACE INTO team_marks (store_id, what, row_id) VALUES (?, ?, ?)`).run(storeId, what, rowId);
}

/** Everything of a store: what it held when it was joined. [JOIN1] */
export function markEverything(db: WritableDb, storeId: string): void {
  const from = (what: Marked, table: string, key: string, where: string): void => {
    prepared(
      db,
      `INSERT OR IGNORE INTO team_marks (store_id, what, row_id) SELECT store_id, '${what}', ${key} FROM ${table}
       WHERE store_id = ? AND ${where} ORDER BY ${table}.rowid`,
    ).run(storeId);
  };
  from('document', 'base_documents', 'record_id', '1');
  from('operation', 'outbox', 'id', `state <> 'ended'`);
  from('decision', 'sync_conflict', 'id', `status = 'open'`);
  from('refusal', 'sync_errors', 'id', 'resolved = 0');
}

/** 0: offered, without an answer; null: central never heard of it. */
export function versionOf(db: ReadableDb, rowId: string): number | null {
  return (
    prepared<{ version: number }>(db, `SELECT version FROM team_rows WHERE change_id = ?`).get(rowId)?.version ?? null
  );
}

export type KnownRow = {
  readonly rowId: string;
  readonly storeId: string;
  readonly version: number;
  readonly position?: number;
  readonly authorId?: string | null;
  readonly authorName?: string;
};

export function saveVersion(db: WritableDb, row: KnownRow): void {
  prepared(
    db,
    `INSERT INTO team_rows (change_id, store_id, version, position, author_id, author_name) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (change_id) DO UPDATE SET version = excluded.version, position = coalesce(excluded.position, position),
       author_id = coalesce(excluded.author_id, author_id), author_name = coalesce(excluded.author_name, author_name)`,
  ).run(row.rowId, row.storeId, row.version, row.position ?? null, row.authorId ?? null, row.authorName ?? null);
}

/** Central's row is taken as it is at the next chance, also where this desktop had it at that version. */
export function forgetVersion(db: WritableDb, rowId: string): void {
  prepared(db, `UPDATE team_rows SET version = 0 WHERE change_id = ?`).run(rowId);
}

/** Central's order of operations; answers whether the place was not known. [SHARE2] */
export function savePosition(db: WritableDb, rowId: string, position: number): boolean {
  return (
    prepared(db, `UPDATE team_rows SET position = ? WHERE change_id = ? AND position IS NULL`).run(position, rowId)
      .changes > 0
  );
}
