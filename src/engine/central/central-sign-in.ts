import { createHash } from 'node:crypto';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Access, PasswordOutcome, SignInOutcome, StoreRole } from '../team/team-gate.ts';
import type { Query, TeamFailure } from '../team/team-server.ts';
import type { CentralLine } from './central-line.ts';
import { signInProof } from './sign-in-proof.ts';

type Answer<T> = Promise<Result<T, TeamFailure>>;
type Finished = {
  readonly outcome: 'accepted' | 'refused' | 'locked' | 'second_factor';
  readonly retry_at: Date | null;
  readonly now: Date;
};

/**
 * Signs the login's person in, in two transactions: the first is judged, the second tells. The password stays here.
 * `now`: this computer's clock, on which the end of a lockout is told.
 */
export async function signInOver(
  line: CentralLine,
  given: { readonly email: string; readonly password: string; readonly token: string; readonly now: () => number },
): Answer<SignInOutcome> {
  const proof = await signInProof(given.password, given.email);
  const attempt = await line.run(async (query) =>
    onlyValue(await query('SELECT auth.begin_sign_in($1, $2, $3)', [given.email, proof, hashOf(given.token)])),
  );
  if (!attempt.ok) return attempt;
  const finished = await finish(line, (query) =>
    query<Finished>('SELECT outcome, retry_at, now() AS now FROM auth.finish_sign_in($1)', [attempt.value]),
  );
  return finished.ok ? ok(outcomeOf(finished.value[0], attempt.value, given.now())) : finished;
}

/** The second step of an attempt that was answered with `second-factor`. */
export async function secondFactorOver(
  line: CentralLine,
  given: { readonly attempt: string; readonly code: string; readonly trustDevice: boolean; readonly now: () => number },
): Answer<SignInOutcome> {
  const judged = await line.run(async (query) =>
    onlyValue(await query('SELECT auth.begin_second_factor($1, $2)', [given.attempt, given.code])),
  );
  if (!judged.ok) return judged;
  const finished = await finish(line, (query) =>
    query<Finished>('SELECT outcome, retry_at, now() AS now FROM auth.finish_second_factor($1, $2)', [
      judged.value,
      given.trustDevice,
    ]),
  );
  return finished.ok ? ok(outcomeOf(finished.value[0], given.attempt, given.now())) : finished;
}

function outcomeOf(row: Finished | undefined, attempt: string, localNow: number): SignInOutcome {
  if (row?.outcome === 'accepted') return { outcome: 'accepted' };
  if (row?.outcome === 'second_factor') return { outcome: 'second-factor', attempt };
  // the fifth wrong one is still refused, and locks
  if (row !== undefined && (row.outcome === 'locked' || row.retry_at !== null))
    return { outcome: 'locked', retryAt: localTime(row, localNow) };
  return { outcome: 'refused' };
}

/** Asks by beginning to set a first one, which is rolled back: where there is one already, that is refused. */
export async function hasPasswordOver(line: CentralLine): Answer<boolean> {
  const rolledBack = new Error('rolled back');
  try {
    const asked = await line.run(async (query) => {
      await query('SELECT auth.begin_password_change(NULL, $1)', ['A'.repeat(43)]);
      throw rolledBack;
    });
    return asked.ok || asked.error.type !== 'CentralRejected' || asked.error.code !== '22023'
      ? failedOr(asked)
      : ok(true);
  } catch (error) {
    if (error !== rolledBack) throw error;
    return ok(false);
  }
}

function failedOr(asked: Result<unknown, TeamFailure>): Result<boolean, TeamFailure> {
  return asked.ok ? ok(false) : err(asked.error);
}

/** `current` null: the first one. Every other session of the person is over afterwards. */
export async function changePasswordOver(
  line: CentralLine,
  given: {
    readonly email: string;
    readonly current: string | null;
    readonly next: string;
    readonly token: string | null;
  },
): Answer<PasswordOutcome> {
  const current = given.current === null ? null : await signInProof(given.current, given.email);
  const next = await signInProof(given.next, given.email);
  const attempt = await line.run(
    async (query) => onlyValue(await query('SELECT auth.begin_password_change($1, $2)', [current, next])),
    given.token === null ? {} : { token: given.token },
  );
  if (!attempt.ok) {
    // without a current one it is the first; there is one already
    const isSet = given.current === null && attempt.error.type === 'CentralRejected' && attempt.error.code === '22023';
    return isSet ? ok('refused') : attempt;
  }
  const finished = await finish(line, (query) => query('SELECT auth.finish_password_change($1)', [attempt.value]));
  if (!finished.ok) return finished;
  const outcome = onlyValue(finished.value);
  return ok(outcome === 'used_before' ? 'used-before' : (outcome as PasswordOutcome));
}

type AccessRow = {
  readonly device_id: string;
  readonly device_name: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly email: string;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly role_slug: string | null;
  readonly role_name: string | null;
  readonly role_level: number;
  readonly permissions: readonly string[];
  readonly store_roles: Readonly<Record<string, StoreRole>>;
  readonly session_expires_at: Date;
  readonly now: Date;
};

/** In one statement, so that it is all of one moment. */
const ACCESS = `
  SELECT d.id AS device_id, d.name AS device_name, u.id AS person_id, u.display_name AS person_name, u.email,
    o.id AS organization_id, o.name AS organization_name,
    r.slug AS role_slug, r.name AS role_name, auth.my_role_level() AS role_level,
    ARRAY(SELECT p.name FROM auth.my_permissions() p ORDER BY p.name) AS permissions,
    (SELECT coalesce(jsonb_object_agg(m.store_id, m.role), '{}') FROM auth.my_stores() m) AS store_roles,
    s.expires_at AS session_expires_at, now() AS now
  FROM auth.users_extended u
  JOIN auth.devices d ON d.db_role = session_user
  JOIN public.organizations o ON o.id = u.org_id
  JOIN auth.user_sessions s ON s.id = auth.session_id()
  LEFT JOIN LATERAL (
    SELECT r.slug, r.name FROM auth.user_roles ur JOIN auth.roles r ON r.id = ur.role_id
    WHERE ur.user_id = u.id AND r.is_active AND ur.effective_from <= now()
      AND (ur.effective_until IS NULL OR ur.effective_until > now())
    ORDER BY r.role_level DESC, r.slug LIMIT 1
  ) r ON true
  WHERE u.id = auth.uid()`;

export async function readAccessOver(line: CentralLine, token: string): Answer<Access> {
  const read = await line.run((query) => query<AccessRow>(ACCESS), { token });
  if (!read.ok) return read;
  const [row] = read.value;
  if (row === undefined) return err({ type: 'SignedOut' });
  return ok({
    deviceId: row.device_id,
    deviceName: row.device_name,
    personId: row.person_id,
    personName: row.person_name,
    email: row.email,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    role: { slug: row.role_slug ?? 'none', name: row.role_name ?? '', level: row.role_level },
    permissions: row.permissions,
    storeRoles: row.store_roles,
    sessionExpiresAt: row.session_expires_at.getTime(),
    confirmedAt: row.now.getTime(),
  });
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** What was judged can be asked about again: an answer that was lost on its way is no reason to judge anew. */
async function finish<Row extends object>(
  line: CentralLine,
  ask: (query: Query) => Promise<readonly Row[]>,
): Answer<readonly Row[]> {
  const first = await line.run(ask);
  return first.ok || first.error.type !== 'CentralUnavailable' ? first : await line.run(ask);
}

function onlyValue(rows: readonly object[]): string {
  return String(Object.values(rows[0] ?? {})[0]);
}

function localTime({ retry_at: retryAt, now }: Finished, localNow: number): number {
  return localNow + Math.max(0, (retryAt ?? now).getTime() - now.getTime());
}
