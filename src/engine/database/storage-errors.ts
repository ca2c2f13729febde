import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** What a disk or a database file can refuse, as values. */
export type StorageError = { readonly type: 'DiskFull' } | { readonly type: 'ReadOnlyProfile'; readonly path: string };

/**
 * Names what SQLite's or Node's error codes mean for a write at `path` (a file or folder); null for anything else, which
 * is a defect.
 */
export function storageErrorOf(error: unknown, path: string): StorageError | null {
  const code = errorCode(error);
  // Where SQLite maps its index of the log into memory, a full disk shows as a plain input/output error.
  if (code.startsWith('SQLITE_IOERR') && hasNoSpace(path)) return { type: 'DiskFull' };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return { type: 'DiskFull' };
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || NOT_WRITABLE.has(code)) {
    return { type: 'ReadOnlyProfile', path };
  }
  return null;
}

const LEAST_FREE_BYTES = 256 * 1024;

function hasNoSpace(path: string): boolean {
  for (const place of [path, dirname(path)]) {
    try {
      const { bavail, bsize } = statfsSync(place);
      return bavail * bsize < LEAST_FREE_BYTES;
    } catch {
      // A path that does not exist yet: its folder tells.
    }
  }
  return false;
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** Whether the error says that the file's content is not what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
