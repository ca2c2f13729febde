import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Askable, CentralConnection } from './central-connection.ts';
import { rowsOf } from './central-connection.ts';
import { codeOf, isNotAllowed } from './central-errors.ts';
import type { MigrateFailure } from './central-errors.ts';
import { isNewEnough } from './client-version.ts';

/** The lock of whoever migrates; any number would do as long as it is always this one. */
const MIGRATION_LOCK = 7_213_049_158;
const DEFAULT_WAIT_MS = 60_000;
/** What two databases that migrate on one server at the same moment may do to each other's roles. */
const ROLE_RACE = new Set(['XX000', '23505', '42710', '40001', '40P01']);
const BOOTSTRAP_ATTEMPTS = 5;

export type MigrateOptions = {
  /** Of this program: a database may ask for a later one. */
  readonly ownVersion: string;
  /** `create`: the database must be empty or ours; `upgrade`: it must be ours. */
  readonly start: 'create' | 'upgrade';
  /** How long another migration is waited for. */
  readonly waitMs?: number;
  /** Stops at this migration; for tests of upgrades. */
  readonly target?: number;
};
export type Migrated = { readonly from: number; readonly to: number; readonly applied: readonly string[] };
/** What is known of a database without changing it. */
export type SchemaState = {
  /** 0: nothing of ours is there. */
  readonly version: number;
  readonly minimumClientVersion: string | null;
};

/** The numbers of a folder of `NNNN.do.name.sql` files, ascending. */
export function knownMigrations(folder: string): readonly { readonly version: number; readonly name: string }[] {
  return readdirSync(folder)
    .filter((file) => /^\d+\.do\..+\.sql$/.test(file))
    .map((file) => ({ version: Number(file.split('.')[0]), name: file.replace(/\.sql$/, '').replace('.do.', ' ') }))
    .sort((a, b) => a.version - b.version);
}

/**
 * Makes or completes the schema, one transaction for each file, recorded in `schema_migrations` in that same
 * transaction: a kill leaves whole files only, and the next run goes on from there. One migration at a time; a second
 * one waits for the first and then finds nothing to do.
 */
export async function migrateCentral(
  connection: CentralConnection,
  folder: string,
  options: MigrateOptions,
): Promise<Result<Migrated, MigrateFailure>> {
  const waitMs = options.waitMs ?? DEFAULT_WAIT_MS;
  if (!(await takeLock(connection, waitMs))) return err({ type: 'CentralBusy', waitedMs: waitMs });
  try {
    const found = await readSchemaState(connection);
    const objection = (await objectionTo(connection, found, options)) ?? gateOf(found, folder, options.ownVersion);
    if (objection !== null) return err(objection);
    await bootstrap(connection, folder);
    return await applyFiles(connection, folder, found.version, options.target);
  } catch (error) {
    if (isNotAllowed(error)) return err({ type: 'CentralNotAllowed', detail: messageOf(error) });
    throw error;
  } finally {
    // Where the connection is gone the lock is gone too.
    await connection.client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
  }
}

/** The version and what it asks for; changes nothing and needs no more than a login. */
export async function readSchemaState(connection: Askable): Promise<SchemaState> {
  const [there] = await rowsOf<{ history: boolean; gate: boolean }>(
    connection,
    `SELECT to_regclass('public.schema_migrations') IS NOT NULL AS history,
            to_regclass('public.client_requirements') IS NOT NULL AS gate`,
  );
  if (there?.history !== true) return { version: 0, minimumClientVersion: null };
  const [newest] = await rowsOf<{ version: string | null }>(
    connection,
    'SELECT max(version) AS version FROM public.schema_migrations',
  );
  const [gate] = there.gate
    ? await rowsOf<{ minimum: string }>(
        connection,
        'SELECT minimum_client_version AS minimum FROM public.client_requirements',
      )
    : [];
  return { version: Number(newest?.version ?? 0), minimumClientVersion: gate?.minimum ?? null };
}

/** Why this program may not work with a schema in that state, or null. */
export function gateOf(found: SchemaState, folder: string, ownVersion: string): MigrateFailure | null {
  const known = knownMigrations(folder).at(-1)?.version ?? 0;
  const minimum = found.minimumClientVersion;
  if (minimum !== null && !isNewEnough(ownVersion, minimum))
    return { type: 'CentralClientTooOld', minimum, own: ownVersion };
  return found.version > known ? { type: 'CentralNewer', found: found.version, known } : null;
}

async function objectionTo(
  connection: CentralConnection,
  found: SchemaState,
  { start }: MigrateOptions,
): Promise<MigrateFailure | null> {
  if (found.version > 0) return null;
  if (start === 'upgrade') return { type: 'CentralEmpty' };
  const tables = await rowsOf<{ name: string }>(
    connection,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname IN ('public', 'auth', 'core')
       AND c.relname <> 'schema_migrations'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1 LIMIT 5`,
  );
  return tables.length === 0 ? null : { type: 'CentralNotEmpty', tables: tables.map(({ name }) => name) };
}

async function takeLock({ client }: CentralConnection, waitMs: number): Promise<boolean> {
  try {
    await client.query('SELECT set_config($1, $2, false)', ['lock_timeout', String(Math.max(1, Math.round(waitMs)))]);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // From here on it is the patience with whoever uses a table that is to be changed.
    await client.query('SELECT set_config($1, $2, false)', ['lock_timeout', String(DEFAULT_WAIT_MS)]);
    return true;
  } catch (error) {
    if (codeOf(error) === '55P03') return false;
    throw error;
  }
}

/** Roles belong to the server: another database may make the same ones at this moment, then it is tried again. */
async function bootstrap(connection: CentralConnection, folder: string): Promise<void> {
  const script = readFileSync(join(folder, 'bootstrap.sql'), 'utf8');
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inTransaction(connection, () => connection.client.query(script));
      return;
    } catch (error) {
      if (attempt === BOOTSTRAP_ATTEMPTS || !ROLE_RACE.has(codeOf(error) ?? '')) throw error;
    }
  }
}

async function applyFiles(
  connection: CentralConnection,
  folder: string,
  from: number,
  target: number | undefined,
): Promise<Result<Migrated, MigrateFailure>> {
  const { client } = connection;
  const { default: Postgrator } = await import('postgrator');
  let isOpen = false;
  const postgrator = new Postgrator({
    driver: 'pg',
    schemaTable: 'schema_migrations',
    migrationPattern: join(folder, '[0-9]*.do.*.sql').replaceAll('\\', '/'),
    newline: 'LF',
    execQuery: async (query: string) => {
      const result = await client.query<Record<string, unknown>>(query);
      // The first statement after a file is its line in schema_migrations: both stand or fall together.
      if (isOpen) await client.query('COMMIT');
      isOpen = false;
      return { rows: result.rows };
    },
    execSqlScript: async (script: string) => {
      await client.query('BEGIN');
      isOpen = true;
      await client.query(`SET LOCAL search_path = public; SET LOCAL timezone = 'UTC'`);
      await client.query(script);
    },
  });
  try {
    // The owner's view of its own tables, whatever the login is.
    await client.query('SET search_path = public; SET ROLE app_owner');
    const applied = await postgrator.migrate(target === undefined ? 'max' : String(target));
    const to = applied.at(-1)?.version ?? from;
    return ok({ from, to, applied: applied.map(({ version, name }) => `${String(version).padStart(4, '0')} ${name}`) });
  } catch (error) {
    if (isOpen) await client.query('ROLLBACK').catch(() => undefined);
    return err(await migrationFailureOf(connection, error));
  } finally {
    await client.query('RESET ROLE; RESET search_path').catch(() => undefined);
  }
}

async function migrationFailureOf(connection: CentralConnection, error: unknown): Promise<MigrateFailure> {
  const message = messageOf(error);
  const changed = /^MD5 checksum failed for migration \[(\d+)\]/.exec(message);
  if (changed !== null) return { type: 'CentralChanged', version: Number(changed[1]) };
  if (codeOf(error) === null) throw error;
  if (isNotAllowed(error)) return { type: 'CentralNotAllowed', detail: message };
  const { version } = await readSchemaState(connection);
  return { type: 'CentralMigrationFailed', version, detail: message };
}

async function inTransaction({ client }: CentralConnection, work: () => Promise<unknown>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
