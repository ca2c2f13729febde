import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StartFailure } from '../shared/contract/engine-process.ts';
import { err, ok, type Result } from '../shared/result.ts';

/**
 * The data folder: `BACKROOM_PROFILE`, or `Backroom` in the system's folder for application data. The command line
 * finds the same one.
 */
export function profileDir(env: NodeJS.ProcessEnv, appDataDir: string): string {
  return env['BACKROOM_PROFILE'] ? resolve(env['BACKROOM_PROFILE']) : join(appDataDir, 'Backroom');
}

/** Creates the folder where needed and proves that files can be written there. */
export function openProfile(dir: string): Result<string, StartFailure> {
  const probe = join(dir, `.write-probe-${process.pid}`);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    writeFileSync(probe, 'x');
    rmSync(probe);
    return ok(dir);
  } catch (thrown) {
    const isFull = errorCode(thrown) === 'ENOSPC';
    return err({ reason: isFull ? 'disk-full' : 'profile-not-writable', path: dir, detail: String(thrown) });
  }
}

function errorCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
