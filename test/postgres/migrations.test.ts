import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { knownMigrations, migrateCentral } from '../../src/engine/central/central-migrations.ts';
import { readCentralStatus } from '../../src/engine/central/central-status.ts';
import { catalogOf } from './support/catalog.ts';
import { connect, createTestDatabase, MIGRATIONS, openClient } from './support/test-database.ts';

const OWN = '0.1.0';
const newest = knownMigrations(MIGRATIONS).at(-1)?.version ?? 0;
const create = { ownVersion: OWN, start: 'create' } as const;

/** The real migrations in a folder that may be changed. */
function copyOfMigrations(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backroom-migrations-'));
  cpSync(MIGRATIONS, folder, { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('[CENTRAL1] the schema grows by ordered files, forward only', () => {
  test('[CENTRAL1] made at once equals made step by step', { timeout: 180_000 }, async () => {
    const fresh = await createTestDatabase();
    const stepped = await createTestDatabase('empty');
    const connection = await connect(stepped.url);
    for (const { version } of knownMigrations(MIGRATIONS)) {
      const step = await migrateCentral(connection, MIGRATIONS, { ...create, target: version });
      expect(step).toMatchObject({ ok: true, value: { to: version } });
    }
    const [atOnce, stepByStep] = [await catalogOf(fresh), await catalogOf(stepped)];
    expect(stepByStep).toEqual(atOnce);
    expect(atOnce.length).toBeGreaterThan(5_000);
  });

  test('[CENTRAL1] what was applied is recorded with its checksum, under both names', async () => {
    const { query } = await createTestDatabase();
    const rows = await query('SELECT version, md5, checksum, migration_name FROM schema_migrations ORDER BY version');
    expect(rows.map((row) => Number(row['version']))).toEqual(
      knownMigrations(MIGRATIONS).map(({ version }) => version),
    );
    expect(rows.every((row) => /^[0-9a-f]{32}$/.test(String(row['md5'])) && row['md5'] === row['checksum'])).toBe(true);
    expect(rows.map((row) => row['migration_name'])).toContain('0024_sync_preview_progress_logs');
  });

  test('[CENTRAL1] a second run finds nothing to do', async () => {
    const connection = await connect((await createTestDatabase()).url);
    expect(await migrateCentral(connection, MIGRATIONS, create)).toEqual({
      ok: true,
      value: { from: newest, to: newest, applied: [] },
    });
  });

  test('[CENTRAL1] a file that was changed after it was applied is refused by its number', async () => {
    const folder = copyOfMigrations();
    appendFileSync(join(folder, '0014.do.roles.sql'), '\n-- changed\n');
    const connection = await connect((await createTestDatabase()).url);
    const result = await migrateCentral(connection, folder, create);
    expect(result).toEqual({ ok: false, error: { type: 'CentralChanged', version: 14 } });
  });

  test('[CENTRAL1] a file that fails leaves nothing behind, and the next run goes on from there', async () => {
    const folder = copyOfMigrations();
    const bad = join(folder, '9000.do.bad.sql');
    writeFileSync(bad, 'CREATE TABLE half (id integer);\nSELECT 1 / 0;\n');
    const database = await createTestDatabase();
    const connection = await connect(database.url);
    expect(await migrateCentral(connection, folder, create)).toEqual({
      ok: false,
      error: { type: 'CentralMigrationFailed', version: newest, detail: 'division by zero' },
    });
    expect(await database.value(`SELECT to_regclass('public.half')`)).toBeNull();
    writeFileSync(bad, 'CREATE TABLE whole (id integer);\nSELECT auth.seal();\n');
    expect(await migrateCentral(connection, folder, create)).toMatchObject({ ok: true, value: { to: 9000 } });
    expect(await database.value('SELECT relforcerowsecurity FROM pg_class WHERE relname = $1', ['whole'])).toBe(true);
  });
});

describe('[CENTRAL2] one migration at a time', () => {
  test('[CENTRAL2] of two at once one waits, and both end well', async () => {
    const { url, value } = await createTestDatabase('empty');
    const results = await Promise.all(
      [await connect(url), await connect(url)].map((one) => migrateCentral(one, MIGRATIONS, create)),
    );
    expect(results.map((result) => result.ok && result.value.applied.length).sort()).toEqual([
      0,
      knownMigrations(MIGRATIONS).length,
    ]);
    expect(Number(await value('SELECT count(*) FROM schema_migrations'))).toBe(knownMigrations(MIGRATIONS).length);
  });

  test('[CENTRAL2] who waits too long is told so and has changed nothing', async () => {
    const { url, value } = await createTestDatabase('empty');
    const [holder, waiter] = [await openClient(url), await connect(url)];
    await holder.query('SELECT pg_advisory_lock(7213049158)');
    const result = await migrateCentral(waiter, MIGRATIONS, { ...create, waitMs: 50 });
    expect(result).toEqual({ ok: false, error: { type: 'CentralBusy', waitedMs: 50 } });
    expect(await value(`SELECT to_regclass('public.schema_migrations')`)).toBeNull();
  });

  test('[CENTRAL2] two databases of one server share its roles and both migrate, even at once', async () => {
    const both = [await createTestDatabase('empty'), await createTestDatabase('empty')];
    const results = await Promise.all(
      both.map(async ({ url }) => migrateCentral(await connect(url), MIGRATIONS, create)),
    );
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
  });
});

describe('[CENTRAL3] versions that do not fit are refused, and nothing is touched', () => {
  test('[CENTRAL3] a database newer than the program', async () => {
    const { url, query } = await createTestDatabase();
    await query(`INSERT INTO schema_migrations (version, name, md5) VALUES (9990, 'later', 'x')`);
    const connection = await connect(url);
    const refused = { ok: false, error: { type: 'CentralNewer', found: 9990, known: newest } };
    expect(await migrateCentral(connection, MIGRATIONS, create)).toEqual(refused);
    expect(await readCentralStatus(connection, MIGRATIONS, OWN)).toEqual(refused);
  });

  test('[CENTRAL3] a program older than the database asks for', async () => {
    const { url, query } = await createTestDatabase();
    await query(`UPDATE client_requirements SET minimum_client_version = '0.10.0'`);
    const connection = await connect(url);
    const refused = { ok: false, error: { type: 'CentralClientTooOld', minimum: '0.10.0', own: '0.9.9' } };
    expect(await migrateCentral(connection, MIGRATIONS, { ...create, ownVersion: '0.9.9' })).toEqual(refused);
    expect(await readCentralStatus(connection, MIGRATIONS, '0.9.9')).toEqual(refused);
    expect(await readCentralStatus(connection, MIGRATIONS, '0.10.0')).toMatchObject({ ok: true });
  });

  test('[CENTRAL3] an empty database is not brought up to date but made', async () => {
    const connection = await connect((await createTestDatabase('empty')).url);
    const result = await migrateCentral(connection, MIGRATIONS, { ...create, start: 'upgrade' });
    expect(result).toEqual({ ok: false, error: { type: 'CentralEmpty' } });
  });

  test('[CENTRAL3] a database that holds other tables is left alone', async () => {
    const { url, query } = await createTestDatabase('empty');
    await query('CREATE TABLE somebody_elses (id integer)');
    const result = await migrateCentral(await connect(url), MIGRATIONS, create);
    expect(result).toEqual({ ok: false, error: { type: 'CentralNotEmpty', tables: ['public.somebody_elses'] } });
  });

  test('[CENTRAL3] an extension that was there before is used where it is', async () => {
    const { url, query, value } = await createTestDatabase('empty');
    await query('CREATE EXTENSION pgcrypto SCHEMA public');
    expect(await migrateCentral(await connect(url), MIGRATIONS, create)).toMatchObject({ ok: true });
    expect(
      await value(`SELECT auth.password_matches('secret', public.crypt('secret', public.gen_salt('bf', 4)))`),
    ).toBe(true);
    expect(await value(`SELECT auth.password_matches('other', public.crypt('secret', public.gen_salt('bf', 4)))`)).toBe(
      false,
    );
  });

  test('[CENTRAL3] a login without the rights is told what is missing', async () => {
    const { name, query } = await createTestDatabase('empty');
    const login = `plain_${randomUUID().slice(0, 8)}`;
    await query(`CREATE ROLE ${login} LOGIN PASSWORD 'plain'`);
    const url = new URL(inject('server').url);
    url.username = login;
    url.password = 'plain';
    url.pathname = `/${name}`;
    const connection = await connect(url.href);
    const result = await migrateCentral(connection, MIGRATIONS, create);
    await connection.close();
    await query(`DROP ROLE ${login}`);
    expect(result).toMatchObject({ ok: false, error: { type: 'CentralNotAllowed' } });
  });

  test('[CENTRAL3] a login that is no superuser but may create roles and owns the database suffices', async () => {
    const { name, query, value } = await createTestDatabase('empty');
    const login = `owner_${randomUUID().slice(0, 8)}`;
    await query(`CREATE ROLE ${login} LOGIN CREATEROLE PASSWORD 'owner'`);
    for (const role of ['app_owner', 'app_definer', 'app_worker', 'app_ingest', 'app_user'])
      await query(`GRANT ${role} TO ${login} WITH ADMIN OPTION`);
    await query(`ALTER DATABASE ${name} OWNER TO ${login}`);
    const url = new URL(inject('server').url);
    url.username = login;
    url.password = 'owner';
    url.pathname = `/${name}`;
    const connection = await connect(url.href);
    const result = await migrateCentral(connection, MIGRATIONS, create);
    const status = await readCentralStatus(connection, MIGRATIONS, OWN);
    await connection.close();
    expect(result).toMatchObject({ ok: true, value: { to: newest } });
    expect(status).toMatchObject({ ok: true, value: { pending: [], counts: { organizations: 0 } } });
    expect(
      await value(
        `SELECT count(DISTINCT tableowner)::int FROM pg_tables WHERE schemaname IN ('public', 'auth', 'core')`,
      ),
    ).toBe(1);
  });
});
