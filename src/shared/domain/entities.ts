/** The kinds of records that a store holds. One name everywhere: command line, contract, outbox, journal. */
export const ENTITY_NAMES = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
  'categories',
  'tags',
  'brands',
  'attributes',
  'terms',
  'shipping_classes',
  'order_notes',
  'order_refunds',
] as const;
export type EntityName = (typeof ENTITY_NAMES)[number];

/** Entities that the command line and the `sync` document name. */
export const LISTED_ENTITIES = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
  'categories',
  'tags',
  'brands',
  'attributes',
  'terms',
] as const;
export type ListedEntity = (typeof LISTED_ENTITIES)[number];

/** The SQLite table that holds an entity's rows. */
export const TABLE_OF: Readonly<Record<EntityName, string>> = {
  products: 'products',
  variations: 'product_variations',
  orders: 'orders',
  customers: 'customers',
  coupons: 'coupons',
  categories: 'store_categories',
  tags: 'store_tags',
  brands: 'store_brands',
  attributes: 'store_attributes',
  terms: 'store_attribute_terms',
  shipping_classes: 'store_shipping_classes',
  order_notes: 'order_notes',
  order_refunds: 'order_refunds',
};

export function isEntityName(value: string): value is EntityName {
  return (ENTITY_NAMES as readonly string[]).includes(value);
}

/** A row's state towards its store, most urgent first: a decision waits, the store refused, not sent yet, same on both sides. */
export type RowSyncStatus = 'conflict' | 'error' | 'pending' | 'synced';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };
