import { z } from 'zod';
import { signedOutReason } from '../../shared/contract/team.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { Access, StoreRole } from './team-gate.ts';

export const connectionSchema = z
  .object({
    login: z.string(),
    address: z.string(),
    email: z.string(),
    organization_name: z.string(),
    organization_id: z.string().nullable(),
    person_id: z.string().nullable(),
    person_name: z.string().nullable(),
    device_id: z.string().nullable(),
    device_name: z.string().nullable(),
    session_state: z.enum(['signed-in', ...signedOutReason.options]),
    /** On central's clock. */
    session_expires_at: z.number().nullable(),
    server_version: z.number().nullable(),
    connected_at: z.number(),
  })
  .readonly();
/** The one row that says whose mirror this is. Times: epoch ms. */
export type ConnectionRow = z.infer<typeof connectionSchema>;
export type SessionState = ConnectionRow['session_state'];
/** What the person may do, as of the last contact. */
export type KnownAccess = Pick<Access, 'role' | 'permissions' | 'storeRoles' | 'confirmedAt'> & {
  readonly confirmedLocalAt: number;
  readonly latestLocalAt: number;
};

const COLUMNS = [
  'login',
  'address',
  'email',
  'organization_name',
  'organization_id',
  'person_id',
  'person_name',
  'device_id',
  'device_name',
  'session_state',
  'session_expires_at',
  'server_version',
  'connected_at',
] as const satisfies readonly (keyof ConnectionRow)[];

export function readConnection(db: ReadableDb): ConnectionRow | null {
  return prepared<ConnectionRow>(db, `SELECT ${COLUMNS.join(', ')} FROM team_connection`).get() ?? null;
}

export function writeConnection(db: WritableDb, row: ConnectionRow): void {
  const sql = `INSERT INTO team_connection (only_row, ${COLUMNS.join(', ')})
    VALUES (1, ${COLUMNS.map((name) => `@${name}`).join(', ')})
    ON CONFLICT (only_row) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  inDurableTransaction(db, () => prepared(db, sql).run(row));
}

export function writeSessionState(db: WritableDb, state: SessionState): void {
  inDurableTransaction(db, () => prepared(db, `UPDATE team_connection SET session_state = ?`).run(state));
}

/** The mirror belongs to nobody's team any more. */
export function forgetConnection(db: WritableDb): void {
  inDurableTransaction(db, () => {
    prepared(db, `DELETE FROM team_access`).run();
    prepared(db, `DELETE FROM team_connection`).run();
    return null;
  });
}

const permissionsSchema = z.array(z.string());
const storeRolesSchema = z.record(z.string(), z.enum(['viewer', 'manager', 'owner']));
type AccessRow = {
  readonly role_slug: string;
  readonly role_name: string;
  readonly role_level: number;
  readonly permissions: string;
  readonly store_roles: string;
  readonly confirmed_at: number;
  readonly confirmed_local_at: number;
  readonly latest_local_at: number;
};

export function readKnownAccess(db: ReadableDb): KnownAccess | null {
  const row = prepared<AccessRow>(db, `SELECT * FROM team_access`).get();
  if (row === undefined) return null;
  return {
    role: { slug: row.role_slug, name: row.role_name, level: row.role_level },
    permissions: permissionsSchema.parse(JSON.parse(row.permissions)),
    storeRoles: storeRolesSchema.parse(JSON.parse(row.store_roles)) satisfies Readonly<Record<string, StoreRole>>,
    confirmedAt: row.confirmed_at,
    confirmedLocalAt: row.confirmed_local_at,
    latestLocalAt: row.latest_local_at,
  };
}

/** What central said just now, with who it is, in one transaction. `now`: this computer's clock. */
export function writeContact(db: WritableDb, access: Access, serverVersion: number | null, now: number): void {
  inDurableTransaction(db, () => {
    prepared(
      db,
      `UPDATE team_connection SET organization_name = ?, organization_id = ?, person_id = ?, person_name = ?, email = ?,
        device_id = ?, device_name = ?, session_state = 'signed-in', session_expires_at = ?, server_version = ?`,
    ).run(
      access.organizationName,
      access.organizationId,
      access.personId,
      access.personName,
      access.email,
      access.deviceId,
      access.deviceName,
      access.sessionExpiresAt,
      serverVersion,
    );
    prepared(
      db,
      `INSERT INTO team_access (only_row, role_slug, role_name, role_level, permissions, store_roles, confirmed_at,
        confirmed_local_at, latest_local_at) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (only_row) DO UPDATE SET role_slug = excluded.role_slug, role_name = excluded.role_name,
        role_level = excluded.role_level, permissions = excluded.permissions, store_roles = excluded.store_roles,
        confirmed_at = excluded.confirmed_at, confirmed_local_at = excluded.confirmed_local_at,
        latest_local_at = excluded.latest_local_at`,
    ).run(
      access.role.slug,
      access.role.name,
      access.role.level,
      JSON.stringify(access.permissions),
      JSON.stringify(access.storeRoles),
      access.confirmedAt,
      now,
      now,
    );
    return null;
  });
}

/** A clock that only rises. */
export function noteLocalTime(db: WritableDb, now: number): void {
  prepared(db, `UPDATE team_access SET latest_local_at = max(latest_local_at, ?)`).run(now);
}
