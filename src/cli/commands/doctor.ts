import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { automaticBackups } from '../../engine/database/backup.ts';
import { examineDatabase } from '../../engine/database/examine.ts';
import { newestMigration } from '../../engine/database/migrate.ts';
import { openFailureOf } from '../../engine/database/open-database.ts';
import { prepareFolder } from '../../engine/database/profile.ts';
import { profilePaths } from '../../engine/database/profile-paths.ts';
import type { ProfilePaths } from '../../engine/database/profile-paths.ts';
import { createFileLocks, storeLockName } from '../../engine/platform/file-lock.ts';
import type { FileLocks, LockHolder } from '../../engine/platform/file-lock.ts';
import { createSystemClock } from '../../engine/platform/system-clock.ts';
import { createSecretsVault } from '../../engine/secrets/secrets-vault.ts';
import type { ProtectionStatus } from '../../engine/secrets/secrets-vault.ts';
import { ok } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import type { CliFailure } from '../failures.ts';
import { cliLogger, MIGRATIONS, programVersion, vaultDeps } from '../open-engine.ts';
import type { Environment } from '../open-engine.ts';
import { counted } from '../output.ts';
import type { Outcome } from '../output.ts';
import { sentenceFor } from '../words.ts';
import { megabytes } from './maintenance.ts';

type DatabaseFacts = {
  readonly state: 'whole' | 'damaged' | 'absent' | 'newer' | 'unreadable';
  readonly detail: string | null;
  readonly version: number | null;
  readonly known: number;
  readonly bytes: number;
  readonly logBytes: number;
};
type StoreFacts = {
  readonly name: string;
  readonly url: string;
  readonly status: string;
  readonly mode: string;
  readonly unsent: number;
  readonly refused: number;
  readonly decisions: number;
  readonly hasKey: boolean;
  readonly syncedBy: LockHolder | null;
  readonly lastRun: { readonly kind: string; readonly outcome: string; readonly startedAt: string } | null;
};

/**
 * Looks at everything that may stand in the way, and changes nothing: it neither upgrades nor rescues, and works where
 * no engine can start. Exit 1 when something needs attention.
 */
export async function doctor(profile: string, env: Environment): Promise<Result<Outcome, CliFailure>> {
  const paths = profilePaths(profile);
  const folder = prepareFolder(paths);
  const locks = createFileLocks({ folder: paths.locks, role: 'command-line', clock: createSystemClock() });
  const database = examine(paths);
  const secrets = folder.ok ? await protectionOf(paths, locks, env) : null;
  const document = {
    version: programVersion(),
    node: process.versions.node,
    profile,
    writable: folder.ok,
    freeBytes: freeBytes(profile),
    database,
    stores: database.state === 'whole' ? storesOf(paths, locks, secrets?.keyed ?? new Set()) : [],
    secrets: secrets?.status ?? null,
    openedBy: locks.holders('profile'),
    backups: automaticBackups(paths).map((file) => ({ file, bytes: statSync(file).size })),
    setAside: listFolder(paths.setAside).map((name) => join(paths.setAside, name)),
    rescues: listFolder(paths.folder).filter((name) => /^rescue-.*\.json$/.test(name)),
  };
  const found = [
    ...(folder.ok ? [] : [sentenceFor(folder.error)]),
    ...problemsOf(database),
    ...(secrets?.status.locked ? [sentenceFor({ type: 'SecretsLocked', reason: secrets.status.locked })] : []),
  ];
  const problems = [...new Set(found)];
  const isWell = problems.length === 0;
  return ok({
    document: { ok: isWell, problems, ...document },
    text: describe(document, problems),
    exitCode: isWell ? 0 : 1,
  });
}

function examine(paths: ProfilePaths): DatabaseFacts {
  const known = newestMigration(MIGRATIONS);
  const bytes = statSync(paths.database, { throwIfNoEntry: false })?.size ?? 0;
  const logBytes = statSync(`${paths.database}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const size = { known, bytes, logBytes };
  try {
    const found = examineDatabase(paths, true);
    if (found.state === 'absent') return { ...size, state: 'absent', detail: null, version: null };
    if (found.state === 'damaged') return { ...size, state: 'damaged', detail: found.detail, version: null };
    return { ...size, state: found.version > known ? 'newer' : 'whole', detail: null, version: found.version };
  } catch (error) {
    const failure = openFailureOf(error, paths.folder);
    const detail = failure === null ? String(error) : sentenceFor(failure);
    return { ...size, state: 'unreadable', detail, version: null };
  }
}

function problemsOf(database: DatabaseFacts): readonly string[] {
  const { state, detail, version, known } = database;
  if (state === 'damaged') return [sentenceFor({ type: 'DatabaseDamaged', detail })];
  if (state === 'newer') return [sentenceFor({ type: 'DatabaseNewer', found: version, known })];
  return state === 'unreadable' && detail !== null ? [detail] : [];
}

async function protectionOf(
  paths: ProfilePaths,
  locks: FileLocks,
  env: Environment,
): Promise<{ readonly status: ProtectionStatus; readonly keyed: ReadonlySet<string> }> {
  const vault = createSecretsVault(vaultDeps({ paths, locks, env, ...cliLogger(env) }));
  const status = await vault.protection();
  return { status, keyed: new Set(vault.stored().map(({ name }) => name)) };
}

function storesOf(paths: ProfilePaths, locks: FileLocks, keyed: ReadonlySet<string>): readonly StoreFacts[] {
  type Row = {
    id: string;
    name: string;
    url: string;
    status: string;
    mode: string;
    unsent: number;
    refused: number;
    decisions: number;
  };
  type Run = { kind: string; outcome: string; started_at: number };
  const db = new Database(paths.database, { readonly: true, fileMustExist: true });
  try {
    const rows = db
      .prepare<[], Row>(
        `SELECT s.id, s.name, s.url, s.status, s.mode,
           (SELECT count(*) FROM outbox o WHERE o.store_id = s.id AND o.state <> 'ended') AS unsent,
           (SELECT count(*) FROM sync_errors e WHERE e.store_id = s.id AND e.resolved = 0) AS refused,
           (SELECT count(*) FROM sync_conflict c WHERE c.store_id = s.id AND c.status = 'open') AS decisions
         FROM stores s ORDER BY s.created_at, s.id`,
      )
      .all();
    const lastRun = db.prepare<[string], Run>(
      `SELECT kind, outcome, started_at FROM sync_runs WHERE store_id = ? ORDER BY started_at DESC LIMIT 1`,
    );
    return rows.map(({ id, ...row }) => {
      const run = lastRun.get(id);
      const last =
        run === undefined
          ? null
          : { kind: run.kind, outcome: run.outcome, startedAt: new Date(run.started_at).toISOString() };
      return {
        ...row,
        hasKey: keyed.has(`store:${id}`),
        syncedBy: locks.holders(storeLockName(id))[0] ?? null,
        lastRun: last,
      };
    });
  } finally {
    db.close();
  }
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function listFolder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function describe(
  facts: {
    readonly version: string;
    readonly profile: string;
    readonly writable: boolean;
    readonly freeBytes: number | null;
    readonly database: DatabaseFacts;
    readonly stores: readonly StoreFacts[];
    readonly secrets: ProtectionStatus | null;
    readonly openedBy: readonly LockHolder[];
    readonly backups: readonly unknown[];
    readonly setAside: readonly string[];
  },
  problems: readonly string[],
): string {
  const { database, secrets } = facts;
  const version = database.version === null ? '' : `, version ${database.version} of ${database.known}`;
  const lines = [
    `Backroom ${facts.version}`,
    `Data folder  ${facts.profile}${facts.writable ? '' : ' (cannot be written)'}`,
    `Free space   ${facts.freeBytes === null ? 'unknown' : megabytes(facts.freeBytes)}`,
    `Database     ${database.state}${version}, ${megabytes(database.bytes)}, log ${megabytes(database.logBytes)}`,
    `Keys         ${secrets === null ? 'unknown' : protectionWords(secrets)}`,
    `Backups      ${facts.backups.length}, set aside ${facts.setAside.length}`,
    ...facts.openedBy.map((holder) => `Open in      ${holder.role}, process ${holder.pid}`),
    ...facts.stores.map(storeLine),
    ...problems.map((problem) => `Problem: ${problem}`),
  ];
  return lines.join('\n');
}

function protectionWords(secrets: ProtectionStatus): string {
  if (secrets.storedCount === 0) return 'none stored';
  const by = { keyring: 'the keyring', passphrase: 'a passphrase', 'device-file': 'file permissions only' };
  const words = secrets.protectedBy.map((kind) => by[kind]).join(' and ');
  return `${secrets.storedCount}, protected by ${words}${secrets.locked === null ? '' : ' (locked for this command)'}`;
}

function storeLine(store: StoreFacts): string {
  const waiting = [
    counted(store.unsent, 'unsent change'),
    `${store.refused} refused`,
    counted(store.decisions, 'decision'),
  ].join(', ');
  const run = store.lastRun === null ? 'never synced' : `last run ${store.lastRun.startedAt} ${store.lastRun.outcome}`;
  const holder = store.syncedBy === null ? '' : `, being synced by ${store.syncedBy.role}`;
  return `Store        ${store.name} (${store.status}, ${store.mode}${store.hasKey ? '' : ', no key'}): ${waiting}; ${run}${holder}`;
}
