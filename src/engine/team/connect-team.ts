import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { SharedTables } from './shared-table.ts';
import { createMarks, dropMarks, hasTable, markUnknownRows } from './team-triggers.ts';
import { quoted } from './team-rows.ts';
import { readTeamState } from './team-state.ts';

export type TeamIdentity = {
  readonly organizationId: string;
  readonly personId: string;
  readonly deviceId: string;
};
/** The mirror belongs to another organization or person: it has to be disconnected or replaced first. */
export type AnotherTeam = { readonly type: 'AnotherTeam'; readonly organizationId: string; readonly personId: string };

/**
 * Makes this mirror one of a team, in one transaction: the triggers, and everything that is there already as changed, so
 * that it is sent, once. Asked again for the same team it renews the triggers alone. The person of this computer takes
 * the id that the team knows.
 */
export function connectTeam(
  db: WritableDb,
  tables: SharedTables,
  identity: TeamIdentity,
  now: number,
): Result<void, AnotherTeam> {
  return inDurableTransaction(db, () => {
    const known = readTeamState(db);
    if (known !== null && (known.organizationId !== identity.organizationId || known.personId !== identity.personId))
      return err({ type: 'AnotherTeam' as const, organizationId: known.organizationId, personId: known.personId });
    if (known === null) {
      prepared(
        db,
        'INSERT INTO team_state (connected_at, organization_id, person_id, device_id) VALUES (?, ?, ?, ?)',
      ).run(now, identity.organizationId, identity.personId, identity.deviceId);
    } else if (known.deviceId !== identity.deviceId) {
      // enrolled anew: another device, whose numbers begin anew
      prepared(db, 'UPDATE team_state SET device_id = ?').run(identity.deviceId);
    }
    adoptPerson(db, tables, identity.personId);
    createMarks(db, tables);
    markUnknownRows(db, tables);
    return ok(undefined);
  });
}

/** Takes the triggers and everything that is central's away. The rows stay; undecided decisions do, too. */
export function disconnectTeam(db: WritableDb): void {
  inDurableTransaction(db, () => {
    dropMarks(db);
    for (const name of ['team_shadows', 'team_dirty', 'team_outbox', 'team_holes', 'team_state'])
      db.exec(`DELETE FROM ${name}`);
  });
}

/** Before connecting, this computer's person has an id of its own, which stands in everything that was made here. */
function adoptPerson(db: WritableDb, tables: SharedTables, personId: string): void {
  const hasPeople = prepared(db, `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'people'`).get();
  if (hasPeople === undefined) return;
  const me = prepared<{ id: string }>(db, 'SELECT id FROM people WHERE is_me = 1').get();
  if (me === undefined || me.id === personId) return;
  for (const table of tables.all) {
    if (table.table === 'people' || !hasTable(db, table)) continue;
    for (const { name, type } of table.columns) {
      const column = quoted(name);
      if (type === 'person')
        prepared(db, `UPDATE ${quoted(table.table)} SET ${column} = ? WHERE ${column} = ?`).run(personId, me.id);
      else if (type === 'people')
        prepared(
          db,
          `UPDATE ${quoted(table.table)} SET ${column} = replace(${column}, ?, ?) WHERE instr(${column}, ?) > 0`,
        ).run(JSON.stringify(me.id), JSON.stringify(personId), JSON.stringify(me.id));
    }
  }
  const isThere = prepared(db, 'SELECT 1 FROM people WHERE id = ?').get(personId) !== undefined;
  if (isThere) {
    prepared(db, 'DELETE FROM people WHERE id = ?').run(me.id);
    prepared(db, 'UPDATE people SET is_me = 1 WHERE id = ?').run(personId);
  } else prepared(db, 'UPDATE people SET id = ? WHERE id = ?').run(personId, me.id);
}
