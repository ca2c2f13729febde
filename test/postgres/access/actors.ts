import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll } from 'vitest';
import type { World } from '../support/world.ts';
import { ACTORS } from './rules.ts';
import type { Actor } from './rules.ts';

const DEVELOPER_TOKEN = 'token of developer@a.test';

/** A connection on the actor's own login; `begin` opens a transaction with the actor's session, if there is one. */
export type ActorLogin = { readonly client: pg.Client; readonly begin: () => Promise<void> };
export type Cast = {
  readonly logins: Readonly<Record<Actor, ActorLogin>>;
  readonly person: Readonly<Record<Actor, string | null>>;
  /** Of the second store of A, where nobody but `bystander` is entered. */
  readonly storeA2: string;
  readonly bystander: string;
};

/** The two tenants of the world, with a developer, a second store, and somebody who works only there. */
export async function assemble(world: World): Promise<Cast> {
  const { id } = world;
  const [developer, bystander, storeA2] = [randomUUID(), randomUUID(), randomUUID()];
  await join(world, developer, 'developer@a.test', 'user');
  await join(world, bystander, 'bystander@a.test', 'user');
  await world.query(
    `INSERT INTO stores (id, name, url, api_key, api_secret, user_id, organization_id)
     VALUES ($1, 'Shop A2', 'https://a2.test', 'ckA2', 'csA2', $2, $3)`,
    [storeA2, id.ownerA, world.orgA],
  );
  await world.query(
    `INSERT INTO store_users (store_id, user_id, role, organization_id) VALUES ($1, $2, 'viewer', $5), ($3, $4, 'manager', $5)`,
    [world.storeA, developer, storeA2, bystander, world.orgA],
  );
  const developerLogin = await openDeveloper(world, developer);
  const known = { owner: 'ownerA', manager: 'managerA', viewer: 'viewerA', stranger: 'ownerB' } as const;
  const login = async (actor: Actor): Promise<ActorLogin> => {
    if (actor === 'developer') return { client: developerLogin, begin: () => open(developerLogin, DEVELOPER_TOKEN) };
    const client = await world.connectAs(actor === 'nobody' ? 'ownerA' : known[actor]);
    return { client, begin: () => open(client, actor === 'nobody' ? null : world.tokenOf(known[actor])) };
  };
  const logins = Object.fromEntries(
    await Promise.all(ACTORS.map(async (actor) => [actor, await login(actor)] as const)),
  ) as Record<Actor, ActorLogin>;
  const person = { owner: id.ownerA, manager: id.managerA, developer, viewer: id.viewerA };
  return { logins, person: { ...person, stranger: id.ownerB, nobody: null }, storeA2, bystander };
}

async function open(client: pg.Client, token: string | null): Promise<void> {
  await client.query('BEGIN');
  if (token !== null) await client.query(`SELECT set_config('app.session_token', $1, true)`, [token]);
}

async function join(world: World, person: string, email: string, role: string): Promise<void> {
  await world.query(
    `INSERT INTO organization_invitations (organization_id, email, role_slug, token_hash) VALUES ($1, $2, $3, $2)`,
    [world.orgA, email, role],
  );
  await world.query('INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES ($1, $2, $3)', [
    person,
    email,
    { invitation_token_hash: email },
  ]);
}

async function openDeveloper(world: World, person: string): Promise<pg.Client> {
  const name = `developer_${world.name.slice(2, 14)}`;
  const password = randomUUID();
  await world.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' CONNECTION LIMIT 3 IN ROLE app_user`);
  await world.query(
    `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
     VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, now() + interval '1 hour')`,
    [person, DEVELOPER_TOKEN, name],
  );
  const url = new URL(world.url);
  url.username = name;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => undefined);
  await client.connect();
  afterAll(async () => {
    await client.end().catch(() => undefined);
    await world.query(`DROP ROLE IF EXISTS ${name}`);
  });
  return client;
}
