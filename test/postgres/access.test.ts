import { describe, expect, test } from 'vitest';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

describe('[CENTRAL6] who is asking follows from the session alone', () => {
  test('[CENTRAL6] without a session nothing is seen', async () => {
    await world().as(null, async ({ value }) => {
      expect(await value('SELECT auth.uid()')).toBeNull();
      expect(await value('SELECT count(*)::int FROM orders_summary')).toBe(0);
      expect(await value('SELECT count(*)::int FROM orders')).toBe(0);
    });
  });

  test('[CENTRAL6] ids that a client sets count for nothing', async () => {
    const { as, id, orgA } = world();
    await as(null, async ({ query, value }) => {
      await query(`SELECT set_config('app.current_user_id', $1, true), set_config('app.current_org_id', $2, true)`, [
        id.ownerA,
        orgA,
      ]);
      await query(`SELECT set_config('app.session_token', $1, true)`, [id.ownerA]);
      expect(await value('SELECT auth.uid()')).toBeNull();
      expect(await value('SELECT count(*)::int FROM orders_summary')).toBe(0);
    });
  });

  test('[CENTRAL6] after a transaction the empty setting gives no rows and no error', async () => {
    const { as, connectAs } = world();
    await as('ownerA', async ({ value }) => expect(await value('SELECT count(*)::int FROM orders')).toBe(1));
    const { rows } = await (await connectAs('ownerA')).query('SELECT id FROM orders');
    expect(rows).toEqual([]);
  });

  test('[CENTRAL6] a session counts on no other login', async () => {
    const { connectAs, tokenOf } = world();
    const client = await connectAs('viewerA');
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.session_token', $1, true)`, [tokenOf('ownerA')]);
    const { rows } = await client.query('SELECT auth.uid() AS id');
    await client.query('ROLLBACK');
    expect(rows).toEqual([{ id: null }]);
  });

  test('[CENTRAL6] a revoked session and a suspended person see nothing from the next statement on', async () => {
    const { as, query, id } = world();
    const seen = () => as('viewerA', async ({ value }) => await value('SELECT count(*)::int FROM orders_summary'));
    expect(await seen()).toBe(1);
    await query(`UPDATE auth.user_sessions SET status = 'revoked', revoked_at = now() WHERE user_id = $1`, [
      id.viewerA,
    ]);
    expect(await seen()).toBe(0);
    await query(`UPDATE auth.user_sessions SET status = 'active', revoked_at = NULL WHERE user_id = $1`, [id.viewerA]);
    await query('UPDATE auth.users_extended SET is_suspended = true WHERE id = $1', [id.viewerA]);
    expect(await seen()).toBe(0);
    await query('UPDATE auth.users_extended SET is_suspended = false WHERE id = $1', [id.viewerA]);
    expect(await seen()).toBe(1);
  });

  test('[CENTRAL6] a client cannot take another role, nor look past the policies', async () => {
    await world().as('managerA', async ({ refusal }) => {
      for (const role of ['app_owner', 'app_definer', 'app_worker', 'postgres'])
        expect(await refusal(`SET ROLE ${role}`)).toContain('42501');
      expect(await refusal('ALTER TABLE orders DISABLE ROW LEVEL SECURITY')).toContain('42501');
      expect(await refusal('CREATE TABLE public.orders_of_mine (id integer)')).toContain('42501');
      expect(await refusal('CREATE TEMPORARY TABLE orders (id integer)')).toContain('42501');
      expect(await refusal(`COPY (SELECT * FROM auth.user_sessions) TO STDOUT`)).toContain('42501');
    });
  });
});

describe('[CENTRAL7] tenants, stores and roles', () => {
  test('[CENTRAL7] signing up makes an organization, its roles and an administrator', async () => {
    const { query, id, orgA, orgB } = world();
    const [profile] = await query('SELECT role, organization_id FROM profiles WHERE id = $1', [id.ownerA]);
    expect(profile).toEqual({ role: 'admin', organization_id: orgA });
    const roles = await query('SELECT slug, role_level FROM auth.roles WHERE org_id = $1 ORDER BY role_level DESC', [
      orgB,
    ]);
    expect(roles.map(({ slug }) => slug)).toEqual(['admin', 'manager', 'user', 'viewer']);
  });

  test('[CENTRAL7] an organization is entered by its invitation for that address, and by nothing else', async () => {
    const { value, id, orgA } = world();
    const of = (person: string) => value('SELECT org_id FROM auth.users_extended WHERE id = $1', [person]);
    expect(await of(id.managerA)).toBe(orgA);
    expect(await of(id.strangerC)).not.toBe(orgA);
  });

  test('[CENTRAL7] nobody works in a store of another organization', async () => {
    const { refusal, storeA, orgA, id } = world();
    const said = await refusal(
      `INSERT INTO store_users (store_id, user_id, role, organization_id) VALUES ($1, $2, 'viewer', $3)`,
      [storeA, id.ownerB, orgA],
    );
    expect(said).toContain('not a member');
  });

  test('[CENTRAL7] each tenant sees its own orders, a manager with the buyer, a viewer without', async () => {
    const { as } = world();
    const names = (person: 'ownerA' | 'ownerB' | 'managerA' | 'viewerA') =>
      as(person, async ({ query }) =>
        (await query('SELECT customer_name, customer_email FROM orders_summary')).map(Object.values),
      );
    expect(await names('ownerA')).toEqual([['Ann Buyer', 'ann@x.test']]);
    expect(await names('managerA')).toEqual([['Ann Buyer', 'ann@x.test']]);
    expect(await names('viewerA')).toEqual([['XXXX', 'XXXX']]);
    expect(await names('ownerB')).toEqual([['Bob Buyer', 'bob@x.test']]);
    await as('viewerA', async ({ query }) => expect(await query('SELECT id FROM orders')).toEqual([]));
    await as('viewerA', async ({ query }) => expect(await query('SELECT id FROM customers')).toEqual([]));
  });

  test('[CENTRAL7] stores are read by owners; the others get what the views show', async () => {
    const { as, storeA } = world();
    await as('managerA', async ({ query, refusal }) => {
      expect(await query('SELECT id FROM stores')).toEqual([]);
      expect(await query('SELECT name, my_role FROM store_basic_info')).toEqual([
        { name: 'Shop A', my_role: 'manager' },
      ]);
      expect(await refusal('SELECT api_key FROM stores')).toContain('42501');
    });
    await as('ownerA', async ({ query, refusal }) => {
      expect(await query('SELECT id FROM stores')).toEqual([{ id: storeA }]);
      expect(await refusal('SELECT api_key, api_secret FROM stores')).toContain('42501');
    });
  });

  test('[CENTRAL7] a manager writes products of the own store and of no other', async () => {
    const { as, storeA, storeB } = world();
    const insert = `INSERT INTO products (store_id, name) VALUES ($1, 'Mug') RETURNING name`;
    await as('managerA', async ({ query, refusal }) => {
      expect(await query(insert, [storeA])).toEqual([{ name: 'Mug' }]);
      expect(await refusal(insert, [storeB])).toContain('row-level security');
    });
    await as('viewerA', async ({ refusal }) => expect(await refusal(insert, [storeA])).toContain('row-level security'));
  });

  test('[CENTRAL7] a child of one store cannot hang on a parent of another', async () => {
    const { as, query, storeA, storeB } = world();
    const [foreign] = await query(`INSERT INTO products (store_id, name) VALUES ($1, 'Theirs') RETURNING id`, [storeB]);
    await as('managerA', async ({ refusal }) => {
      const said = await refusal('INSERT INTO product_variations (store_id, product_id) VALUES ($1, $2)', [
        storeA,
        foreign?.['id'],
      ]);
      expect(said).toContain('23503');
    });
  });

  test('[CENTRAL7] the organization’s work is written by its people from `user` on, and stays within it', async () => {
    const { as, orgA, orgB, id, storeB } = world();
    await as('managerA', async ({ row, query, refusal }) => {
      const contact = await row(`INSERT INTO contacts (organization_id, name) VALUES ($1, 'Ann') RETURNING id, uid`, [
        orgA,
      ]);
      await query(
        `INSERT INTO crm_events (organization_id, contact_id, event_summary, event_start_time, event_end_time)
         VALUES ($1, $2, 'Call', now(), now() + interval '1 hour')`,
        [orgA, contact['id']],
      );
      const task = await row(`INSERT INTO tasks (organization_id, title) VALUES ($1, 'Paint') RETURNING id`, [orgA]);
      await query('INSERT INTO work_logs (organization_id, task_id, user_id, hours) VALUES ($1, $2, $3, 1)', [
        orgA,
        task['id'],
        id.managerA,
      ]);
      await query(`INSERT INTO sync_progress (org_id, sync_id) VALUES ($1, 'mine')`, [orgA]);
      expect(await refusal(`INSERT INTO tasks (organization_id, title) VALUES ($1, 'Theirs')`, [orgB])).toContain(
        'row-level',
      );
      const foreignStore = `INSERT INTO contacts (organization_id, store_id) VALUES ($1, $2)`;
      expect(await refusal(foreignStore, [orgA, storeB])).toContain('row-level security');
    });
    await as('viewerA', async ({ refusal }) =>
      expect(await refusal(`INSERT INTO tasks (organization_id, title) VALUES ($1, 'No')`, [orgA])).toContain(
        'row-level',
      ),
    );
  });

  test('[CENTRAL7] preferences are one’s own', async () => {
    const { as, id } = world();
    await as('viewerA', async ({ query, refusal }) => {
      expect(await query(`UPDATE auth.user_preferences SET language = 'he' RETURNING user_id`)).toEqual([
        { user_id: id.viewerA },
      ]);
      const other = `INSERT INTO notification_quiet_hours (user_id) VALUES ($1)`;
      expect(await refusal(other, [id.ownerA])).toContain('row-level security');
      await query(other, [id.viewerA]);
    });
  });

  test('[CENTRAL7] nobody raises their own rank, balance or role', async () => {
    const { as, id, storeA, orgA } = world();
    await as('managerA', async ({ query, refusal }) => {
      expect(await refusal('UPDATE organization_credits SET credits_remaining = 999999')).toContain('42501');
      expect(await query('UPDATE organization_settings SET require_2fa = true RETURNING 1')).toEqual([]);
      const join = `INSERT INTO store_users (store_id, user_id, role, organization_id) VALUES ($1, $2, 'owner', $3)`;
      expect(await refusal(join, [storeA, id.managerA, orgA])).toContain('42501');
      expect(await refusal(`UPDATE store_users SET role = 'owner'`)).toContain('42501');
      expect(
        await refusal(`INSERT INTO auth.user_roles (user_id, role_id) SELECT $1, id FROM auth.roles`, [id.managerA]),
      ).toContain('42501');
    });
    await as('ownerB', async ({ query }) =>
      expect(await query('UPDATE organization_settings SET require_2fa = true RETURNING 1')).toHaveLength(1),
    );
  });

  test('[CENTRAL7] through profiles the phone changes, the role does not', async () => {
    await world().as('viewerA', async ({ query, refusal }) => {
      const own = `WHERE email = 'viewer@a.test'`;
      expect(await refusal(`UPDATE profiles SET role = 'super_admin' ${own}`)).toContain('42501');
      await query(`UPDATE profiles SET phone = '+27 11 555 0100' ${own}`);
      expect(await query(`SELECT phone FROM profiles ${own}`)).toEqual([{ phone: '+27 11 555 0100' }]);
      expect(await refusal('UPDATE auth.users_extended SET org_id = org_id')).toContain('42501');
    });
  });

  test('[CENTRAL7] evidence about oneself is read and never written', async () => {
    const { as, query, id } = world();
    await query(
      `INSERT INTO auth.login_history (user_id, email, event_type, success) VALUES ($1, 'viewer@a.test', 'login_success', true)`,
      [id.viewerA],
    );
    await as('viewerA', async ({ value, refusal }) => {
      expect(await value('SELECT count(*)::int FROM login_history')).toBe(1);
      expect(await value('SELECT count(*)::int FROM auth.user_sessions WHERE id = auth.session_id()')).toBe(1);
      for (const table of ['auth.login_history', 'auth.user_sessions', 'security_alerts'])
        expect(await refusal(`DELETE FROM ${table}`)).toContain('42501');
      expect(
        await refusal('INSERT INTO passkeys (user_id, credential_id, public_key) VALUES (auth.uid(), $1, $1)', ['x']),
      ).toContain('42501');
    });
  });

  test('[CENTRAL7] functions about people answer about the caller only', async () => {
    const { as, id, storeA } = world();
    await as('viewerA', async ({ row, refusal }) => {
      expect(
        await row(
          `SELECT has_role($1, 'admin') AS theirs, has_role($2, 'user') AS mine, has_role($2, 'admin') AS high,
                  user_has_store_access($2, $3) AS here, user_store_role($1, $3) AS rank`,
          [id.ownerA, id.viewerA, storeA],
        ),
      ).toEqual({ theirs: false, mine: true, high: false, here: true, rank: null });
      for (const call of [
        'auth.role_level($1)',
        'auth.effective_permissions($1)',
        'auth.calculate_security_score($1)',
        `auth.password_was_used($1, 'x')`,
      ])
        expect(await refusal(`SELECT ${call}`, [id.ownerA])).toContain('42501');
    });
  });
});

describe('[CENTRAL8] permissions', () => {
  const mine = (person: 'managerA') =>
    world().as(person, async ({ query }) =>
      (await query(`SELECT name FROM auth.my_permissions() WHERE resource = 'orders' ORDER BY 1`)).map(
        ({ name }) => name,
      ),
    );

  test('[CENTRAL8] a denial wins over the role, from its date on', async () => {
    const { query, id } = world();
    expect(await mine('managerA')).toEqual(['orders:create', 'orders:execute', 'orders:read', 'orders:update']);
    const deny = `INSERT INTO auth.user_permissions (user_id, permission_id, is_granted, effective_from)
                  SELECT $1, id, false, now() + $3::interval FROM auth.permissions WHERE name = $2`;
    await query(deny, [id.managerA, 'orders:update', '0']);
    await query(deny, [id.managerA, 'orders:read', '1 day']);
    expect(await mine('managerA')).toEqual(['orders:create', 'orders:execute', 'orders:read']);
    await query(deny, [id.managerA, 'orders:manage', '0']);
    expect(await mine('managerA')).toEqual([]);
    await query('DELETE FROM auth.user_permissions WHERE user_id = $1', [id.managerA]);
  });

  test('[CENTRAL8] a role that has ended or begins later gives nothing', async () => {
    const { query, id } = world();
    const move =
      'UPDATE auth.user_roles SET effective_from = now() + $2::interval, effective_until = now() + $3::interval WHERE user_id = $1';
    await query(move, [id.managerA, '-2 days', '-1 day']);
    expect(await mine('managerA')).toEqual([]);
    await query(move, [id.managerA, '1 day', null]);
    expect(await mine('managerA')).toEqual([]);
    await query(move, [id.managerA, '-1 day', null]);
    expect(await mine('managerA')).toHaveLength(4);
  });

  test('[CENTRAL8] a tenant’s role named super_admin is none', async () => {
    const { query, as, id, orgA } = world();
    await query(`INSERT INTO auth.roles (org_id, name, slug, role_level) VALUES ($1, 'Boss', 'super_admin', 100)`, [
      orgA,
    ]);
    await query(
      `INSERT INTO auth.user_roles (user_id, role_id) SELECT $1, id FROM auth.roles WHERE org_id = $2 AND slug = 'super_admin'`,
      [id.managerA, orgA],
    );
    await as('managerA', async ({ value }) => expect(await value('SELECT auth.am_super_admin()')).toBe(false));
    await query(`DELETE FROM auth.roles WHERE org_id = $1 AND slug = 'super_admin'`, [orgA]);
  });
});

describe('[CENTRAL9] no key of a store is shown without a line that stays', () => {
  test('[CENTRAL9] in one transaction, or without a line, nothing is shown', async () => {
    const { as, storeA } = world();
    await as('ownerA', async ({ query, refusal }) => {
      expect(await refusal('SELECT * FROM get_store_credentials($1)', [storeA])).toContain('42501');
      await query('SELECT begin_credential_access($1)', [storeA]);
      expect(await refusal('SELECT * FROM get_store_credentials($1)', [storeA])).toContain(
        'in a transaction of its own',
      );
    });
    expect(await world().value('SELECT count(*)::int FROM credential_access_logs')).toBe(0);
  });

  test('[CENTRAL9] after a line that was committed the owner gets the keys, nobody else does', async () => {
    const { as, query, storeA, storeB } = world();
    await as('ownerA', async (ask) => await ask.query('SELECT begin_credential_access($1)', [storeA]), true);
    await as('ownerA', async (ask) =>
      expect(await ask.query('SELECT api_key, api_secret FROM get_store_credentials($1)', [storeA])).toEqual([
        { api_key: 'ckA', api_secret: 'csA' },
      ]),
    );
    expect(await query('SELECT user_email, store_id FROM credential_access_logs')).toEqual([
      { user_email: 'owner@a.test', store_id: storeA },
    ]);
    for (const person of ['managerA', 'viewerA', 'ownerB'] as const) {
      await as(person, async ({ refusal }) => {
        expect(await refusal('SELECT begin_credential_access($1)', [storeA])).toContain('only the owners');
        expect(await refusal('SELECT * FROM get_store_credentials($1)', [storeA])).toContain('only the owners');
      });
    }
    await as('ownerA', async ({ refusal }) =>
      expect(await refusal('SELECT begin_credential_access($1)', [storeB])).toContain('42501'),
    );
    await as('ownerA', async ({ refusal }) =>
      expect(await refusal('SELECT begin_credential_access(NULL)')).toContain('42501'),
    );
    await query('DELETE FROM credential_access_logs');
  });
});
