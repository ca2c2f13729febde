import { createHash, randomBytes } from 'node:crypto';
import { afterAll } from 'vitest';
import { parseCentralAddress } from '../../../src/engine/central/central-address.ts';
import { createCentralSession } from '../../../src/engine/central/central-session.ts';
import type { OpenCentralSession } from '../../../src/engine/central/central-session.ts';
import { signInProof } from '../../../src/engine/central/sign-in-proof.ts';
import { createSystemClock } from '../../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../../src/engine/platform/system-random.ts';
import { createTeamAdminHandlers } from '../../../src/engine/team-admin/team-admin-handlers.ts';
import type { TeamAdminHandlers } from '../../../src/engine/team-admin/team-admin-handlers.ts';
import type { StoreKey } from '../../../src/engine/team-admin/credential-handlers.ts';
import { enrol, openAs, openEnrolment } from './enrolment.ts';
import type { World } from './world.ts';

const PASSWORD = 'pa55 of the desk';
type Methods = {
  readonly [Name in keyof TeamAdminHandlers]: (
    input: Parameters<TeamAdminHandlers[Name]>[0],
  ) => Promise<Awaited<ReturnType<TeamAdminHandlers[Name]>>>;
};
/** A person on an enrolled device of their own, signed in, with the administration's methods. */
export type AdminDesk = {
  readonly id: string;
  readonly deviceId: string;
  readonly email: string;
  readonly password: string;
  readonly session: OpenCentralSession;
  readonly call: Methods;
  /** Puts the computer's own keys of stores in place. */
  readonly keys: Map<string, StoreKey>;
};

/** Enrols, sets a password and signs in, as a desktop does it. */
export async function openDesk(
  world: World,
  given: { readonly email: string; readonly role: string },
): Promise<AdminDesk> {
  const gate = await openEnrolment(world);
  const code = await world.as(
    'ownerA',
    async ({ value }) => String(await value('SELECT auth.create_invitation($1, $2)', [given.email, given.role])),
    true,
  );
  const device = await enrol(world, gate, code, `Laptop of ${given.email}`);
  const client = await openAs(world.url, device.login, device.password);
  const first = async (sql: string, values: readonly unknown[]): Promise<unknown> =>
    Object.values((await client.query<Record<string, unknown>>(sql, [...values])).rows[0] ?? {})[0];
  const proof = await signInProof(PASSWORD, given.email);
  const changing = await first('SELECT auth.begin_password_change(NULL, $1)', [proof]);
  await first('SELECT auth.finish_password_change($1)', [changing]);
  const token = randomBytes(16).toString('hex');
  const hash = createHash('sha256').update(token).digest('hex');
  const attempt = await first('SELECT auth.begin_sign_in($1, $2, $3)', [given.email, proof, hash]);
  await client.query('SELECT * FROM auth.finish_sign_in($1)', [attempt]);
  await client.end();
  const facts = await world.row('SELECT id, user_id FROM auth.devices WHERE db_role = $1', [device.login]);
  const [id, deviceId] = [String(facts['user_id']), String(facts['id'])];
  const session = sessionOn(world, device, { token, deviceId, personId: id, organizationId: world.orgA });
  const keys = new Map<string, StoreKey>();
  return {
    id,
    deviceId,
    email: given.email,
    password: PASSWORD,
    session,
    keys,
    call: methodsOver(world, session, keys),
  };
}

/** The methods over a session of the world's own people, who have a login and no device. */
export function deskOf(world: World, person: 'ownerA' | 'managerA' | 'viewerA' | 'ownerB'): AdminDesk {
  const { username, password } = new URL(world.urlAs(person));
  const session = sessionOn(
    world,
    { login: username, password: decodeURIComponent(password) },
    { token: world.tokenOf(person), deviceId: 'none', personId: world.id[person], organizationId: world.orgA },
  );
  const keys = new Map<string, StoreKey>();
  const email = `${person.slice(0, -1)}@${person.endsWith('A') ? 'a' : 'b'}.test`;
  return {
    id: world.id[person],
    deviceId: '',
    email,
    password: '',
    session,
    keys,
    call: methodsOver(world, session, keys),
  };
}

function sessionOn(
  world: World,
  login: { readonly login: string; readonly password: string },
  who: {
    readonly token: string;
    readonly deviceId: string;
    readonly personId: string;
    readonly organizationId: string;
  },
): OpenCentralSession {
  const url = new URL(world.url);
  url.username = login.login;
  url.password = login.password;
  const address = parseCentralAddress(url.href, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const session = createCentralSession({
    ...who,
    address: address.value,
    clock: createSystemClock(),
    random: createSystemRandom(),
    logger: { log: () => undefined },
    ownVersion: '0.1.0',
    schemaVersion: 230,
  });
  afterAll(() => session.close());
  return session;
}

function methodsOver(world: World, session: OpenCentralSession, keys: ReadonlyMap<string, StoreKey>): Methods {
  const { hostname, port, pathname } = new URL(world.url);
  const handlers = createTeamAdminHandlers({
    session: () => session,
    hasTeam: () => true,
    clock: createSystemClock(),
    random: createSystemRandom(),
    proofOf: signInProof,
    place: () =>
      Promise.resolve({
        host: hostname,
        port: Number(port),
        database: pathname.slice(1),
        sslmode: 'disable',
        authority: null,
      }),
    keyHere: (storeId) => Promise.resolve(keys.get(storeId) ?? null),
  });
  const context = { signal: new AbortController().signal };
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: unknown) => (handler as (value: unknown, context: unknown) => unknown)(input, context),
    ]),
  ) as unknown as Methods;
}
