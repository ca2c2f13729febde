import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { appearanceSchema } from '../shared/contract/shell.ts';

const boundsSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const shellSettingsSchema = z.object({
  appearance: appearanceSchema.optional().catch(undefined),
  /** Of the window in its normal state; null until it was moved or resized for the first time. */
  bounds: boundsSchema.nullable().catch(null).default(null),
  isMaximized: z.boolean().catch(false).default(false),
});
export type ShellSettings = z.infer<typeof shellSettingsSchema>;
export type Bounds = z.infer<typeof boundsSchema>;

export interface ShellSettingsFile {
  readonly read: () => ShellSettings;
  /** Keeps what is not named. A failure to write is reported and otherwise ignored: these are conveniences. */
  readonly update: (changes: Partial<ShellSettings>) => void;
}

/** Main's own few settings, in `shell.json` of the profile. Unreadable content counts as absent. */
export function createShellSettingsFile(profileDir: string, onFailure: (thrown: unknown) => void): ShellSettingsFile {
  const path = join(profileDir, 'shell.json');
  let current = load(path);
  return {
    read: () => current,
    update: (changes) => {
      current = { ...current, ...changes };
      try {
        // Written beside and renamed, so that a crash leaves the old file or the new one.
        writeFileSync(`${path}.new`, `${JSON.stringify(current, null, 2)}\n`, { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (thrown) {
        onFailure(thrown);
      }
    },
  };
}

function load(path: string): ShellSettings {
  const parsed = shellSettingsSchema.safeParse(readJson(path));
  return parsed.success ? parsed.data : shellSettingsSchema.parse({});
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
