import type { EntityName } from '../../../shared/domain/entities.ts';
import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import { prepared } from '../../database/database.ts';
import type { CollectionPlan } from '../entity-plan.ts';
import {
  ATTRIBUTES,
  BRANDS,
  CATEGORIES,
  COUPONS,
  CUSTOMERS,
  ordersPlan,
  PRODUCTS,
  SHIPPING_CLASSES,
  TAGS,
  termsPlan,
  VARIATIONS,
} from '../entity-plan.ts';
import { customOrderStatuses } from '../order-statuses.ts';
import { openOperations } from '../outbox-store.ts';
import type { StoreGateway } from '../store-gateway.ts';
import type { StoreRow } from '../store-rows.ts';
import { readCursor } from '../store-rows.ts';
import type { SyncDeps } from '../sync-deps.ts';
import type { RunProblem } from '../sync-report.ts';
import type { CollectionReading, PreviewReader } from './collection-reading.ts';
import { emptyReading, metered } from './collection-reading.ts';
import type { NewReading } from './preview-cache.ts';
import { cacheKey, keepReadings, keptReading } from './preview-cache.ts';
import { readCollection } from './read-collection.ts';
import { askSkuOwners } from './sku-owners.ts';

/** In this order: a store that does not answer at all is met at the first. */
const ENTITIES = [
  'products',
  'variations',
  'orders',
  'coupons',
  'customers',
  'categories',
  'tags',
  'brands',
  'shipping_classes',
  'attributes',
  'terms',
] as const satisfies readonly EntityName[];
type ReadEntity = (typeof ENTITIES)[number];

export type StoreReading = {
  readonly readings: ReadonlyMap<EntityName, CollectionReading>;
  /** The first thing that went wrong; a collection that the key may not read does not stop the others. */
  readonly problem: RunProblem | null;
  /** When the oldest part was read, epoch ms; null where nothing was. */
  readonly computedAt: number | null;
};

/** What every collection would give the next run: from an earlier preview while it holds, else from the store. [PREVIEW8] */
export async function readStoreAhead(
  deps: SyncDeps,
  store: StoreRow,
  gateway: StoreGateway,
  anew: boolean,
): Promise<StoreReading> {
  const { db } = deps;
  const now = deps.clock.now();
  const openRecords = new Set(openOperations(db, store.id).map(({ recordId }) => recordId));
  const readings = new Map<EntityName, CollectionReading>();
  const fresh: NewReading[] = [];
  let problem: RunProblem | null = null;
  let computedAt: number | null = null;
  for (const entity of ENTITIES) {
    const key = cacheKey(db, store, entity);
    const kept = anew ? null : keptReading(db, store.id, entity, key, now);
    if (kept !== null) {
      readings.set(entity, kept.reading);
      computedAt = Math.min(computedAt ?? kept.computedAt, kept.computedAt);
      continue;
    }
    const meter = metered(gateway);
    const signal = new AbortController().signal;
    const reader = { db, store, gateway: meter.gateway, now, signal, openRecords, attributeWooId: null };
    const answer = await readEntity(reader, entity, readings);
    if (answer.ok) {
      const reading = { ...answer.value, asked: meter.asked() };
      readings.set(entity, reading);
      fresh.push({ entity, key, reading });
      computedAt = Math.min(computedAt ?? now, now);
    } else {
      problem ??= answer.error;
      if (answer.error.type !== 'StoreRejected' && answer.error.type !== 'StoreForbidden') break;
    }
  }
  if (!keepReadings(db, store.id, fresh, now)) {
    deps.logger.log('info', 'preview.not-kept', { storeId: store.id });
  }
  return { readings, problem, computedAt };
}

async function readEntity(
  reader: PreviewReader,
  entity: ReadEntity,
  readings: ReadonlyMap<EntityName, CollectionReading>,
): Promise<Result<CollectionReading, RunProblem>> {
  switch (entity) {
    case 'products':
      return readProducts(reader);
    case 'variations':
      return readVariations(reader, readings);
    case 'terms':
      return readTerms(reader, readings);
    default: {
      const answer = await readCollection(reader, planOf(reader, entity));
      // shops that are too old for a kind of term do not have it
      return isMissingTermRoute(entity, answer) ? ok(emptyReading()) : answer;
    }
  }
}

function planOf(
  reader: PreviewReader,
  entity: Exclude<ReadEntity, 'products' | 'variations' | 'terms'>,
): CollectionPlan {
  const plans = {
    coupons: COUPONS,
    customers: CUSTOMERS,
    categories: CATEGORIES,
    tags: TAGS,
    brands: BRANDS,
    shipping_classes: SHIPPING_CLASSES,
    attributes: ATTRIBUTES,
  };
  return entity === 'orders' ? ordersPlan(customOrderStatuses(reader)) : plans[entity];
}

function isMissingTermRoute(entity: ReadEntity, answer: Result<CollectionReading, RunProblem>): boolean {
  const isTerm = entity === 'categories' || entity === 'tags' || entity === 'brands' || entity === 'shipping_classes';
  return isTerm && isMissingRoute(answer);
}

function isMissingRoute(answer: Result<CollectionReading, RunProblem>): boolean {
  return !answer.ok && answer.error.type === 'StoreRejected' && answer.error.code === 'rest_no_route';
}

async function readProducts(reader: PreviewReader): Promise<Result<CollectionReading, RunProblem>> {
  const answer = await readCollection(reader, PRODUCTS);
  if (!answer.ok) return answer;
  const owners = await askSkuOwners(reader.gateway, openOperations(reader.db, reader.store.id));
  return owners.ok ? ok({ ...answer.value, skuOwners: owners.value }) : err(owners.error);
}

/** Where the shop does not list them all, the variations of each product are a request of the run. [PULL16] */
async function readVariations(
  reader: PreviewReader,
  readings: ReadonlyMap<EntityName, CollectionReading>,
): Promise<Result<CollectionReading, RunProblem>> {
  if (reader.store.has_variations_route !== 0) {
    const answer = await readCollection(reader, VARIATIONS);
    if (!isMissingRoute(answer)) return answer;
  }
  return ok({ ...emptyReading(), requests: readings.get('products')?.withVariations ?? 0 });
}

/** The terms of the attribute whose turn it is; in the beginning those of all attributes that are known. [PULL17] */
async function readTerms(
  reader: PreviewReader,
  readings: ReadonlyMap<EntityName, CollectionReading>,
): Promise<Result<CollectionReading, RunProblem>> {
  const { db, store } = reader;
  const known = prepared<{ id: string; woo_id: number }>(
    db,
    `SELECT id, woo_id FROM store_attributes WHERE store_id = ? AND woo_id IS NOT NULL ORDER BY woo_id`,
  ).all(store.id);
  if (store.first_sync_completed_at === null) {
    const added = (readings.get('attributes')?.added ?? []).map((wooId) => ({ id: '', woo_id: wooId }));
    return readTermsOfAll(reader, [...known, ...added]);
  }
  const last = readCursor<{ last: number }>(db, store.id, 'terms', 'turn')?.last ?? 0;
  const next = known.find((attribute) => attribute.woo_id > last) ?? known[0];
  if (next === undefined) return ok(emptyReading());
  const answer = await readCollection({ ...reader, attributeWooId: next.woo_id }, termsPlan(next.woo_id), next.id);
  // a list of one attribute says nothing about the terms of the others
  return answer.ok ? ok({ ...answer.value, absent: null }) : answer;
}

const ATTRIBUTES_ASKED = 20;

async function readTermsOfAll(
  reader: PreviewReader,
  attributes: readonly { readonly woo_id: number }[],
): Promise<Result<CollectionReading, RunProblem>> {
  let sum = emptyReading();
  for (const { woo_id: attributeWooId } of attributes.slice(0, ATTRIBUTES_ASKED)) {
    const answer = await readCollection({ ...reader, attributeWooId }, termsPlan(attributeWooId));
    if (!answer.ok) return answer;
    const { fetched, created, requests } = answer.value;
    sum = { ...sum, fetched: sum.fetched + fetched, created: sum.created + created, requests: sum.requests + requests };
  }
  const rest = Math.max(0, attributes.length - ATTRIBUTES_ASKED);
  return ok({ ...sum, requests: sum.requests + rest });
}
