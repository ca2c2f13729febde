/**
 * Locks between processes that share a profile: the app and any number of command lines.
 *
 * The lock is an operating system lock on a file (taken through SQLite, which knows how on each system), so it ends with
 * its process, however that ends: there is no stale lock to recognise by guessing at process ids and heartbeats. A small
 * file beside it says who holds it; it only serves the wording and is never trusted.
 *
 * The lock file must not be opened by other means in a process that may hold it: closing any handle of a file drops a
 * process's locks on it (POSIX).
 */
import { mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { errorCode, removeQuietly, writeFileAtomic } from './atomic-file.ts';
import type { Clock } from './deps.ts';

export type LockMode = 'shared' | 'exclusive';

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  role: z.string(),
  /** Epoch milliseconds. */
  since: z.number(),
});
export type LockHolder = z.infer<typeof holderSchema>;

export type LockHeld = { readonly type: 'LockHeld'; readonly name: string; readonly holder: LockHolder | null };
/** The lock file cannot be made or opened; `code` is SQLite's or Node's. */
export type LockUnavailable = { readonly type: 'LockUnavailable'; readonly path: string; readonly code: string };
export type LockFailure = LockHeld | LockUnavailable;

export interface FileLock {
  /** Gives the lock back; more than once does nothing. */
  readonly release: () => void;
}

export interface FileLocks {
  /** Takes the lock or says at once who has it. Several may hold a `shared` lock, or one an `exclusive` one. */
  readonly acquire: (name: string, mode?: LockMode) => Result<FileLock, LockFailure>;
  /** The same, trying again until `waitMs` have passed. */
  readonly acquireWithin: (name: string, mode: LockMode, waitMs: number) => Promise<Result<FileLock, LockFailure>>;
  /** Who says to hold a lock and is alive, as far as can be seen from here. */
  readonly holders: (name: string) => readonly LockHolder[];
}

export type FileLocksDeps = {
  readonly folder: string;
  /** Who asks, for the others' messages: `app`, `command-line`. */
  readonly role: string;
  readonly clock: Clock;
};

/** The lock of the process that syncs a store, or removes it. */
export function storeLockName(storeId: string): string {
  return `sync-${storeId}`;
}

const RETRY_MS = 40;
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

/** Locks in a folder of the profile. Names are letters, digits, `-` and `_`. */
export function createFileLocks(deps: FileLocksDeps): FileLocks {
  let serial = 0;

  function acquire(name: string, mode: LockMode = 'exclusive'): Result<FileLock, LockFailure> {
    if (!NAME.test(name)) throw new Error(`Not a lock name: ${name}`);
    const path = join(deps.folder, `${name}.lock`);
    const taken = take(path, mode);
    if (!taken.ok)
      return taken.error === 'SQLITE_BUSY' ? held(name) : err({ type: 'LockUnavailable', path, code: taken.error });
    if (mode === 'exclusive') forgetHolders(name);
    serial += 1;
    const note = join(deps.folder, `${name}.${process.pid}-${serial}.holder.json`);
    announce(note);
    let isHeld = true;
    return ok({
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        removeQuietly(note);
        taken.value.close();
      },
    });
  }

  async function acquireWithin(name: string, mode: LockMode, waitMs: number): Promise<Result<FileLock, LockFailure>> {
    const deadline = deps.clock.monotonic() + waitMs;
    for (;;) {
      const lock = acquire(name, mode);
      if (lock.ok || lock.error.type !== 'LockHeld' || deps.clock.monotonic() >= deadline) return lock;
      await deps.clock.sleep(RETRY_MS);
    }
  }

  function take(path: string, mode: LockMode): Result<Database.Database, string> {
    try {
      mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
      return ok(lockFile(path, mode));
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_NOTADB') return err(errorCode(error) || 'UNKNOWN');
    }
    // A lock file is always empty: something else was put in its place, and nobody can hold a lock through that.
    try {
      truncateSync(path, 0);
      return ok(lockFile(path, mode));
    } catch (error) {
      return err(errorCode(error) || 'UNKNOWN');
    }
  }

  function held(name: string): Result<never, LockHeld> {
    return err({ type: 'LockHeld', name, holder: holders(name)[0] ?? null });
  }

  function announce(note: string): void {
    const holder: LockHolder = { pid: process.pid, host: hostname(), role: deps.role, since: deps.clock.now() };
    try {
      writeFileAtomic(note, JSON.stringify(holder));
    } catch {
      // A full disk must not stop the work that may free it; the others then cannot name the holder.
    }
  }

  function notes(name: string): readonly string[] {
    try {
      return readdirSync(deps.folder).filter((file) => file.startsWith(`${name}.`) && file.endsWith('.holder.json'));
    } catch {
      return [];
    }
  }

  function forgetHolders(name: string): void {
    for (const file of notes(name)) removeQuietly(join(deps.folder, file));
  }

  function holders(name: string): readonly LockHolder[] {
    const found: LockHolder[] = [];
    for (const file of notes(name)) {
      const holder = readHolder(join(deps.folder, file));
      if (holder === null) continue;
      if (holder.host === hostname() && !isAlive(holder.pid)) removeQuietly(join(deps.folder, file));
      else found.push(holder);
    }
    return found.sort((a, b) => a.since - b.since);
  }

  return { acquire, acquireWithin, holders };
}

/** Who holds a lock, in the words of an error's `holder`: `app, process 123`. */
export function describeHolder(holder: LockHolder | null): string {
  if (holder === null) return 'another process';
  const place = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return `${holder.role}, process ${holder.pid}${place}`;
}

function lockFile(path: string, mode: LockMode): Database.Database {
  const file = new Database(path, { timeout: 0 });
  try {
    file.exec(mode === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN');
    // A deferred transaction locks with its first read and holds on to it until it ends.
    if (mode === 'shared') file.prepare('SELECT count(*) FROM sqlite_schema').get();
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function readHolder(path: string): LockHolder | null {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
