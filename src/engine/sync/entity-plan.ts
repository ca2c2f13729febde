import type { EntityName } from '../../shared/domain/entities.ts';
import type { StoreQuery } from './store-gateway.ts';

/** How one collection of a store is read. */
export type CollectionPlan = {
  readonly entity: EntityName;
  /** Below `/wp-json/wc/v3/`. */
  readonly path: string;
  /** Beside paging: ascending ids, and every status including the trash. */
  readonly query: StoreQuery;
  /** The store can be asked for what changed since a time. What has no dates is compared by content. */
  readonly dated: boolean;
  /** Whether the store pages the list; attributes come whole. */
  readonly paged: boolean;
  /** What a census asks for (`_fields`); null: whole documents, because only content tells a change. */
  readonly censusFields: string | null;
};

const BY_ID = { orderby: 'id', order: 'asc' } as const;
const PRICED_CENSUS = 'id,date_modified_gmt,status,stock_quantity,stock_status,price,regular_price,sale_price';

/** Statuses of coupons and posts that a list does not show unless asked. */
const EVERY_POST_STATUS = 'publish,draft,pending,private,future,trash';

/** WooCommerce's own order statuses; a shop's custom ones are asked for and added. */
export const CORE_ORDER_STATUSES = [
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'checkout-draft',
  'trash',
] as const;

export const PRODUCTS: CollectionPlan = {
  entity: 'products',
  path: 'products',
  query: { ...BY_ID, include_status: 'any,trash' },
  dated: true,
  paged: true,
  censusFields: PRICED_CENSUS,
};
export const VARIATIONS: CollectionPlan = {
  entity: 'variations',
  path: 'variations',
  query: { ...BY_ID, include_status: 'any,trash' },
  dated: true,
  paged: true,
  censusFields: `${PRICED_CENSUS},parent_id`,
};

export function ordersPlan(customStatuses: readonly string[]): CollectionPlan {
  return {
    entity: 'orders',
    path: 'orders',
    query: { ...BY_ID, status: [...new Set([...CORE_ORDER_STATUSES, ...customStatuses])].join(',') },
    dated: true,
    paged: true,
    censusFields: 'id,date_modified_gmt,status,total',
  };
}

export const COUPONS: CollectionPlan = {
  entity: 'coupons',
  path: 'coupons',
  query: { ...BY_ID, status: EVERY_POST_STATUS },
  dated: true,
  paged: true,
  censusFields: 'id,date_modified_gmt,status,amount',
};
export const CUSTOMERS: CollectionPlan = {
  entity: 'customers',
  path: 'customers',
  query: { ...BY_ID, role: 'all' },
  dated: false,
  paged: true,
  censusFields: null,
};

function termPlan(entity: EntityName, path: string): CollectionPlan {
  return { entity, path, query: BY_ID, dated: false, paged: true, censusFields: null };
}
export const CATEGORIES = termPlan('categories', 'products/categories');
export const TAGS = termPlan('tags', 'products/tags');
export const BRANDS = termPlan('brands', 'products/brands');
export const SHIPPING_CLASSES = termPlan('shipping_classes', 'products/shipping_classes');
export const ATTRIBUTES: CollectionPlan = {
  entity: 'attributes',
  path: 'products/attributes',
  query: {},
  dated: false,
  paged: false,
  censusFields: null,
};

export function termsPlan(attributeWooId: number): CollectionPlan {
  return termPlan('terms', `products/attributes/${attributeWooId}/terms`);
}

/** The variations of one product, for stores without the common list. */
export function productVariationsPlan(productWooId: number): CollectionPlan {
  return { ...VARIATIONS, path: `products/${productWooId}/variations` };
}

/** Path of one record. `parentWooId`: product of a variation, attribute of a term, order of a note or refund. */
export function recordPath(entity: EntityName, wooId: number, parentWooId: number | null): string {
  switch (entity) {
    case 'variations':
      return `products/${parentWooId ?? 0}/variations/${wooId}`;
    case 'terms':
      return `products/attributes/${parentWooId ?? 0}/terms/${wooId}`;
    case 'order_notes':
      return `orders/${parentWooId ?? 0}/notes/${wooId}`;
    case 'order_refunds':
      return `orders/${parentWooId ?? 0}/refunds/${wooId}`;
    default:
      return `${collectionPath(entity, parentWooId)}/${wooId}`;
  }
}

/** Path under which records of an entity are created. */
export function collectionPath(entity: EntityName, parentWooId: number | null): string {
  switch (entity) {
    case 'products':
      return 'products';
    case 'variations':
      return `products/${parentWooId ?? 0}/variations`;
    case 'orders':
      return 'orders';
    case 'customers':
      return 'customers';
    case 'coupons':
      return 'coupons';
    case 'categories':
      return 'products/categories';
    case 'tags':
      return 'products/tags';
    case 'brands':
      return 'products/brands';
    case 'shipping_classes':
      return 'products/shipping_classes';
    case 'attributes':
      return 'products/attributes';
    case 'terms':
      return `products/attributes/${parentWooId ?? 0}/terms`;
    case 'order_notes':
      return `orders/${parentWooId ?? 0}/notes`;
    case 'order_refunds':
      return `orders/${parentWooId ?? 0}/refunds`;
  }
}
