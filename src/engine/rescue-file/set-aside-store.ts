import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { collectChanges } from './collect-changes.ts';
import { keepAside } from './waiting-changes.ts';

/**
 * Takes a store's unsent changes out of its queue and keeps them by the shop's address, for the day when a store with that
 * address is here. What the team's central database has comes back from there by itself. Inside the caller's transaction.
 * [JOIN1, JOIN2]
 */
export function setAsideStore(db: WritableDb, storeId: string, url: string, now: number): void {
  const atCentral = new Set(
    prepared<{ change_id: string }>(db, `SELECT change_id FROM team_rows WHERE store_id = ? AND version > 0`)
      .all(storeId)
      .map(({ change_id }) => change_id),
  );
  const [store] = collectChanges(db, storeId, () => '').stores;
  prepared(db, `DELETE FROM outbox WHERE store_id = ?`).run(storeId);
  if (store === undefined) return;
  const changes = store.changes.filter(({ id }) => !atCentral.has(id));
  keepAside(db, { ...store, changes }, url, null, now);
}
