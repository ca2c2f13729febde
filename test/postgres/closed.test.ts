import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './support/test-database.ts';
import type { TestDatabase } from './support/test-database.ts';

const OURS = `('public', 'auth', 'core', 'ext', 'compat_000', 'compat_001', 'compat_002', 'compat_003', 'compat_004')`;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

const names = async (statement: string): Promise<readonly unknown[]> =>
  (await database.query(statement)).map((row) => Object.values(row)[0]);

describe('[CENTRAL10] every table is closed until a policy opens it', () => {
  test('[CENTRAL10] row level security is on and forced everywhere, partitions included', async () => {
    const open = `SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p')
      AND c.relnamespace::regnamespace::text IN ${OURS} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`;
    expect(await names(open)).toEqual([]);
    await database.query('CREATE TABLE core.forgotten (id integer)');
    expect(await names(open)).toEqual(['core.forgotten']);
    await database.query('DROP TABLE core.forgotten');
  });

  test('[CENTRAL10] partitions made later are closed too, and nobody is granted anything on one', async () => {
    await database.query(
      `SELECT ensure_month_partitions('audit_logs', 14), ensure_month_partitions('sync_activity_log', 14)`,
    );
    const partitions = `FROM pg_class c WHERE c.relispartition AND c.relkind = 'r'`;
    expect(Number(await database.value(`SELECT count(*) ${partitions}`))).toBeGreaterThanOrEqual(32);
    expect(await names(`SELECT c.relname ${partitions} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`)).toEqual(
      [],
    );
    const granted = `SELECT c.relname ${partitions} AND EXISTS (
      SELECT 1 FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)`;
    expect(await names(granted)).toEqual([]);
  });

  test('[CENTRAL10] the tables belong to a role that nobody can be, and to no other', async () => {
    expect(
      await names(`SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relkind IN ('r', 'p')
      AND relnamespace::regnamespace::text IN ${OURS}`),
    ).toEqual(['app_owner']);
    const roles = await database.query(
      `SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles
       WHERE rolname IN ('app_owner', 'app_definer', 'app_worker', 'app_ingest', 'app_user') ORDER BY 1`,
    );
    expect(roles).toHaveLength(5);
    for (const { rolname: _name, ...powers } of roles) expect(new Set(Object.values(powers))).toEqual(new Set([false]));
  });

  test('[CENTRAL10] a policy of a client’s role never opens rows to those who are not signed in', async () => {
    const always = await names(
      `SELECT schemaname || '.' || tablename FROM pg_policies WHERE 'app_user' = ANY (roles) AND (qual = 'true' OR with_check = 'true')
       ORDER BY 1`,
    );
    // what every client must read before it can sign in
    expect(always).toEqual(['public.client_requirements', 'public.schema_migrations']);
  });

  test('[CENTRAL10] policies ask in sets, once per query', async () => {
    const perRow = `SELECT tablename || ' ' || policyname FROM pg_policies
      WHERE coalesce(qual, '') || coalesce(with_check, '') ~ 'user_store_role|user_has_store_access|has_role'
         OR coalesce(qual, '') || coalesce(with_check, '') ~ '[^T] auth\\.(uid|user_org_id|my_role_level)\\(\\)'`;
    expect(await names(perRow)).toEqual([]);
  });

  test('[CENTRAL10] where a client may write, there is a policy that says which rows', async () => {
    const bare = `SELECT c.oid::regclass::text || ' ' || p.privilege FROM pg_class c
      CROSS JOIN (VALUES ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd'), ('SELECT', 'r')) p (privilege, command)
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ${OURS}
        AND has_table_privilege('app_user', c.oid, p.privilege)
        AND NOT EXISTS (SELECT 1 FROM pg_policy y WHERE y.polrelid = c.oid AND y.polcmd IN (p.command::"char", '*')
          AND 'app_user'::regrole = ANY (y.polroles))`;
    expect(await names(bare)).toEqual([]);
  });
});

describe('[CENTRAL11] functions', () => {
  const FUNCTIONS = `FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ${OURS}
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`;

  test('[CENTRAL11] all whose names are looked up when they run have a fixed search path that begins with the system’s own and ends with pg_temp', async () => {
    const loose = await names(
      `SELECT p.oid::regprocedure::text ${FUNCTIONS} AND (p.prosecdef OR p.prosqlbody IS NULL) AND NOT EXISTS (
         SELECT 1 FROM unnest(p.proconfig) c WHERE c ~ '^search_path=pg_catalog, (.*, )?pg_temp$')`,
    );
    expect(loose).toEqual([]);
    expect(Number(await database.value(`SELECT count(*) ${FUNCTIONS} AND p.prosecdef`))).toBeGreaterThan(40);
  });

  test('[CENTRAL11] what runs with more rights than its caller belongs to a role that owns no table', async () => {
    const owners = await names(`SELECT DISTINCT p.proowner::regrole::text ${FUNCTIONS} AND p.prosecdef
      AND p.proname NOT IN ('ensure_month_partitions', 'maintain_partitions', 'drop_expired_partitions')`);
    // app_enroller: the few that make and close the logins of devices
    expect(owners.toSorted()).toEqual(['app_definer', 'app_enroller']);
    expect(
      await names(
        `SELECT relname FROM pg_class WHERE relkind <> 'v' AND relowner IN ('app_definer'::regrole, 'app_enroller'::regrole)`,
      ),
    ).toEqual([]);
  });

  test('[CENTRAL11] PUBLIC may execute nothing, those made later included', async () => {
    await database.query(
      `BEGIN; SET LOCAL ROLE app_owner; CREATE FUNCTION core.later() RETURNS integer LANGUAGE sql AS 'SELECT 1'; COMMIT`,
    );
    const open = await names(
      `SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname IN ${OURS} AND EXISTS (
         SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)
       AND EXISTS (SELECT 1 FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0)`,
    );
    expect(open).toEqual([]);
    const own = await names(`SELECT p.oid::regprocedure::text ${FUNCTIONS} AND EXISTS (
      SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)`);
    expect(own).toEqual([]);
    await database.query('DROP FUNCTION core.later()');
  });

  test('[CENTRAL11] PUBLIC may look into no schema of ours', async () => {
    expect(
      await names(`SELECT nspname FROM pg_namespace n WHERE nspname IN ${OURS} AND EXISTS (
        SELECT 1 FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0)`),
    ).toEqual([]);
  });

  test('[CENTRAL11] no function with more rights that a client may call takes a person as who asks', async () => {
    const callable = await database.query(
      `SELECT p.oid::regprocedure::text AS name, coalesce(p.proargnames[1:p.pronargs]::text, '') AS arguments ${FUNCTIONS}
       AND p.prosecdef AND has_function_privilege('app_user', p.oid, 'EXECUTE') ORDER BY 1`,
    );
    expect(callable.filter(({ arguments: given }) => /person|user/.test(String(given)))).toEqual([]);
    // whom they are about, judged inside by who asks ([PEOPLE1] calls each of them as outsiders)
    expect(
      callable.filter(({ arguments: given }) => String(given).includes('colleague')).map(({ name }) => name),
    ).toEqual([
      'auth.clear_permission(uuid,text,boolean)',
      'auth.issue_password_reset(uuid)',
      'auth.list_devices(uuid)',
      'auth.list_sessions(uuid)',
      'auth.remove_person(uuid)',
      'auth.remove_second_factor(uuid)',
      'auth.remove_store_member(uuid,uuid)',
      'auth.revoke_sessions_of(uuid)',
      'auth.set_permission(uuid,text,boolean,text,timestamp with time zone,timestamp with time zone)',
      'auth.set_role(uuid,text)',
      'auth.set_store_member(uuid,uuid,store_role)',
      'auth.suspend_person(uuid,text)',
      'auth.transfer_organization(uuid)',
      'auth.transfer_store(uuid,uuid)',
      'auth.unlock_person(uuid)',
      'auth.unsuspend_person(uuid)',
    ]);
  });

  test('[CENTRAL11] the webhook receiver may do one thing', async () => {
    const granted = await names(
      `SELECT p.oid::regprocedure::text ${FUNCTIONS} AND has_function_privilege('app_ingest', p.oid, 'EXECUTE')`,
    );
    expect(granted).toEqual(['log_webhook(uuid,text,text,text,text)']);
    const tables = await names(`SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v')
      AND c.relnamespace::regnamespace::text IN ${OURS} AND has_any_column_privilege('app_ingest', c.oid, 'SELECT, INSERT, UPDATE') ORDER BY 1`);
    expect(tables).toEqual(['client_requirements', 'schema_migrations']);
  });
});
