import type { ReadableDb } from '../database/database.ts';
import { inTransaction } from '../database/database.ts';
import { askStore } from './ask-store.ts';
import { asText } from './projections/read-json.ts';
import type { RunContext } from './run-context.ts';
import type { StoreRow } from './store-rows.ts';
import { readCursor, saveCursor } from './store-rows.ts';
import type { JsonObject } from '../../shared/domain/entities.ts';

type Statuses = { readonly custom: readonly string[] };

/** Order statuses that plugins added to this shop, as of the last time they were asked for. */
export function customOrderStatuses(run: { readonly db: ReadableDb; readonly store: StoreRow }): readonly string[] {
  return readCursor<Statuses>(run.db, run.store.id, 'orders', 'statuses')?.custom ?? [];
}

/** Asks the shop for its order statuses: orders in one that is not named would not be listed. [PULL15] */
export async function refreshOrderStatuses(run: RunContext): Promise<void> {
  const answer = await askStore(run, { method: 'GET', path: 'orders/statuses', expect: 'list' });
  // older shops do not have the route; their own statuses are known
  if (!answer.ok) return;
  const custom = (answer.value.body as readonly JsonObject[])
    .map((row) => asText(row['slug']))
    .filter((slug) => slug !== '');
  inTransaction(run.db, () => saveCursor(run.db, run.store.id, 'orders', 'statuses', { custom }, run.clock.now()));
}
