import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openDatabase } from '../../src/engine/database/open-database.ts';

export const MIRROR_MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');

export type MigrationSteps = {
  readonly path: string;
  /** A folder with the migrations up to `last`, as an earlier release shipped it. */
  readonly folderUpTo: (last: number) => string;
  /** Opens the file with the program of the release that ended with migration `last`. */
  readonly openAt: (last: number) => Promise<WritableDb>;
  readonly dispose: () => void;
};

export function numberOf(file: string): number {
  return Number(file.split('.')[0]);
}

/** The migration files of the mirror, in order. */
export function migrationFiles(): string[] {
  return readdirSync(MIRROR_MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
}

/** One database file that grows from release to release. */
export function createMigrationSteps(): MigrationSteps {
  const root = mkdtempSync(join(tmpdir(), 'backroom-migrations-'));
  const path = join(root, 'mirror.db');
  const open: WritableDb[] = [];
  const folderUpTo = (last: number): string => {
    const folder = join(root, `release-${last}`);
    mkdirSync(folder, { recursive: true });
    for (const file of migrationFiles().filter((name) => numberOf(name) <= last)) {
      copyFileSync(join(MIRROR_MIGRATIONS, file), join(folder, file));
    }
    return folder;
  };
  return {
    path,
    folderUpTo,
    openAt: async (last) => {
      const opened = await openDatabase(path, folderUpTo(last));
      if (!opened.ok) throw new Error(JSON.stringify(opened.error));
      open.push(opened.value);
      return opened.value;
    },
    dispose: () => {
      for (const db of open) db.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
