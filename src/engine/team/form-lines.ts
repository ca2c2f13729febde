import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import { changedFields } from './merge-row.ts';
import type { MirrorRow, SharedTable, SharedTables } from './shared-table.ts';
import { clearDirty, readRow, shadowOf } from './team-rows.ts';
import type { LineKind } from './team-server.ts';

/** Rows looked at in one transaction: some milliseconds on a slow laptop. */
const ROWS_AT_ONCE = 100;

export type OutboxLine = {
  readonly id: string;
  readonly sequence: number;
  readonly table: string;
  readonly key: string;
  readonly kind: LineKind;
  readonly version: number | null;
  /** In the mirror's types. */
  readonly fields: MirrorRow;
};

type Change = Pick<OutboxLine, 'kind' | 'version' | 'fields'>;

/**
 * Turns changed rows into lines with this device's next numbers, durably, parents first. [TEAM2, TEAM7] A row whose line
 * is on its way waits for the answer; one whose line was refused and that was changed since gets a new one. Returns how
 * many rows were looked at; 0: there is nothing to be made into lines now.
 */
export function formLines(deps: {
  readonly db: WritableDb;
  readonly tables: SharedTables;
  readonly newId: () => string;
  readonly now: () => number;
}): number {
  const { db, tables } = deps;
  return inDurableTransaction(db, () => {
    let looked = 0;
    for (const table of tables.all) {
      if (looked >= ROWS_AT_ONCE) break;
      const keys = prepared<{ key: string }>(
        db,
        `SELECT key FROM team_dirty AS d WHERE table_name = ? AND NOT EXISTS
           (SELECT 1 FROM team_outbox AS o WHERE o.table_name = d.table_name AND o.key = d.key AND o.state = 'waiting') LIMIT ?`,
      ).all(table.table, ROWS_AT_ONCE - looked);
      for (const { key } of keys) {
        const change = changeOf(db, table, key);
        if (change !== null) saveLine(deps, table, key, change);
        else prepared(db, 'DELETE FROM team_outbox WHERE table_name = ? AND key = ?').run(table.table, key);
        clearDirty(db, table, key);
      }
      looked += keys.length;
    }
    return looked;
  });
}

/** What central has not got of the row; null when it has all of it. */
function changeOf(db: WritableDb, table: SharedTable, key: string): Change | null {
  const shadow = shadowOf(db, table, key);
  const row = readRow(db, table, key);
  if (row === null) return shadow === null ? null : { kind: 'delete', version: shadow.version, fields: {} };
  const fields = changedFields(table, shadow?.content ?? null, row);
  if (shadow === null) return { kind: 'insert', version: null, fields };
  return Object.keys(fields).length === 0 ? null : { kind: 'update', version: shadow.version, fields };
}

function saveLine(
  deps: { readonly db: WritableDb; readonly newId: () => string; readonly now: () => number },
  table: SharedTable,
  key: string,
  { kind, version, fields }: Change,
): void {
  prepared(deps.db, 'DELETE FROM team_outbox WHERE table_name = ? AND key = ?').run(table.table, key);
  prepared(
    deps.db,
    `INSERT INTO team_outbox (id, sequence, table_name, key, kind, version, fields, created_at)
     VALUES (?, (SELECT next_sequence FROM team_state), ?, ?, ?, ?, ?, ?)`,
  ).run(deps.newId(), table.table, key, kind, version, JSON.stringify(fields), deps.now());
  prepared(deps.db, 'UPDATE team_state SET next_sequence = next_sequence + 1').run();
}

type LineRow = {
  readonly id: string;
  readonly sequence: number;
  readonly table_name: string;
  readonly key: string;
  readonly kind: LineKind;
  readonly version: number | null;
  readonly fields: string;
};

/** The first lines that wait, by number: at most 500, and 1 MB unless the first one is larger. [TEAM7] */
export function waitingLines(db: WritableDb): readonly OutboxLine[] {
  const rows = prepared<LineRow>(
    db,
    `SELECT * FROM (SELECT *, sum(length(fields)) OVER (ORDER BY sequence) AS size, row_number() OVER (ORDER BY sequence) AS place
       FROM (SELECT * FROM team_outbox WHERE state = 'waiting' ORDER BY sequence LIMIT 500))
     WHERE place = 1 OR size <= 1000000 ORDER BY sequence`,
  ).all();
  return rows.map(({ table_name, fields, id, sequence, key, kind, version }) => ({
    ...{ id, sequence, key, kind, version },
    table: table_name,
    fields: JSON.parse(fields) as MirrorRow,
  }));
}

/** Numbers are never used twice, also by a mirror that came back from a copy. */
export function skipTakenSequences(db: WritableDb, last: number): void {
  prepared(db, 'UPDATE team_state SET next_sequence = max(next_sequence, ?)').run(last + 1);
}

/** Gives a waiting line the next number: its own is taken. */
export function renumberLine(db: WritableDb, id: string): void {
  prepared(
    db,
    `UPDATE team_outbox SET sequence = (SELECT next_sequence FROM team_state) WHERE id = ? AND state = 'waiting'`,
  ).run(id);
  prepared(db, 'UPDATE team_state SET next_sequence = next_sequence + 1').run();
}
