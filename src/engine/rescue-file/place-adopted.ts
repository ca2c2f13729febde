import { TABLE_OF } from '../../shared/domain/entities.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { RunContext } from '../sync/run-context.ts';
import type { PlaceContext } from './insert-change.ts';
import { lookForShared, settleOvertaken } from './shared-operations.ts';
import { claimByAddress, hasWaiting, placeWaiting } from './waiting-changes.ts';

/**
 * The part of a run that belongs to changes which travelled between computers. At its `start`, before unknown outcomes
 * are looked for: what can be placed is placed, and what another computer may have sent is looked for before it is
 * sent. At its `end`, before the last sending: what the reading made placeable is placed.
 */
export function placeAdopted(
  run: Pick<RunContext, 'db' | 'store' | 'newId' | 'clock' | 'onStep'>,
  moment: 'start' | 'end',
): void {
  const { db, store } = run;
  if (isNothingHere(run)) return;
  const context: PlaceContext = { db, storeId: store.id, newId: run.newId, now: run.clock.now() };
  const tables = new Set<string>();
  const ids = new Set<string>();
  inDurableTransaction(db, () => {
    claimByAddress(db, store.id, store.url);
    if (hasWaiting(db, store.id)) {
      const afterReading = moment === 'end' && store.first_sync_completed_at !== null;
      for (const placement of placeWaiting(context, afterReading).values()) {
        if (placement.kind === 'waits' || placement.kind === 'known') continue;
        tables.add(TABLE_OF[placement.place.entity]);
        ids.add(placement.place.id);
      }
    }
    for (const id of lookForShared(context, moment)) ids.add(id);
    if (moment === 'end') for (const id of settleOvertaken(context)) ids.add(id);
    return null;
  });
  if (ids.size > 0) run.onStep({ tables: [...tables, 'outbox', 'sync_conflict'], ids: [...ids] });
}

/** A quiet run writes nothing. */
function isNothingHere({ db, store }: Pick<RunContext, 'db' | 'store'>): boolean {
  const found = prepared<{ n: number }>(
    db,
    `SELECT EXISTS (SELECT 1 FROM adopted_changes WHERE store_id = ? OR (store_id IS NULL AND store_url = ?))
       OR EXISTS (SELECT 1 FROM shared_operations) AS n`,
  ).get(store.id, store.url);
  return found?.n !== 1;
}
