import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { TeamDevice, TeamSession } from '../../shared/contract/team-admin-security.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Clock } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { inSession, iso, isoOrNull, onlyValue } from './admin-session.ts';
import type { Answer, SessionSource } from './admin-session.ts';

export type DeviceHandlers = Pick<
  Handlers<EngineContract>,
  Extract<keyof EngineContract['methods'], `devices.${string}`>
>;

/** Whoever may look at colleagues gets everybody's; the others are told of their own alone. */
const WHOSE = `
  WITH whose AS (
    SELECT u.id, u.display_name AS name FROM auth.users_extended u
    WHERE u.id = auth.uid() OR (auth.may('users:read') AND u.deleted_at IS NULL)
  )`;
const LIVE_DEVICES = `${WHOSE}
  SELECT d.id, d.name, w.id AS person_id, w.name AS person, w.id = auth.uid() AS is_mine, d.is_this, d.trust_id, d.trusted_until,
    d.live_sessions, d.created_at, d.last_seen_at
  FROM whose w, LATERAL auth.list_devices(w.id) d
  ORDER BY d.is_this DESC, w.id = auth.uid() DESC, lower(w.name), d.last_seen_at DESC NULLS LAST, d.id`;
const REVOKED_DEVICES = `
  SELECT d.id, d.name, d.user_id AS person_id, u.display_name AS person, d.user_id = auth.uid() AS is_mine, d.created_at,
    d.revoked_at, r.display_name AS revoked_by
  FROM auth.devices d JOIN auth.users_extended u ON u.id = d.user_id
  LEFT JOIN auth.users_extended r ON r.id = d.revoked_by
  WHERE d.revoked_at IS NOT NULL ORDER BY d.revoked_at DESC, d.id LIMIT 200`;
const SESSIONS = `${WHOSE}
  SELECT s.id, w.id AS person_id, w.name AS person, s.device_name, s.is_current, host(s.ip_address) AS ip_address, s.created_at,
    s.last_activity_at, s.expires_at
  FROM whose w, LATERAL auth.list_sessions(w.id) s
  ORDER BY s.is_current DESC, w.id = auth.uid() DESC, s.last_activity_at DESC, s.id`;

/** The contract's methods on devices and sessions. */
export function createDeviceHandlers(deps: SessionSource & { readonly clock: Clock }): DeviceHandlers {
  const call = (sql: string, id: string): Answer<Record<string, never>> =>
    inSession(deps, async (query) => {
      await query(sql, [id]);
      return {};
    });
  return {
    'devices.list': () =>
      inSession(deps, async (query) => ({
        devices: [...(await liveDevices(query)), ...(await revokedDevices(query))],
        sessions: await sessions(query),
        seesAll: onlyValue(await query(`SELECT auth.may('users:read')`)) === true,
        readAt: new Date(deps.clock.now()).toISOString(),
      })),
    'devices.revoke': async ({ id }) => {
      const revoked = await call('SELECT auth.revoke_device($1)', id);
      // after the commit: a connection that is open would go on until its next transaction
      if (revoked.ok) await inSession(deps, (query) => query('SELECT auth.end_revoked_connections()'));
      return revoked;
    },
    'devices.endSession': ({ id }) => call('SELECT auth.revoke_session($1)', id),
    'devices.endOtherSessions': () =>
      inSession(deps, async (query) => ({
        ended: Number(onlyValue(await query('SELECT auth.revoke_other_sessions()'))),
      })),
    'devices.distrust': ({ id }) => call('SELECT auth.end_device_trust($1)', id),
  };
}

type DeviceRow = {
  readonly id: string;
  readonly name: string;
  readonly person_id: string;
  readonly person: string;
  readonly is_mine: boolean;
  readonly created_at: Date;
};

async function liveDevices(query: Query): Promise<readonly TeamDevice[]> {
  type Row = DeviceRow & {
    readonly is_this: boolean;
    readonly trust_id: string | null;
    readonly trusted_until: Date | null;
    readonly live_sessions: number;
    readonly last_seen_at: Date | null;
  };
  return (await query<Row>(LIVE_DEVICES)).map((row) => ({
    ...factsOf(row),
    isThis: row.is_this,
    trust:
      row.trust_id === null || row.trusted_until === null ? null : { id: row.trust_id, until: iso(row.trusted_until) },
    liveSessions: row.live_sessions,
    lastSeenAt: isoOrNull(row.last_seen_at),
    revokedAt: null,
    revokedBy: null,
  }));
}

async function revokedDevices(query: Query): Promise<readonly TeamDevice[]> {
  type Row = DeviceRow & { readonly revoked_at: Date; readonly revoked_by: string | null };
  return (await query<Row>(REVOKED_DEVICES)).map((row) => ({
    ...factsOf(row),
    isThis: false,
    trust: null,
    liveSessions: 0,
    lastSeenAt: null,
    revokedAt: iso(row.revoked_at),
    revokedBy: row.revoked_by,
  }));
}

function factsOf(
  row: DeviceRow,
): Pick<TeamDevice, 'id' | 'name' | 'personId' | 'personName' | 'isMine' | 'enrolledAt'> {
  return {
    id: row.id,
    name: row.name,
    personId: row.person_id,
    personName: row.person,
    isMine: row.is_mine,
    enrolledAt: iso(row.created_at),
  };
}

async function sessions(query: Query): Promise<TeamSession[]> {
  type Row = {
    readonly id: string;
    readonly person_id: string;
    readonly person: string;
    readonly device_name: string | null;
    readonly is_current: boolean;
    readonly ip_address: string | null;
    readonly created_at: Date;
    readonly last_activity_at: Date;
    readonly expires_at: Date;
  };
  return (await query<Row>(SESSIONS)).map((row) => ({
    id: row.id,
    personId: row.person_id,
    personName: row.person,
    deviceName: row.device_name,
    isThis: row.is_current,
    ipAddress: row.ip_address,
    startedAt: iso(row.created_at),
    lastActiveAt: iso(row.last_activity_at),
    expiresAt: iso(row.expires_at),
  }));
}
