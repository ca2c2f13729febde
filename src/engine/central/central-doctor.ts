import { isLoopback } from '../../shared/domain/loopback.ts';
import type { Clock } from '../platform/deps.ts';
import type { Askable, CentralConnection } from './central-connection.ts';
import { rowsOf } from './central-connection.ts';
import { knownMigrations, readSchemaState } from './central-migrations.ts';

export type CheckName =
  | 'server-version'
  | 'tls'
  | 'parameters-in-logs'
  | 'extensions'
  | 'clock'
  | 'schema'
  | 'row-level-security'
  | 'default-privileges'
  | 'public-schema';
/** `found` is what was seen, for people; what to do about it is worded where it is shown. */
export type Check = { readonly name: CheckName; readonly isWell: boolean; readonly found: string };

const NEWEST_TESTED = 18;
/** Sign-in codes live for 30 seconds; a clock that is off by more than this brings trouble sooner or later. */
const LARGEST_SKEW_MS = 5_000;

/** A login of the database: its owner's sees the same as a person's. */
export type Examined = Askable &
  Pick<CentralConnection, 'serverVersion'> & { readonly address: Pick<CentralConnection['address'], 'host'> };

/** Looks at what the house rules ask of a server, and changes nothing. */
export async function examineCentral(connection: Examined, folder: string, clock: Clock): Promise<readonly Check[]> {
  const checks = [
    versionCheck(connection),
    await tlsCheck(connection),
    await parameterCheck(connection),
    await extensionCheck(connection),
    await clockCheck(connection, clock),
    await publicSchemaCheck(connection),
  ];
  const { version } = await readSchemaState(connection);
  const known = knownMigrations(folder).at(-1)?.version ?? 0;
  const isNewer = version > known;
  const found =
    version === 0 ? 'nothing yet' : `version ${version}${isNewer ? ', later than this program' : ` of ${known}`}`;
  const schema: Check = { name: 'schema', isWell: version === known, found };
  if (version === 0) return [...checks, schema];
  return [...checks, schema, await rowSecurityCheck(connection), await defaultPrivilegeCheck(connection)];
}

function versionCheck({ serverVersion }: Examined): Check {
  const major = Math.floor(serverVersion / 10_000);
  return {
    name: 'server-version',
    isWell: major <= NEWEST_TESTED,
    found: `PostgreSQL ${major}.${serverVersion % 10_000}`,
  };
}

async function tlsCheck(connection: Examined): Promise<Check> {
  const [row] = await rowsOf<{ version: string | null }>(
    connection,
    'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl',
  );
  const isHere = isLoopback(connection.address.host);
  return {
    name: 'tls',
    isWell: row !== undefined || isHere,
    found: row?.version ?? (isHere ? 'none, on this computer' : 'none'),
  };
}

/** Session tokens travel as bound parameters, which a server writes into its log unless it is told not to. */
async function parameterCheck(connection: Examined): Promise<Check> {
  const rows = await rowsOf<{ name: string; setting: string }>(
    connection,
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('log_parameter_max_length', 'log_parameter_max_length_on_error') ORDER BY name`,
  );
  return {
    name: 'parameters-in-logs',
    isWell: rows.length === 2 && rows.every(({ setting }) => setting === '0'),
    found: rows.map(({ name, setting }) => `${name} = ${setting}`).join(', '),
  };
}

async function extensionCheck(connection: Examined): Promise<Check> {
  const [row] = await rowsOf<{ installed: string | null }>(
    connection,
    `SELECT installed_version AS installed FROM pg_available_extensions WHERE name = 'pgcrypto'`,
  );
  const state = row === undefined ? 'not available' : (row.installed ?? 'available');
  return { name: 'extensions', isWell: row !== undefined, found: `pgcrypto: ${state}` };
}

async function clockCheck(connection: Examined, clock: Clock): Promise<Check> {
  const before = clock.now();
  const [row] = await rowsOf<{ now: string }>(
    connection,
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS now',
  );
  const skewMs = Number(row?.now) - (before + clock.now()) / 2;
  const size = `${(Math.abs(skewMs) / 1000).toFixed(1)} s`;
  const found = Math.abs(skewMs) < 1000 ? 'less than a second apart' : `${size} ${skewMs > 0 ? 'ahead' : 'behind'}`;
  return { name: 'clock', isWell: Math.abs(skewMs) <= LARGEST_SKEW_MS, found };
}

async function publicSchemaCheck(connection: Examined): Promise<Check> {
  const [row] = await rowsOf<{ tables: boolean; temporary: boolean }>(
    connection,
    `SELECT EXISTS (SELECT 1 FROM pg_namespace n, aclexplode(n.nspacl) a
                    WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = 'CREATE') AS tables,
            EXISTS (SELECT 1 FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
                    WHERE d.datname = current_database() AND a.grantee = 0 AND a.privilege_type = 'TEMPORARY') AS temporary`,
  );
  const open = [
    ...(row?.tables === true ? ['tables in public'] : []),
    ...(row?.temporary === true ? ['temporary tables'] : []),
  ];
  return {
    name: 'public-schema',
    isWell: open.length === 0,
    found: open.length === 0 ? 'nobody may' : open.join(' and '),
  };
}

async function rowSecurityCheck(connection: Examined): Promise<Check> {
  const open = await rowsOf<{ name: string }>(
    connection,
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ('public', 'auth', 'core')
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1`,
  );
  return {
    name: 'row-level-security',
    isWell: open.length === 0,
    found: open.length === 0 ? 'forced on every table' : `not forced on ${open.map(({ name }) => name).join(', ')}`,
  };
}

async function defaultPrivilegeCheck(connection: Examined): Promise<Check> {
  const closed = await rowsOf<{ role: string }>(
    connection,
    `SELECT d.defaclrole::regrole::text AS role FROM pg_default_acl d
     WHERE d.defaclobjtype = 'f' AND d.defaclnamespace = 0 AND d.defaclrole::regrole::text IN ('app_owner', 'app_definer')
       AND NOT EXISTS (SELECT 1 FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0)`,
  );
  const isWell = closed.length === 2;
  return {
    name: 'default-privileges',
    isWell,
    found: isWell ? 'functions are for nobody' : 'functions are for everybody',
  };
}
