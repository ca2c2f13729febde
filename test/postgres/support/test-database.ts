import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { parseCentralAddress } from '../../../src/engine/central/central-address.ts';
import { connectCentral } from '../../../src/engine/central/central-connection.ts';
import type { CentralConnection } from '../../../src/engine/central/central-connection.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../../migrations/central');

export type Row = Readonly<Record<string, unknown>>;
/** A database of this file's own, and its superuser. */
export type TestDatabase = {
  readonly name: string;
  readonly url: string;
  readonly query: (statement: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  /** The first column of the first row. */
  readonly value: (statement: string, values?: readonly unknown[]) => Promise<unknown>;
  /** The whole first row. */
  readonly row: (statement: string, values?: readonly unknown[]) => Promise<Row>;
  /** SQLSTATE and message of the refusal; fails when the statement is not refused. Leaves nothing behind. */
  readonly refusal: (statement: string, values?: readonly unknown[]) => Promise<string>;
};

/** Copies the migrated template, or makes an empty database; dropped after the file. */
export async function createTestDatabase(content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const { url: adminUrl, template } = inject('server');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = await open(adminUrl);
  await admin.query(`CREATE DATABASE ${name} ${content === 'migrated' ? `TEMPLATE ${template}` : ''}`);
  const url = adminUrl.replace(/\/postgres$/, `/${name}`);
  const client = await open(url);
  // Rights on the database itself are not copied with it.
  if (content === 'migrated')
    await client.query(`BEGIN; ${readFileSync(join(MIGRATIONS, 'bootstrap.sql'), 'utf8')}; COMMIT`);
  afterAll(async () => {
    await client.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  return { name, url, ...questionsTo(client) };
}

/** The questions of a test, asked over one connection. */
export function questionsTo(client: pg.Client): Omit<TestDatabase, 'name' | 'url'> {
  const query: TestDatabase['query'] = async (statement, values = []) => {
    const { rows } = await client.query<Row>(statement, [...values]);
    return rows;
  };
  const row: TestDatabase['row'] = async (statement, values) => {
    const [first] = await query(statement, values);
    if (first === undefined) throw new Error(`No row: ${statement}`);
    return first;
  };
  return {
    query,
    row,
    value: async (statement, values) => Object.values(await row(statement, values))[0],
    refusal: async (statement, values = []) => {
      await client.query('SAVEPOINT refusal').catch(() => client.query('BEGIN'));
      try {
        await client.query(statement, [...values]);
      } catch (error) {
        if (error instanceof pg.DatabaseError) return `${error.code ?? ''} ${error.message}`;
        throw error;
      } finally {
        await client.query('ROLLBACK TO SAVEPOINT refusal').catch(() => client.query('ROLLBACK'));
      }
      throw new Error(`Not refused: ${statement}`);
    },
  };
}

/** A plain connection that ends with the file; notices and lost connections are nobody's business here. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = await open(url);
  afterAll(() => client.end().catch(() => undefined));
  return client;
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The connection that the engine makes. */
export async function connect(url: string): Promise<CentralConnection> {
  const address = parseCentralAddress(url, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const connected = await connectCentral(address.value);
  if (!connected.ok) throw new Error(JSON.stringify(connected.error));
  afterAll(() => connected.value.close().catch(() => undefined));
  return connected.value;
}
