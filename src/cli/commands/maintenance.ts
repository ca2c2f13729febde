import { resolve } from 'node:path';
import { backupDatabase } from '../../engine/database/backup.ts';
import { newestMigration } from '../../engine/database/migrate.ts';
import { holdProfile } from '../../engine/database/profile.ts';
import { restoreDatabase } from '../../engine/database/restore.ts';
import { createSystemClock } from '../../engine/platform/system-clock.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { unwrap } from '../addresses.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CliFailure } from '../failures.ts';
import { failed } from '../failures.ts';
import { MIGRATIONS } from '../open-engine.ts';
import type { CliEngine } from '../open-engine.ts';
import { counted } from '../output.ts';
import type { Outcome } from '../output.ts';

/** Copies the database, unsent changes included, into one file. */
export function backup(engine: CliEngine, args: ParsedArguments): Result<Outcome, CliFailure> {
  const made = unwrap(backupDatabase(engine.db, resolve(args.operands[0] ?? ''), newestMigration(MIGRATIONS)));
  if (!made.ok) return made;
  const { path, bytes, unsent } = made.value;
  const text = `Backed up to ${path} (${megabytes(bytes)}, ${counted(unsent, 'unsent change')}). Keys are not in it.`;
  return ok({ document: { file: path, ...made.value }, text, exitCode: 0 });
}

/** Puts a backup in the place of the database; runs without an engine, because nobody may have the file open. */
export function restore(profile: string, args: ParsedArguments): Result<Outcome, CliFailure> {
  const clock = createSystemClock();
  const held = holdProfile({ folder: profile, role: 'command-line', clock });
  if (!held.ok) return failed(held.error);
  try {
    const known = newestMigration(MIGRATIONS);
    const restored = restoreDatabase({
      paths: held.value.paths,
      source: resolve(args.operands[0] ?? ''),
      known,
      clock,
    });
    if (!restored.ok) return failed(restored.error);
    const { path, setAside, leftBehind, toVerify } = restored.value;
    const lines = [`Restored from ${path}.`];
    if (setAside !== null) lines.push(`The database that stood here is kept at ${setAside}.`);
    if (leftBehind > 0) lines.push(`${counted(leftBehind, 'unsent change')} stayed behind in it.`);
    if (toVerify > 0)
      lines.push(`${counted(toVerify, 'change')} may have been sent already: the next sync looks first.`);
    return ok({ document: { file: path, ...restored.value }, text: lines.join('\n'), exitCode: 0 });
  } finally {
    held.value.lock.release();
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
