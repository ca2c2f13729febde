import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { parseCentralAddress } from '../../src/engine/central/central-address.ts';
import type { CentralAddress } from '../../src/engine/central/central-address.ts';
import { connectCentral } from '../../src/engine/central/central-connection.ts';
import { migrateCentral } from '../../src/engine/central/central-migrations.ts';
import { createCentralSession } from '../../src/engine/central/central-session.ts';
import { createCentralTeamServer } from '../../src/engine/central/central-team-server.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { buildTeamDesktop } from '../support/build-team-desktop.ts';
import type { TeamDesktop } from '../support/build-team-desktop.ts';
import { CARD_TABLES_AT_CENTRAL } from '../support/team-cards.ts';

export type BenchTeam = {
  /** A further desktop of the one person. */
  readonly enter: () => Promise<TeamDesktop>;
  readonly count: (table: string) => Promise<number>;
  readonly close: () => Promise<void>;
};

/** A server of its own with a team of one person, whose desktops share cards. */
export async function createBenchTeam(folder: string): Promise<BenchTeam> {
  const server = await startPostgres({ settings: { max_connections: '300', shared_buffers: '256MB' } });
  const admin = new pg.Client({ connectionString: server.url });
  const closing: (() => void)[] = [];
  await admin.connect();
  await prepare(admin, server.url);
  const person = randomUUID();
  await admin.query(`INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES ($1, 'bench@bench.test', '{}')`, [
    person,
  ]);
  const { rows } = await admin.query<{ org: string }>('SELECT org_id AS org FROM auth.users_extended WHERE id = $1', [
    person,
  ]);
  const organizationId = rows[0]?.org ?? '';
  let entered = 0;
  return {
    enter: async () => {
      entered += 1;
      const place = join(folder, String(entered));
      mkdirSync(place, { recursive: true });
      const device = await enrol(admin, person, server.url);
      const identity = { organizationId, personId: person, deviceId: device.id };
      const session = createCentralSession({
        ...{ ...identity, address: device.address, token: device.token, clock: createSystemClock() },
        ...{ random: createSeededRandom(device.id), logger: { log: () => undefined } },
        ...{ ownVersion: '0.1.0', schemaVersion: null },
      });
      closing.push(session.close);
      const given = { name: device.id, identity, server: createCentralTeamServer(session) };
      return await buildTeamDesktop(given, place, (close) => closing.unshift(close));
    },
    count: async (table) => Number((await admin.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n),
    close: async () => {
      for (const close of closing) close();
      await admin.end();
      await server.stop();
    },
  };
}

async function prepare(admin: pg.Client, url: string): Promise<void> {
  const connected = await connectCentral(addressOf(url));
  if (!connected.ok) throw new Error(connected.error.type);
  const migrations = join(import.meta.dirname, '../../migrations/central');
  const migrated = await migrateCentral(connected.value, migrations, { ownVersion: '0.1.0', start: 'create' });
  await connected.value.close();
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.error));
  await admin.query(CARD_TABLES_AT_CENTRAL);
}

function addressOf(url: string): CentralAddress {
  const address = parseCentralAddress(url, () => '');
  if (!address.ok) throw new Error(address.error.type);
  return address.value;
}

async function enrol(
  admin: pg.Client,
  person: string,
  url: string,
): Promise<{ readonly id: string; readonly token: string; readonly address: CentralAddress }> {
  const login = `device_${randomUUID().replaceAll('-', '')}`;
  const [password, token] = [randomBytes(12).toString('hex'), randomBytes(24).toString('base64url')];
  await admin.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' CONNECTION LIMIT 3 IN ROLE app_user`);
  const { rows } = await admin.query<{ id: string }>(
    `INSERT INTO auth.devices (user_id, organization_id, db_role, name)
     SELECT id, org_id, $2, 'Bench' FROM auth.users_extended WHERE id = $1 RETURNING id`,
    [person, login],
  );
  await admin.query(
    `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
     VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, now() + interval '1 day')`,
    [person, token, login],
  );
  const own = new URL(url);
  own.username = login;
  own.password = password;
  return { id: rows[0]?.id ?? '', token, address: addressOf(own.href) };
}
