import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { renamePatiently, syncFolder, writeFileAtomic } from '../platform/atomic-file.ts';
import type { Clock, Logger } from '../platform/deps.ts';
import { automaticBackups, syncFile, toSingleFile } from './backup.ts';
import type { WritableDb } from './database.ts';
import { openDatabase } from './open-database.ts';
import type { OpenFailure } from './open-database.ts';
import { timeInFileName } from './profile-paths.ts';
import type { ProfilePaths } from './profile-paths.ts';
import { mergeSalvage, rebuildMirror } from './rebuild-mirror.ts';
import { boardShapesOf } from './salvage-boards.ts';
import type { RescuedOperation } from './rebuild-mirror.ts';
import { salvageFile, shapesOf } from './salvage.ts';
import { asideTarget, moveDatabaseAside } from './set-aside.ts';
import { readUnsentCopy } from './unsent-copy.ts';

/** What a damaged database cost and what was saved; also written to the profile as `rescue-*.json`. */
export type RescueReport = {
  readonly at: string;
  /** What SQLite said of the file. */
  readonly detail: string;
  /** Where the damaged file is now. */
  readonly setAside: string;
  /** The report's own file. */
  readonly reportFile: string;
  readonly stores: number;
  readonly restored: readonly RescuedOperation[];
  /** Read, but their store or record could not be: not queued, only kept here. */
  readonly unplaced: readonly RescuedOperation[];
  /** False when the file's beginning was lost: then the newest changes before the damage are surely here, older copies may be too. */
  readonly fileWasReadable: boolean;
};

/** Makes rows and lists of rescued records anew from base and operations; the sync's own code does that. */
export type RebuildRecords = (
  db: WritableDb,
  records: readonly { readonly entity: EntityName; readonly recordId: string }[],
) => void;

export type RescueDeps = {
  readonly paths: ProfilePaths;
  readonly migrationsFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rebuildRecords: RebuildRecords | null;
};

const pendingSchema = z.object({ target: z.string(), detail: z.string(), at: z.number() });
type Pending = z.infer<typeof pendingSchema>;

/**
 * Sets a damaged mirror aside, reads the unsent changes out of it (page by page, with its log), out of their second copy
 * and out of the newest backup, and puts a new mirror in its place: the stores, to be fetched anew, and the changes,
 * waiting as before. The caller holds the profile alone. A crash at any point is taken up by `resumeRescue`.
 */
export async function rescueDatabase(deps: RescueDeps, detail: string): Promise<Result<RescueReport, OpenFailure>> {
  const at = deps.clock.now();
  const pending: Pending = { target: asideTarget(deps.paths, 'damaged', at), detail, at };
  writeFileAtomic(deps.paths.rescuePending, JSON.stringify(pending));
  return finishRescue(deps, pending);
}

/** Ends a rescue that was interrupted; null when there is none. */
export async function resumeRescue(deps: RescueDeps): Promise<Result<RescueReport, OpenFailure> | null> {
  const pending = readPending(deps.paths.rescuePending);
  if (pending === null) return null;
  const isMoved = existsSync(pending.target);
  if (isMoved && existsSync(deps.paths.database)) {
    // The new mirror was put in place; only the mark was left.
    rmSync(deps.paths.rescuePending, { force: true });
    return null;
  }
  return finishRescue(deps, pending);
}

function readPending(path: string): Pending | null {
  try {
    const parsed = pendingSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

async function finishRescue(deps: RescueDeps, pending: Pending): Promise<Result<RescueReport, OpenFailure>> {
  const { paths } = deps;
  moveDatabaseAside(paths, pending.target);
  const partial = `${paths.restoreReady}.partial`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(partial + suffix, { force: true });
  closeSync(openSync(partial, 'a', 0o600));
  const opened = await openDatabase(partial, deps.migrationsFolder);
  if (!opened.ok) return opened;
  const report = fill(deps, opened.value, pending);
  toSingleFile(partial);
  syncFile(partial);
  writeFileAtomic(report.reportFile, `${JSON.stringify(report, null, 2)}\n`);
  renamePatiently(partial, paths.database);
  syncFolder(paths.folder);
  rmSync(paths.rescuePending, { force: true });
  rmSync(paths.suspect, { force: true });
  const facts = { restored: report.restored.length, unplaced: report.unplaced.length, setAside: report.setAside };
  deps.logger.log('error', 'database.rescued', facts);
  return { ok: true, value: report };
}

/** Fills the new mirror and closes it. */
function fill(deps: RescueDeps, db: WritableDb, pending: Pending): RescueReport {
  const { paths } = deps;
  try {
    const shapes = shapesOf(db);
    const boardShapes = boardShapesOf(db);
    const file = salvageFile(pending.target, shapes, boardShapes);
    const backups = automaticBackups(paths).filter((path) => statSync(path).size > 0);
    // The copies are older than the file, and a backup is never known to be the last state.
    const copies = backups.slice(0, 1).map((path) => ({ ...salvageFile(path, shapes, boardShapes), isCurrent: false }));
    const saved = mergeSalvage([file, readUnsentCopy(paths.unsent), ...copies]);
    const rebuilt = rebuildMirror(db, saved);
    deps.rebuildRecords?.(db, rebuilt.records);
    return {
      at: new Date(pending.at).toISOString(),
      detail: pending.detail,
      setAside: pending.target,
      reportFile: join(paths.folder, `rescue-${timeInFileName(pending.at)}.json`),
      stores: rebuilt.stores,
      restored: rebuilt.restored,
      unplaced: rebuilt.unplaced,
      fileWasReadable: file.isCurrent,
    };
  } finally {
    db.close();
  }
}
