import type { EntityName } from '../../shared/domain/entities.ts';
import { placeAdopted } from '../rescue-file/place-adopted.ts';
import { inTransaction, prepared } from '../database/database.ts';
import { countBeforeReading, recountWhatDiffers } from './count-collections.ts';
import { settleDeletions } from './deletions.ts';
import type { CollectionPlan } from './entity-plan.ts';
import { COUPONS, CUSTOMERS, ordersPlan, PRODUCTS, VARIATIONS } from './entity-plan.ts';
import { inParallel } from './in-parallel.ts';
import { customOrderStatuses, refreshOrderStatuses } from './order-statuses.ts';
import type { PageAnswer } from './page-reader.ts';
import type { ModifiedPosition } from './pull-delta.ts';
import { OVERLAP_MS, pullDelta } from './pull-delta.ts';
import { fetchHoles, refetch } from './pull-holes.ts';
import type { ScanDepth } from './pull-taxonomy.ts';
import { isMissingRoute, scanAttributes, scanAttributeTerms, scanCustomers, scanTerms } from './pull-taxonomy.ts';
import {
  hasVariationsRoute,
  pullVariationsByProduct,
  pullVariationsOfChanged,
  rememberRoute,
} from './pull-variations.ts';
import { pushAll } from './push-all.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped } from './run-context.ts';
import { adoptOrphanedClaims, settleUnknown } from './settle-unknown.ts';
import { askAboutReplacement } from './store-epoch.ts';
import { dropCursor, readCursor, saveCursor } from './store-rows.ts';
import type { SweepPosition } from './sweep.ts';
import { askFirstPage, sweepCollection } from './sweep.ts';
import type { RunKind, RunProblem } from './sync-report.ts';

export type RunPlan = {
  readonly kind: RunKind;
  /** `push`: only what is waiting is sent; `all`: everything. */
  readonly scope: 'all' | 'push';
  /** Asked for by hand: back-off and the waiting time between two censuses do not hold. */
  readonly byHand: boolean;
  /** Census pages that a scheduled run adds at its end. */
  readonly censusPages: number;
};

/** What a run could not read although the store as a whole answers. */
export type StepProblem = { readonly entity: EntityName; readonly problem: RunProblem };

/** One run of one store, start to end. Throws `RunStopped` when the store as a whole cannot be worked with. [RUN1] */
export async function performRun(run: RunContext, plan: RunPlan): Promise<readonly StepProblem[]> {
  const problems: StepProblem[] = [];
  adoptOrphanedClaims(run);
  await run.team?.prepare(run);
  placeAdopted(run, 'start');
  await settleUnknown(run);
  await pushAll(run, { ignoreBackOff: plan.byHand });
  if (plan.scope === 'push') {
    await run.team?.publish(run, 'all');
    return problems;
  }
  if (plan.kind === 'full') forgetFullCursors(run);
  if (plan.kind === 'first') await countBeforeReading(run);
  await pullEverything(run, plan, problems);
  const { sign } = run.replacement;
  if (sign !== null) askAboutReplacement(run, sign);
  if (plan.kind === 'census' || sign !== null) await censusEverything(run, problems);
  else if (plan.censusPages > 0 && plan.kind === 'incremental') await rollCensus(run, plan.censusPages, problems);
  await step(problems, 'products', () => fetchHoles(run));
  for (const entity of CENSUS_ENTITIES) await step(problems, entity, () => settleDeletions(run, entity, !plan.byHand));
  placeAdopted(run, 'end');
  // what was created or freed meanwhile
  await pushAll(run, { ignoreBackOff: plan.byHand });
  await recountWhatDiffers(run);
  if (problems.length === 0 && (plan.kind === 'first' || plan.kind === 'full')) {
    prepared(
      run.db,
      `UPDATE stores SET first_sync_completed_at = coalesce(first_sync_completed_at, ?) WHERE id = ?`,
    ).run(run.clock.now(), run.store.id);
  }
  await run.team?.publish(run, 'all');
  return problems;
}

const CENSUS_ENTITIES: readonly EntityName[] = [
  'variations',
  'products',
  'terms',
  'attributes',
  'categories',
  'tags',
  'brands',
  'shipping_classes',
  'orders',
  'customers',
  'coupons',
];

/** A collection that this key may not read, or that the shop lacks, must not stop the others. */
async function step(problems: StepProblem[], entity: EntityName, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    if (error.problem.type !== 'StoreRejected' && error.problem.type !== 'StoreForbidden') throw error;
    problems.push({ entity, problem: error.problem });
  }
}

async function pullEverything(run: RunContext, plan: RunPlan, problems: StepProblem[]): Promise<void> {
  const whole = plan.kind !== 'incremental';
  const depth: ScanDepth = whole ? 'whole' : 'slice';
  const resume = plan.kind === 'first';
  await inParallel([
    async () => {
      await step(problems, 'attributes', () => scanAttributes(run));
      await step(problems, 'terms', () => scanAttributeTerms(run, depth, resume));
    },
    () => step(problems, 'categories', () => scanTerms(run, depth, resume)),
    () => (whole ? step(problems, 'orders', () => refreshOrderStatuses(run)) : Promise.resolve()),
  ]);
  if (plan.kind === 'first') await pullLarge(run, plan, problems);
  else await pullChanges(run, plan, problems, depth);
}

/** The large collections one after the other; the first page of the next is asked for while one is stored. [PULL21] */
async function pullLarge(run: RunContext, plan: RunPlan, problems: StepProblem[]): Promise<void> {
  const orders = ordersPlan(customOrderStatuses(run));
  const known = run.store.has_variations_route === 1;
  const firstVariations = known ? askFirstPage(run, VARIATIONS, 'first') : undefined;
  await step(problems, 'products', () => pullDated(run, PRODUCTS));
  const firstOrders = askFirstPage(run, orders, 'first');
  await step(problems, 'variations', () => pullVariations(run, plan, 0, firstVariations));
  const firstCustomers = askFirstPage(run, CUSTOMERS, 'scan');
  await step(problems, 'orders', () => pullDated(run, orders, firstOrders));
  const firstCoupons = askFirstPage(run, COUPONS, 'first');
  await step(problems, 'customers', () => scanCustomers(run, 'whole', true, firstCustomers));
  await step(problems, 'coupons', () => pullDated(run, COUPONS, firstCoupons));
}

async function pullChanges(run: RunContext, plan: RunPlan, problems: StepProblem[], depth: ScanDepth): Promise<void> {
  const known = readCursor<ModifiedPosition>(run.db, run.store.id, 'products', 'modified');
  const since = known === null ? 0 : known.serverTime - OVERLAP_MS;
  await inParallel([
    async () => {
      await step(problems, 'products', () => pullDated(run, PRODUCTS));
      await step(problems, 'variations', () => pullVariations(run, plan, since));
    },
    () => step(problems, 'orders', () => pullDated(run, ordersPlan(customOrderStatuses(run)))),
    () => step(problems, 'customers', () => scanCustomers(run, depth, false)),
    () => step(problems, 'coupons', () => pullDated(run, COUPONS)),
  ]);
  if (plan.kind !== 'full') await step(problems, 'products', () => refreshTouched(run));
}

/** The first time by id, to the end; then what changed. [PULL1, PULL11] */
async function pullDated(run: RunContext, plan: CollectionPlan, firstPage?: Promise<PageAnswer>): Promise<void> {
  const { db, store } = run;
  const first = readCursor<SweepPosition>(db, store.id, plan.entity, 'first');
  if (first?.done === true) {
    await pullDelta(run, plan);
    return;
  }
  const complete = await sweepCollection(run, plan, {
    cursor: 'first',
    partial: false,
    ...(firstPage === undefined ? {} : { first: firstPage }),
  });
  if (!complete) return;
  const done = readCursor<SweepPosition>(db, store.id, plan.entity, 'first');
  const now = run.clock.now();
  inTransaction(db, () =>
    saveCursor(db, store.id, plan.entity, 'modified', { serverTime: done?.startedAtServer ?? now, deepAt: now }, now),
  );
}

/** `since`: the shop's clock up to which products were known before this run. [PULL16] */
async function pullVariations(
  run: RunContext,
  plan: RunPlan,
  since: number,
  firstPage?: Promise<PageAnswer>,
): Promise<void> {
  if (await hasVariationsRoute(run, plan.kind !== 'incremental')) {
    try {
      await pullDated(run, VARIATIONS, firstPage);
      return;
    } catch (error) {
      if (!isMissingRoute(error)) throw error;
      // the shop went back to an older version
      rememberRoute(run, 0);
    }
  }
  const done = readCursor<{ done: boolean }>(run.db, run.store.id, 'variations', 'by-product')?.done === true;
  if (!done || plan.kind !== 'incremental') await pullVariationsByProduct(run, done);
  else await pullVariationsOfChanged(run, since);
}

/** Products and variations whose stock an order moved. [PULL10] */
async function refreshTouched(run: RunContext): Promise<void> {
  const { products, variations } = run.touched;
  if (products.size > 0) await refetch(run, 'products', products);
  if (variations.size > 0 && run.store.has_variations_route === 1) await refetch(run, 'variations', variations);
  else if (variations.size > 0) await pullVariationsOfChanged(run, 0);
  products.clear();
  variations.clear();
}

function forgetFullCursors(run: RunContext): void {
  inTransaction(run.db, () => {
    for (const entity of ['products', 'variations', 'orders', 'coupons'] as const) {
      const first = readCursor<SweepPosition>(run.db, run.store.id, entity, 'first');
      if (first !== null)
        saveCursor(
          run.db,
          run.store.id,
          entity,
          'first',
          { ...first, lastId: 0, seen: 0, number: first.number + 1, done: false },
          run.clock.now(),
        );
    }
    dropCursor(run.db, run.store.id, 'variations', 'by-product');
  });
}

function censusPlans(run: RunContext): readonly CollectionPlan[] {
  const plans = [PRODUCTS, ordersPlan(customOrderStatuses(run)), COUPONS];
  return run.store.has_variations_route === 1 ? [PRODUCTS, VARIATIONS, ...plans.slice(1)] : plans;
}

/** All ids of the dated collections; those without dates were read whole already. [DEL1] */
async function censusEverything(run: RunContext, problems: StepProblem[]): Promise<void> {
  for (const plan of censusPlans(run)) {
    await step(problems, plan.entity, async () => {
      await sweepCollection(run, plan, { cursor: 'census', partial: true, restart: true });
    });
  }
}

/** A few pages of the census in each scheduled run: one collection after the other, round and round. [DEL2] */
async function rollCensus(run: RunContext, pages: number, problems: StepProblem[]): Promise<void> {
  const plans = censusPlans(run);
  const turn = readCursor<{ turn: number }>(run.db, run.store.id, 'products', 'census-turn')?.turn ?? 0;
  const plan = plans[turn % plans.length];
  if (plan === undefined) return;
  await step(problems, plan.entity, async () => {
    const complete = await sweepCollection(run, plan, { cursor: 'census', partial: true, maxPages: pages, ahead: 1 });
    if (complete) saveCursor(run.db, run.store.id, 'products', 'census-turn', { turn: turn + 1 }, run.clock.now());
  });
}
