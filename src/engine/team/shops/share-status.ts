import type { SyncStatus } from '../../../shared/contract/sync.ts';
import type { ReadableDb } from '../../database/database.ts';
import { countMarks } from './marks.ts';
import type { ShopsServer } from './shops-server.ts';
import { teamStore } from './team-stores.ts';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** What the team's part of a store's status is: a follower's green means "as of the holder's last reading". */
export function shareStatus(input: {
  readonly db: ReadableDb;
  readonly storeId: string;
  readonly now: number;
  readonly isHolder: boolean;
  readonly server: ShopsServer | null;
}): NonNullable<SyncStatus['team']> {
  const store = teamStore(input.db, input.storeId);
  const holderLives = (store?.holder_until ?? 0) > input.now;
  const alone = store?.alone_since ?? null;
  const readAt = iso(store?.read_at ?? null);
  return {
    role: alone !== null ? 'alone' : input.isHolder ? 'holder' : 'follower',
    holder: input.isHolder || !holderLives ? null : { name: store?.holder_name ?? '' },
    reachable: input.server !== null,
    waiting: countMarks(input.db, input.storeId),
    lastPushAt: iso(store?.pushed_at ?? null),
    lastPullAt: iso(store?.pulled_at ?? null),
    read: readAt === null ? null : { at: readAt, by: store?.read_by ?? '' },
    aloneSince: iso(alone),
  };
}
