import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { automaticBackups } from './backup.ts';
import type { ProfilePaths } from './profile-paths.ts';
import { isDamage } from './storage-errors.ts';
import { readUnsentCopy } from './unsent-copy.ts';

export type Examined =
  | { readonly state: 'absent' }
  | { readonly state: 'whole'; readonly version: number }
  | { readonly state: 'damaged'; readonly detail: string };

/**
 * Looks at the mirror's file before anybody opens it for work; changes nothing. The caller holds the profile alone.
 * Always: its beginning, its length and the tables that matter most. The whole file (`quick_check`) only when a process
 * ended without closing it (its log is still there), met damage, or `thorough` asks for it.
 */
export function examineDatabase(paths: ProfilePaths, thorough: boolean): Examined {
  const bytes = statSync(paths.database, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0) {
    const detail = existsSync(paths.database) ? 'the file is empty' : 'the file is missing';
    return hadContent(paths) ? { state: 'damaged', detail } : { state: 'absent' };
  }
  const logBytes = statSync(`${paths.database}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (logBytes === 0) {
    const shortfall = missingBytes(paths.database, bytes);
    if (shortfall !== null) return { state: 'damaged', detail: shortfall };
  }
  return readThrough(paths.database, thorough || logBytes > 0 || existsSync(paths.suspect));
}

/** An empty profile is new, unless something outside the file tells of stores that were in it. */
function hadContent(paths: ProfilePaths): boolean {
  return automaticBackups(paths).length > 0 || readUnsentCopy(paths.unsent).operations.size > 0;
}

/** Compares the file's length with the number of pages in its header, where that number is valid. */
function missingBytes(path: string, bytes: number): string | null {
  const header = Buffer.alloc(100);
  const handle = openSync(path, 'r');
  try {
    if (readSync(handle, header, 0, 100, 0) < 100) return 'the file is cut off';
  } finally {
    closeSync(handle);
  }
  if (header.readUInt32BE(24) !== header.readUInt32BE(92)) return null;
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  return header.readUInt32BE(28) * pageBytes > bytes ? 'the file is cut off' : null;
}

function readThrough(path: string, thorough: boolean): Examined {
  let db: Database.Database | null = null;
  try {
    // Read-only: closing it must not write the log into a file that is damaged.
    db = new Database(path, { readonly: true, fileMustExist: true });
    const version = db.pragma('user_version', { simple: true }) as number;
    const tables = db.prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    if (thorough) {
      const check = db.pragma('quick_check(1)', { simple: true }) as string;
      if (check !== 'ok') return { state: 'damaged', detail: check.slice(0, 300) };
    }
    for (const name of ['stores', 'outbox']) {
      if (tables.some((table) => table.name === name)) db.prepare(`SELECT count(*) FROM ${name}`).get();
    }
    return { state: 'whole', version };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { state: 'damaged', detail: (error as Error).message };
  } finally {
    db?.close();
  }
}
