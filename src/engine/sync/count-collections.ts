import type { EntityName } from '../../shared/domain/entities.ts';
import { inTransaction, prepared } from '../database/database.ts';
import { askStore } from './ask-store.ts';
import type { CollectionPlan } from './entity-plan.ts';
import { COUPONS, CUSTOMERS, ordersPlan, PRODUCTS, VARIATIONS } from './entity-plan.ts';
import { customOrderStatuses } from './order-statuses.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped } from './run-context.ts';
import { countOnDevice, saveStoreTotal } from './store-rows.ts';

/** Before a first reading: how much there is, so that “n of m” and the time left are true from the first page on. */
export async function countBeforeReading(run: RunContext): Promise<void> {
  const unknown = largeCollections(run).filter(({ entity }) => savedTotal(run, entity) === null);
  const [first, ...others] = unknown;
  if (first === undefined) return;
  // A store that does not answer at all ends the run here; five requests must not wait for it side by side.
  const total = await askTotal(run, first, { isNeeded: true });
  const totals = await Promise.all(others.map((plan) => askTotal(run, plan, { isNeeded: false })));
  saveTotals(run, unknown, [total, ...totals]);
}

/**
 * After the reading: what came or went in between is not in the last count of the store. Asked again only where both
 * sides differ, so that a quiet run costs nothing. [STATUS2, STATUS3]
 */
export async function recountWhatDiffers(run: RunContext): Promise<void> {
  const differing = largeCollections(run).filter(({ entity }) => {
    const total = savedTotal(run, entity);
    return total !== null && total !== countOnDevice(run.db, run.store.id, entity);
  });
  const totals = await Promise.all(differing.map((plan) => askTotal(run, plan, { isNeeded: false })));
  saveTotals(run, differing, totals);
}

/** Terms and attributes are few and read whole in the beginning: their counts come with them. */
function largeCollections(run: RunContext): readonly CollectionPlan[] {
  const variations = run.store.has_variations_route === 0 ? [] : [VARIATIONS];
  return [PRODUCTS, ...variations, ordersPlan(customOrderStatuses(run)), CUSTOMERS, COUPONS];
}

function savedTotal(run: RunContext, entity: EntityName): number | null {
  const sql = `SELECT total FROM store_totals WHERE store_id = ? AND entity = ?`;
  return prepared<{ total: number }>(run.db, sql).get(run.store.id, entity)?.total ?? null;
}

/** Null where the store does not say: the key may not read it, the route is missing, or it failed and is not needed. */
async function askTotal(
  run: RunContext,
  plan: CollectionPlan,
  { isNeeded }: { readonly isNeeded: boolean },
): Promise<number | null> {
  const query = { ...plan.query, per_page: 1, _fields: 'id' };
  const answer = await askStore(run, { method: 'GET', path: plan.path, query, expect: 'list' });
  if (answer.ok) return answer.value.total;
  const { error } = answer.error;
  if (isNeeded && error.type !== 'StoreRejected' && error.type !== 'StoreForbidden') throw new RunStopped(error);
  return null;
}

function saveTotals(run: RunContext, plans: readonly CollectionPlan[], totals: readonly (number | null)[]): void {
  const known = plans.flatMap(({ entity }, index) => {
    const total = totals[index] ?? null;
    return total === null ? [] : [{ entity, total }];
  });
  if (known.length === 0) return;
  inTransaction(run.db, () => {
    for (const { entity, total } of known) saveStoreTotal(run.db, run.store.id, entity, total, run.clock.now());
  });
  run.onStep({ tables: [], ids: [] });
}
