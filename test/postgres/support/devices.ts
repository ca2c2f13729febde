import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll } from 'vitest';
import type { CentralSession, Query, TeamFailure } from '../../../src/engine/team/team-server.ts';
import type { Result } from '../../../src/shared/result.ts';
import { err, ok } from '../../../src/shared/result.ts';
import { questionsTo } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';
import type { Person, World } from './world.ts';

/** An enrolled computer of one person, signed in, and its way to central. */
export type TestDevice = {
  readonly id: string;
  readonly session: CentralSession;
  /** Statements in one transaction that is rolled back unless `keep` says otherwise. */
  readonly ask: <T>(work: (ask: Omit<TestDatabase, 'name' | 'url'>) => Promise<T>, keep?: boolean) => Promise<T>;
  readonly line: { up: boolean; before: ((sql: string) => void) | null };
};

/** Makes the login that enrolment would make, and the session that signing in would. */
export async function enrolDevice(world: World, person: Person, name = 'Laptop'): Promise<TestDevice> {
  const login = `device_${randomUUID().replaceAll('-', '')}`;
  const [password, token, id] = [randomUUID(), randomUUID(), randomUUID()];
  const personId = world.id[person];
  const organizationId = String(await world.value('SELECT org_id FROM auth.users_extended WHERE id = $1', [personId]));
  await world.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' CONNECTION LIMIT 3 IN ROLE app_user`);
  await world.query(`ALTER ROLE ${login} SET lock_timeout = '5s'`);
  await world.query(
    `INSERT INTO auth.devices (id, user_id, organization_id, db_role, name) VALUES ($1, $2, $3, $4, $5)`,
    [id, personId, organizationId, login, name],
  );
  await world.query(
    `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
     VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, now() + interval '1 hour')`,
    [personId, token, login],
  );
  const url = new URL(world.url);
  url.username = login;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => undefined);
  await client.connect();
  afterAll(async () => {
    await client.end().catch(() => undefined);
    await world.query(`DROP OWNED BY ${login}`).catch(() => undefined);
    await world.query(`DROP ROLE IF EXISTS ${login}`).catch(() => undefined);
  });
  const line: TestDevice['line'] = { up: true, before: null };
  const session = sessionOn(client, token, line, { deviceId: id, personId, organizationId });
  const ask: TestDevice['ask'] = async (work, keep = false) => {
    await client.query('BEGIN');
    try {
      await client.query(`SELECT set_config('app.session_token', $1, true)`, [token]);
      return await work(questionsTo(client));
    } finally {
      await client.query(keep ? 'COMMIT' : 'ROLLBACK');
    }
  };
  return { id, session, ask, line };
}

/** One transaction at a time over one connection that a test can cut. */
function sessionOn(
  client: pg.Client,
  token: string,
  line: TestDevice['line'],
  who: Pick<CentralSession, 'deviceId' | 'personId' | 'organizationId'>,
): CentralSession {
  let turn: Promise<unknown> = Promise.resolve();
  const run = async <T>(
    work: (query: Query) => Promise<T>,
    repeatableRead: boolean,
  ): Promise<Result<T, TeamFailure>> => {
    const query: Query = async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
      line.before?.(sql);
      if (!line.up) throw new Error('the line is cut');
      return (await client.query<Row>(sql, [...values])).rows;
    };
    try {
      await query(`BEGIN${repeatableRead ? ' ISOLATION LEVEL REPEATABLE READ' : ''}`);
      await query(`SELECT set_config('app.session_token', $1, true)`, [token]);
      const value = await work(query);
      await query('COMMIT');
      return ok(value);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      return err(failureOf(error));
    }
  };
  return {
    ...who,
    transaction: (work, options = {}) => {
      const next = turn.then(() => run(work, options.repeatableRead === true));
      turn = next;
      return next;
    },
    listen: () => undefined,
  };
}

function failureOf(error: unknown): TeamFailure {
  if (!(error instanceof pg.DatabaseError)) return { type: 'CentralUnavailable', detail: String(error) };
  if (error.code === '42501') return { type: 'CentralForbidden', detail: error.message };
  return { type: 'CentralRejected', code: error.code ?? '', detail: error.message };
}
