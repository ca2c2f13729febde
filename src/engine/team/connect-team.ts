import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { SharedTables } from './shared-table.ts';
import { createMarks, dropMarks, markUnknownRows } from './team-triggers.ts';
import { readTeamState } from './team-state.ts';

export type TeamIdentity = {
  readonly organizationId: string;
  readonly personId: string;
  readonly deviceId: string;
};
/** The mirror belongs to another organization or person: it has to be disconnected or replaced first. */
export type AnotherTeam = { readonly type: 'AnotherTeam'; readonly organizationId: string; readonly personId: string };

export type ConnectDeps = {
  readonly db: WritableDb;
  readonly tables: SharedTables;
  /** Gives the person of this computer that id, in everything that was made here, within the caller's transaction. */
  readonly adoptPerson: (personId: string) => void;
  readonly now: () => number;
};

/**
 * Makes this mirror one of a team, in one transaction: the triggers, and everything that is there already as changed, so
 * that it is sent, once. Asked again for the same team it renews the triggers alone. The person of this computer takes
 * the id that the team knows.
 */
export function connectTeam(
  { db, tables, adoptPerson, now }: ConnectDeps,
  identity: TeamIdentity,
): Result<void, AnotherTeam> {
  return inDurableTransaction(db, () => {
    const known = readTeamState(db);
    if (known !== null && (known.organizationId !== identity.organizationId || known.personId !== identity.personId))
      return err({ type: 'AnotherTeam' as const, organizationId: known.organizationId, personId: known.personId });
    if (known === null) {
      prepared(
        db,
        'INSERT INTO team_state (connected_at, organization_id, person_id, device_id) VALUES (?, ?, ?, ?)',
      ).run(now(), identity.organizationId, identity.personId, identity.deviceId);
    } else if (known.deviceId !== identity.deviceId) {
      // enrolled anew: another device, whose numbers begin anew
      prepared(db, 'UPDATE team_state SET device_id = ?').run(identity.deviceId);
    }
    adoptPerson(identity.personId);
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
