import type { ShopConfig } from './config.ts';
import { createKeyed } from './keyed.ts';
import type { Keyed } from './keyed.ts';
import {
  couponBase,
  customerBase,
  orderBase,
  productBase,
  refundBase,
  reviewBase,
  reviewCount,
  variationBase,
} from './table-bases.ts';
import { createTable } from './table.ts';
import type { Table } from './table.ts';
import { createTermCounts } from './term-counts.ts';
import type { TermCounts } from './term-counts.ts';
import { zoneOf } from './time.ts';
import type {
  Attachment,
  AttributeRecord,
  CouponRecord,
  CustomerRecord,
  NoteRecord,
  OrderRecord,
  ProductRecord,
  RefundRecord,
  ReviewRecord,
  TermRecord,
  WebhookRecord,
} from './types.ts';
import { FIRST_REVIEW_ID } from '../generate/coupons.ts';
import { FIRST_META_ID, ITEMS_PER_ORDER, firstFreeNoteId, notesAt } from '../generate/orders.ts';
import type { Plan } from '../generate/plan.ts';
import { attachmentAt } from '../generate/products.ts';

export type EntityName =
  | 'products'
  | 'variations'
  | 'orders'
  | 'refunds'
  | 'customers'
  | 'coupons'
  | 'reviews'
  | 'terms'
  | 'attributes'
  | 'notes'
  | 'attachments'
  | 'webhooks';

/** One change that took effect in the shop, for an independent ledger. */
export type WriteEntry = {
  readonly seq: number;
  readonly atMs: number;
  /** `effect`: a consequence of another write (stock by an order, the parent's date, cron). */
  readonly source: 'rest' | 'admin' | 'effect';
  readonly op: 'create' | 'update' | 'trash' | 'untrash' | 'delete';
  readonly entity: EntityName;
  readonly id: number;
  readonly parentId: number;
  /** What was asked for; null for effects without a body. */
  readonly body: unknown;
};

export type Counters = {
  post: number;
  term: number;
  user: number;
  comment: number;
  item: number;
  meta: number;
  attribute: number;
  webhook: number;
};

/** A product whose new post row is visible while its prices, stock and terms are still the old ones. */
export type TornRead = { readonly untilMs: number; readonly before: ProductRecord };

/** A product's JSON cut where its random `related_ids` go; `record` is null for a generated one. */
export type RenderedProduct = {
  readonly head: string;
  readonly tail: string;
  readonly epoch: number;
  readonly touches: number;
  readonly record: ProductRecord | null;
};

export type ShopState = {
  readonly plan: Plan;
  readonly config: ShopConfig;
  readonly products: Table<ProductRecord>;
  readonly variations: Table<ProductRecord>;
  readonly orders: Table<OrderRecord>;
  readonly refunds: Table<RefundRecord>;
  readonly customers: Table<CustomerRecord>;
  readonly coupons: Table<CouponRecord>;
  readonly reviews: Table<ReviewRecord>;
  readonly terms: Keyed<TermRecord>;
  readonly attributes: Keyed<AttributeRecord>;
  /** Notes by order id. */
  readonly notes: Keyed<readonly NoteRecord[]>;
  readonly attachments: Keyed<Attachment>;
  readonly webhooks: Keyed<WebhookRecord>;
  readonly counters: Counters;
  /** Keys `entity:id` that lists leave out although the record answers by id. */
  readonly hidden: Set<string>;
  readonly torn: Map<number, TornRead>;
  /** Nonce to its timestamp in seconds. */
  readonly nonces: Map<string, number>;
  readonly writes: WriteEntry[];
  /** Products and variations whose sale has a start or an end. */
  readonly scheduledSales: Set<number>;
  /** Products waiting for their date. */
  readonly scheduledPosts: Set<number>;
  /** When WP-Cron may run next. */
  readonly cron: { nextMs: number };
  readonly dirty: Map<EntityName, Set<number>>;
  readonly skuOwners: Map<string, Set<number>>;
  readonly childIds: Map<number, Set<number>>;
  readonly termCounts: TermCounts;
  /** Serialised products, cut around `related_ids`. */
  readonly rendered: Map<number, RenderedProduct>;
  /** How often a parent's variations have changed, because the parent shows their prices and stock. */
  readonly variationTouches: Map<number, number>;
  /** Grows when something changes that any rendered product may show (terms, zone, address). */
  renderEpoch: number;
};

/** The shop's whole memory, generated part underived. */
export function createState(plan: Plan, config: ShopConfig): ShopState {
  const dirty = new Map<EntityName, Set<number>>();
  const mark = (entity: EntityName, id: number): void => {
    const ids = dirty.get(entity);
    if (ids === undefined) dirty.set(entity, new Set([id]));
    else ids.add(id);
  };
  const skuOwners = new Map<string, Set<number>>();
  const childIds = new Map<number, Set<number>>();
  const scheduledSales = new Set<number>();
  const scheduledPosts = new Set<number>();
  const variationTouches = new Map<number, number>();
  const index = (map: Map<unknown, Set<number>>, key: unknown, id: number): void => {
    const ids = map.get(key);
    if (ids === undefined) map.set(key, new Set([id]));
    else ids.add(id);
  };
  const onProduct = (entity: 'products' | 'variations', id: number, record: ProductRecord | undefined): void => {
    mark(entity, id);
    if (record?.status === 'future') scheduledPosts.add(id);
    else scheduledPosts.delete(id);
    if (record === undefined) {
      scheduledSales.delete(id);
      return;
    }
    if (record.sku !== '') index(skuOwners, record.sku.toLowerCase(), id);
    if (record.parent_id !== 0) index(childIds, record.parent_id, id);
    if (record.sale_from !== null || record.sale_to !== null) scheduledSales.add(id);
    else scheduledSales.delete(id);
  };
  const lastParent = new Map<number, number>();
  const state: ShopState = {
    plan,
    config,
    products: createTable(productBase(plan), (id) => {
      onProduct('products', id, state.products.get(id));
      state.termCounts.changed(id, state.products.get(id));
    }),
    variations: createTable(variationBase(plan), (id) => {
      const row = id - plan.firstVariationId;
      const record = state.variations.get(id);
      const parents = new Set([
        record?.parent_id,
        lastParent.get(id),
        row >= 0 && row < plan.variations ? plan.firstProductId + plan.parentOf(row) : undefined,
      ]);
      for (const parent of parents)
        if (parent !== undefined) variationTouches.set(parent, (variationTouches.get(parent) ?? 0) + 1);
      if (record !== undefined) lastParent.set(id, record.parent_id);
      onProduct('variations', id, record);
    }),
    orders: createTable(orderBase(plan), (id) => mark('orders', id)),
    refunds: createTable(refundBase(plan), (id) => {
      mark('refunds', id);
      const refund = state.refunds.get(id);
      if (refund !== undefined) index(childIds, refund.parent_id, id);
    }),
    customers: createTable(customerBase(plan), (id) => mark('customers', id)),
    coupons: createTable(couponBase(plan), (id) => mark('coupons', id)),
    reviews: createTable(reviewBase(plan), (id) => mark('reviews', id)),
    terms: createKeyed(
      plan.taxonomy.terms,
      () => undefined,
      (id) => {
        mark('terms', id);
        state.renderEpoch += 1;
      },
    ),
    attributes: createKeyed(
      plan.taxonomy.attributes,
      () => undefined,
      (id) => {
        mark('attributes', id);
        state.renderEpoch += 1;
      },
    ),
    notes: createKeyed(
      new Map(),
      (orderId) => generatedNotes(plan, orderId),
      (id) => mark('notes', id),
    ),
    attachments: createKeyed(
      new Map(),
      (id) => attachmentAt(plan, id),
      (id) => {
        mark('attachments', id);
        state.renderEpoch += 1;
      },
    ),
    webhooks: createKeyed(
      new Map(),
      () => undefined,
      (id) => mark('webhooks', id),
    ),
    counters: {
      post: plan.nextPostId,
      term: plan.taxonomy.nextTermId,
      user: plan.nextUserId,
      comment: Math.max(FIRST_REVIEW_ID + reviewCount(plan), firstFreeNoteId(plan)),
      item: 1 + plan.orders * ITEMS_PER_ORDER,
      meta: FIRST_META_ID + plan.orders * 10 + 1,
      attribute: 4,
      webhook: 1,
    },
    hidden: new Set(),
    torn: new Map(),
    nonces: new Map(),
    writes: [],
    scheduledSales,
    scheduledPosts,
    cron: { nextMs: 0 },
    dirty,
    skuOwners,
    childIds,
    termCounts: createTermCounts(plan),
    rendered: new Map(),
    variationTouches,
    renderEpoch: 0,
  };
  return state;
}

function generatedNotes(plan: Plan, orderId: number): readonly NoteRecord[] | undefined {
  const index = orderId - plan.firstOrderId;
  return index >= 0 && index < plan.orders ? notesAt(plan, index) : undefined;
}

export function take(state: ShopState, counter: keyof Counters): number {
  const value = state.counters[counter];
  state.counters[counter] = value + 1;
  return value;
}

/** Sets the site's time zone; stored local columns of old rows keep the old zone's digits, as in WordPress. */
export function changeZone(state: ShopState, name: string): void {
  state.config.zone = zoneOf(name);
  state.renderEpoch += 1;
}

export function logWrite(state: ShopState, entry: Omit<WriteEntry, 'seq'>): void {
  state.writes.push({ seq: state.writes.length + 1, ...entry });
}
