import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll } from 'vitest';
import { scramVerifier } from '../../../src/engine/central/scram-verifier.ts';
import type { World } from './world.ts';

export type Device = { readonly login: string; readonly password: string; readonly email: string };

/** A connection of the login that may only enrol; its password is the test's. */
export async function openEnrolment({ url, query }: World): Promise<pg.Client> {
  const password = randomBytes(12).toString('hex');
  await query(`ALTER ROLE app_enrol PASSWORD '${password}'`);
  return await openAs(url, 'app_enrol', password);
}

export async function openAs(url: string, login: string, password: string): Promise<pg.Client> {
  const address = new URL(url);
  address.username = login;
  address.password = password;
  const client = new pg.Client({ connectionString: address.href });
  client.on('error', () => undefined);
  await client.connect();
  afterAll(() => client.end().catch(() => undefined));
  return client;
}

/** From a code to a device, as a desktop does it. The login is taken away after the file. */
export async function enrol(world: World, client: pg.Client, code: string, name = 'Laptop'): Promise<Device> {
  const password = randomBytes(24).toString('base64url');
  const { rows: begun } = await client.query<{ id: string }>('SELECT auth.begin_enrolment($1, $2, $3) AS id', [
    code,
    name,
    scramVerifier(password, randomBytes(16)),
  ]);
  const { rows } = await client.query<{ db_role: string; email: string }>('SELECT * FROM auth.finish_enrolment($1)', [
    begun[0]?.id,
  ]);
  const login = rows[0]?.db_role ?? '';
  afterAll(() => world.query(`DROP ROLE IF EXISTS ${login}`).catch(() => undefined));
  return { login, password, email: rows[0]?.email ?? '' };
}

/** What was refused, as SQLSTATE and message. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return `${error.code ?? ''} ${error.message}`;
    throw error;
  }
  throw new Error('Not refused');
}
