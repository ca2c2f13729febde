import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import {
  addDevice,
  addPerson,
  findOrganization,
  issueInvitation,
  putInStore,
  setFirstPassword,
  signUpOrganization,
} from '../../src/engine/central/central-people.ts';
import { openEnrolmentGate } from '../../src/engine/central/enrolment-gate.ts';
import { signInProof } from '../../src/engine/central/sign-in-proof.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { decodeInvitation } from '../../src/shared/invitation-text.ts';
import type { Invitation } from '../../src/shared/invitation-text.ts';
import { enrol, openAs, refusalOf } from './support/enrolment.ts';
import { connect, createTestDatabase } from './support/test-database.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
const STORE = `INSERT INTO stores (name, url, api_key, api_secret, user_id, organization_id) VALUES ('Shop', $1, 'ck', 'cs', $2, $3) RETURNING id`;

async function value<T>(result: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>): Promise<T> {
  const got = await result;
  if (!got.ok) throw new Error(JSON.stringify(got.error));
  return got.value;
}

type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
async function run(...args: readonly string[]): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const exitCode = await runCli(args, {
    env: {},
    platform: process.platform,
    home: import.meta.dirname,
    resolvePath: (path) => path,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    signal: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}
const invitationIn = ({ stdout }: Ran): Invitation => {
  const decoded = decodeInvitation(stdout);
  if (!decoded.ok) throw new Error(decoded.error.reason);
  return decoded.value;
};

/** As a desktop with nothing but the text: through the gate to a device of its own. */
async function arrive(given: Invitation): Promise<{ readonly login: string; readonly email: string }> {
  const url = `postgres://postgres@${given.host}:${given.port}/${given.database}`;
  const gate = await openAs(url, 'app_enrol', given.enrolPassword);
  return await enrol(world(), gate, given.code);
}

describe('[ENROL6] the owner of the server sets up an organization', () => {
  test('[ENROL6] organization, people of every role, a store’s members, passwords and devices, in one call each', async () => {
    const { url, query } = world();
    const connection = await connect(url);
    const { organizationId, userId } = await value(
      signUpOrganization(connection, { name: 'Demo', email: 'Owner@Demo.test', shown: 'Dana' }),
    );
    const [store] = await query(STORE, ['https://demo.test', userId, organizationId]);
    for (const [name, role, rank] of [
      ['manager', 'manager', 'manager'],
      ['viewer', 'viewer', 'viewer'],
      ['developer', 'user', 'viewer'],
    ] as const) {
      const email = `${name}@demo.test`;
      const person = await value(addPerson(connection, { organizationId, email, role, shown: name }));
      await putInStore(connection, { storeId: String(store?.['id']), userId: person, role: rank });
      await setFirstPassword(connection, { userId: person, email, password: 'pa55 of the demo' });
    }
    expect(
      await query(
        `SELECT u.email, u.display_name AS shown, p.role, m.role AS rank FROM auth.users_extended u JOIN profiles p ON p.id = u.id
         LEFT JOIN store_users m ON m.user_id = u.id WHERE u.org_id = $1 ORDER BY 1`,
        [organizationId],
      ),
    ).toEqual([
      { email: 'developer@demo.test', shown: 'developer', role: 'user', rank: 'viewer' },
      { email: 'manager@demo.test', shown: 'manager', role: 'manager', rank: 'manager' },
      { email: 'owner@demo.test', shown: 'Dana', role: 'admin', rank: null },
      { email: 'viewer@demo.test', shown: 'viewer', role: 'viewer', rank: 'viewer' },
    ]);
    expect(await query('SELECT name, owner_id FROM organizations WHERE id = $1', [organizationId])).toEqual([
      { name: 'Demo', owner_id: userId },
    ]);
  });

  test('[ENROL6] such a person signs in on a device that was made the same way', async () => {
    const { url, query } = world();
    const connection = await connect(url);
    const { userId } = await value(signUpOrganization(connection, { name: 'Two', email: 'two@two.test' }));
    await setFirstPassword(connection, { userId, email: 'two@two.test', password: 'pa55 of two' });
    const password = randomBytes(24).toString('base64url');
    const login = await addDevice(connection, { userId, name: 'Desk', password, salt: randomBytes(16) });
    const client = await openAs(url, login, password);
    const begun = await client.query<{ id: string }>('SELECT auth.begin_sign_in($1, $2, $3) AS id', [
      'two@two.test',
      await signInProof('pa55 of two', 'two@two.test'),
      'ab'.repeat(32),
    ]);
    const { rows } = await client.query('SELECT outcome FROM auth.finish_sign_in($1)', [begun.rows[0]?.id]);
    expect(rows).toEqual([{ outcome: 'accepted' }]);
    await client.end();
    await query(`DROP OWNED BY ${login}; DROP ROLE ${login}`);
    // a password that is there is not replaced so
    const again = setFirstPassword(connection, { userId, email: 'two@two.test', password: 'another' });
    expect(await refusalOf(again)).toContain('set already');
  });

  test('[ENROL6] tenants stay apart: taken addresses, unknown roles, another organization’s store', async () => {
    const { url, orgA, storeB, id } = world();
    const connection = await connect(url);
    const taken = { type: 'CentralEmailTaken', email: 'owner@b.test' };
    expect(await signUpOrganization(connection, { name: 'X', email: 'owner@b.test' })).toEqual({
      ok: false,
      error: taken,
    });
    expect(await addPerson(connection, { organizationId: orgA, email: 'owner@b.test', role: 'viewer' })).toMatchObject({
      error: taken,
    });
    expect(
      await issueInvitation(connection, { organizationId: orgA, email: 'owner@b.test', role: 'viewer' }),
    ).toMatchObject({ error: taken });
    expect(await addPerson(connection, { organizationId: orgA, email: 'x@a.test', role: 'super_admin' })).toMatchObject(
      { error: { type: 'CentralNoSuchRole', known: ['admin', 'manager', 'user', 'viewer'] } },
    );
    expect(await signUpOrganization(connection, { name: 'X', email: 'no address' })).toMatchObject({
      error: { type: 'CentralEmailRefused' },
    });
    expect(await refusalOf(putInStore(connection, { storeId: storeB, userId: id.viewerA, role: 'owner' }))).toContain(
      'not of one organization',
    );
    expect(await findOrganization(connection, null)).toMatchObject({ error: { type: 'CentralNoSuchOrganization' } });
  });

  test('[ENROL6] no client may call any of it', async () => {
    const { as, orgA, id, storeA } = world();
    for (const statement of [
      `SELECT auth.sign_up_organization('x', 'x@x.test')`,
      `SELECT auth.add_person('${orgA}', 'x@x.test', 'admin')`,
      `SELECT auth.set_first_password('${id.managerA}', 'x')`,
      `SELECT auth.add_device('${id.ownerA}', 'x', 'x')`,
      `SELECT auth.put_in_store('${storeA}', '${id.viewerA}', 'owner')`,
      `SELECT auth.issue_invitation('${orgA}', 'x@x.test', 'admin', NULL)`,
      'SELECT * FROM auth.enrolment_gate',
    ])
      await as('ownerA', async ({ refusal }) => expect(await refusal(statement), statement).toContain('42501'));
  });
});

describe('[ENROL5] from the command to a device', () => {
  test('[ENROL5] central owner prints a text that lets the first device in; central invite lets in the others', async () => {
    const { url, row, query } = world();
    const owner = await run('central', 'owner', '--organization', 'Noa & Co', '--email', 'noa@noa.test', '--url', url);
    expect(owner).toMatchObject({ exitCode: 0, stderr: '' });
    expect(owner.stdout).toContain('It leads to this computer itself');
    const first = await arrive(invitationIn(owner));
    expect(first.email).toBe('noa@noa.test');
    const invite = ['central', 'invite', '--url', url, '--organization', 'Noa & Co'];
    const colleague = invitationIn(await run(...invite, '--email', 'gil@noa.test', '--role', 'manager'));
    const second = await arrive(colleague);
    expect(
      await row('SELECT p.role FROM auth.devices d JOIN profiles p ON p.id = d.user_id WHERE d.db_role = $1', [
        second.login,
      ]),
    ).toEqual({ role: 'manager' });
    // one more device of the same person, whose role stays
    await arrive(invitationIn(await run(...invite, '--email', 'noa@noa.test')));
    expect(
      await query(
        `SELECT count(*)::int AS devices, min(p.role) AS role FROM auth.devices d JOIN profiles p ON p.id = d.user_id WHERE p.email = 'noa@noa.test'`,
      ),
    ).toEqual([{ devices: 2, role: 'admin' }]);
    // the texts of all of them carry the same password, so none ends another
    expect(colleague.enrolPassword).toBe(invitationIn(owner).enrolPassword);
  });

  test('[ENROL5] --reach names the server as others see it, and then only with TLS', async () => {
    const { url } = world();
    const args = ['central', 'owner', '--organization', 'Far', '--email', 'far@far.test', '--url', url, '--json'];
    const far = invitationIn(await run(...args, '--reach', 'db.example:6000'));
    expect(far).toMatchObject({ host: 'db.example', port: 6000, sslmode: 'verify-full', organization: 'Far' });
    expect((await run(...args, '--reach', 'a/b')).exitCode).toBe(2);
  });

  test('[ENROL5] a new password of the gate ends what was printed before; one that another database set is set again', async () => {
    const { url, query } = world();
    const args = ['central', 'owner', '--url', url, '--organization', 'Gate', '--email'];
    const before = invitationIn(await run(...args, 'one@gate.test'));
    expect((await run('central', 'gate', '--renew', '--url', url)).exitCode).toBe(0);
    expect(await refusalOf(arrive(before))).toContain('28P01');
    await query(`ALTER ROLE app_enrol PASSWORD 'of another database'`);
    const after = invitationIn(await run(...args, 'two@gate.test'));
    expect((await arrive(after)).email).toBe('two@gate.test');
    expect(await openEnrolmentGate(await connect(url), createSystemRandom())).toBe(after.enrolPassword);
    expect(JSON.stringify(await query('SELECT rolpassword FROM pg_authid'))).not.toContain(after.enrolPassword);
  });

  test('[ENROL5] only who is signed in is told the gate’s password', async () => {
    const { as } = world();
    await openEnrolmentGate(await connect(world().url), createSystemRandom());
    await as('viewerA', async (ask) => expect(await ask.value('SELECT auth.enrolment_password()')).toMatch(/^.{32}$/));
    await as(null, async (ask) => expect(await ask.value('SELECT auth.enrolment_password()')).toBeNull());
  });

  test('[ENROL5] a wrong command changes nothing and says what it lacks', async () => {
    const { url, value: found } = world();
    const people = await found('SELECT count(*) FROM auth.users');
    const wrong = async (...args: readonly string[]): Promise<string> =>
      (await run('central', ...args, '--url', url)).stderr;
    expect(await wrong('owner', '--email', 'x@x.test')).toContain('--organization is missing');
    expect(await wrong('owner', '--organization', 'X', '--email', 'x')).toContain('no e-mail address');
    expect(await wrong('invite', '--email', 'x@x.test', '--organization', 'Nobody')).toContain('none named Nobody');
    expect(await wrong('invite', '--email', 'x@x.test', '--organization', 'Demo', '--role', 'king')).toContain(
      'admin, manager',
    );
    expect(await wrong('owner', '--organization', 'X', '--email', 'owner@b.test')).toContain('already');
    const { url: empty } = await createTestDatabase('empty');
    expect(
      (await run('central', 'owner', '--organization', 'X', '--email', 'x@x.test', '--url', empty)).stderr,
    ).toContain('central init');
    expect(await found('SELECT count(*) FROM auth.users')).toBe(people);
  });
});

describe('[ENROL3] inviting', () => {
  test('[ENROL3] nobody enrols a device as somebody above them', async () => {
    const { query, id, as } = world();
    await query(
      `INSERT INTO auth.user_permissions (user_id, permission_id) SELECT $1, id FROM auth.permissions WHERE name = 'users:create'`,
      [id.managerA],
    );
    await as('managerA', async ({ refusal, value: asked }) => {
      expect(await refusal(`SELECT auth.create_invitation('owner@a.test', 'viewer')`)).toContain('above you');
      expect(await asked(`SELECT auth.create_invitation('new@a.test', 'viewer')`)).toMatch(/^[0-9a-f]{40}$/);
    });
    await query('DELETE FROM auth.user_permissions WHERE user_id = $1', [id.managerA]);
  });
});
