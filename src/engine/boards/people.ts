import type { Person } from '../../shared/contract/boards-common.ts';
import { BOARD_TABLES } from '../../shared/domain/boards/tables.ts';
import type { BoardTable } from '../../shared/domain/boards/tables.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import { derivedId } from './derived-id.ts';

type PersonRow = { id: string; name: string; email: string | null; is_me: number; is_active: number };

/** Makes the row of the person at this computer, where there is none yet. [BOARD1] */
export function ensureMe(db: WritableDb, newId: () => string, now: number): void {
  if (prepared(db, `SELECT 1 FROM people WHERE is_me = 1`).get() !== undefined) return;
  prepared(db, `INSERT INTO people (id, is_me, created_at, updated_at) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING`).run(
    newId(),
    now,
    now,
  );
}

export function myId(db: ReadableDb): string {
  const me = prepared<{ id: string }>(db, `SELECT id FROM people WHERE is_me = 1`).get();
  if (me === undefined) throw new Error('nobody is at this computer');
  return me.id;
}

export function listPeople(db: ReadableDb): readonly Person[] {
  return prepared<PersonRow>(
    db,
    `SELECT id, name, email, is_me, is_active FROM people ORDER BY is_me DESC, name COLLATE NOCASE, id`,
  )
    .all()
    .map((row) => ({ ...row, is_me: row.is_me === 1, is_active: row.is_active === 1 }));
}

/**
 * Gives a person another id, in everything that names them, in one transaction: what one person wrote alone belongs to
 * the id that the team knows them by. Rows whose id is made of the person's get the new one. Where the team's row of that
 * person is here already, both become one. [BOARD2]
 */
export function renamePerson(db: WritableDb, oldId: string, newId: string): void {
  if (oldId === newId) return;
  inDurableTransaction(db, () => {
    for (const [table, { people }] of Object.entries<BoardTable>(BOARD_TABLES)) {
      for (const column of people) {
        if (column === 'mentions') renameMentions(db, table, oldId, newId);
        else prepared(db, `UPDATE ${table} SET ${column} = @newId WHERE ${column} = @oldId`).run({ oldId, newId });
      }
    }
    renameDerived(db, 'sprint_capacity', 'capacity', 'sprint_id', newId);
    renameDerived(db, 'alert_states', 'alert-state', 'alert_id', newId);
    renameHistory(db, oldId, newId);
    mergePerson(db, oldId, newId);
    return null;
  });
}

function renameMentions(db: WritableDb, table: string, oldId: string, newId: string): void {
  prepared(
    db,
    `UPDATE ${table} SET mentions =
       (SELECT json_group_array(iif(value = @oldId, @newId, value)) FROM json_each(mentions))
     WHERE EXISTS (SELECT 1 FROM json_each(mentions) WHERE value = @oldId)`,
  ).run({ oldId, newId });
}

/** A row that the other id has already is kept; ours goes. */
function renameDerived(db: WritableDb, table: string, kind: string, of: string, personId: string): void {
  const rows = prepared<{ id: string; of: string }>(
    db,
    `SELECT id, ${of} AS of FROM ${table} WHERE user_id = ? ORDER BY updated_at DESC, id`,
  ).all(personId);
  for (const row of rows) {
    const id = derivedId(kind, row.of, personId);
    if (id === row.id) continue;
    const moved = prepared(db, `UPDATE OR IGNORE ${table} SET id = ? WHERE id = ?`).run(id, row.id);
    if (moved.changes === 0) prepared(db, `DELETE FROM ${table} WHERE id = ?`).run(row.id);
  }
}

/** What the history says of assignments names people too. */
function renameHistory(db: WritableDb, oldId: string, newId: string): void {
  for (const column of ['old_value', 'new_value']) {
    prepared(
      db,
      `UPDATE task_history SET ${column} = json_quote(@newId) WHERE field = 'assigned_to' AND ${column} = json_quote(@oldId)`,
    ).run({ oldId, newId });
  }
}

function mergePerson(db: WritableDb, oldId: string, newId: string): void {
  const old = prepared<PersonRow>(db, `SELECT * FROM people WHERE id = ?`).get(oldId);
  if (old === undefined) return;
  if (prepared(db, `SELECT 1 FROM people WHERE id = ?`).get(newId) === undefined) {
    prepared(db, `UPDATE people SET id = ? WHERE id = ?`).run(newId, oldId);
    return;
  }
  prepared(db, `DELETE FROM people WHERE id = ?`).run(oldId);
  if (old.is_me === 1) prepared(db, `UPDATE people SET is_me = 1 WHERE id = ?`).run(newId);
}
