import { existsSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { migrateCentral } from '../../src/engine/central/central-migrations.ts';
import { connect, MIGRATIONS } from './support/test-database.ts';

/** Where Debian puts other versions; a machine without one looks only at the server that the packages bring. */
const OTHER_VERSIONS = ['15', '16', '17']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .filter((path) => existsSync(`${path}/postgres`));

describe.each([null, ...OTHER_VERSIONS])('[CENTRAL26] a server that has never seen Backroom (%s)', (binDir) => {
  let server: Awaited<ReturnType<typeof startPostgres>> | null = null;
  beforeAll(async () => {
    server = await startPostgres({ binDir });
  });
  afterAll(() => server?.stop());

  async function admin(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: server?.url ?? '' });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
  const addressOf = (database: string, user = 'postgres', password = server?.password ?? ''): string => {
    const url = new URL(server?.url ?? '');
    url.username = user;
    url.password = password;
    url.pathname = `/${database}`;
    return url.href;
  };
  const init = async (address: string) =>
    await migrateCentral(await connect(address), MIGRATIONS, { ownVersion: '0.1.0', start: 'create' });

  test('[CENTRAL26] a login that may create roles and owns a database needs no superuser', async () => {
    await admin(`CREATE ROLE shop LOGIN CREATEROLE PASSWORD 'shop'`, 'CREATE DATABASE shop OWNER shop');
    const made = await init(addressOf('shop', 'shop', 'shop'));
    expect(made).toEqual({ ok: true, value: expect.objectContaining({ from: 0 }) as unknown });
    const { client } = await connect(addressOf('shop'));
    const { rows } = await client.query(`SELECT count(*)::int AS open FROM pg_class c WHERE c.relkind IN ('r', 'p')
      AND c.relnamespace::regnamespace::text IN ('public', 'auth', 'core') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`);
    expect(rows).toEqual([{ open: 0 }]);
    // and later migrations find the same login sufficient
    expect(await init(addressOf('shop', 'shop', 'shop'))).toMatchObject({ ok: true, value: { applied: [] } });
  });

  test('[CENTRAL26] two databases make the roles at the same moment', async () => {
    await admin('CREATE DATABASE one', 'CREATE DATABASE two');
    const made = await Promise.all([init(addressOf('one')), init(addressOf('two'))]);
    expect(made.map(({ ok }) => ok)).toEqual([true, true]);
  });
});

test('[CENTRAL26] the server and its folder are gone after stop, and its port is free', async () => {
  const server = await startPostgres();
  await server.stop();
  const client = new pg.Client({ connectionString: server.url });
  await expect(client.connect()).rejects.toThrow(/ECONNREFUSED/);
});
