import { beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { provideWorld } from './support/world.ts';
import type { World } from './support/world.ts';

const world = provideWorld();
const NOT_ALLOWED = '42501';

beforeAll(async () => {
  await world().query(`INSERT INTO products (store_id, name) VALUES ($1, 'Mug'), ($2, 'Their cup')`, [
    world().storeA,
    world().storeB,
  ]);
});

type Ask = Parameters<Parameters<World['as']>[1]>[0];
const refuse = async ({ refusal }: Ask, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) expect(await refusal(statement), statement).toContain(NOT_ALLOWED);
};

describe('[ACCESS5] being somebody else', () => {
  test('[ACCESS5] no setting but the session’s token says who asks, and its hash is not the token', async () => {
    const { as, id, orgB, query } = world();
    const [session] = await query('SELECT session_token_hash AS hash FROM auth.user_sessions WHERE user_id = $1', [
      id.ownerA,
    ]);
    await as(null, async ({ query: ask, value }) => {
      for (const name of [
        'user_id',
        'uid',
        'org_id',
        'organization_id',
        'role',
        'session_id',
        'role_level',
        'is_admin',
      ])
        await ask(`SELECT set_config('app.' || $1, $2, true), set_config('request.jwt.claim.' || $1, $2, true)`, [
          name,
          name.includes('org') ? orgB : id.ownerA,
        ]);
      await ask(`SELECT set_config('app.session_token', $1, true)`, [session?.['hash']]);
      expect(await value('SELECT auth.uid()')).toBeNull();
      expect(await value('SELECT count(*)::int FROM products')).toBe(0);
    });
  });

  test('[ACCESS5] SET ROLE and SET SESSION AUTHORIZATION lead nowhere', async () => {
    const { as, connectAs } = world();
    const other = await connectAs('ownerA');
    const { rows } = await other.query<{ name: string }>('SELECT session_user AS name');
    const colleague = rows[0]?.name ?? '';
    await as('viewerA', async (ask) => {
      const roles = ['app_owner', 'app_definer', 'app_worker', 'app_ingest', 'pg_read_all_data', 'postgres', colleague];
      await refuse(
        ask,
        roles.flatMap((role) => [`SET ROLE ${role}`, `SET SESSION AUTHORIZATION ${role}`]),
      );
      // the group is the one role that a member may take; it is nobody
      await ask.query('SET LOCAL ROLE app_user');
      expect(await ask.value('SELECT session_user::text')).not.toBe('app_user');
      expect(await ask.value('SELECT auth.my_role_level()')).toBe(20);
      expect(await ask.query('SELECT id FROM orders')).toEqual([]);
    });
  });

  test('[ACCESS5] no role is made, joined, given more or taken over', async () => {
    const { as, connectAs } = world();
    const { rows } = await (await connectAs('ownerA')).query<{ name: string }>('SELECT session_user AS name');
    await as('viewerA', async (ask) => {
      const me = String(await ask.value('SELECT session_user::text'));
      await refuse(ask, [
        'CREATE ROLE helper LOGIN',
        `GRANT app_owner TO ${me}`,
        `GRANT ${rows[0]?.name ?? ''} TO ${me}`,
        `ALTER ROLE ${rows[0]?.name ?? ''} PASSWORD 'mine now'`,
        `ALTER ROLE ${me} CREATEROLE`,
        `ALTER ROLE ${me} CONNECTION LIMIT 100`,
        'ALTER ROLE app_user SUPERUSER',
        'ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT ON TABLES TO PUBLIC',
      ]);
      // only a warning: nothing is granted by those who have nothing to give
      await ask.query('SAVEPOINT giving');
      await ask.query('GRANT SELECT ON products TO PUBLIC').catch(() => ask.query('ROLLBACK TO SAVEPOINT giving'));
    });
    expect(
      await world().value(
        `SELECT count(*)::int FROM pg_class c, aclexplode(c.relacl) a WHERE c.relname = 'products' AND a.grantee = 0`,
      ),
    ).toBe(0);
  });

  test('[ACCESS5] a colleague’s connection is neither read nor ended', async () => {
    const { as, connectAs } = world();
    const { rows } = await (await connectAs('ownerA')).query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await as('viewerA', async (ask) => {
      for (const call of ['pg_terminate_backend', 'pg_cancel_backend'])
        expect(await ask.refusal(`SELECT ${call}($1)`, [rows[0]?.pid])).toContain(NOT_ALLOWED);
      expect(await ask.value('SELECT query FROM pg_stat_activity WHERE pid = $1', [rows[0]?.pid])).toBe(
        '<insufficient privilege>',
      );
    });
  });
});

describe('[ACCESS6] looking past the policies', () => {
  test('[ACCESS6] with row_security off a query fails instead of showing more', async () => {
    await world().as('managerA', async (ask) => {
      await ask.query('SET LOCAL row_security = off');
      expect(await ask.refusal('SELECT * FROM orders')).toContain('row-level security');
      await refuse(ask, ['SET session_replication_role = replica', 'ALTER TABLE orders DISABLE TRIGGER ALL']);
    });
  });

  test('[ACCESS6] nothing can be put before the real tables and functions', async () => {
    await world().as('managerA', async (ask) => {
      await refuse(ask, [
        'CREATE TEMPORARY TABLE user_sessions (id integer)',
        'CREATE TEMPORARY VIEW orders AS SELECT 1',
        'CREATE SCHEMA mine',
        'CREATE TABLE public.mine (id integer)',
        `CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS 'SELECT 1::text'`,
        `CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'`,
        'CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_eq)',
        'CREATE DOMAIN public.mine AS text',
        'ALTER FUNCTION auth.uid() SECURITY INVOKER',
        'CREATE OR REPLACE VIEW orders_summary AS SELECT 1 AS id',
      ]);
      await ask.query('SET LOCAL search_path = pg_temp, compat_000, compat_003, public, auth');
      expect(await ask.value('SELECT auth.my_role_level()')).toBe(60);
      expect(await ask.query('SELECT name FROM products')).toEqual([{ name: 'Mug' }]);
    });
  });

  test('[ACCESS6] COPY gives what a query gives, takes nothing in, and reaches no file and no program', async () => {
    const { connectAs, tokenOf, as } = world();
    const client = await connectAs('managerA');
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.session_token', $1, true)`, [tokenOf('managerA')]);
    expect((await client.query('COPY products TO STDOUT')).rowCount).toBe(1);
    await client.query('ROLLBACK');
    expect((await client.query('COPY products TO STDOUT')).rowCount).toBe(0);
    await as('managerA', async (ask) => {
      expect(await ask.refusal('COPY products FROM STDIN')).toContain('0A000');
      await refuse(ask, [
        'COPY stores TO STDOUT',
        'COPY auth.users_extended TO STDOUT',
        `COPY products TO '/tmp/products'`,
        `COPY products TO PROGRAM 'cat'`,
        `COPY task_comments FROM PROGRAM 'id'`,
      ]);
    });
  });

  test('[ACCESS6] the functions that open, seal, audit and judge are not for clients', async () => {
    const { as, id } = world();
    await as('ownerA', async (ask) =>
      refuse(ask, [
        `SELECT auth.open_by_permission('stores', 'products')`,
        `SELECT auth.open_to_everybody('auth.password_history')`,
        'SELECT auth.seal()',
        `SELECT audit_table('stores')`,
        `SELECT auth.set_id_number('${id.viewerA}', '1234', 'x', NULL)`,
        `SELECT audit_organization_of('{"user_id": "${id.ownerB}"}')`,
        `SELECT log_credential_access(NULL, '', '')`,
        `SELECT check_rate_limit('somebody', 'sign-in')`,
        `SELECT auth.effective_permissions('${id.ownerB}')`,
        `SELECT keep_house()`,
        `SELECT drop_expired_partitions()`,
        `SELECT ext.crypt('a', 'b')`,
      ]),
    );
  });

  test('[ACCESS6] the server’s files, programs and other servers are out of reach', async () => {
    await world().as('ownerA', async (ask) =>
      refuse(ask, [
        `SELECT pg_read_file('PG_VERSION')`,
        `SELECT pg_read_binary_file('PG_VERSION')`,
        `SELECT pg_ls_dir('.')`,
        `SELECT pg_stat_file('PG_VERSION')`,
        `SELECT lo_import('/etc/hostname')`,
        `SELECT lo_export(1, '/tmp/x')`,
        'CREATE EXTENSION dblink',
        'CREATE EXTENSION postgres_fdw',
        `CREATE FUNCTION public.run(text) RETURNS integer LANGUAGE c AS 'libc', 'system'`,
        `SET log_statement = 'none'`,
        'SET log_parameter_max_length = -1',
        'SELECT pg_reload_conf()',
        'SELECT rolpassword FROM pg_authid',
        'SELECT passwd FROM pg_shadow',
      ]),
    );
  });

  test('[ACCESS6] a large object is its maker’s', async () => {
    const { as, query } = world();
    const made = await as('viewerA', async ({ value }) => await value(`SELECT lo_from_bytea(0, 'note')`), true);
    await as('ownerA', async ({ refusal }) =>
      expect(await refusal('SELECT lo_get($1)', [made])).toContain(NOT_ALLOWED),
    );
    await query('SELECT lo_unlink($1)', [made]);
  });
});

describe('[ACCESS7] what answers give away', () => {
  test('[ACCESS7] a condition with an error in it is not asked of hidden rows', async () => {
    await world().as('viewerA', async ({ value, refusal }) => {
      expect(await value('SELECT count(*)::int FROM orders WHERE 1 / (woo_id - 1001) > 0')).toBe(0);
      const said = await refusal('SELECT count(*) FROM orders_summary WHERE customer_name::integer > 0');
      expect(said).toContain('XXXX');
      expect(said).not.toContain('Ann');
    });
  });

  test('[ACCESS7] a refused row is the same whether what it names is hidden or not there', async () => {
    const { as, query, storeA, storeB } = world();
    const [theirs] = await query('SELECT id FROM products WHERE store_id = $1', [storeB]);
    await as('managerA', async (ask) => {
      const insert = 'INSERT INTO product_variations (store_id, product_id) VALUES ($1, $2)';
      const hidden = await ask.refusal(insert, [storeA, theirs?.['id']]);
      expect(hidden).toBe(await ask.refusal(insert, [storeA, crypto.randomUUID()]));
    });
  });

  test('[ACCESS7] errors repeat no row', async () => {
    const { connectAs, tokenOf, query, storeA, storeB } = world();
    const [theirs] = await query('SELECT id FROM products WHERE store_id = $1', [storeB]);
    const client = await connectAs('managerA');
    const detailOf = async (statement: string, values: readonly unknown[]): Promise<unknown> => {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.session_token', $1, true)`, [tokenOf('managerA')]);
      const error: unknown = await client.query(statement, [...values]).catch((caught: unknown) => caught);
      await client.query('ROLLBACK');
      return error instanceof pg.DatabaseError ? (error.detail ?? 'none') : 'not refused';
    };
    // the key of a row that is hidden, a check that fails, a policy that refuses
    expect(
      await detailOf('INSERT INTO products (id, store_id, name) VALUES ($1, $2, $3)', [theirs?.['id'], storeA, 'x']),
    ).toBe('none');
    expect(await detailOf(`UPDATE products SET sync_status = 'odd'`, [])).toBe('none');
    expect(await detailOf('INSERT INTO products (store_id, name) VALUES ($1, $2)', [storeB, 'secret plan'])).toBe(
      'none',
    );
  });

  test('[ACCESS7] plans and statistics hold numbers, never values of hidden rows', async () => {
    const { as, query } = world();
    await query('ANALYZE orders, products, customers');
    await as('viewerA', async (ask) => {
      const plan = await ask.query(
        `EXPLAIN (ANALYZE, VERBOSE, BUFFERS) SELECT * FROM orders WHERE customer_name > 'A'`,
      );
      expect(JSON.stringify(plan)).not.toMatch(/Buyer|x\.test/);
      expect(await ask.query(`SELECT * FROM pg_stats WHERE tablename IN ('orders', 'products', 'customers')`)).toEqual(
        [],
      );
      await refuse(ask, ['SELECT * FROM pg_statistic', 'SELECT * FROM pg_statistic_ext_data']);
    });
  });
});

describe('[ACCESS8] hints that anybody can forge', () => {
  test('[ACCESS8] NOTIFY carries nothing: whoever listens learns that something happened and no more', async () => {
    const { connectAs, query } = world();
    const [listener, forger] = [await connectAs('ownerB'), await connectAs('viewerA')];
    const heard: (string | undefined)[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.query('LISTEN backroom');
    await forger.query(`NOTIFY backroom, 'made up'`);
    await query(`UPDATE products SET name = name`);
    await listener.query('SELECT 1');
    await listener.query('UNLISTEN *');
    expect(heard).toEqual(['made up']);
    const senders =
      await query(`SELECT proname FROM pg_proc p WHERE prokind = 'f' AND p.proowner IN ('app_owner'::regrole, 'app_definer'::regrole)
      AND pg_get_functiondef(p.oid) ~* 'pg_notify\\s*\\(\\s*[^,]+,\\s*(?!\\s|'''')'`);
    expect(senders).toEqual([]);
  });

  test('[ACCESS8] no advisory lock that a client holds keeps the trail from being linked', async () => {
    const { connectAs, query, value, as } = world();
    const client = await connectAs('viewerA');
    await client.query(`SELECT pg_advisory_lock(hashtextextended('backroom audit chain', 0))`);
    await query(`UPDATE products SET name = name || '!' WHERE name = 'Mug'`);
    expect(Number(await value('SELECT chain_audit_logs(1000)'))).toBeGreaterThan(0);
    await client.query('SELECT pg_advisory_unlock_all()');
    // nor any row lock: what it waits for is closed to clients
    await as('ownerA', async (ask) =>
      refuse(ask, ['SELECT * FROM audit_chain_heads FOR UPDATE', 'LOCK TABLE audit_chain_heads']),
    );
  });
});
