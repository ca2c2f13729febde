import type { WritableDb } from '../database/database.ts';
import type { Clock, Logger } from '../platform/deps.ts';
import type { Turns } from '../platform/turns.ts';
import type { SharedTables } from './shared-table.ts';
import type { TeamServer } from './team-server.ts';

export type ChangedRow = { readonly table: string; readonly key: string };

/** What every step of replication works with. */
export type ReplicationContext = {
  readonly db: WritableDb;
  readonly server: TeamServer;
  readonly tables: SharedTables;
  readonly clock: Clock;
  /** Epoch milliseconds, for what is shown; nothing is ordered by it. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly logger: Logger;
  readonly turns: Turns;
  /** Rows of the mirror that are other than before. */
  readonly onChange: (changed: readonly ChangedRow[]) => void;
};

/** Longest stretch of one transaction: a person who types does not feel it. */
const CHUNK_MS = 20;

/**
 * Hands `work` a few items at a time, each time for one transaction, with turns for everybody else in between. How many
 * fit is learnt on the way: twice as many after a short stretch, half after a long one.
 */
export async function inChunks<T>(
  { clock, turns }: Pick<ReplicationContext, 'clock' | 'turns'>,
  items: readonly T[],
  work: (some: readonly T[]) => void,
): Promise<void> {
  let size = turns.recordsAtOnce;
  for (let start = 0; start < items.length;) {
    const some = items.slice(start, start + size);
    const began = clock.monotonic();
    work(some);
    const tookMs = clock.monotonic() - began;
    start += some.length;
    if (tookMs < CHUNK_MS / 4) size = Math.min(size * 2, 500);
    else if (tookMs > CHUNK_MS) size = Math.max(Math.floor(size / 2), 1);
    if (start < items.length) await turns.next();
  }
}
