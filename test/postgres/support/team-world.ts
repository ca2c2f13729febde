import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll } from 'vitest';
import { openClient, questionsTo } from './test-database.ts';
import type { Row, TestDatabase } from './test-database.ts';
import type { Person, World } from './world.ts';

export type Ask = Omit<TestDatabase, 'name' | 'url'>;
/** A desktop of one person: a login of its own, a session on it, and connections. */
export type TeamDevice = {
  readonly id: string;
  readonly person: Person;
  readonly login: string;
  readonly token: string;
  readonly url: string;
  /** One committed transaction as this device; thrown errors roll back. */
  readonly run: <T>(work: (ask: Ask) => Promise<T>) => Promise<T>;
  /** A further connection, for what overlaps. */
  readonly open: () => Promise<pg.Client>;
};

/** Enters a device with its login and an open session, as enrolment and sign-in would. */
export async function enterDevice(world: World, person: Person, name = 'Laptop'): Promise<TeamDevice> {
  const login = `device_${randomUUID().replaceAll('-', '')}`;
  const [password, token] = [randomBytes(12).toString('hex'), randomBytes(24).toString('base64url')];
  await world.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' CONNECTION LIMIT 3 IN ROLE app_user`);
  await world.query(`GRANT ${login} TO app_enroller WITH ADMIN OPTION`);
  afterAll(() => world.query(`DROP ROLE IF EXISTS ${login}`).catch(() => undefined));
  const { id } = await world.row(
    `INSERT INTO auth.devices (user_id, organization_id, db_role, name)
     SELECT u.id, u.org_id, $2, $3 FROM auth.users_extended u WHERE u.id = $1 RETURNING id`,
    [world.id[person], login, name],
  );
  await world.query(
    `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
     VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, now() + interval '1 hour')`,
    [world.id[person], token, login],
  );
  const url = new URL(world.url);
  url.username = login;
  url.password = password;
  const open = async (): Promise<pg.Client> => await openClient(url.href);
  let client: pg.Client | null = null;
  const run: TeamDevice['run'] = async (work) => {
    client ??= await open();
    return await asDevice(client, token, work);
  };
  return { id: String(id), person, login, token, url: url.href, run, open };
}

/** One committed transaction on that connection, with the session's token. */
export async function asDevice<T>(client: pg.Client, token: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('app.session_token', $1, true)`, [token]);
    const result = await work(questionsTo(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

export type RawLine = {
  readonly sequence: number;
  readonly id?: string;
  readonly table?: string;
  readonly key?: string;
  readonly kind?: string;
  readonly version?: string | number | null;
  readonly fields?: Row;
};

/** Sends lines as they stand, in one transaction; the answers. */
export async function pushRaw(device: TeamDevice, ...lines: readonly RawLine[]): Promise<readonly Row[]> {
  const sent = lines.map((line) => ({ id: randomUUID(), table: 'tasks', kind: 'insert', ...line }));
  return await device.run(({ query }) => query('SELECT * FROM push_changes($1)', [JSON.stringify(sent)]));
}
