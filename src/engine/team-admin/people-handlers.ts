import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { InvitationMade } from '../../shared/contract/team-admin-people.ts';
import { isLoopback } from '../../shared/domain/loopback.ts';
import type { Invitation } from '../../shared/invitation-text.ts';
import { encodeInvitation } from '../../shared/invitation-text.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { Clock } from '../platform/deps.ts';
import type { Query } from '../team/team-server.ts';
import { refused } from './admin-refusals.ts';
import { inSession, onlyValue } from './admin-session.ts';
import type { Answer, SessionSource } from './admin-session.ts';
import { listInvitations, listPeople, listRoles, listStoreMembers } from './people-queries.ts';

/** Where the desktop of whoever invites reaches central; those who are invited get the same. */
export type CentralPlace = Pick<Invitation, 'host' | 'port' | 'database' | 'sslmode' | 'authority'>;
export type PeopleDeps = SessionSource & {
  readonly clock: Clock;
  /** Null while nobody is signed in. */
  readonly place: () => Promise<CentralPlace | null>;
};

export type PeopleHandlers = Pick<
  Handlers<EngineContract>,
  Extract<keyof EngineContract['methods'], `members.${string}` | `access.${string}`>
>;

/** The contract's methods on the people of the organization. Central judges each of them. */
export function createPeopleHandlers(deps: PeopleDeps): PeopleHandlers {
  const readAt = (): string => new Date(deps.clock.now()).toISOString();
  const call = (sql: string, values: readonly unknown[]): Answer<Record<string, never>> =>
    inSession(deps, async (query) => {
      await query(sql, values);
      return {};
    });
  /** After the commit: who is out must not stay on a connection that is open. */
  const callAndHangUp = async (sql: string, values: readonly unknown[]): Answer<Record<string, never>> => {
    const done = await call(sql, values);
    if (done.ok) await inSession(deps, (query) => query('SELECT auth.end_revoked_connections()'));
    return done;
  };

  return {
    'members.list': () => inSession(deps, async (query) => ({ people: await listPeople(query), readAt: readAt() })),
    'members.invitations': () =>
      inSession(deps, async (query) => ({ rows: await listInvitations(query), readAt: readAt() })),
    'members.invite': (input) => invite(deps, input),
    'members.inviteDevice': () => inviteDevice(deps),
    'members.withdrawInvitation': async ({ id }) => call('SELECT auth.withdraw_invitation($1)', [id]),
    'members.setRole': ({ personId, roleSlug }) => call('SELECT auth.set_role($1, $2)', [personId, roleSlug]),
    'members.suspend': ({ personId, reason }) =>
      callAndHangUp('SELECT auth.suspend_person($1, $2)', [personId, reason]),
    'members.restore': ({ personId }) => call('SELECT auth.unsuspend_person($1)', [personId]),
    'members.unlock': ({ personId }) => call('SELECT auth.unlock_person($1)', [personId]),
    'members.resetCode': ({ personId }) =>
      inSession(deps, async (query) => {
        const [row] = await query<{ code: string; expires_at: Date }>(
          `SELECT auth.issue_password_reset($1) AS code, now() + interval '1 hour' AS expires_at`,
          [personId],
        );
        return { code: row?.code ?? '', expiresAt: (row?.expires_at ?? new Date(0)).toISOString() };
      }),
    'members.removeSecondFactor': ({ personId }) => callAndHangUp('SELECT auth.remove_second_factor($1)', [personId]),
    'members.remove': ({ personId }) => callAndHangUp('SELECT auth.remove_person($1)', [personId]),
    'members.setStoreRank': ({ personId, storeId, rank }) =>
      rank === null
        ? call('SELECT auth.remove_store_member($1, $2)', [storeId, personId])
        : call('SELECT auth.set_store_member($1, $2, $3)', [storeId, personId, rank]),
    'members.handOverStore': ({ storeId, personId }) => call('SELECT auth.transfer_store($1, $2)', [storeId, personId]),
    'members.handOverOrganization': ({ personId }) => call('SELECT auth.transfer_organization($1)', [personId]),
    'access.roles': () => inSession(deps, async (query) => ({ ...(await listRoles(query)), readAt: readAt() })),
    'access.setException': ({ personId, permission, isGranted, reason, from, until }) =>
      call('SELECT auth.set_permission($1, $2, $3, $4, $5, $6)', [
        personId,
        permission,
        isGranted,
        reason,
        from,
        until,
      ]),
    'access.clearException': ({ personId, permission, isGranted }) =>
      call('SELECT auth.clear_permission($1, $2, $3)', [personId, permission, isGranted]),
    'access.stores': () =>
      inSession(deps, async (query) => ({ stores: await listStoreMembers(query), readAt: readAt() })),
  };
}

type Around = {
  readonly email: string;
  readonly organization: string;
  readonly enrol_password: string | null;
  readonly expires_at: Date;
};
type Issued = Around & { readonly code: string };

/** The address that is invited, and what the line has to carry beside the code. */
const AROUND = `
  SELECT o.name AS organization, auth.enrolment_password() AS enrol_password, now() + $1::interval AS expires_at,
    (SELECT u.email FROM auth.users_extended u WHERE u.id = auth.uid()) AS email
  FROM organizations o WHERE o.id = auth.user_org_id()`;

/** Null where the owner of the server lets nobody in yet: then no code is made. */
async function issue(
  query: Query,
  sql: string,
  values: readonly unknown[],
  lives: '7 days' | '1 hour',
): Promise<Issued | null> {
  const [around] = await query<Around>(AROUND, [lives]);
  if (around === undefined || around.enrol_password === null) return null;
  return { ...around, code: String(onlyValue(await query(sql, values))) };
}

async function invite(
  deps: PeopleDeps,
  { email, roleSlug }: { readonly email: string; readonly roleSlug: string },
): Answer<InvitationMade> {
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return err(refused('email-not-one', { email }));
  const issued = await inSession(deps, (query) =>
    issue(query, 'SELECT auth.create_invitation($1, $2)', [email, roleSlug], '7 days'),
  );
  if (!issued.ok) return issued;
  return await madeOf(deps, issued.value === null ? null : { ...issued.value, email });
}

async function inviteDevice(deps: PeopleDeps): Answer<InvitationMade> {
  const issued = await inSession(deps, (query) => issue(query, 'SELECT auth.invite_own_device()', [], '1 hour'));
  return issued.ok ? await madeOf(deps, issued.value) : issued;
}

async function madeOf(deps: PeopleDeps, issued: Issued | null): Answer<InvitationMade> {
  const place = await deps.place();
  if (place === null) return err({ type: 'NotInTeam' });
  if (issued === null || issued.enrol_password === null) return err(refused('gate-closed'));
  const { code, email, organization, enrol_password: enrolPassword } = issued;
  return ok({
    text: encodeInvitation({ ...place, code, email, organization, enrolPassword }),
    email,
    expiresAt: issued.expires_at.toISOString(),
    isHereOnly: isLoopback(place.host),
  });
}
