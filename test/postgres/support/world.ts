import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, questionsTo } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';

/** Two tenants, A with an owner, a manager and a viewer, B with an owner, and somebody who tried to get into A. */
export type Person = 'ownerA' | 'managerA' | 'viewerA' | 'ownerB' | 'strangerC';
export type World = TestDatabase & {
  readonly id: Readonly<Record<Person, string>>;
  readonly orgA: string;
  readonly orgB: string;
  readonly storeA: string;
  readonly storeB: string;
  /**
   * Asks as that person: on the login of the person's device, with the token of the person's session, in one
   * transaction that is rolled back unless `keep` says otherwise. Null: signed in on the login, but no session.
   */
  readonly as: <T>(
    person: Person | null,
    work: (ask: Omit<TestDatabase, 'name' | 'url'>) => Promise<T>,
    keep?: boolean,
  ) => Promise<T>;
  readonly tokenOf: (person: Person) => string;
  /** A connection on the login of that person's device, without a session. */
  readonly connectAs: (person: Person) => Promise<pg.Client>;
  /** Where that login connects to, with its password. */
  readonly urlAs: (person: Person) => string;
};

const EMAIL: Readonly<Record<Person, string>> = {
  ownerA: 'owner@a.test',
  managerA: 'manager@a.test',
  viewerA: 'viewer@a.test',
  ownerB: 'owner@b.test',
  strangerC: 'stranger@c.test',
};
const PEOPLE = Object.keys(EMAIL) as readonly Person[];
const PASSWORD = 'a password of a test';

/** A world for all tests of a file, each of which leaves it as it found it or uses rows of its own. */
export function provideWorld(): () => World {
  let world: World | null = null;
  beforeAll(async () => {
    world = await createWorld();
  });
  return () => {
    if (world === null) throw new Error('The world is there only within tests.');
    return world;
  };
}

async function createWorld(): Promise<World> {
  const database = await createTestDatabase();
  const id = Object.fromEntries(PEOPLE.map((person) => [person, randomUUID()])) as Record<Person, string>;
  await signUp(database, id);
  const orgA = await organizationOf(database, id.ownerA);
  const orgB = await organizationOf(database, id.ownerB);
  const [storeA, storeB] = [randomUUID(), randomUUID()];
  const insertStore = `INSERT INTO stores (id, name, url, api_key, api_secret, user_id, organization_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
  await database.query(insertStore, [storeA, 'Shop A', 'https://a.test', 'ckA', 'csA', id.ownerA, orgA]);
  await database.query(insertStore, [storeB, 'Shop B', 'https://b.test', 'ckB', 'csB', id.ownerB, orgB]);
  const insertMember = `INSERT INTO store_users (store_id, user_id, role, organization_id) VALUES ($1, $2, $3, $4)`;
  await database.query(insertMember, [storeA, id.managerA, 'manager', orgA]);
  await database.query(insertMember, [storeA, id.viewerA, 'viewer', orgA]);
  await database.query(
    `INSERT INTO orders (store_id, woo_id, status, total_text, customer_name, customer_email)
     VALUES ($1, 1001, 'processing', '10.00', 'Ann Buyer', 'ann@x.test'), ($2, 1001, 'processing', '20.00', 'Bob Buyer', 'bob@x.test')`,
    [storeA, storeB],
  );
  const logins = await createLogins(database, id);
  const tokenOf = (person: Person): string => `token of ${EMAIL[person]}`;
  return { ...database, id, orgA, orgB, storeA, storeB, tokenOf, ...askers(database, logins, tokenOf) };
}

async function signUp(database: TestDatabase, id: Readonly<Record<Person, string>>): Promise<void> {
  const insertUser = `INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES ($1, $2, $3)`;
  await database.query(insertUser, [id.ownerA, EMAIL.ownerA, {}]);
  await database.query(insertUser, [id.ownerB, EMAIL.ownerB, {}]);
  const orgA = await organizationOf(database, id.ownerA);
  await database.query(
    `INSERT INTO organization_invitations (organization_id, email, role_slug, token_hash)
     VALUES ($1, $2, 'manager', 't1'), ($1, $3, 'viewer', 't2')`,
    [orgA, EMAIL.managerA, EMAIL.viewerA],
  );
  await database.query(insertUser, [id.managerA, EMAIL.managerA, { invitation_token_hash: 't1' }]);
  await database.query(insertUser, [id.viewerA, EMAIL.viewerA, { invitation_token_hash: 't2' }]);
  // Names the organization and somebody else's invitation; both must count for nothing.
  await database.query(insertUser, [id.strangerC, EMAIL.strangerC, { org_id: orgA, invitation_token_hash: 't1' }]);
}

async function organizationOf(database: TestDatabase, person: string): Promise<string> {
  return String(await database.value('SELECT org_id FROM auth.users_extended WHERE id = $1', [person]));
}

/** Roles belong to the server, so their names hold the database's. */
async function createLogins(
  database: TestDatabase,
  id: Readonly<Record<Person, string>>,
): Promise<Readonly<Record<Person, string>>> {
  const logins = Object.fromEntries(
    PEOPLE.map((person) => [person, `${person.toLowerCase()}_${database.name.slice(2, 14)}`]),
  ) as Record<Person, string>;
  for (const person of PEOPLE) {
    await database.query(
      `CREATE ROLE ${logins[person]} LOGIN PASSWORD '${PASSWORD}' CONNECTION LIMIT 3 IN ROLE app_user`,
    );
    await database.query(
      `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
       VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, now() + interval '1 hour')`,
      [id[person], `token of ${EMAIL[person]}`, logins[person]],
    );
  }
  return logins;
}

function askers(
  database: TestDatabase,
  logins: Readonly<Record<Person, string>>,
  tokenOf: World['tokenOf'],
): Pick<World, 'as' | 'connectAs' | 'urlAs'> {
  const clients = new Map<Person, pg.Client>();
  afterAll(async () => {
    for (const client of clients.values()) await client.end().catch(() => undefined);
    for (const person of PEOPLE) await database.query(`DROP ROLE IF EXISTS ${logins[person]}`);
  });
  const urlAs = (person: Person): string => {
    const url = new URL(database.url);
    url.username = logins[person];
    url.password = PASSWORD;
    return url.href;
  };
  const connectAs = async (person: Person): Promise<pg.Client> => {
    const found = clients.get(person);
    if (found !== undefined) return found;
    const client = new pg.Client({ connectionString: urlAs(person) });
    client.on('error', () => undefined);
    await client.connect();
    clients.set(person, client);
    return client;
  };
  const as: World['as'] = async (person, work, keep = false) => {
    const client = await connectAs(person ?? 'ownerA');
    await client.query('BEGIN');
    try {
      if (person !== null) await client.query(`SELECT set_config('app.session_token', $1, true)`, [tokenOf(person)]);
      return await work(questionsTo(client));
    } finally {
      await client.query(keep ? 'COMMIT' : 'ROLLBACK');
    }
  };
  return { as, connectAs, urlAs };
}
