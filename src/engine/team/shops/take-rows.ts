import { prepared } from '../../database/database.ts';
import { closeConflict, openConflictOf } from '../../sync/conflict-store.ts';
import type { SqlValue } from '../../sync/projections/projection.ts';
import { asOwnChange, dropMarkOf, saveVersion, versionOf } from './marks.ts';
import type { SharedRow } from './shops-server.ts';
import type { TakeContext } from './take-documents.ts';

const TABLES = { decision: 'sync_conflict', refusal: 'sync_errors' } as const;

/**
 * A decision or refusal as central has it. Central's row wins; an open decision that this desktop made about the same
 * record at the same time gives way, and its question is asked again when the record is next looked at. Answers the record,
 * null where nothing changed. Inside `applying`. [SHARE5]
 */
export function takeRow(context: TakeContext, what: keyof typeof TABLES, given: SharedRow): string | null {
  const { db, storeId } = context;
  const known = versionOf(db, given.id);
  if (known !== null && given.version <= known) return null;
  dropMarkOf(db, what, given.id);
  if (what === 'decision') giveWay(context, given);
  write(context, TABLES[what], given);
  saveVersion(db, { rowId: given.id, storeId, version: given.version });
  const record = given.row[what === 'decision' ? 'local_id' : 'entity_id'];
  return typeof record === 'string' ? record : null;
}

function giveWay(context: TakeContext, given: SharedRow): void {
  const { db } = context;
  const recordId = given.row['local_id'];
  if (typeof recordId !== 'string' || given.row['status'] !== 'open') return;
  const open = openConflictOf(db, recordId);
  if (open === null || open.id === given.id) return;
  dropMarkOf(db, 'decision', open.id);
  closeConflict(db, open.id, 'merge', context.now);
  asOwnChange(db, () => {
    prepared(
      db,
      `UPDATE outbox SET state = 'queued' WHERE record_id = ? AND state = 'held'
       AND NOT EXISTS (SELECT 1 FROM team_rows AS r WHERE r.change_id = outbox.id AND r.version > 0)`,
    ).run(recordId);
  });
}

/** Rows travel as the mirror has them; a column that this program does not know is left out. */
function write({ db, storeId }: TakeContext, table: string, { id, row }: SharedRow): void {
  const known = columnsOf(db, table);
  const values: Record<string, SqlValue> = { ...row, id, store_id: storeId };
  const names = known.filter((name) => values[name] !== undefined);
  prepared(
    db,
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${names
       .filter((name) => name !== 'id')
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}`,
  ).run(...names.map((name) => values[name] ?? null));
}

function columnsOf(db: TakeContext['db'], table: string): readonly string[] {
  return prepared<{ name: string }>(db, `SELECT name FROM pragma_table_info(?) ORDER BY cid`)
    .all(table)
    .map(({ name }) => name);
}
