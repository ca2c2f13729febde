import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** How often a rename is repeated that Windows refuses while a virus scanner or an indexer looks at the file. */
const RENAME_ATTEMPTS = 8;
const RENAME_PAUSE_MS = 25;

let counter = 0;

/**
 * Replaces a file as a whole: readers see the old content or the new one, also after a power cut.
 * `mode` holds for a new file. Throws Node's error (`ENOSPC`, `EROFS`, `EACCES`, …) and then leaves the old file.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, mode = 0o600): void {
  counter += 1;
  const temporary = `${path}.${process.pid}-${counter}.tmp`;
  try {
    const handle = openSync(temporary, 'w', mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renamePatiently(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Renames; on Windows waits a little for whoever else has the file open. */
export function renamePatiently(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const code = errorCode(error);
      const isPassing = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!isPassing || attempt >= RENAME_ATTEMPTS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS * attempt);
    }
  }
}

/** Makes a rename durable. Windows knows no such thing, and some file systems refuse it: then nothing is lost by it. */
export function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The content itself was synced; only the moment of the rename stays open.
  }
}

/** Removes a file if it can: for what is left over when something else already failed. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // `force` only forgives a missing file, not a missing folder.
  }
}

/** The code of a Node or SQLite error, '' for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
