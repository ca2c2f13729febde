import { onTestFinished } from 'vitest';
import { createCentralTeamServer } from '../../../src/engine/central/central-team-server.ts';
import { createCentralSession } from '../../../src/engine/central/central-session.ts';
import type { OpenCentralSession } from '../../../src/engine/central/central-session.ts';
import { parseCentralAddress } from '../../../src/engine/central/central-address.ts';
import { createSeededRandom } from '../../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../../src/engine/platform/system-clock.ts';
import type { BenchPerson, TeamBench } from '../../support/team-bench.ts';
import { CARD_TABLES_AT_CENTRAL } from '../../support/team-cards.ts';
import { openClient } from './test-database.ts';
import { enterDevice } from './team-world.ts';
import type { TeamDevice } from './team-world.ts';
import type { World } from './world.ts';

/** The session of a device, through `port` where a proxy stands between. */
export function openSession(world: World, device: TeamDevice, port?: number): OpenCentralSession {
  const url = new URL(device.url);
  if (port !== undefined) url.port = String(port);
  const address = parseCentralAddress(url.href, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const session = createCentralSession({
    address: address.value,
    token: device.token,
    deviceId: device.id,
    personId: world.id[device.person],
    organizationId: device.person === 'ownerB' ? world.orgB : world.orgA,
    clock: createSystemClock(),
    random: createSeededRandom('session'),
    logger: { log: () => undefined },
    ownVersion: '0.1.0',
    schemaVersion: 314,
  });
  onTestFinished(() => session.close());
  return session;
}

export async function prepareCards(world: World): Promise<void> {
  await world.query(CARD_TABLES_AT_CENTRAL);
}

const COLUMN_LIST = `to_jsonb(t) - 'row_version' - 'row_xid' - 'updated_at'`;

/** The real database behind the scenarios. Tables of cards are emptied first, so that a test sees its own alone. */
export async function createSqlBench(world: World): Promise<TeamBench> {
  const { query, value } = world;
  await query('TRUNCATE card_lists, cards, card_notes, card_answers, card_rules CASCADE');
  await query('DELETE FROM mirror_tombstones');
  const organizationOf = (person: BenchPerson): string => (person === 'ownerB' ? world.orgB : world.orgA);
  const deny = async (person: BenchPerson, names: readonly string[], denied: boolean): Promise<void> => {
    await query(
      `DELETE FROM auth.user_permissions d USING auth.permissions p WHERE p.id = d.permission_id AND d.user_id = $1 AND p.name = ANY ($2)`,
      [world.id[person], names],
    );
    if (!denied) return;
    await query(
      `INSERT INTO auth.user_permissions (user_id, permission_id, is_granted) SELECT $1, id, false FROM auth.permissions WHERE name = ANY ($2)`,
      [world.id[person], names],
    );
  };
  const insertSql = (table: string, names: readonly string[]): string =>
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, place) => `$${place + 1}`).join(', ')}) RETURNING id`;
  const withOwner = (fields: object) => ({ organization_id: world.orgA, ...fields });
  return {
    enter: async (person) => {
      const device = await enterDevice(world, person);
      const session = openSession(world, device);
      const identity = { organizationId: organizationOf(person), personId: world.id[person], deviceId: device.id };
      return { server: createCentralTeamServer(session), identity };
    },
    rows: async (table) =>
      (await query(`SELECT ${COLUMN_LIST} AS row FROM ${table} t ORDER BY id`)).map(
        ({ row }) => row as object,
      ) as never,
    insert: async (table, fields) => {
      const given = withOwner(fields);
      return String(await value(insertSql(table, Object.keys(given)), Object.values(given)));
    },
    update: async (table, id, fields) => {
      const names = Object.keys(fields);
      const sets = names.map((name, place) => `${name} = $${place + 2}`).join(', ');
      await query(`UPDATE ${table} SET ${sets} WHERE id = $1`, [id, ...Object.values(fields)]);
    },
    remove: async (table, id) => void (await query(`DELETE FROM ${table} WHERE id = $1`, [id])),
    insertLate: async (table, fields) => {
      const client = await openClient(world.url);
      const given = withOwner(fields);
      await client.query('BEGIN');
      await client.query(insertSql(table, Object.keys(given)), Object.values(given));
      return async () => {
        await client.query('COMMIT');
        await client.end();
      };
    },
    setMayWrite: async (person, may) => deny(person, ['projects:create', 'projects:update'], !may),
    setMayRead: async (person, may) => deny(person, ['projects:read'], !may),
    forgetTombstones: async () => {
      await query(`UPDATE mirror_tombstones SET deleted_at = now() - interval '91 days'`);
      await query('SELECT cleanup_old_tombstones()');
    },
    changeHistory: async () => {
      await query(
        `CREATE OR REPLACE FUNCTION auth.feed_history() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
         AS $$ SELECT 'another history of this test' $$`,
      );
    },
  };
}
