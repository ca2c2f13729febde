import { chmodSync, copyFileSync, existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { removeQuietly, renamePatiently, syncFolder } from '../platform/atomic-file.ts';
import type { Clock } from '../platform/deps.ts';
import { inspectBackup, syncFile, toSingleFile } from './backup.ts';
import type { BackupFacts, BackupFailure } from './backup.ts';
import type { ProfilePaths } from './profile-paths.ts';
import { NOT_REPEATABLE } from './restored-operations.ts';
import { asideTarget, moveDatabaseAside } from './set-aside.ts';
import { isDamage, storageErrorOf } from './storage-errors.ts';

export type Restored = BackupFacts & {
  /** Where the replaced database went; null when there was none. */
  readonly setAside: string | null;
  /** Unsent changes of the replaced database that the backup does not have: they stay in the set-aside file. */
  readonly leftBehind: number;
  /** Changes of the backup that may have been sent since: the next run looks in the shop before it sends them. */
  readonly toVerify: number;
};

/**
 * Puts a backup in the place of the mirror. The caller holds the profile alone. Nothing is deleted: the present files
 * are set aside. On an error everything is as it was.
 *
 * A change that the backup holds as unsent may have been sent after the backup was made. What must not happen twice is
 * therefore looked up first, unless the present database shows that it was never tried. [RESTORE1]
 */
export function restoreDatabase(deps: {
  readonly paths: ProfilePaths;
  readonly source: string;
  readonly known: number;
  readonly clock: Clock;
}): Result<Restored, BackupFailure> {
  const { paths, known, clock } = deps;
  const source = resolve(deps.source);
  if (!existsSync(source)) return err({ type: 'FileNotFound', path: source });
  const copy = `${paths.restoreReady}.partial`;
  try {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
    copyFileSync(source, copy);
    chmodSync(copy, 0o600);
    // A plain copy of a profile's own file keeps its newest part in the log beside it.
    if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${copy}-wal`);
    const prepared = prepareCopy(copy, paths, known);
    if (!prepared.ok) {
      for (const suffix of ['', '-wal', '-shm']) removeQuietly(copy + suffix);
      return prepared.error.type === 'NotABackup' ? err({ type: 'NotABackup', path: source }) : prepared;
    }
    renamePatiently(copy, paths.restoreReady);
    const setAside = putInPlace(paths, clock.now());
    return ok({ ...prepared.value, path: source, setAside });
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm']) removeQuietly(copy + suffix);
    const failure = storageErrorOf(error, paths.folder);
    if (failure === null) throw error;
    return err(failure);
  }
}

type Prepared = Omit<Restored, 'setAside'>;

function prepareCopy(copy: string, paths: ProfilePaths, known: number): Result<Prepared, BackupFailure> {
  try {
    toSingleFile(copy);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return err({ type: 'NotABackup', path: copy });
  }
  const facts = inspectBackup(copy, known);
  if (!facts.ok) return facts;
  const present = presentOperations(paths.database);
  const db = new Database(copy, { fileMustExist: true });
  try {
    const toVerify = markForVerification(db, present);
    const has = db.prepare<[string], { id: string }>('SELECT id FROM outbox WHERE id = ?');
    const leftBehind = [...present.values()].filter(({ id, state }) => state !== 'ended' && !has.get(id)).length;
    return ok({ ...facts.value, toVerify, leftBehind });
  } finally {
    db.close();
    syncFile(copy);
  }
}

type PresentOperation = { readonly id: string; readonly state: string; readonly attempts: number };

/** The operations of the database that is to be replaced; none when it cannot be read. */
function presentOperations(path: string): ReadonlyMap<string, PresentOperation> {
  const operations = new Map<string, PresentOperation>();
  if (!existsSync(path)) return operations;
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { fileMustExist: true });
    const rows = db.prepare<[], PresentOperation>('SELECT id, state, attempts FROM outbox').iterate();
    for (const row of rows) operations.set(row.id, row);
  } catch (error) {
    if (!isDamage(error) && !(error instanceof Database.SqliteError)) throw error;
    operations.clear();
  } finally {
    db?.close();
  }
  return operations;
}

function markForVerification(db: Database.Database, present: ReadonlyMap<string, PresentOperation>): number {
  type Row = { id: string; kind: string; state: string };
  const open = db.prepare<[], Row>(`SELECT id, kind, state FROM outbox WHERE state <> 'ended'`).all();
  const mark = db.prepare(
    `UPDATE outbox SET state = 'unknown', looks = 0, first_look_at = NULL, next_attempt_at = NULL,
       claimed_at = coalesce(claimed_at, created_at), claimed_server_time = coalesce(claimed_server_time, created_at)
     WHERE id = ?`,
  );
  const doubtful = open.filter(({ id, kind, state }) => {
    const now = present.get(id);
    const wasNeverTried = now !== undefined && now.state === 'queued' && now.attempts === 0;
    return state === 'queued' && NOT_REPEATABLE.has(kind) && !wasNeverTried;
  });
  db.transaction(() => {
    for (const { id } of doubtful) mark.run(id);
  })();
  return doubtful.length;
}

/**
 * Moves a restored or rebuilt database that is ready to its place; also after a crash in between. Returns where the
 * previous one went.
 */
export function putInPlace(paths: ProfilePaths, nowMs: number): string | null {
  if (!existsSync(paths.restoreReady)) return null;
  const isReplaced = existsSync(paths.database) || existsSync(`${paths.database}-wal`);
  const target = isReplaced ? asideTarget(paths, 'replaced', nowMs) : null;
  if (target !== null) {
    moveDatabaseAside(paths, target);
    if (existsSync(paths.unsent)) renamePatiently(paths.unsent, `${target}.unsent.jsonl`);
  }
  renamePatiently(paths.restoreReady, paths.database);
  syncFolder(paths.folder);
  return target;
}
