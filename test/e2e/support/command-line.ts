import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './launch-app.ts';

/** Runs the command line on the profile of an app that is open: what a field without a screen of its own is edited with. */
export async function runCommand(profileDir: string, ...words: readonly string[]): Promise<string> {
  const env = { ...process.env, BACKROOM_PROFILE: profileDir, BACKROOM_PASSPHRASE: 'test passphrase' };
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/backroom.mjs'), ...words], { env });
  return stdout;
}
