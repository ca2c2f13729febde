import { errorCode } from '../platform/atomic-file.ts';

/** What a disk or a database file can refuse, as values. */
export type StorageError = { readonly type: 'DiskFull' } | { readonly type: 'ReadOnlyProfile'; readonly path: string };

/** Names what SQLite's or Node's error codes mean for a write; null for anything else, which is a defect. */
export function storageErrorOf(error: unknown, path: string): StorageError | null {
  const code = errorCode(error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return { type: 'DiskFull' };
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || NOT_WRITABLE.has(code)) {
    return { type: 'ReadOnlyProfile', path };
  }
  return null;
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** Whether the error says that the file's content is not what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
