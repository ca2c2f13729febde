import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { migrateCentral } from '../../src/engine/central/central-migrations.ts';
import { scramVerifier } from '../../src/engine/central/scram-verifier.ts';
import { openAs, refusalOf } from './support/enrolment.ts';
import { connect, MIGRATIONS } from './support/test-database.ts';

const OTHER_VERSIONS = ['15', '16', '17']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .filter((path) => existsSync(`${path}/postgres`));

/** A hosted server: whoever migrates owns the database and may make roles, and that is all. */
describe.each([null, ...OTHER_VERSIONS])('[ENROL1] where nobody of ours is superuser (%s)', (binDir) => {
  let server: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let host: pg.Client;
  beforeAll(async () => {
    server = await startPostgres({ binDir });
    const admin = await openAs(server.url, 'postgres', server.password);
    await admin.query(`CREATE ROLE host LOGIN CREATEROLE PASSWORD 'host'`);
    await admin.query('CREATE DATABASE shop OWNER host');
    const address = new URL(server.url);
    address.pathname = '/shop';
    address.username = 'host';
    address.password = 'host';
    const made = await migrateCentral(await connect(address.href), MIGRATIONS, {
      ownVersion: '0.1.0',
      start: 'create',
    });
    expect(made).toMatchObject({ ok: true });
    host = await openAs(address.href, 'host', 'host');
  });
  afterAll(() => server?.stop());

  const first = async (client: pg.Client, statement: string, values: readonly unknown[] = []): Promise<unknown> =>
    Object.values((await client.query<Record<string, unknown>>(statement, [...values])).rows[0] ?? {})[0];

  test('[ENROL1] a device is enrolled, works, is revoked and thrown out', async () => {
    const url = new URL(server?.url ?? '');
    url.pathname = '/shop';
    await host.query(`SET ROLE app_owner`);
    await host.query(`INSERT INTO auth.users (email) VALUES ('owner@a.test')`);
    await host.query(
      `INSERT INTO organization_invitations (organization_id, email, role_slug, token_hash)
       SELECT org_id, 'new@a.test', 'viewer', encode(sha256('the code'), 'hex') FROM auth.users_extended WHERE email = 'owner@a.test'`,
    );
    await host.query(`RESET ROLE`);
    await host.query(`ALTER ROLE app_enrol PASSWORD 'enrol'`);
    const gate = await openAs(url.href, 'app_enrol', 'enrol');
    const password = randomBytes(24).toString('base64url');
    const request = await first(gate, 'SELECT auth.begin_enrolment($1, $2, $3)', [
      'the code',
      'Laptop',
      scramVerifier(password, randomBytes(16)),
    ]);
    const login = String(await first(gate, 'SELECT db_role FROM auth.finish_enrolment($1)', [request]));
    const device = await openAs(url.href, login, password);
    expect(await first(device, 'SELECT count(*)::int FROM products')).toBe(0);
    expect(await refusalOf(device.query('SELECT * FROM auth.enrolment_requests'))).toContain('42501');

    await host.query('SET ROLE app_owner');
    await host.query('UPDATE auth.devices SET revoked_at = now()');
    await host.query('SELECT auth.close_device_login($1)', [login]);
    expect(await first(host, 'SELECT auth.end_revoked_connections()')).toBe(1);
    await expect(device.query('SELECT 1')).rejects.toThrow();
    expect(await refusalOf(openAs(url.href, login, password))).toContain('28000');
  });
});
