import { describe, expect, test } from 'vitest';
import { changePassword, first, inSession, provideDesks, signIn, whoami } from './support/desk.ts';
import type { Desk } from './support/desk.ts';
import { openAs, refusalOf } from './support/enrolment.ts';
import { provideWorld } from './support/world.ts';
import type { Person } from './support/world.ts';

const world = provideWorld();
const { newcomer, withCode } = provideDesks(world);

const idOf = async (email: string): Promise<string> =>
  String(await world().value('SELECT id FROM auth.users WHERE email = $1', [email]));
const roleOf = (id: string): Promise<unknown> => world().value('SELECT role FROM profiles WHERE id = $1', [id]);
/** As that person, kept. */
const done = (person: Person, statement: string, values: readonly unknown[] = []): Promise<unknown> =>
  world().as(person, async ({ query }) => query(statement, values), true);
const refused = (person: Person | null, statement: string, values: readonly unknown[] = []): Promise<string> =>
  world().as(person, async ({ refusal }) => refusal(statement, values));
const granted = (person: Person, ...permissions: readonly string[]): Promise<unknown> =>
  world().query(
    `INSERT INTO auth.user_permissions (user_id, permission_id) SELECT $1, id FROM auth.permissions WHERE name = ANY ($2)`,
    [world().id[person], permissions],
  );
const ungranted = (person: Person): Promise<unknown> =>
  world().query('DELETE FROM auth.user_permissions WHERE user_id = $1', [world().id[person]]);
const OUTSIDERS = ['viewerA', 'managerA', 'ownerB', 'strangerC'] as const;

describe('[PEOPLE1] about colleagues decides who has the permission, at most up to the own level', () => {
  test('[PEOPLE1] no function about a colleague answers outsiders, other tenants or a login without a session', async () => {
    await newcomer('target');
    const id = await idOf('target@a.test');
    for (const call of [
      `auth.set_role($1, 'user')`,
      `auth.set_permission($1, 'products:delete', true, 'x')`,
      `auth.clear_permission($1, 'products:delete', true)`,
      `auth.suspend_person($1, 'x')`,
      'auth.unsuspend_person($1)',
      'auth.remove_person($1)',
      'auth.remove_second_factor($1)',
      'auth.issue_password_reset($1)',
      'auth.unlock_person($1)',
      'auth.revoke_sessions_of($1)',
      'auth.list_sessions($1)',
      'auth.list_devices($1)',
      'auth.transfer_organization($1)',
    ]) {
      for (const person of [...OUTSIDERS, null] as const)
        expect(await refused(person, `SELECT ${call}`, [id]), `${person ?? 'nobody'}: ${call}`).toContain('42501');
      // somebody of another tenant, and nobody, are refused to an administrator with the same words
      const [foreign, missing] = [world().id.ownerB, '00000000-0000-4000-8000-000000000000'];
      expect(await refused('ownerA', `SELECT ${call}`, [foreign]), call).toBe(
        await refused('ownerA', `SELECT ${call}`, [missing]),
      );
    }
    expect(await world().value('SELECT org_id FROM auth.users_extended WHERE id = $1', [id])).toBe(world().orgA);
  });

  test('[PEOPLE1] with the permission alone a manager reaches no higher than the own level', async () => {
    const { id } = world();
    await newcomer('low');
    await newcomer('high', undefined, 'admin');
    const [low, high] = [await idOf('low@a.test'), await idOf('high@a.test')];
    await granted('managerA', 'users:update', 'users:manage', 'users:delete');
    for (const target of [high, id.ownerA]) {
      for (const call of [
        `auth.set_role($1, 'viewer')`,
        `auth.set_permission($1, 'products:update', false, 'x')`,
        `auth.suspend_person($1, 'x')`,
        'auth.remove_person($1)',
        'auth.issue_password_reset($1)',
      ])
        expect(await refused('managerA', `SELECT ${call}`, [target]), call).toContain('above you');
    }
    expect(await refused('managerA', `SELECT auth.set_role($1, 'admin')`, [low])).toContain('above your own');
    expect(await refused('managerA', `SELECT auth.set_role($1, 'admin')`, [id.managerA])).toContain('above your own');
    expect(await refused('managerA', `SELECT auth.set_permission($1, 'products:delete', true, 'x')`, [low])).toContain(
      'do not have products:delete',
    );
    await done('managerA', `SELECT auth.set_role($1, 'user')`, [low]);
    expect(await roleOf(low)).toBe('user');
    // somebody suspended is no lower than before
    await done('ownerA', `SELECT auth.suspend_person($1, 'holiday')`, [high]);
    expect(await refused('managerA', 'SELECT auth.unsuspend_person($1)', [high])).toContain('above you');
    await ungranted('managerA');
  });
});

describe('[PEOPLE2] roles and permissions', () => {
  test('[PEOPLE2] a role is one role, counts at once, and stands in the trail', async () => {
    const { query } = world();
    await newcomer('role');
    const id = await idOf('role@a.test');
    await done('ownerA', `SELECT auth.set_role($1, 'manager')`, [id]);
    await done('ownerA', `SELECT auth.set_role($1, 'manager')`, [id]);
    expect(await query('SELECT count(*)::int FROM auth.user_roles WHERE user_id = $1', [id])).toEqual([{ count: 1 }]);
    expect(await refused('ownerA', `SELECT auth.set_role($1, 'super_admin')`, [id])).toContain('no such role');
    expect(
      await query(
        `SELECT user_email, metadata->>'role' AS role FROM audit_logs WHERE action_type = 'role_changed' AND resource_id = $1 ORDER BY id LIMIT 1`,
        [id],
      ),
    ).toEqual([{ user_email: 'owner@a.test', role: 'manager' }]);
  });

  test('[PEOPLE2] a grant and a denial have their dates and their reason; the denial wins; both can be lifted', async () => {
    const { as, query } = world();
    await newcomer('perm', undefined, 'manager');
    const id = await idOf('perm@a.test');
    const may = async (permission: string): Promise<boolean> =>
      (await query('SELECT 1 FROM auth.effective_permissions($1) WHERE name = $2', [id, permission])).length > 0;
    const set = `SELECT auth.set_permission($1, $2, $3, $4, $5, $6)`;
    await done('ownerA', set, [id, 'products:delete', true, 'spring clean', null, new Date(Date.now() + 60_000)]);
    expect(await may('products:delete')).toBe(true);
    await done('ownerA', set, [id, 'products:update', false, 'audit', new Date(Date.now() + 60_000), null]);
    expect(await may('products:update')).toBe(true);
    await done('ownerA', set, [id, 'products:update', false, 'audit now', null, null]);
    expect(await may('products:update')).toBe(false);
    await as('ownerA', async (ask) =>
      expect(
        await ask.query('SELECT reason, is_granted FROM auth.user_permissions WHERE user_id = $1 ORDER BY 2', [id]),
      ).toEqual([
        { reason: 'audit now', is_granted: false },
        { reason: 'spring clean', is_granted: true },
      ]),
    );
    await done('ownerA', `SELECT auth.clear_permission($1, 'products:update', false)`, [id]);
    await done('ownerA', `SELECT auth.clear_permission($1, 'products:delete', true)`, [id]);
    expect([await may('products:update'), await may('products:delete')]).toEqual([true, false]);
    expect(await refused('ownerA', set, [id, 'products:fly', true, 'x', null, null])).toContain('name a permission');
    expect(await refused('ownerA', set, [id, 'products:read', true, ' ', null, null])).toContain('and a reason');
    expect(await refused('ownerA', set, [id, 'products:read', true, 'x', null, new Date(0)])).toContain(
      'end before it begins',
    );
    expect(await refused('ownerA', set, [world().id.ownerA, 'products:read', false, 'x', null, null])).toContain(
      'to themselves',
    );
  });

  test('[PEOPLE2] the owner of an organization stays, and somebody administers it', async () => {
    const { id, query, orgA } = world();
    await newcomer('second', undefined, 'admin');
    const second = await idOf('second@a.test');
    expect(await refused('ownerA', `SELECT auth.set_role($1, 'viewer')`, [id.ownerA])).toContain(
      'hand the organization over',
    );
    expect(await refused('ownerA', 'SELECT auth.transfer_organization($1)', [id.managerA])).toContain(
      'another administrator',
    );
    await done('ownerA', 'SELECT auth.transfer_organization($1)', [second]);
    expect(await query('SELECT owner_id FROM organizations WHERE id = $1', [orgA])).toEqual([{ owner_id: second }]);
    for (const call of [
      `auth.set_role($1, 'viewer')`,
      `auth.suspend_person($1, 'x')`,
      'auth.remove_person($1)',
      'auth.issue_password_reset($1)',
    ])
      expect(await refused('ownerA', `SELECT ${call}`, [second]), call).toContain('above you');
    // where nobody owns it, the last administrator still stays
    await query('UPDATE organizations SET owner_id = NULL WHERE id = $1', [world().orgB]);
    expect(await refused('ownerB', `SELECT auth.set_role($1, 'user')`, [id.ownerB])).toContain('last administrator');
    await query('UPDATE organizations SET owner_id = $2 WHERE id = $1', [orgA, id.ownerA]);
  });
});

describe('[PEOPLE2] at the same moment', () => {
  test('[PEOPLE2] two administrators cannot take each other’s role', async () => {
    const [one, two] = [await newcomer('one', 'right', 'admin'), await newcomer('two', 'right', 'admin')];
    const begun = async (desk: Desk): Promise<void> => {
      expect(await signIn(desk, 'right', `held of ${desk.email}`)).toBe('accepted');
      await desk.client.query('BEGIN');
      await desk.client.query(`SELECT set_config('app.session_token', $1, true)`, [`held of ${desk.email}`]);
    };
    await begun(one);
    await begun(two);
    const [oneId, twoId] = [await idOf(one.email), await idOf(two.email)];
    await one.client.query(`SELECT auth.set_role($1, 'viewer')`, [twoId]);
    const waiting = refusalOf(two.client.query(`SELECT auth.set_role($1, 'viewer')`, [oneId]));
    // it has begun, and waits for the other one to end
    const blocked = `SELECT pid FROM pg_stat_activity WHERE usename = $1 AND wait_event_type = 'Lock'`;
    await expect.poll(async () => (await world().query(blocked, [two.login])).length).toBe(1);
    await one.client.query('COMMIT');
    expect(await waiting).toContain('above you');
    await two.client.query('ROLLBACK');
    expect([await roleOf(oneId), await roleOf(twoId)]).toEqual(['admin', 'viewer']);
  });

  test('[PEOPLE2] somebody suspended above is invited by nobody below', async () => {
    await newcomer('boss', undefined, 'admin');
    await done('ownerA', `SELECT auth.suspend_person($1, 'holiday')`, [await idOf('boss@a.test')]);
    await granted('managerA', 'users:create');
    expect(await refused('managerA', `SELECT auth.create_invitation('boss@a.test', 'viewer')`)).toContain('above you');
    await ungranted('managerA');
  });
});

describe('[PEOPLE3] out for a while, and for good', () => {
  test('[PEOPLE3] who is suspended is out at once: sessions, connections, new ones; and back afterwards with the same device', async () => {
    const { url, as } = world();
    const desk = await newcomer('sus', 'right', 'admin');
    const id = await idOf('sus@a.test');
    expect(await signIn(desk, 'right', 'held of sus')).toBe('accepted');
    expect(await refused('ownerA', `SELECT auth.suspend_person($1, '')`, [id])).toContain('reason');
    expect(await refused('ownerA', `SELECT auth.suspend_person($1, 'x')`, [world().id.ownerA])).toContain(
      'to themselves',
    );
    await done('ownerA', `SELECT auth.suspend_person($1, 'left the laptop in a train')`, [id]);
    expect(await whoami(desk, 'held of sus')).toBeUndefined();
    const viewer = world().id.viewerA;
    for (const call of [
      `auth.set_role('${viewer}', 'admin')`,
      `auth.issue_password_reset('${viewer}')`,
      `auth.unsuspend_person('${id}')`,
    ])
      expect(await refusalOf(inSession(desk, 'held of sus', () => desk.client.query(`SELECT ${call}`)))).toContain(
        '42501',
      );
    expect(await signIn(desk, 'right')).toBe('refused');
    expect(await refusalOf(openAs(url, desk.login, 'any'))).toMatch(/28000|28P01/);
    await as(
      'ownerA',
      async ({ value }) => expect(await value('SELECT auth.end_revoked_connections()')).toBeGreaterThan(0),
      true,
    );
    await expect(desk.client.query('SELECT 1')).rejects.toThrow();
    await done('ownerA', 'SELECT auth.unsuspend_person($1)', [id]);
    expect(
      await world().row('SELECT rolcanlogin, rolconnlimit FROM pg_roles WHERE rolname = $1', [desk.login]),
    ).toEqual({
      rolcanlogin: true,
      rolconnlimit: 3,
    });
  });

  test('[PEOPLE3] a device that was revoked before stays closed', async () => {
    const { query, value } = world();
    const desk = await newcomer('rev');
    const id = await idOf('rev@a.test');
    await done('ownerA', 'SELECT auth.revoke_device($1)', [
      await value('SELECT id FROM auth.devices WHERE db_role = $1', [desk.login]),
    ]);
    await done('ownerA', `SELECT auth.suspend_person($1, 'x')`, [id]);
    await done('ownerA', 'SELECT auth.unsuspend_person($1)', [id]);
    expect(await query('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [desk.login])).toEqual([
      { rolcanlogin: false },
    ]);
  });

  test('[PEOPLE3] who is removed has nothing left but a name, hands stores over first, and comes back by an invitation', async () => {
    const { query, storeA, orgA, as } = world();
    const desk = await newcomer('gone', 'right', 'manager');
    const id = await idOf('gone@a.test');
    expect(await signIn(desk, 'right', 'held of gone')).toBe('accepted');
    await done('ownerA', 'SELECT auth.transfer_store($1, $2)', [storeA, id]);
    expect(await refused('ownerA', 'SELECT auth.remove_person($1)', [id])).toContain('hand them over');
    await done('ownerA', 'SELECT auth.transfer_store($1, $2)', [storeA, world().id.ownerA]);
    await done('ownerA', 'SELECT auth.remove_person($1)', [id]);
    expect(await whoami(desk, 'held of gone')).toBeUndefined();
    expect(
      await query(
        'SELECT 1 FROM store_users WHERE user_id = $1 UNION ALL SELECT 1 FROM auth.user_roles WHERE user_id = $1',
        [id],
      ),
    ).toEqual([]);
    await as('viewerA', async (ask) =>
      expect(await ask.query('SELECT display_name, is_active FROM auth.users_extended WHERE id = $1', [id])).toEqual([
        { display_name: 'gone', is_active: false },
      ]),
    );
    expect(await refused('ownerA', `SELECT auth.set_role($1, 'viewer')`, [id])).toContain('no such person');
    const code = await as(
      'ownerA',
      async (ask) => String(await ask.value(`SELECT auth.create_invitation('gone@a.test', 'viewer')`)),
      true,
    );
    const back: Desk = await withCode(code);
    expect(await changePassword(back, null, 'another')).toBe('accepted');
    expect(await signIn(back, 'another', 'back')).toBe('accepted');
    expect(await whoami(back, 'back')).toBe('gone@a.test');
    expect(
      await query('SELECT p.role, u.org_id FROM profiles p JOIN auth.users_extended u USING (id) WHERE id = $1', [id]),
    ).toEqual([{ role: 'viewer', org_id: orgA }]);
  });
});

describe('[PEOPLE4] members of stores', () => {
  test('[PEOPLE4] ranks are given up to the own rank, by functions only', async () => {
    const { id, storeA, storeB, query, as } = world();
    await newcomer('member');
    const member = await idOf('member@a.test');
    const set = 'SELECT auth.set_store_member($1, $2, $3)';
    for (const person of OUTSIDERS)
      expect(await refused(person, set, [storeA, member, 'viewer']), person).toContain('42501');
    await done('ownerA', set, [storeA, member, 'viewer']);
    await done('ownerA', set, [storeA, member, 'manager']);
    expect(await query('SELECT role FROM store_users WHERE user_id = $1', [member])).toEqual([{ role: 'manager' }]);
    await granted('managerA', 'stores:update');
    expect(await refused('managerA', set, [storeA, id.managerA, 'owner'])).toContain('above your rank');
    expect(await refused('managerA', 'SELECT auth.transfer_store($1, $2)', [storeA, id.managerA])).toContain(
      'above your rank',
    );
    await done('managerA', set, [storeA, member, 'viewer']);
    await done('ownerA', set, [storeA, member, 'owner']);
    for (const call of [set.replace('$3', `'viewer'`), 'SELECT auth.remove_store_member($1, $2)'])
      expect(await refused('managerA', call, [storeA, member])).toContain('above your rank');
    await ungranted('managerA');
    // other tenants: their store, their people
    expect(await refused('ownerA', set, [storeB, member, 'viewer'])).toContain('no such store');
    expect(await refused('ownerA', set, [storeA, id.ownerB, 'viewer'])).toContain('not of one organization');
    await as('ownerA', async ({ refusal }) =>
      expect(await refusal(`UPDATE store_users SET role = 'viewer' WHERE store_id = $1`, [storeA])).toContain('42501'),
    );
    await done('ownerA', 'SELECT auth.remove_store_member($1, $2)', [storeA, member]);
    expect(await query('SELECT 1 FROM store_users WHERE user_id = $1', [member])).toEqual([]);
  });

  test('[PEOPLE4] a store goes to a colleague who is there, and the former owner goes on as its manager', async () => {
    const { id, storeA, query } = world();
    await done('ownerA', 'SELECT auth.transfer_store($1, $2)', [storeA, id.managerA]);
    expect(await query('SELECT user_id FROM stores WHERE id = $1', [storeA])).toEqual([{ user_id: id.managerA }]);
    expect(
      await query('SELECT user_id, role FROM store_users WHERE store_id = $1 AND user_id = ANY ($2)', [
        storeA,
        [id.ownerA, id.managerA],
      ]),
    ).toEqual([{ user_id: id.ownerA, role: 'manager' }]);
    expect(await refused('ownerA', 'SELECT auth.transfer_store($1, $2)', [storeA, id.ownerB])).toContain(
      'no such person',
    );
    await done('ownerA', 'SELECT auth.transfer_store($1, $2)', [storeA, id.ownerA]);
  });
});

describe('[SESSION1] where somebody is signed in', () => {
  test('[SESSION1] sessions and devices are listed for their person, and for who may read people', async () => {
    const desk = await newcomer('list', 'right');
    expect(await signIn(desk, 'right', 'one of list')).toBe('accepted');
    expect(await signIn(desk, 'right', 'two of list')).toBe('accepted');
    const { rows } = await inSession(desk, 'two of list', () =>
      desk.client.query('SELECT device_name, is_current FROM auth.list_sessions() ORDER BY is_current'),
    );
    expect(rows).toEqual([
      { device_name: 'Laptop', is_current: false },
      { device_name: 'Laptop', is_current: true },
    ]);
    const id = await idOf('list@a.test');
    await world().as('ownerA', async ({ query }) => {
      expect(await query('SELECT is_current FROM auth.list_sessions($1)', [id])).toEqual([
        { is_current: false },
        { is_current: false },
      ]);
      expect(await query('SELECT name, live_sessions, is_this, trust_id FROM auth.list_devices($1)', [id])).toEqual([
        { name: 'Laptop', live_sessions: 2, is_this: false, trust_id: null },
      ]);
    });
    await world().as(null, async ({ query }) => {
      expect(await query('SELECT * FROM auth.list_sessions()')).toEqual([]);
      expect(await query('SELECT * FROM auth.list_devices()')).toEqual([]);
    });
  });

  test('[SESSION1] all others end at once: the own by oneself, a colleague’s by an administrator', async () => {
    const desk = await newcomer('ends', 'right');
    for (const token of ['one of ends', 'two of ends', 'three of ends']) await signIn(desk, 'right', token);
    const ended = await inSession(
      desk,
      'two of ends',
      async () => await first(desk.client, 'SELECT auth.revoke_other_sessions()'),
    );
    expect(ended).toBe(2);
    expect([await whoami(desk, 'one of ends'), await whoami(desk, 'two of ends')]).toEqual([undefined, 'ends@a.test']);
    await done('ownerA', 'SELECT auth.revoke_sessions_of($1)', [await idOf('ends@a.test')]);
    expect(await whoami(desk, 'two of ends')).toBeUndefined();
  });

  test('[SESSION1] other devices of one’s own end together, this one stays', async () => {
    const desk = await newcomer('devs', 'right');
    await signIn(desk, 'right', 'one of devs');
    const code = await inSession(desk, 'one of devs', async () =>
      String((await desk.client.query<{ code: string }>('SELECT auth.invite_own_device() AS code')).rows[0]?.code),
    );
    const phone = await withCode(code);
    const { rows } = await inSession(desk, 'one of devs', () =>
      desk.client.query('SELECT auth.revoke_other_devices() AS ended'),
    );
    expect(rows).toEqual([{ ended: 1 }]);
    expect(
      await world().query('SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname = ANY ($1) ORDER BY rolcanlogin', [
        [desk.login, phone.login],
      ]),
    ).toEqual([
      { rolname: phone.login, rolcanlogin: false },
      { rolname: desk.login, rolcanlogin: true },
    ]);
  });

  test('[SESSION1] a sign of life moves the session’s clock at most once a minute', async () => {
    const desk = await newcomer('life', 'right');
    await signIn(desk, 'right', 'one of life');
    const seen = async (): Promise<unknown> =>
      world().value(`SELECT last_activity_at FROM auth.user_sessions WHERE db_role = $1`, [desk.login]);
    const before = await seen();
    await inSession(desk, 'one of life', () => desk.client.query('SELECT auth.touch_session()'));
    expect(await seen()).toEqual(before);
    await world().query(
      `UPDATE auth.user_sessions SET last_activity_at = now() - interval '2 minutes' WHERE db_role = $1`,
      [desk.login],
    );
    const old = await seen();
    await inSession(desk, 'one of life', () => desk.client.query('SELECT auth.touch_session()'));
    expect(await seen()).not.toEqual(old);
  });
});
