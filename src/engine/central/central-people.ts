import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { CentralConnection } from './central-connection.ts';
import { rowsOf } from './central-connection.ts';
import { codeOf } from './central-errors.ts';
import { scramVerifier } from './scram-verifier.ts';
import { signInProof } from './sign-in-proof.ts';

/** Why the first people were not entered. Nothing was changed then. */
export type PeopleFailure =
  | { readonly type: 'CentralEmailTaken'; readonly email: string }
  | { readonly type: 'CentralEmailRefused'; readonly email: string }
  | { readonly type: 'CentralNoSuchRole'; readonly role: string; readonly known: readonly string[] }
  | { readonly type: 'CentralNoSuchPerson'; readonly email: string }
  /** Several organizations are there and none was named, or none has that name; `known` are those that are there. */
  | { readonly type: 'CentralNoSuchOrganization'; readonly name: string | null; readonly known: readonly string[] };

export type OrganizationFacts = { readonly id: string; readonly name: string };
export type NewOrganization = { readonly organizationId: string; readonly userId: string };

/**
 * These work on the connection that migrates and ask nobody's permission: they set up an installation. What a client
 * does goes through functions that judge it.
 *
 * Makes an organization and its first administrator, who has neither password nor device yet.
 */
export async function signUpOrganization(
  connection: CentralConnection,
  given: { readonly name: string; readonly email: string; readonly shown?: string | undefined },
): Promise<Result<NewOrganization, PeopleFailure>> {
  return entering(given.email, async () => {
    const [made] = await rowsOf<{ organization_id: string; user_id: string }>(
      connection,
      'SELECT * FROM auth.sign_up_organization($1, $2, $3)',
      [given.name, given.email, given.shown ?? null],
    );
    return ok({ organizationId: made?.organization_id ?? '', userId: made?.user_id ?? '' });
  });
}

/** Adds a person with a role (`admin`, `manager`, `user`, `viewer`) and answers with the id. */
export async function addPerson(
  connection: CentralConnection,
  given: {
    readonly organizationId: string;
    readonly email: string;
    readonly role: string;
    readonly shown?: string | undefined;
  },
): Promise<Result<string, PeopleFailure>> {
  const known = await rolesOf(connection, given.organizationId);
  if (!known.includes(given.role)) return err({ type: 'CentralNoSuchRole', role: given.role, known });
  return entering(given.email, async () => {
    const [made] = await rowsOf<{ id: string }>(connection, 'SELECT auth.add_person($1, $2, $3, $4) AS id', [
      given.organizationId,
      given.email,
      given.role,
      given.shown ?? null,
    ]);
    return ok(made?.id ?? '');
  });
}

/** Enters a person in a store of the same organization, or changes the role there. */
export async function putInStore(
  connection: CentralConnection,
  given: { readonly storeId: string; readonly userId: string; readonly role: 'viewer' | 'manager' | 'owner' },
): Promise<void> {
  await rowsOf(connection, 'SELECT auth.put_in_store($1, $2, $3)', [given.storeId, given.userId, given.role]);
}

/** Only where there is none. The password itself does not reach the server. */
export async function setFirstPassword(
  connection: CentralConnection,
  given: { readonly userId: string; readonly email: string; readonly password: string },
): Promise<void> {
  const proof = await signInProof(given.password, given.email);
  await rowsOf(connection, 'SELECT auth.set_first_password($1, $2)', [given.userId, proof]);
}

/** Makes the login of a device and answers with its name; `password` (of the login) and `salt` (16 bytes) are random. */
export async function addDevice(
  connection: CentralConnection,
  given: {
    readonly userId: string;
    readonly name: string;
    readonly password: string;
    readonly salt: Uint8Array;
  },
): Promise<string> {
  const verifier = scramVerifier(given.password, given.salt);
  const [made] = await rowsOf<{ login: string }>(connection, 'SELECT auth.add_device($1, $2, $3) AS login', [
    given.userId,
    given.name,
    verifier,
  ]);
  return made?.login ?? '';
}

/**
 * A code for that address, good for seven days. Who is a person of the organization keeps the role; `role` is that of
 * somebody new.
 */
export async function issueInvitation(
  connection: CentralConnection,
  given: { readonly organizationId: string; readonly email: string; readonly role: string },
): Promise<Result<string, PeopleFailure>> {
  const known = await rolesOf(connection, given.organizationId);
  if (!known.includes(given.role)) return err({ type: 'CentralNoSuchRole', role: given.role, known });
  const elsewhere = await rowsOf(
    connection,
    'SELECT 1 FROM auth.users_extended WHERE lower(email) = lower(btrim($1)) AND org_id <> $2',
    [given.email, given.organizationId],
  );
  if (elsewhere.length > 0) return err({ type: 'CentralEmailTaken', email: given.email });
  return entering(given.email, async () => {
    const [made] = await rowsOf<{ code: string }>(
      connection,
      'SELECT auth.issue_invitation($1, $2, $3, NULL) AS code',
      [given.organizationId, given.email, given.role],
    );
    return ok(made?.code ?? '');
  });
}

/** A code that is good for one new password within an hour; a lock ends with it. */
export async function makePasswordReset(
  connection: CentralConnection,
  email: string,
): Promise<Result<string, PeopleFailure>> {
  const [made] = await rowsOf<{ code: string }>(
    connection,
    `SELECT auth.make_password_reset(id) AS code FROM auth.users_extended
     WHERE lower(email) = lower(btrim($1)) AND deleted_at IS NULL`,
    [email],
  );
  return made === undefined ? err({ type: 'CentralNoSuchPerson', email }) : ok(made.code);
}

/** The organization of that name; without a name the only one there is. */
export async function findOrganization(
  connection: CentralConnection,
  name: string | null,
): Promise<Result<OrganizationFacts, PeopleFailure>> {
  const all = await rowsOf<OrganizationFacts>(
    connection,
    'SELECT id, name FROM public.organizations WHERE NOT is_platform AND deleted_at IS NULL ORDER BY name',
  );
  const named = name === null ? all : all.filter((each) => each.name === name);
  const [only] = named;
  return named.length === 1 && only !== undefined
    ? ok(only)
    : err({ type: 'CentralNoSuchOrganization', name, known: all.map((each) => each.name) });
}

async function rolesOf(connection: CentralConnection, organizationId: string): Promise<readonly string[]> {
  const rows = await rowsOf<{ slug: string }>(
    connection,
    'SELECT slug FROM auth.roles WHERE org_id = $1 AND is_active ORDER BY role_level DESC, slug',
    [organizationId],
  );
  return rows.map(({ slug }) => slug);
}

async function entering<T>(
  email: string,
  work: () => Promise<Result<T, PeopleFailure>>,
): Promise<Result<T, PeopleFailure>> {
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim())) return err({ type: 'CentralEmailRefused', email });
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === '23505') return err({ type: 'CentralEmailTaken', email });
    throw error;
  }
}
