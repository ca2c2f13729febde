import type { Plan } from '../generate/plan.ts';
import { FIRST_META_ID, firstFreeNoteId, ITEMS_PER_ORDER, notesAt } from '../generate/orders.ts';
import { FIRST_REVIEW_ID } from '../generate/coupons.ts';
import { attachmentAt, productIndexOfSku } from '../generate/products.ts';
import type { Keyed, Table } from './table.ts';
import { createKeyed, createTable } from './table.ts';
import { couponBase, customerBase, orderBase, productBase, refundBase, reviewBase, reviewCount, variationBase } from './table-bases.ts';
import { createTermCounts } from './term-counts.ts';
import type { TermCounts } from './term-counts.ts';
import type { Zone } from './time.ts';
import { zoneOf } from './time.ts';
import type {
  AttributeRecord,
  Attachment,
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

/** What the shop's server answers when it is asked to fetch a picture for a product. */
export type ImageFetch = { readonly kind: 'image'; readonly width: number } | { readonly kind: 'error'; readonly message: string } | { readonly kind: 'not-an-image' };

/** Behaviours that other versions, hosts and plugins show; all off in the standard shop. */
export type Quirks = {
  /** Stock taken or given back by an order leaves the product's date alone, as older versions do. */
  readonly stockWithoutDate?: boolean;
  /** Reading a single order bumps it, as some versions with order tables did. */
  readonly viewBumpsOrders?: boolean;
  /** Rows of equal creation time change places between two requests in the default order. */
  readonly shakyDateOrder?: boolean;
  /** Fields that a plugin adds to every product. */
  readonly pluginFields?: Readonly<Record<string, unknown>>;
  /** SKUs that stand in the lookup table without any product. */
  readonly ghostSkus?: readonly string[];
};

export type ShopConfig = {
  /** Without trailing slash; signatures are checked against it, as WooCommerce does. */
  baseUrl: string;
  zone: Zone;
  readonly shopName: string;
  readonly currency: 'ILS' | 'EUR';
  readonly wooVersion: string;
  readonly wpVersion: string;
  /** `/wc/v3/variations` exists since 10.3. */
  readonly flatVariations: boolean;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  permissions: 'read' | 'write' | 'read_write';
  role: 'administrator' | 'shop_manager' | 'customer';
  /** Treat requests as https: Basic and query authentication work, as behind a TLS proxy. */
  assumeHttps: boolean;
  readonly fetchImage: ((url: string) => ImageFetch) | null;
  quirks: Quirks;
};

export type EntityName = 'products' | 'variations' | 'orders' | 'refunds' | 'customers' | 'coupons' | 'reviews' | 'terms' | 'attributes' | 'notes' | 'attachments' | 'webhooks';

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

export type Counters = { post: number; term: number; user: number; comment: number; item: number; meta: number; attribute: number; webhook: number };

/** A product whose new post row is visible while its prices, stock and terms are still the old ones. */
export type TornRead = { readonly untilMs: number; readonly before: ProductRecord };

/** A product's JSON cut where its random `related_ids` go; `record` is null for a generated one. */
export type RenderedProduct = { readonly head: string; readonly tail: string; readonly epoch: number; readonly touches: number; readonly record: ProductRecord | null };

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
    if (record.sku !== '') index(skuOwners as Map<unknown, Set<number>>, record.sku.toLowerCase(), id);
    if (record.parent_id !== 0) index(childIds as Map<unknown, Set<number>>, record.parent_id, id);
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
      const parents = new Set([record?.parent_id, lastParent.get(id), row >= 0 && row < plan.variations ? plan.firstProductId + plan.parentOf(row) : undefined]);
      for (const parent of parents) if (parent !== undefined) variationTouches.set(parent, (variationTouches.get(parent) ?? 0) + 1);
      if (record !== undefined) lastParent.set(id, record.parent_id);
      onProduct('variations', id, record);
    }),
    orders: createTable(orderBase(plan), (id) => mark('orders', id)),
    refunds: createTable(refundBase(plan), (id) => {
      mark('refunds', id);
      const refund = state.refunds.get(id);
      if (refund !== undefined) index(childIds as Map<unknown, Set<number>>, refund.parent_id, id);
    }),
    customers: createTable(customerBase(plan), (id) => mark('customers', id)),
    coupons: createTable(couponBase(plan), (id) => mark('coupons', id)),
    reviews: createTable(reviewBase(plan), (id) => mark('reviews', id)),
    terms: createKeyed(plan.taxonomy.terms, () => undefined, (id) => {
      mark('terms', id);
      state.renderEpoch += 1;
    }),
    attributes: createKeyed(plan.taxonomy.attributes, () => undefined, (id) => {
      mark('attributes', id);
      state.renderEpoch += 1;
    }),
    notes: createKeyed(new Map(), (orderId) => generatedNotes(plan, orderId), (id) => mark('notes', id)),
    attachments: createKeyed(new Map(), (id) => attachmentAt(plan, id), (id) => {
      mark('attachments', id);
      state.renderEpoch += 1;
    }),
    webhooks: createKeyed(new Map(), () => undefined, (id) => mark('webhooks', id)),
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

/** A product or a variation. */
export function anyProduct(state: ShopState, id: number): ProductRecord | undefined {
  return state.products.get(id) ?? state.variations.get(id);
}

export function putProduct(state: ShopState, record: ProductRecord): void {
  if (record.type === 'variation') state.variations.put(record);
  else state.products.put(record);
}

/** Ids (products and variations, trash included) that carry this SKU, compared without case. */
export function idsBySku(state: ShopState, sku: string): number[] {
  const wanted = sku.toLowerCase();
  const candidates = new Set(state.skuOwners.get(wanted) ?? []);
  const index = productIndexOfSku(wanted);
  if (index >= 0 && index < state.plan.products) {
    candidates.add(state.plan.firstProductId + index);
    for (let at = state.plan.variationStart(index); at < state.plan.variationStart(index + 1); at += 1) candidates.add(state.plan.firstVariationId + at);
  }
  return [...candidates].filter((id) => anyProduct(state, id)?.sku.toLowerCase() === wanted).sort((a, b) => a - b);
}

/** A parent's variations in menu order, of any status but trash unless asked for. */
export function variationsOf(state: ShopState, parentId: number, withTrash = false): ProductRecord[] {
  const ids = new Set<number>();
  const index = parentId - state.plan.firstProductId;
  if (index >= 0 && index < state.plan.products) {
    for (let at = state.plan.variationStart(index); at < state.plan.variationStart(index + 1); at += 1) ids.add(state.plan.firstVariationId + at);
  }
  for (const id of state.childIds.get(parentId) ?? []) ids.add(id);
  const found: ProductRecord[] = [];
  for (const id of ids) {
    const record = state.variations.get(id);
    if (record !== undefined && record.parent_id === parentId && (withTrash || record.status !== 'trash')) found.push(record);
  }
  return found.sort((a, b) => a.menu_order - b.menu_order || a.id - b.id);
}

/** Refunds of an order, newest first as the API lists them. */
export function refundsOf(state: ShopState, orderId: number): RefundRecord[] {
  const found: RefundRecord[] = [];
  const index = orderId - state.plan.firstOrderId;
  const at = index >= 0 ? binarySearch(state.plan.refundedOrders, index) : -1;
  const ids = new Set(state.childIds.get(orderId) ?? []);
  if (at >= 0) ids.add(state.plan.firstRefundId + at);
  for (const id of ids) {
    const refund = state.refunds.get(id);
    if (refund !== undefined && refund.parent_id === orderId) found.push(refund);
  }
  return found.sort((a, b) => b.id - a.id);
}

function binarySearch(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? 0;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Sets the site's time zone; stored local columns of old rows keep the old zone's digits, as in WordPress. */
export function changeZone(state: ShopState, name: string): void {
  state.config.zone = zoneOf(name);
  state.renderEpoch += 1;
}

export function logWrite(state: ShopState, entry: Omit<WriteEntry, 'seq'>): void {
  state.writes.push({ seq: state.writes.length + 1, ...entry });
}

