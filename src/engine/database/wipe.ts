import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder, writeFileAtomic } from '../platform/atomic-file.ts';
import type { ProfilePaths } from './profile-paths.ts';

/**
 * What was decided before the process ended: the mirror and everything that holds rows of it go, and `next` is written
 * into the new one. The decision stands in a file of its own, so that no crash can leave half of it. [JOIN4]
 */
export type Wipe = {
  /** `person`: somebody else signed in; `access`: the person may see less; `revoked`, `disconnected`. */
  readonly reason: 'person' | 'access' | 'revoked' | 'disconnected';
  /** For whoever decided; null: the new mirror is nobody's. */
  readonly next: unknown;
};

const wipeSchema = z.object({ reason: z.enum(['person', 'access', 'revoked', 'disconnected']), next: z.unknown() });

/** A process that died while it sealed leaves its intent behind; longer than this none takes. */
const INTENT_MS = 120_000;

/** From here on no process of this profile queues anything, so that nothing comes behind what is sealed now. */
export function intendWipe(paths: ProfilePaths): void {
  writeFileAtomic(paths.wipeIntent, '');
}

export function giveUpWipe(paths: ProfilePaths): void {
  rmSync(paths.wipeIntent, { force: true });
}

/** Whether this profile's mirror is about to go, by whatever process. `now`: epoch ms. */
export function isBeingWiped(paths: ProfilePaths, now: number): boolean {
  if (existsSync(paths.wipePending)) return true;
  const intent = statSync(paths.wipeIntent, { throwIfNoEntry: false });
  return intent !== undefined && now - intent.mtimeMs < INTENT_MS;
}

/**
 * From here on the wipe happens, at the next opening at the latest. A decision that another process made before stands:
 * it says whose the new mirror is.
 */
export function decideWipe(paths: ProfilePaths, wipe: Wipe): void {
  if (existsSync(paths.wipePending)) return;
  writeFileAtomic(paths.wipePending, `${JSON.stringify(wipe)}\n`);
}

/** An unreadable decision still is one: nothing else writes this file. */
export function pendingWipe(paths: ProfilePaths): Wipe | null {
  if (!existsSync(paths.wipePending)) return null;
  try {
    return wipeSchema.parse(JSON.parse(readFileSync(paths.wipePending, 'utf8')));
  } catch {
    return { reason: 'revoked', next: null };
  }
}

/**
 * Removes the mirror with its log and index, its backups, what was set aside, the copy of unsent changes and what a
 * crash left half-written. Secrets, sealed files and the shell's settings stay. May be repeated after a crash.
 */
export function removeMirror(paths: ProfilePaths): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(paths.database + suffix, { force: true });
  for (const path of [paths.suspect, paths.unsent, paths.rescuePending, paths.restoreReady])
    rmSync(path, { force: true });
  removeCopies(paths);
  for (const name of readdirSync(paths.folder)) {
    if (/^(?:mirror\.db|unsent\.jsonl|rescue\.).+/.test(name)) rmSync(join(paths.folder, name), { force: true });
  }
  syncFolder(paths.folder);
}

/** Copies of the mirror may hold what its person may not see any more. The mirror itself stays. */
export function removeCopies(paths: ProfilePaths): void {
  for (const folder of [paths.backups, paths.setAside]) rmSync(folder, { recursive: true, force: true });
}

/** The new mirror is in place and knows whose it is. */
export function endWipe(paths: ProfilePaths): void {
  rmSync(paths.wipePending, { force: true });
  syncFolder(paths.folder);
}

/** Where changes are sealed that their person will want back. */
export function prepareSealedFolder(paths: ProfilePaths): string {
  mkdirSync(paths.sealed, { recursive: true, mode: 0o700 });
  return paths.sealed;
}
