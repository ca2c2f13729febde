import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { CentralConnection } from './central-connection.ts';
import { rowsOf } from './central-connection.ts';
import { isNotAllowed } from './central-errors.ts';
import type { MigrateFailure } from './central-errors.ts';
import { gateOf, knownMigrations, readSchemaState } from './central-migrations.ts';

export type CentralStatus = {
  /** 0: nothing of ours is there. */
  readonly version: number;
  /** The newest migration of this program. */
  readonly known: number;
  readonly pending: readonly string[];
  readonly minimumClientVersion: string | null;
  /** The server's own version: 180004 is 18.4. */
  readonly serverVersion: number;
  /** Null where nothing is there yet. Organizations without the platform's own. */
  readonly counts: {
    readonly organizations: number;
    readonly people: number;
    readonly stores: number;
    readonly tables: number;
  } | null;
};

/** Where the database stands, without changing it. Errors: newer than this program, a login that may not look. */
export async function readCentralStatus(
  connection: CentralConnection,
  folder: string,
  ownVersion: string,
): Promise<Result<CentralStatus, MigrateFailure>> {
  try {
    const state = await readSchemaState(connection);
    const objection = gateOf(state, folder, ownVersion);
    if (objection !== null) return err(objection);
    const known = knownMigrations(folder);
    const applied = await appliedVersions(connection, state.version);
    const isComplete = known.every(({ version }) => applied.has(version));
    return ok({
      version: state.version,
      known: known.at(-1)?.version ?? 0,
      pending: known.filter(({ version }) => !applied.has(version)).map(({ name }) => name),
      minimumClientVersion: state.minimumClientVersion,
      serverVersion: connection.serverVersion,
      counts: isComplete ? await countRows(connection) : null,
    });
  } catch (error) {
    if (isNotAllowed(error)) return err({ type: 'CentralNotAllowed', detail: (error as Error).message });
    throw error;
  }
}

async function appliedVersions(connection: CentralConnection, version: number): Promise<ReadonlySet<number>> {
  if (version === 0) return new Set();
  const rows = await rowsOf<{ version: string }>(connection, 'SELECT version FROM public.schema_migrations');
  return new Set(rows.map((row) => Number(row.version)));
}

async function countRows(connection: CentralConnection): Promise<CentralStatus['counts']> {
  const [counts] = await rowsOf<Record<'organizations' | 'people' | 'stores' | 'tables', string>>(
    connection,
    `SELECT (SELECT count(*) FROM public.organizations WHERE NOT is_platform) AS organizations,
            (SELECT count(*) FROM auth.users) AS people,
            (SELECT count(*) FROM public.stores) AS stores,
            (SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND c.relnamespace::regnamespace::text IN ('public', 'auth', 'core')) AS tables`,
  );
  const number = (name: keyof NonNullable<typeof counts>): number => Number(counts?.[name] ?? 0);
  return {
    organizations: number('organizations'),
    people: number('people'),
    stores: number('stores'),
    tables: number('tables'),
  };
}
