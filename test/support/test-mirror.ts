import { join } from 'node:path';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openDatabase } from '../../src/engine/database/open-database.ts';

const MIRROR_MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');

/** An empty mirror of the newest schema, in memory or at `path`. */
export async function openTestMirror(path = ':memory:'): Promise<WritableDb> {
  const opened = await openDatabase(path, MIRROR_MIGRATIONS);
  if (!opened.ok) throw new Error(`the test mirror did not open: ${JSON.stringify(opened.error)}`);
  return opened.value;
}
