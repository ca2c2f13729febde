import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { removeQuietly, renamePatiently, syncFolder } from '../platform/atomic-file.ts';
import type { Clock, Logger } from '../platform/deps.ts';
import type { ReadableDb } from './database.ts';
import { timeFromFileName, timeInFileName } from './profile-paths.ts';
import type { ProfilePaths } from './profile-paths.ts';
import { isDamage, storageErrorOf } from './storage-errors.ts';
import type { StorageError } from './storage-errors.ts';

/** `NotABackup`: the file in that place is something else, which is never written over. */
export type BackupFailure =
  | StorageError
  | { readonly type: 'FileNotFound'; readonly path: string }
  | { readonly type: 'NotABackup'; readonly path: string }
  | { readonly type: 'DatabaseDamaged'; readonly detail: string }
  | { readonly type: 'DatabaseNewer'; readonly found: number; readonly known: number };

/** What is known of a file that was looked at as a backup. */
export type BackupFacts = {
  readonly path: string;
  readonly bytes: number;
  /** Number of its newest migration. */
  readonly version: number;
  readonly stores: number;
  readonly unsent: number;
};

/**
 * Copies the whole mirror into one file, as of one moment, beside whatever else reads and writes. An existing backup
 * under that name is replaced once the new one is complete and was read back. Keys are not part of it: they stay in the
 * profile's own protected file.
 */
export function backupDatabase(db: ReadableDb, target: string, known: number): Result<BackupFacts, BackupFailure> {
  const path = resolve(target);
  if (existsSync(path) && !isMirror(path)) return err({ type: 'NotABackup', path });
  const temporary = `${path}.${process.pid}.partial`;
  try {
    rmSync(temporary, { force: true });
    db.prepare('VACUUM INTO ?').run(temporary);
    // It holds customers' addresses: its owner's business alone.
    chmodSync(temporary, 0o600);
    syncFile(temporary);
    const checked = inspectBackup(temporary, known);
    if (checked.ok) {
      renamePatiently(temporary, path);
      syncFolder(dirname(path));
      return ok({ ...checked.value, path });
    }
    rmSync(temporary, { force: true });
    return checked;
  } catch (error) {
    removeQuietly(temporary);
    return failureOf(error, path);
  }
}

/** Reads a file as a backup: it must be a mirror, whole, and not newer than this program. Changes nothing. */
export function inspectBackup(path: string, known: number): Result<BackupFacts, BackupFailure> {
  if (!existsSync(path)) return err({ type: 'FileNotFound', path });
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > known) return err({ type: 'DatabaseNewer', found: version, known });
    if (!hasTables(db)) return err({ type: 'NotABackup', path });
    const check = db.pragma('quick_check(1)', { simple: true }) as string;
    if (check !== 'ok') return err({ type: 'DatabaseDamaged', detail: check.slice(0, 300) });
    const count = (sql: string): number => (db?.prepare<[], { n: number }>(sql).get() ?? { n: 0 }).n;
    const stores = count('SELECT count(*) AS n FROM stores');
    const unsent = count(`SELECT count(*) AS n FROM outbox WHERE state <> 'ended'`);
    return ok({ path, bytes: statSync(path).size, version, stores, unsent });
  } catch (error) {
    return failureOf(error, path);
  } finally {
    db?.close();
  }
}

function failureOf(error: unknown, path: string): Result<never, BackupFailure> {
  if (isDamage(error)) {
    const { code, message } = error as { code?: string; message: string };
    return err(code === 'SQLITE_NOTADB' ? { type: 'NotABackup', path } : { type: 'DatabaseDamaged', detail: message });
  }
  const failure = storageErrorOf(error, dirname(path));
  if (failure === null) throw error;
  return err(failure);
}

/** Whether a file is a mirror of this program, damaged or newer ones included. */
function isMirror(path: string): boolean {
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    return hasTables(db);
  } catch {
    return false;
  } finally {
    db?.close();
  }
}

function hasTables(db: Database.Database): boolean {
  const found = db
    .prepare<[], { n: number }>(
      `SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name IN ('stores', 'outbox', 'base_documents')`,
    )
    .get();
  return found?.n === 3;
}

/** Takes a copy out of write-ahead mode, so that it is one file and opens on read-only media. */
export function toSingleFile(path: string): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

export function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const KEPT = 3;
const DAY_MS = 24 * 60 * 60_000;
/** Free space that an automatic backup leaves, as a multiple of the database. */
const SPACE_FACTOR = 2;

/** About three megabytes: a step blocks the process for a few milliseconds. */
const PAGES_PER_STEP = 400;
const RESTARTS = 4;

type AutomaticKind = 'daily' | 'before-upgrade';

/** Automatic backups of one kind, newest first, as absolute paths. */
export function automaticBackups(paths: ProfilePaths, kind?: AutomaticKind): readonly string[] {
  if (!existsSync(paths.backups)) return [];
  return readdirSync(paths.backups)
    .filter((name) => /^mirror-.*\.db$/.test(name) && (kind === undefined || name.endsWith(`-${kind}.db`)))
    .sort()
    .reverse()
    .map((name) => join(paths.backups, name));
}

/**
 * Makes the day's backup when the newest one is older than a day, and keeps three. Copies in small steps between which
 * the process goes on working. Never fails the caller: what went wrong is logged, the partial file is removed.
 */
export async function backupDaily(deps: {
  readonly db: ReadableDb;
  readonly paths: ProfilePaths;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<'made' | 'not-due' | 'no-space' | 'failed'> {
  const { db, paths, clock, logger } = deps;
  const newest = automaticBackups(paths, 'daily')[0];
  const ageMs = newest === undefined ? Infinity : clock.now() - (timeFromFileName(basename(newest)) ?? 0);
  // A backup dated in the future comes from a clock that was wrong: it must not stop the backups until then.
  if (ageMs >= 0 && ageMs < DAY_MS) return 'not-due';
  const target = automaticPath(paths, 'daily', clock.now());
  const partial = `${target}.partial`;
  try {
    mkdirSync(paths.backups, { recursive: true, mode: 0o700 });
    if (!hasSpace(paths, SPACE_FACTOR)) {
      logger.log('warn', 'backup.no-space', {});
      return 'no-space';
    }
    rmSync(partial, { force: true });
    await db.backup(partial, { progress: boundedSteps() });
    toSingleFile(partial);
    chmodSync(partial, 0o600);
    syncFile(partial);
    renamePatiently(partial, target);
    prune(paths, 'daily');
    logger.log('info', 'backup.made', { file: basename(target), bytes: statSync(target).size });
    return 'made';
  } catch (error) {
    removeQuietly(partial);
    logger.log('error', 'backup.failed', { error });
    return 'failed';
  }
}

/** The copy begins again whenever another process writes: after a few times it waits for a quieter hour. */
function boundedSteps(): (progress: { readonly totalPages: number }) => number {
  let steps = 0;
  return ({ totalPages }) => {
    steps += 1;
    if (steps > 20 + (RESTARTS * totalPages) / PAGES_PER_STEP) throw new Error('Others wrote too often');
    return PAGES_PER_STEP;
  };
}

/** The copy that is made before a newer version changes the schema. */
export function backupBeforeUpgrade(
  db: ReadableDb,
  paths: ProfilePaths,
  known: number,
  nowMs: number,
): Result<BackupFacts, BackupFailure> {
  try {
    mkdirSync(paths.backups, { recursive: true, mode: 0o700 });
  } catch (error) {
    return failureOf(error, paths.backups);
  }
  const made = backupDatabase(db, automaticPath(paths, 'before-upgrade', nowMs), known);
  if (made.ok) prune(paths, 'before-upgrade');
  return made;
}

function automaticPath(paths: ProfilePaths, kind: AutomaticKind, nowMs: number): string {
  return join(paths.backups, `mirror-${timeInFileName(nowMs)}-${kind}.db`);
}

function prune(paths: ProfilePaths, kind: AutomaticKind): void {
  for (const path of automaticBackups(paths, kind).slice(KEPT)) rmSync(path, { force: true });
}

function hasSpace(paths: ProfilePaths, factor: number): boolean {
  const bytes = statSync(paths.database, { throwIfNoEntry: false })?.size ?? 0;
  const { bavail, bsize } = statfsSync(paths.folder);
  return bavail * bsize > bytes * factor;
}
