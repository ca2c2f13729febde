import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { removeQuietly, writeFileAtomic } from '../platform/atomic-file.ts';
import type { Clock, Logger } from '../platform/deps.ts';
import { createFileLocks, describeHolder } from '../platform/file-lock.ts';
import type { FileLock, FileLocks, LockFailure } from '../platform/file-lock.ts';
import { backupBeforeUpgrade } from './backup.ts';
import type { ReadableDb, WritableDb } from './database.ts';
import { examineDatabase } from './examine.ts';
import { newestMigration } from './migrate.ts';
import { openDatabase, openFailureOf } from './open-database.ts';
import type { OpenFailure } from './open-database.ts';
import { profilePaths } from './profile-paths.ts';
import type { ProfilePaths } from './profile-paths.ts';
import { rescueDatabase, resumeRescue } from './rescue.ts';
import type { RebuildRecords, RescueReport } from './rescue.ts';
import { putInPlace } from './restore.ts';
import { storageErrorOf } from './storage-errors.ts';
import { createUnsentCopy } from './unsent-copy.ts';
import type { UnsentCopy } from './unsent-copy.ts';
import { endWipe, giveUpWipe, pendingWipe, removeMirror } from './wipe.ts';
import type { Wipe } from './wipe.ts';

export type OpenedProfile = {
  readonly db: WritableDb;
  readonly paths: ProfilePaths;
  readonly locks: FileLocks;
  readonly unsentCopy: UnsentCopy;
  /** What a damaged file cost, when this opening had to set one aside. */
  readonly rescue: RescueReport | null;
  /** Closes the database and lets others have the profile alone. */
  readonly close: () => void;
};

export type OpenProfileDeps = {
  readonly folder: string;
  readonly migrationsFolder: string;
  /** Who opens it, for other processes' messages: `app`, `command-line`. */
  readonly role: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rebuildRecords: RebuildRecords | null;
  /** Writes into a mirror that was made anew after a wipe whose it is. */
  readonly afterWipe?: (db: WritableDb, wipe: Wipe) => void;
};

/** Every process that uses the profile shares this lock; what replaces the database file needs it alone. */
const PROFILE_LOCK = 'profile';
const SHARED_WAIT_MS = 20_000;

/**
 * Opens a profile for work: makes the folder, ends what a crash interrupted (a restore, a rescue), rescues a damaged
 * database, makes a backup before an upgrade and upgrades. Everything that replaces or upgrades the file happens while no
 * other process has it open. Errors name what stands in the way; the files are then as they were.
 */
export async function openProfile(deps: OpenProfileDeps): Promise<Result<OpenedProfile, OpenFailure>> {
  const paths = profilePaths(deps.folder);
  const folder = prepareFolder(paths);
  if (!folder.ok) return folder;
  const locks = createFileLocks({ folder: paths.locks, role: deps.role, clock: deps.clock });
  const prepared = await prepareAlone(deps, paths, locks);
  if (!prepared.ok) return prepared;
  const lock = await locks.acquireWithin(PROFILE_LOCK, 'shared', SHARED_WAIT_MS);
  if (!lock.ok) return err(lockFailure(lock.error, paths));
  if (pendingWipe(paths) !== null) {
    lock.value.release();
    return err({ type: 'DatabaseBusy', holder: 'a process that shows another person’s data' });
  }
  const opened = await openShared(paths, deps.migrationsFolder);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const db = opened.value;
  return ok({
    db,
    paths,
    locks,
    unsentCopy: createUnsentCopy({ db, file: paths.unsent, locks, logger: deps.logger }),
    rescue: prepared.value,
    close: () => {
      db.close();
      lock.value.release();
    },
  });
}

/** Holds the profile alone, for what replaces its database (a restore). Errors as `openProfile`. */
export function holdProfile(
  deps: Pick<OpenProfileDeps, 'folder' | 'role' | 'clock'>,
): Result<{ readonly paths: ProfilePaths; readonly lock: FileLock }, OpenFailure> {
  const paths = profilePaths(deps.folder);
  const folder = prepareFolder(paths);
  if (!folder.ok) return folder;
  const locks = createFileLocks({ folder: paths.locks, role: deps.role, clock: deps.clock });
  const lock = locks.acquire(PROFILE_LOCK, 'exclusive');
  return lock.ok ? ok({ paths, lock: lock.value }) : err(lockFailure(lock.error, paths));
}

/** After a statement met damage: the next opening looks at the whole file and rescues what it can. */
export function markSuspect(paths: ProfilePaths, detail: string): void {
  try {
    writeFileAtomic(paths.suspect, detail);
  } catch {
    // The damage will be met again.
  }
}

/** Creates the folder where needed and proves that files can be written in it. */
export function prepareFolder(paths: ProfilePaths): Result<null, OpenFailure> {
  const probe = join(paths.folder, `.write-probe-${process.pid}`);
  try {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
    writeFileSync(probe, 'x');
    return ok(null);
  } catch (error) {
    const failure = storageErrorOf(error, paths.folder);
    if (failure === null) throw error;
    return err(failure);
  } finally {
    removeQuietly(probe);
  }
}

/** What must be done before others join; skipped while others have the profile open, as it was done by the first of them. */
async function prepareAlone(
  deps: OpenProfileDeps,
  paths: ProfilePaths,
  locks: FileLocks,
): Promise<Result<RescueReport | null, OpenFailure>> {
  const lock = locks.acquire(PROFILE_LOCK, 'exclusive');
  if (!lock.ok) return lock.error.type === 'LockHeld' ? ok(null) : err(lockFailure(lock.error, paths));
  try {
    giveUpWipe(paths);
    const wipe = pendingWipe(paths);
    if (wipe !== null) return await makeAnew(deps, paths, wipe);
    const rescueDeps = { ...deps, paths };
    const resumed = await resumeRescue(rescueDeps);
    if (resumed !== null) return resumed;
    putInPlace(paths, deps.clock.now());
    const examined = examineDatabase(paths, false);
    if (examined.state === 'damaged') return await rescueDatabase(rescueDeps, examined.detail);
    rmSync(paths.suspect, { force: true });
    const version = examined.state === 'absent' ? 0 : examined.version;
    return await upgrade(deps, paths, version);
  } catch (error) {
    const failure = openFailureOf(error, paths.folder);
    if (failure === null) throw error;
    return err(failure);
  } finally {
    lock.value.release();
  }
}

/** The decision is forgotten last: a crash before that repeats everything, on a mirror that is empty by then. */
async function makeAnew(
  deps: OpenProfileDeps,
  paths: ProfilePaths,
  wipe: Wipe,
): Promise<Result<RescueReport | null, OpenFailure>> {
  removeMirror(paths);
  const made = await upgrade(deps, paths, 0);
  if (!made.ok) return made;
  const opened = await openDatabase(paths.database, deps.migrationsFolder);
  if (!opened.ok) return opened;
  try {
    deps.afterWipe?.(opened.value, wipe);
  } finally {
    opened.value.close();
  }
  endWipe(paths);
  deps.logger.log('info', 'profile.wiped', { reason: wipe.reason });
  return made;
}

async function upgrade(
  deps: OpenProfileDeps,
  paths: ProfilePaths,
  version: number,
): Promise<Result<RescueReport | null, OpenFailure>> {
  const known = newestMigration(deps.migrationsFolder);
  if (version > known) return err({ type: 'DatabaseNewer', found: version, known });
  if (version === known) return ok(null);
  if (version > 0) {
    const examined = examineDatabase(paths, true);
    if (examined.state === 'damaged') return rescueDatabase({ ...deps, paths }, examined.detail);
    const kept = keepBackup(paths, known, deps.clock.now());
    if (!kept.ok) return kept;
  }
  // SQLite gives a new file, its log and its index the rights of the empty one: its owner's alone.
  if (version === 0) closeSync(openSync(paths.database, 'a', 0o600));
  const opened = await openDatabase(paths.database, deps.migrationsFolder);
  if (!opened.ok) return opened;
  opened.value.close();
  return ok(null);
}

function keepBackup(paths: ProfilePaths, known: number, nowMs: number): Result<null, OpenFailure> {
  const db = new Database(paths.database) as unknown as ReadableDb;
  try {
    const made = backupBeforeUpgrade(db, paths, known, nowMs);
    if (made.ok) return ok(null);
    if (made.error.type === 'FileNotFound' || made.error.type === 'NotABackup') {
      return err({ type: 'ReadOnlyProfile', path: paths.backups });
    }
    return err(made.error);
  } finally {
    db.close();
  }
}

/** Opens beside others: never upgrades, because they run on the schema as it is. */
async function openShared(paths: ProfilePaths, migrationsFolder: string): Promise<Result<WritableDb, OpenFailure>> {
  const examined = readVersion(paths);
  if (!examined.ok) return examined;
  if (examined.value < newestMigration(migrationsFolder)) {
    return err({ type: 'DatabaseBusy', holder: 'an older version of the program' });
  }
  const opened = await openDatabase(paths.database, migrationsFolder);
  if (!opened.ok && opened.error.type === 'DatabaseDamaged') markSuspect(paths, opened.error.detail);
  return opened;
}

function readVersion(paths: ProfilePaths): Result<number, OpenFailure> {
  let db: Database.Database | null = null;
  try {
    db = new Database(paths.database, { fileMustExist: true });
    return ok(db.pragma('user_version', { simple: true }) as number);
  } catch (error) {
    const failure = openFailureOf(error, paths.folder);
    if (failure === null) throw error;
    if (failure.type === 'DatabaseDamaged') markSuspect(paths, failure.detail);
    return err(failure);
  } finally {
    db?.close();
  }
}

function lockFailure(failure: LockFailure, paths: ProfilePaths): OpenFailure {
  if (failure.type === 'LockHeld') return { type: 'DatabaseBusy', holder: describeHolder(failure.holder) };
  return failure.code === 'SQLITE_FULL' || failure.code === 'ENOSPC'
    ? { type: 'DiskFull' }
    : { type: 'ReadOnlyProfile', path: paths.folder };
}
