import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startKeptPostgres } from './embedded-postgres.mjs';
import { root } from './root.mjs';

const DATABASE = 'backroom_demo';
const ORGANIZATION = 'Demo';
/** The demo's own people. Their passwords are printed, and guard nothing but the demo. */
export const DEMO_PEOPLE = [
  { name: 'Olivia Owner', email: 'owner@demo.example', role: 'admin', inStore: 'owner', password: 'demo owner' },
  { name: 'Max Manager', email: 'manager@demo.example', role: 'manager', inStore: 'manager', password: 'demo manager' },
  { name: 'Vera Viewer', email: 'viewer@demo.example', role: 'viewer', inStore: 'viewer', password: 'demo viewer' },
  {
    name: 'Dan Developer',
    email: 'developer@demo.example',
    role: 'user',
    inStore: 'viewer',
    password: 'demo developer',
  },
];

/**
 * Starts the demo's PostgreSQL with its data in the demo's folder, brings its schema up to date, and makes the
 * organization with its people where it is missing. Answers `{team, storeId, url, stop}`: what the app is given, and the
 * address of who owns the database.
 */
export async function startDemoCentral(profileDir, shopUrl) {
  const folder = centralFolder(profileDir);
  const server = await startKeptPostgres(folder);
  try {
    const known = await prepare({ folder, server, shopUrl });
    const team = {
      host: '127.0.0.1',
      port: server.port,
      database: DATABASE,
      organization: ORGANIZATION,
      people: known.people,
    };
    return { team, storeId: known.storeId, url: databaseUrl(server.url), stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function databaseUrl(serverUrl) {
  return serverUrl.replace(/\/postgres$/, `/${DATABASE}`);
}

/** As root, the server runs as a user of its own, who must be able to walk to the data. */
function centralFolder(profileDir) {
  const inside = join(profileDir, 'central');
  if (process.getuid?.() !== 0) return inside;
  for (let path = dirname(profileDir); path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & 0o001) !== 0) continue;
    const name = createHash('sha256').update(profileDir).digest('hex').slice(0, 12);
    return join(tmpdir(), `backroom-demo-central-${name}`);
  }
  chmodSync(profileDir, 0o711);
  return inside;
}

async function prepare({ folder, server, shopUrl }) {
  const { connectCentral, parse, version, migrateCentral, gate } = await engineParts();
  const peopleFile = join(folder, 'people.json');
  const isMade = existsSync(peopleFile);
  await makeDatabase(server.url, isMade);
  const connected = await connectCentral(parse(databaseUrl(server.url)));
  if (!connected.ok) throw new Error(connected.error.type);
  const connection = connected.value;
  try {
    const migrated = await migrateCentral(connection, join(root, 'migrations/central'), {
      ownVersion: version,
      start: 'create',
    });
    if (!migrated.ok) throw new Error(JSON.stringify(migrated.error));
    await gate(connection);
    const known = isMade ? JSON.parse(readFileSync(peopleFile, 'utf8')) : await makeTeam(connection, shopUrl);
    // last, so that a set-up that was cut off is begun anew
    if (!isMade) writeFileSync(peopleFile, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
    await connection.client.query('UPDATE public.stores SET url = $2 WHERE id = $1', [known.storeId, shopUrl]);
    return known;
  } finally {
    await connection.close();
  }
}

/** The engine's own code does the work; it is loaded late, because only this needs the client library. */
async function engineParts() {
  const central = (name) => import(`../../src/engine/central/${name}.ts`);
  const { parseCentralAddress } = await central('central-address');
  const { connectCentral } = await central('central-connection');
  const { migrateCentral } = await central('central-migrations');
  const { openEnrolmentGate } = await central('enrolment-gate');
  const { createSystemRandom } = await import('../../src/engine/platform/system-random.ts');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    connectCentral,
    migrateCentral,
    version,
    parse: (url) => parseCentralAddress(url, () => '').value,
    gate: (connection) => openEnrolmentGate(connection, createSystemRandom()),
  };
}

async function makeDatabase(url, isMade) {
  const { default: pg } = await import('pg');
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    if (!isMade) await admin.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
}

/** The organization, its people with a device of this computer each, and the shop that belongs to it. */
async function makeTeam(connection, shopUrl) {
  const people = await import('../../src/engine/central/central-people.ts');
  const [owner, ...others] = DEMO_PEOPLE;
  const { organizationId, userId } = valueOf(
    await people.signUpOrganization(connection, { name: ORGANIZATION, email: owner.email, shown: owner.name }),
  );
  const { rows } = await connection.client.query(
    `INSERT INTO public.stores (name, url, api_key, api_secret, user_id, organization_id)
     VALUES ('Demo shop', $1, '', '', $2, $3) RETURNING id`,
    [shopUrl, userId, organizationId],
  );
  const storeId = rows[0].id;
  const made = [await enterPerson(people, connection, owner, userId)];
  for (const person of others) {
    const { name: shown, email, role, inStore } = person;
    const id = valueOf(await people.addPerson(connection, { organizationId, email, role, shown }));
    await people.putInStore(connection, { storeId, userId: id, role: inStore });
    made.push(await enterPerson(people, connection, person, id));
  }
  return { storeId, people: made };
}

async function enterPerson(people, connection, { name, email, role, password }, userId) {
  await people.setFirstPassword(connection, { userId, email, password });
  const loginPassword = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const login = await people.addDevice(connection, { userId, name: hostname(), password: loginPassword, salt });
  return { name, email, role, password, login, loginPassword };
}

function valueOf(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
