import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { CentralStore } from '../../shared/contract/team-admin-central.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Clock } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { inSession, iso, isoOrNull } from './admin-session.ts';
import type { SessionSource } from './admin-session.ts';

export type CentralStateHandlers = Pick<Handlers<EngineContract>, 'central.state'>;

const STORES = `
  SELECT s.id, s.name, l.store_id IS NOT NULL AND l.taken_at IS NOT NULL AS has_lease, p.display_name AS person, d.name AS device,
    d.db_role = session_user AS is_this, l.taken_at, l.renewed_at, l.expires_at, l.expires_at > clock_timestamp() AS is_live,
    coalesce(o.queued, 0) AS queued, coalesce(o.sending, 0) AS sending, coalesce(o.unknown, 0) AS unknown,
    coalesce(o.refused, 0) AS refused, o.oldest_at, f.read_at AS last_read_at
  FROM store_basic_info s
  LEFT JOIN store_leases l ON l.store_id = s.id
  LEFT JOIN auth.users_extended p ON p.id = l.user_id
  LEFT JOIN auth.devices d ON d.id = l.device_id
  LEFT JOIN store_facts f ON f.store_id = s.id
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE o.state IN ('queued', 'held'))::int AS queued,
      count(*) FILTER (WHERE o.state = 'sending')::int AS sending,
      count(*) FILTER (WHERE o.state = 'unknown')::int AS unknown,
      count(*) FILTER (WHERE o.state = 'refused')::int AS refused, min(o.created_at) AS oldest_at
    FROM store_operations o WHERE o.store_id = s.id AND o.state <> 'ended'
  ) o ON true
  ORDER BY lower(s.name), s.id`;

const SERVER = `
  SELECT current_setting('server_version_num')::int AS server_version,
    (SELECT max(version)::int FROM schema_migrations) AS schema_version,
    count(*) FILTER (WHERE j.status = 'queued')::int AS queued, count(*) FILTER (WHERE j.status = 'running')::int AS running,
    count(*) FILTER (WHERE j.status = 'dead')::int AS dead,
    min(j.created_at) FILTER (WHERE j.status IN ('queued', 'running')) AS oldest_at,
    (SELECT count(*)::int FROM auth.users_extended u WHERE u.last_activity_at > now() - interval '20 minutes') AS active_people
  FROM sync_job_queue j`;

type Server = {
  readonly server_version: number;
  readonly schema_version: number;
  readonly queued: number;
  readonly running: number;
  readonly dead: number;
  readonly oldest_at: Date | null;
  readonly active_people: number;
};

/** Central as it is at this moment. */
export function createCentralStateHandlers(deps: SessionSource & { readonly clock: Clock }): CentralStateHandlers {
  return {
    'central.state': () =>
      inSession(deps, async (query) => {
        const before = deps.clock.monotonic();
        await query('SELECT 1');
        const latencyMs = Math.max(0, deps.clock.monotonic() - before);
        const [server] = await query<Server>(SERVER);
        return {
          serverVersion: server?.server_version ?? 0,
          schemaVersion: server?.schema_version ?? 0,
          latencyMs,
          stores: await stores(query),
          jobs: {
            queued: server?.queued ?? 0,
            running: server?.running ?? 0,
            dead: server?.dead ?? 0,
            oldestAt: isoOrNull(server?.oldest_at ?? null),
          },
          activePeople: server?.active_people ?? 0,
          readAt: new Date(deps.clock.now()).toISOString(),
        };
      }),
  };
}

async function stores(query: Query): Promise<CentralStore[]> {
  type Row = {
    readonly id: string;
    readonly name: string;
    readonly has_lease: boolean;
    readonly person: string | null;
    readonly device: string | null;
    readonly is_this: boolean | null;
    readonly taken_at: Date | null;
    readonly renewed_at: Date | null;
    readonly expires_at: Date | null;
    readonly is_live: boolean | null;
    readonly queued: number;
    readonly sending: number;
    readonly unknown: number;
    readonly refused: number;
    readonly oldest_at: Date | null;
    readonly last_read_at: Date | null;
  };
  return (await query<Row>(STORES)).map((row) => ({
    id: row.id,
    name: row.name,
    lease:
      row.has_lease && row.expires_at instanceof Date
        ? {
            person: row.person,
            device: row.device,
            isThis: row.is_this ?? false,
            takenAt: isoOrNull(row.taken_at),
            renewedAt: isoOrNull(row.renewed_at),
            expiresAt: iso(row.expires_at),
            isLive: row.is_live ?? false,
          }
        : null,
    queued: row.queued,
    sending: row.sending,
    unknown: row.unknown,
    refused: row.refused,
    oldestAt: isoOrNull(row.oldest_at),
    lastReadAt: isoOrNull(row.last_read_at),
  }));
}
