import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

export function isWipePending(db: ReadableDb): boolean {
  return prepared(db, 'SELECT 1 FROM team_state WHERE wipe_pending = 1').get() !== undefined;
}

/**
 * Writes the file anew without what lies in its free pages and behind its rows, and empties the log. [TEAM13] Takes as
 * long as copying the file, and as much room; rights change rarely. Throws where that cannot be done now.
 */
export function wipeFreePages(db: WritableDb): void {
  db.exec('VACUUM');
  const [checkpoint] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  if (checkpoint?.busy !== 0) throw new Error('somebody reads the log');
  prepared(db, 'UPDATE team_state SET wipe_pending = 0').run();
}
