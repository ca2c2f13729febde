import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, expect } from 'vitest';
import { enrol, openAs, openEnrolment } from './enrolment.ts';
import type { World } from './world.ts';

/** Proofs look like this; what they were derived from does not matter in tests. */
export const proof = (word: string): string => createHash('sha256').update(word).digest('base64url');
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A person at a device of their own. */
export type Desk = { readonly client: pg.Client; readonly email: string; readonly login: string };
export type Finished = {
  readonly outcome: string;
  readonly session_id: string | null;
  readonly expires_at: Date | null;
  readonly retry_at: Date | null;
};

export const first = async (client: pg.Client, statement: string, values: readonly unknown[] = []): Promise<unknown> =>
  Object.values((await client.query<Record<string, unknown>>(statement, [...values])).rows[0] ?? {})[0];

export const beginSignIn = (
  { client, email }: Desk,
  word: string,
  token = randomBytes(8).toString('hex'),
  address = email,
): Promise<unknown> => first(client, 'SELECT auth.begin_sign_in($1, $2, $3)', [address, proof(word), hashOf(token)]);

export const finishSignIn = async ({ client }: Desk, attempt: unknown): Promise<Finished | undefined> =>
  (await client.query<Finished>('SELECT * FROM auth.finish_sign_in($1)', [attempt])).rows[0];

export const signIn = async (desk: Desk, word: string, token?: string, address?: string): Promise<string | undefined> =>
  (await finishSignIn(desk, await beginSignIn(desk, word, token, address)))?.outcome;

export async function changePassword({ client }: Desk, current: string | null, next: string): Promise<unknown> {
  const values = [current === null ? null : proof(current), proof(next)];
  const attempt = await first(client, 'SELECT auth.begin_password_change($1, $2)', values);
  return await first(client, 'SELECT auth.finish_password_change($1)', [attempt]);
}

/** One transaction with that session, which is kept. */
export async function inSession<T>({ client }: Desk, token: string, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('app.session_token', $1, true)`, [token]);
    const done = await work();
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Who the database takes the holder of that token for. */
export const whoami = (desk: Desk, token: string): Promise<unknown> =>
  inSession(desk, token, () => first(desk.client, 'SELECT email FROM auth.users_extended WHERE id = auth.uid()'));

export type Desks = {
  /** Somebody new in A with a device, and a first password when a word for it is given. */
  readonly newcomer: (name: string, word?: string, role?: string) => Promise<Desk>;
  /** A device for that code. */
  readonly withCode: (code: string) => Promise<Desk>;
};

export function provideDesks(world: () => World): Desks {
  let gate: pg.Client | null = null;
  beforeAll(async () => {
    gate = await openEnrolment(world());
  });
  const withCode: Desks['withCode'] = async (code) => {
    if (gate === null) throw new Error('Desks are there only within tests.');
    const device = await enrol(world(), gate, code);
    return {
      client: await openAs(world().url, device.login, device.password),
      email: device.email,
      login: device.login,
    };
  };
  const newcomer: Desks['newcomer'] = async (name, word, role = 'viewer') => {
    const code = await world().as(
      'ownerA',
      async ({ value }) => String(await value('SELECT auth.create_invitation($1, $2)', [`${name}@a.test`, role])),
      true,
    );
    const desk = await withCode(code);
    if (word !== undefined) expect(await changePassword(desk, null, word)).toBe('accepted');
    return desk;
  };
  return { newcomer, withCode };
}
