import type {
  PermissionException,
  TeamInvitation,
  TeamPerson,
  TeamRole,
} from '../../shared/contract/team-admin-people.ts';
import type { StoreRank } from '../../shared/contract/team-admin-common.ts';
import type { Query } from '../team/team-server.ts';
import { iso, isoOrNull } from './admin-session.ts';

type Sight = { readonly me: string; readonly sees_exceptions: boolean; readonly sees_devices: boolean };
type PersonRow = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly is_owner: boolean;
  readonly state: TeamPerson['state'];
  readonly role: TeamPerson['role'];
  readonly has_second_factor: boolean;
  readonly last_active_at: Date | null;
  readonly joined_at: Date;
  readonly locked_until: Date | null;
};
type MemberRow = {
  readonly person_id: string;
  readonly person: string;
  readonly store_id: string;
  readonly rank: StoreRank;
};
type StoreRow = { readonly id: string; readonly name: string; readonly url: string; readonly my_rank: StoreRank };

/** What the policies show to whoever asks, so that hidden rows are told from none. */
const SIGHT = `SELECT auth.uid() AS me, auth.my_role_level() >= 80 AS sees_exceptions, auth.may('users:read') AS sees_devices`;

const PEOPLE = `
  SELECT u.id, u.display_name AS name, u.email, o.owner_id IS NOT DISTINCT FROM u.id AS is_owner,
    CASE WHEN u.is_suspended THEN 'suspended' WHEN NOT u.is_active THEN 'inactive' ELSE 'active' END AS state,
    (SELECT jsonb_build_object('slug', r.slug, 'name', r.name, 'level', r.role_level)
     FROM auth.user_roles ur JOIN auth.roles r ON r.id = ur.role_id
     WHERE ur.user_id = u.id AND r.is_active AND ur.effective_from <= now()
       AND (ur.effective_until IS NULL OR ur.effective_until > now())
     ORDER BY r.role_level DESC, r.slug LIMIT 1) AS role,
    u.two_factor_enabled AS has_second_factor, u.last_activity_at AS last_active_at, u.created_at AS joined_at,
    l.locked_until
  FROM auth.users_extended u JOIN organizations o ON o.id = u.org_id LEFT JOIN auth.list_locks() l ON l.user_id = u.id
  WHERE u.deleted_at IS NULL ORDER BY lower(u.display_name), u.email`;

const EXCEPTIONS = `
  SELECT d.user_id AS person_id, p.name AS permission, d.is_granted, d.reason, d.effective_from, d.effective_until,
    d.effective_from <= now() AND (d.effective_until IS NULL OR d.effective_until > now()) AS is_effective,
    g.display_name AS by
  FROM auth.user_permissions d JOIN auth.permissions p ON p.id = d.permission_id
  LEFT JOIN auth.users_extended g ON g.id = d.granted_by
  ORDER BY p.name, d.is_granted`;

/** Of the stores that whoever asks is entered in. Who owns one is told to its owners alone. */
const MEMBERS = `
  SELECT m.user_id AS person_id, u.display_name AS person, m.store_id, m.role AS rank
  FROM store_users m JOIN auth.users_extended u ON u.id = m.user_id
  WHERE NOT EXISTS (SELECT 1 FROM stores s WHERE s.id = m.store_id AND s.user_id = m.user_id)
  UNION ALL
  SELECT s.user_id, u.display_name, s.id, 'owner' FROM stores s JOIN auth.users_extended u ON u.id = s.user_id
  WHERE s.deleted_at IS NULL
  ORDER BY 4 DESC, 2`;

const STORES = `SELECT id, name, url, my_role AS my_rank FROM store_basic_info ORDER BY lower(name), id`;

const DEVICES = `SELECT user_id AS person_id, count(*)::int AS devices FROM auth.devices WHERE revoked_at IS NULL GROUP BY 1`;

/** Everybody of the organization. */
export async function listPeople(query: Query): Promise<TeamPerson[]> {
  const [sight] = await query<Sight>(SIGHT);
  const people = await query<PersonRow>(PEOPLE);
  const members = await query<MemberRow>(MEMBERS);
  const stores = new Map((await query<StoreRow>(STORES)).map((store) => [store.id, store.name]));
  const exceptions = await listExceptions(query);
  const devices = await query<{ person_id: string; devices: number }>(DEVICES);
  const devicesOf = new Map(devices.map((row) => [row.person_id, row.devices]));
  return people.map((person) => {
    const isMe = person.id === sight?.me;
    return {
      id: person.id,
      name: person.name,
      email: person.email,
      isMe,
      isOwner: person.is_owner,
      state: person.state,
      lockedUntil: isoOrNull(person.locked_until),
      role: person.role,
      hasSecondFactor: person.has_second_factor,
      lastActiveAt: isoOrNull(person.last_active_at),
      joinedAt: iso(person.joined_at),
      stores: members
        .filter(({ person_id: id }) => id === person.id)
        .map(({ store_id: storeId, rank }) => ({ storeId, name: stores.get(storeId) ?? '', rank })),
      exceptions: isMe || sight?.sees_exceptions === true ? (exceptions.get(person.id) ?? []) : null,
      devices: isMe || sight?.sees_devices === true ? (devicesOf.get(person.id) ?? 0) : null,
    };
  });
}

async function listExceptions(query: Query): Promise<ReadonlyMap<string, PermissionException[]>> {
  const byPerson = new Map<string, PermissionException[]>();
  type Row = {
    readonly person_id: string;
    readonly permission: string;
    readonly is_granted: boolean;
    readonly reason: string | null;
    readonly effective_from: Date;
    readonly effective_until: Date | null;
    readonly is_effective: boolean;
    readonly by: string | null;
  };
  for (const row of await query<Row>(EXCEPTIONS)) {
    const theirs = byPerson.get(row.person_id) ?? [];
    byPerson.set(row.person_id, theirs);
    theirs.push({
      permission: row.permission,
      isGranted: row.is_granted,
      reason: row.reason,
      from: iso(row.effective_from),
      until: isoOrNull(row.effective_until),
      isEffective: row.is_effective,
      by: row.by,
    });
  }
  return byPerson;
}

export type StoreWithMembers = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly myRank: StoreRank;
  readonly members: { personId: string; name: string; rank: StoreRank }[];
};

export async function listStoreMembers(query: Query): Promise<StoreWithMembers[]> {
  const stores = await query<StoreRow>(STORES);
  const members = await query<MemberRow>(MEMBERS);
  return stores.map(({ id, name, url, my_rank: myRank }) => ({
    id,
    name,
    url,
    myRank,
    members: members
      .filter(({ store_id: storeId }) => storeId === id)
      .map(({ person_id: personId, person, rank }) => ({ personId, name: person, rank })),
  }));
}

const ROLES = `
  SELECT r.slug, r.name, coalesce(r.description, '') AS description, r.role_level AS level,
    (SELECT count(*)::int FROM auth.user_roles ur JOIN auth.users_extended u ON u.id = ur.user_id
     WHERE ur.role_id = r.id AND u.deleted_at IS NULL AND (ur.effective_until IS NULL OR ur.effective_until > now())) AS people,
    ARRAY(SELECT p.name FROM auth.role_permissions rp JOIN auth.permissions p ON p.id = rp.permission_id
          WHERE rp.role_id = r.id ORDER BY p.name) AS permissions
  FROM auth.roles r WHERE r.is_active ORDER BY r.role_level DESC, r.slug`;

type PermissionRow = { name: string; resource: string; action: string };

export async function listRoles(query: Query): Promise<{ roles: TeamRole[]; permissions: PermissionRow[] }> {
  const roles = await query<TeamRole>(ROLES);
  const permissions = await query<PermissionRow>(
    'SELECT name, resource, action::text AS action FROM auth.permissions ORDER BY resource, action',
  );
  return { roles: [...roles], permissions: [...permissions] };
}

const INVITATIONS = `
  SELECT i.id, i.email, i.role_slug, g.display_name AS invited_by, i.created_at, i.expires_at,
    CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL THEN 'withdrawn'
      WHEN i.expires_at <= now() THEN 'expired' ELSE 'open' END AS state
  FROM organization_invitations i LEFT JOIN auth.users_extended g ON g.id = i.invited_by
  ORDER BY i.created_at DESC, i.id LIMIT 500`;

/** Null for those to whom the policies show none. */
export async function listInvitations(query: Query): Promise<TeamInvitation[] | null> {
  const [sight] = await query<{ is_administrator: boolean }>('SELECT auth.my_role_level() >= 80 AS is_administrator');
  if (sight?.is_administrator !== true) return null;
  type Row = {
    readonly id: string;
    readonly email: string;
    readonly role_slug: string;
    readonly invited_by: string | null;
    readonly created_at: Date;
    readonly expires_at: Date;
    readonly state: TeamInvitation['state'];
  };
  return (await query<Row>(INVITATIONS)).map((row) => ({
    id: row.id,
    email: row.email,
    roleSlug: row.role_slug,
    invitedBy: row.invited_by,
    createdAt: iso(row.created_at),
    expiresAt: iso(row.expires_at),
    state: row.state,
  }));
}
