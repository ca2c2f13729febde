import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { inTransaction } from '../database/database.ts';
import type { PageScope } from './apply-page.ts';
import { applyPage, NO_SCOPE } from './apply-page.ts';
import { askList, askRecord } from './ask-store.ts';
import type { CollectionPlan } from './entity-plan.ts';
import { COUPONS, CUSTOMERS, ordersPlan, PRODUCTS, recordPath, VARIATIONS } from './entity-plan.ts';
import type { Hole } from './holes-store.ts';
import { dropHole, dueHoles, postponeHole } from './holes-store.ts';
import { asId } from './projections/read-json.ts';
import { rowHeadByWooId } from './row-writer.ts';
import type { RunContext } from './run-context.ts';
import { customOrderStatuses } from './order-statuses.ts';

const HOLES_PER_ROUND = 1000;
const INCLUDE_PER_REQUEST = 100;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;

/** Fetches records that are known to exist or to differ: in groups where the list shows them, else one by one. [PULL8] */
export async function fetchHoles(run: RunContext): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const due = dueHoles(run.db, run.store.id, run.clock.now(), HOLES_PER_ROUND);
    const fresh = due.filter((hole) => !seen.has(`${hole.entity} ${hole.wooId}`));
    if (fresh.length === 0) return;
    for (const hole of fresh) seen.add(`${hole.entity} ${hole.wooId}`);
    await fetchMissingParents(run, fresh);
    for (const entity of new Set(fresh.map((hole) => hole.entity))) {
      await fetchByIds(
        run,
        entity,
        fresh.filter((hole) => hole.entity === entity),
      );
    }
  }
}

async function fetchMissingParents(run: RunContext, holes: readonly Hole[]): Promise<void> {
  const parents = new Set<number>();
  for (const hole of holes) {
    if (hole.entity !== 'variations' || hole.parentWooId === null) continue;
    if (rowHeadByWooId(run.db, 'products', run.store.id, hole.parentWooId) === null) parents.add(hole.parentWooId);
  }
  if (parents.size > 0) await fetchByIds(run, 'products', [...parents].map(toHole('products', 'parent-missing')));
}

function toHole(entity: EntityName, reason: string): (wooId: number) => Hole {
  return (wooId) => ({ entity, wooId, parentWooId: null, reason, attempts: 0 });
}

function listPlan(run: RunContext, entity: EntityName): CollectionPlan | null {
  switch (entity) {
    case 'products':
      return PRODUCTS;
    case 'variations':
      return run.store.has_variations_route === 1 ? VARIATIONS : null;
    case 'orders':
      return ordersPlan(customOrderStatuses(run));
    case 'customers':
      return CUSTOMERS;
    case 'coupons':
      return COUPONS;
    default:
      return null;
  }
}

/** Reads these records anew, whatever the mirror believes of them. */
export async function refetch(run: RunContext, entity: EntityName, wooIds: Iterable<number>): Promise<void> {
  await fetchByIds(run, entity, [...wooIds].map(toHole(entity, 'refetch')));
}

async function fetchByIds(run: RunContext, entity: EntityName, holes: readonly Hole[]): Promise<void> {
  const plan = listPlan(run, entity);
  const rest: Hole[] = plan === null ? [...holes] : [];
  if (plan !== null) {
    for (let start = 0; start < holes.length; start += INCLUDE_PER_REQUEST) {
      const group = holes.slice(start, start + INCLUDE_PER_REQUEST);
      const rows = await askList(run, {
        path: plan.path,
        query: { ...plan.query, include: group.map((hole) => hole.wooId).join(','), per_page: INCLUDE_PER_REQUEST },
        fresh: true,
      });
      await applyPage(run, entity, rows, NO_SCOPE, () => undefined);
      const found = new Set(rows.map((row) => asId(row['id'])));
      rest.push(...group.filter((hole) => !found.has(hole.wooId)));
    }
  }
  for (const hole of rest) await fetchOne(run, hole);
}

/** A list that does not show a record proves nothing: it is asked for by its own address. */
async function fetchOne(run: RunContext, hole: Hole): Promise<void> {
  const { db, store } = run;
  const scope = scopeOf(run, hole);
  const answer = await askRecord(run, recordPath(hole.entity, hole.wooId, scope.parent?.wooId ?? hole.parentWooId));
  if (answer.kind === 'found') {
    await applyPage(run, hole.entity, [withParent(hole, answer.document)], scope, () =>
      dropHole(db, store.id, hole.entity, hole.wooId),
    );
    return;
  }
  inTransaction(db, () => {
    // gone: two censuses settle what is still here; nothing is left to fetch
    if (answer.kind === 'gone') dropHole(db, store.id, hole.entity, hole.wooId);
    else {
      const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** hole.attempts);
      postponeHole(db, store.id, hole, run.clock.now() + delayMs);
    }
  });
}

/** The product's own route leaves the parent out of a variation; the common list names it. */
function withParent(hole: Hole, document: JsonObject): JsonObject {
  return hole.entity === 'variations' && document['parent_id'] === undefined && hole.parentWooId !== null
    ? { ...document, parent_id: hole.parentWooId }
    : document;
}

function scopeOf(run: RunContext, hole: Hole): PageScope {
  if (hole.entity !== 'variations' || hole.parentWooId === null) return NO_SCOPE;
  const parent = rowHeadByWooId(run.db, 'products', run.store.id, hole.parentWooId);
  return parent === null ? NO_SCOPE : { parent: { id: parent.id, wooId: hole.parentWooId } };
}
