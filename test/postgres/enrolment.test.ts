import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { scramVerifier } from '../../src/engine/central/scram-verifier.ts';
import { enrol, openAs, openEnrolment, refusalOf } from './support/enrolment.ts';
import { provideWorld } from './support/world.ts';
import type { Person } from './support/world.ts';

const world = provideWorld();
let gate: pg.Client;

beforeAll(async () => {
  gate = await openEnrolment(world());
});

const invite = (email: string, role = 'viewer', by: Person = 'ownerA'): Promise<string> =>
  world().as(
    by,
    async ({ value }) => String(await value('SELECT auth.create_invitation($1, $2)', [email, role])),
    true,
  );
const verifier = (): string => scramVerifier(randomBytes(12).toString('hex'), randomBytes(16));
const begin = async (code: string): Promise<string> => {
  const { rows } = await gate.query<{ id: string }>('SELECT auth.begin_enrolment($1, $2, $3) AS id', [
    code,
    'x',
    verifier(),
  ]);
  return rows[0]?.id ?? '';
};
const finish = (request: string): Promise<pg.QueryResult> =>
  gate.query('SELECT * FROM auth.finish_enrolment($1)', [request]);

describe('[ENROL1] a code becomes a login of one person on one device', () => {
  test('[ENROL1] the invited address gets a login, its role, and the organization that invited', async () => {
    const { orgA, row } = world();
    const device = await enrol(world(), gate, await invite('new@a.test', 'manager'), 'Laptop of Noa');
    expect(device).toMatchObject({
      email: 'new@a.test',
      login: expect.stringMatching(/^device_[0-9a-f]{32}$/) as unknown,
    });
    const client = await openAs(world().url, device.login, device.password);
    // on a login, and nobody until a session is opened
    expect((await client.query('SELECT auth.uid() AS id')).rows).toEqual([{ id: null }]);
    expect((await client.query('SELECT * FROM products')).rows).toEqual([]);
    expect(
      await row(
        `SELECT u.org_id, p.role, d.name, r.rolconnlimit, r.rolcanlogin, r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls AS powers
         FROM auth.devices d JOIN auth.users_extended u ON u.id = d.user_id JOIN profiles p ON p.id = u.id
         JOIN pg_roles r ON r.rolname = d.db_role WHERE d.db_role = $1`,
        [device.login],
      ),
    ).toEqual({
      org_id: orgA,
      role: 'manager',
      name: 'Laptop of Noa',
      rolconnlimit: 3,
      rolcanlogin: true,
      powers: false,
    });
    expect(
      await world().query(`SELECT m.roleid::regrole::text AS of FROM pg_auth_members m WHERE m.member = $1::regrole`, [
        device.login,
      ]),
    ).toEqual([{ of: 'app_user' }]);
  });

  test('[ENROL1] a second device of one’s own is the same person on another login', async () => {
    const { as, id, query } = world();
    const code = await as('viewerA', async ({ value }) => String(await value('SELECT auth.invite_own_device()')), true);
    const device = await enrol(world(), gate, code, 'Phone');
    expect(device.email).toBe('viewer@a.test');
    expect(await query('SELECT user_id FROM auth.devices WHERE db_role = $1', [device.login])).toEqual([
      { user_id: id.viewerA },
    ]);
    // the code's own role does not touch the person's
    expect(await query(`SELECT role FROM profiles WHERE id = $1`, [id.viewerA])).toEqual([{ role: 'viewer' }]);
  });

  test('[ENROL1] three connections, and a fourth is refused', async () => {
    const device = await enrol(world(), gate, await invite('three@a.test'));
    for (let count = 0; count < 3; count += 1) await openAs(world().url, device.login, device.password);
    expect(await refusalOf(openAs(world().url, device.login, device.password))).toContain('53300');
  });
});

describe('[ENROL2] in two transactions, once', () => {
  test('[ENROL2] what is not committed is not answered, and its code is still good', async () => {
    const code = await invite('twice@a.test');
    await gate.query('BEGIN');
    const request = await begin(code);
    expect(await refusalOf(finish(request))).toContain('in a transaction of its own');
    await gate.query('ROLLBACK');
    expect(await refusalOf(finish(request))).toContain('42501');
    expect((await finish(await begin(code))).rows).toHaveLength(1);
  });

  test('[ENROL2] rolled-back guesses tell nothing: right or wrong, the answer is an id', async () => {
    const code = await invite('guessed@a.test');
    for (const guess of [code, 'wrong', '', code.slice(1)]) {
      await gate.query('BEGIN');
      expect(await begin(guess)).toMatch(/^[0-9a-f-]{36}$/);
      await gate.query('ROLLBACK');
    }
    expect(await world().value('SELECT count(*)::int FROM auth.enrolment_requests WHERE invitation_id IS NULL')).toBe(
      0,
    );
  });

  test('[ENROL2] a code works once; asking again about the same request gives the same login', async () => {
    const code = await invite('once@a.test');
    const request = await begin(code);
    const [first, again] = [await finish(request), await finish(request)];
    expect(again.rows).toEqual(first.rows);
    expect(await refusalOf(finish(await begin(code)))).toContain('28000');
    expect(
      await world().value(
        `SELECT count(*)::int FROM auth.devices d JOIN auth.users u ON u.id = d.user_id WHERE u.email = 'once@a.test'`,
      ),
    ).toBe(1);
  });

  test('[ENROL2] wrong, expired and revoked codes are refused with the same words', async () => {
    const { query } = world();
    const expired = await invite('late@a.test');
    await query(
      `UPDATE organization_invitations SET expires_at = now() - interval '1 minute' WHERE email = 'late@a.test'`,
    );
    const revoked = await invite('revoked@a.test');
    await query(`UPDATE organization_invitations SET revoked_at = now() WHERE email = 'revoked@a.test'`);
    const said = new Set<string>();
    for (const code of ['nothing', expired, revoked]) said.add(await refusalOf(finish(await begin(code))));
    expect([...said]).toEqual(['28000 this code is wrong, used or too old']);
  });

  test('[ENROL2] a person of another organization is not drawn over', async () => {
    const code = await invite('owner@b.test');
    expect(await refusalOf(finish(await begin(code)))).toContain('28000');
    expect(await world().value(`SELECT org_id FROM auth.users_extended WHERE email = 'owner@b.test'`)).toBe(
      world().orgB,
    );
  });

  test('[ENROL2] a password instead of its verifier is refused and makes nothing', async () => {
    const code = await invite('plain@a.test');
    const { rows } = await gate.query<{ id: string }>('SELECT auth.begin_enrolment($1, $2, $3) AS id', [
      code,
      'x',
      'hunter2',
    ]);
    const said = await refusalOf(finish(rows[0]?.id ?? ''));
    expect(said).toContain('22023');
    expect(said).not.toContain('hunter2');
    expect(await world().value(`SELECT count(*)::int FROM auth.users WHERE email = 'plain@a.test'`)).toBe(0);
  });
});

describe('[ENROL3] the login for enrolling may do nothing else', () => {
  test('[ENROL3] no table, no other function, no other role', async () => {
    const { query } = world();
    expect(
      await query(`SELECT p.oid::regprocedure::text AS name FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ('public', 'auth', 'core', 'ext')
        AND has_schema_privilege('app_enrol', p.pronamespace, 'USAGE') AND has_function_privilege('app_enrol', p.oid, 'EXECUTE') ORDER BY 1`),
    ).toEqual([{ name: 'auth.begin_enrolment(text,text,text)' }, { name: 'auth.finish_enrolment(uuid)' }]);
    for (const statement of [
      'SELECT * FROM public.products',
      'SELECT * FROM public.organization_invitations',
      'SELECT * FROM auth.enrolment_requests',
      'SELECT auth.uid()',
      `SELECT auth.make_device_login('device_00000000000000000000000000000000', 'x')`,
      'SET ROLE app_user',
      'SET ROLE app_enroller',
      'CREATE ROLE mine LOGIN',
    ])
      expect(await refusalOf(gate.query(statement)), statement).toContain('42501');
  });

  test('[ENROL3] only those who may invite do, and nobody above the own role', async () => {
    const { as, refusal } = world();
    for (const person of ['viewerA', 'managerA'] as const)
      await as(person, async (ask) =>
        expect(await ask.refusal(`SELECT auth.create_invitation('x@a.test', 'viewer')`)).toContain('users:create'),
      );
    await as('ownerA', async (ask) => {
      expect(await ask.refusal(`SELECT auth.create_invitation('x@a.test', 'super_admin')`)).toContain('above your own');
      expect(await ask.refusal(`SELECT auth.create_invitation('x@a.test', 'nothing')`)).toContain('42501');
    });
    await as(null, async (ask) =>
      expect(await ask.refusal('SELECT auth.invite_own_device()')).toContain('sign in first'),
    );
    // what makes logins belongs to a role that owns no table and sees none
    expect(await refusal(`SET LOCAL ROLE app_enroller; SELECT * FROM auth.enrolment_requests`)).toContain('42501');
  });
});

describe('[ENROL4] a revoked device is out', () => {
  test('[ENROL4] its login, its sessions and what it has open end; those of others do not', async () => {
    const { as, id, query, url, value } = world();
    const code = await as('managerA', async (ask) => String(await ask.value('SELECT auth.invite_own_device()')), true);
    const device = await enrol(world(), gate, code, 'Lost phone');
    const client = await openAs(url, device.login, device.password);
    await query(
      `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
       VALUES ($1, encode(sha256('lost'), 'hex'), $2, now() + interval '1 hour')`,
      [id.managerA, device.login],
    );
    const seen = async (): Promise<unknown> => {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.session_token', 'lost', true)`);
      const { rows } = await client.query<{ id: unknown }>('SELECT auth.uid() AS id');
      await client.query('COMMIT');
      return rows[0]?.id;
    };
    expect(await seen()).toBe(id.managerA);
    const device_id = await value('SELECT id FROM auth.devices WHERE db_role = $1', [device.login]);
    for (const person of ['viewerA', 'ownerB'] as const)
      await as(person, async (ask) =>
        expect(await ask.refusal('SELECT auth.revoke_device($1)', [device_id])).toContain('not yours'),
      );
    await as('ownerA', async (ask) => ask.query('SELECT auth.revoke_device($1)', [device_id]), true);
    expect(await seen()).toBeNull();
    expect(await refusalOf(openAs(url, device.login, device.password))).toContain('28000');
    await as('ownerA', async (ask) => expect(await ask.value('SELECT auth.end_revoked_connections()')).toBe(1), true);
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await as('managerA', async (ask) => expect(await ask.value('SELECT auth.uid()')).toBe(id.managerA));
    expect(
      await query(
        `SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid WHERE r.rolname = $1
      AND m.member = 'app_enroller'::regrole AND (SELECT rolsuper FROM pg_roles WHERE oid = m.grantor) IS NOT TRUE`,
        [device.login],
      ),
    ).toEqual([]);
  });

  test('[ENROL4] a device of somebody above is not a manager’s to revoke, and one’s own is', async () => {
    const { as, value } = world();
    const codeOf = (person: Person): Promise<string> =>
      as(person, async (ask) => String(await ask.value('SELECT auth.invite_own_device()')), true);
    const owners = await enrol(world(), gate, await codeOf('ownerA'));
    const own = await enrol(world(), gate, await codeOf('viewerA'));
    const idOf = (login: string): Promise<unknown> => value('SELECT id FROM auth.devices WHERE db_role = $1', [login]);
    const ownersDevice = await idOf(owners.login);
    await as('managerA', async (ask) =>
      expect(await ask.refusal('SELECT auth.revoke_device($1)', [ownersDevice])).toContain('42501'),
    );
    const ownDevice = await idOf(own.login);
    await as('viewerA', async (ask) => ask.query('SELECT auth.revoke_device($1)', [ownDevice]), true);
    expect(await value('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [own.login])).toBe(false);
  });

  test('[ENROL4] with its person the login goes too', async () => {
    const { query, value } = world();
    const device = await enrol(world(), gate, await invite('leaver@a.test'));
    await query(`DELETE FROM auth.users WHERE email = 'leaver@a.test'`);
    expect(await value('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [device.login])).toBe(false);
  });
});
