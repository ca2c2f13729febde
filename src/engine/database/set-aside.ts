import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { renamePatiently, syncFolder } from '../platform/atomic-file.ts';
import { timeInFileName } from './profile-paths.ts';
import type { ProfilePaths } from './profile-paths.ts';

/** A free name in the set-aside folder. `why` becomes part of it: `damaged`, `replaced`. */
export function asideTarget(paths: ProfilePaths, why: string, nowMs: number): string {
  const stem = join(paths.setAside, `mirror-${why}-${timeInFileName(nowMs)}`);
  let target = `${stem}.db`;
  for (let number = 2; existsSync(target); number += 1) target = `${stem}-${number}.db`;
  return target;
}

/**
 * Moves the mirror with its log and index to `target`, so that they still belong together; what is already there stays.
 * Nothing is deleted. May be repeated after a crash.
 */
export function moveDatabaseAside(paths: ProfilePaths, target: string): void {
  mkdirSync(paths.setAside, { recursive: true, mode: 0o700 });
  // The log first: a database without its log opens, a log without its database would be thrown away by SQLite.
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(paths.database + suffix)) renamePatiently(paths.database + suffix, target + suffix);
  }
  syncFolder(paths.setAside);
  syncFolder(paths.folder);
}
