import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import type { RunContext } from '../../sync/run-context.ts';
import { readStore } from '../../sync/store-rows.ts';
import type { ShopFacts } from './shops-server.ts';

/** How the shop is now, as this desktop knows it at the end of a run. */
export function readFacts(db: ReadableDb, run: RunContext): ShopFacts {
  const store = readStore(db, run.store.id);
  const totals = prepared<{ entity: EntityName; total: number }>(
    db,
    `SELECT entity, total FROM store_totals WHERE store_id = ?`,
  ).all(run.store.id);
  return {
    totals: Object.fromEntries(totals.map(({ entity, total }) => [entity, total])),
    isComplete: (store?.first_sync_completed_at ?? null) !== null,
    hasVariationsRoute: store?.has_variations_route ?? null,
    serverTimeMs: run.serverClock.lastServerTime,
    readMs: run.clock.now(),
  };
}
