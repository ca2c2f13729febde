import { z } from 'zod';
import { entityName, fieldMark, id, stockIntent } from './common.ts';

/**
 * A row as it leaves the engine: the seeds' column names; ids as text, `woo_id` and stock as numbers,
 * money as the store's decimal strings, times as ISO UTC. Every row has the columns of `baseRow`.
 */
export const baseRow = z.looseObject({
  id: z.string(),
  store_id: z.string(),
  woo_id: z.number().nullable(),
  source: z.enum(['woo', 'local']),
  synced_at: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  woo_modified_at: z.string().nullable(),
  sync_status: z.enum(['synced', 'pending', 'error', 'conflict']),
  /** Set when the record sits in the trash here (sent or not). */
  trashed: z.boolean(),
  /** Marks per changed column; a column without a mark is what both sides agree on. */
  marks: z.record(z.string(), fieldMark),
});

export const productRow = baseRow.extend({
  name: z.string(),
  sku: z.string().nullable(),
  slug: z.string().nullable(),
  type: z.string(),
  status: z.string(),
  price: z.string().nullable(),
  regular_price: z.string().nullable(),
  sale_price: z.string().nullable(),
  manage_stock: z.boolean(),
  stock_quantity: z.number().nullable(),
  stock_status: z.string(),
  /** Address of the first picture, null when there is none. */
  image_url: z.string().nullable(),
  categories: z.array(z.object({ woo_id: z.number(), name: z.string() })),
});
export type ProductRow = z.infer<typeof productRow>;

export const variationRow = baseRow.extend({
  product_id: z.string(),
  name: z.string(),
  sku: z.string().nullable(),
  status: z.string(),
  price: z.string().nullable(),
  regular_price: z.string().nullable(),
  sale_price: z.string().nullable(),
  manage_stock: z.boolean(),
  stock_quantity: z.number().nullable(),
  stock_status: z.string(),
  image_url: z.string().nullable(),
  attributes: z.array(z.object({ name: z.string(), option: z.string() })),
});
export type VariationRow = z.infer<typeof variationRow>;

export const orderRow = baseRow.extend({
  number: z.string().nullable(),
  status: z.string(),
  total: z.string(),
  currency: z.string().nullable(),
  customer_name: z.string(),
  customer_email: z.string().nullable(),
  customer_phone: z.string().nullable(),
  payment_method: z.string().nullable(),
  /** When the order was placed, ISO UTC. */
  date_created_woo: z.string().nullable(),
  item_count: z.number(),
});
export type OrderRow = z.infer<typeof orderRow>;

const address = z.record(z.string(), z.string());
export const orderDetail = orderRow.extend({
  billing: address,
  shipping: address,
  customer_note: z.string(),
  payment_method_title: z.string(),
  totals: z.object({
    discount: z.string(),
    shipping: z.string(),
    tax: z.string(),
    fees: z.string(),
    refunded: z.string(),
    total: z.string(),
  }),
  items: z.array(
    z.object({
      id: z.string(),
      woo_id: z.number().nullable(),
      product_id: z.string().nullable(),
      variation_id: z.string().nullable(),
      name: z.string(),
      sku: z.string().nullable(),
      quantity: z.number(),
      unit_price: z.string().nullable(),
      total: z.string(),
      image_url: z.string().nullable(),
    }),
  ),
  refunds: z.array(
    z.object({
      id: z.string(),
      woo_id: z.number().nullable(),
      amount: z.string(),
      reason: z.string(),
      created_at: z.string().nullable(),
    }),
  ),
  notes: z.array(
    z.object({
      id: z.string(),
      woo_id: z.number().nullable(),
      author: z.string(),
      note: z.string(),
      customer_note: z.boolean(),
      created_at: z.string().nullable(),
      pending: z.boolean(),
    }),
  ),
  /** False until the notes of this order were fetched once; they are read when the order is opened. */
  notes_fetched: z.boolean(),
  status_log: z.array(
    z.object({ old_status: z.string(), new_status: z.string(), changed_by: z.string(), created_at: z.string() }),
  ),
});
export type OrderDetail = z.infer<typeof orderDetail>;

/** A change that waits, field by field. */
export const pendingField = z.object({
  operation_id: z.string(),
  field: z.string(),
  /** What the store last confirmed, and what stands here now. */
  base: z.unknown(),
  value: z.unknown(),
  mark: fieldMark,
  /** For a change of stock: what was meant. */
  stock: stockIntent.nullable(),
});

export const productDetail = productRow.extend({
  description: z.string(),
  short_description: z.string(),
  weight: z.string().nullable(),
  length: z.string().nullable(),
  width: z.string().nullable(),
  height: z.string().nullable(),
  permalink: z.string().nullable(),
  date_on_sale_from: z.string().nullable(),
  date_on_sale_to: z.string().nullable(),
  tags: z.array(z.object({ woo_id: z.number(), name: z.string() })),
  brands: z.array(z.object({ woo_id: z.number(), name: z.string() })),
  attributes: z.array(z.object({ name: z.string(), options: z.array(z.string()), variation: z.boolean() })),
  images: z.array(z.object({ woo_id: z.number().nullable(), src: z.string(), alt: z.string() })),
  variations: z.array(variationRow),
  pending: z.array(pendingField),
  error: z.object({ id: z.string(), code: z.string(), message: z.string(), field: z.string().nullable() }).nullable(),
});
export type ProductDetail = z.infer<typeof productDetail>;

export const filterValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const listInput = z.object({
  entity: entityName,
  storeId: id.nullable().default(null),
  search: z.string().max(10_000).default(''),
  /** column → accepted values; an unknown column is refused with its name. */
  filters: z.record(z.string(), z.array(filterValue)).default({}),
  sort: z.object({ field: z.string(), descending: z.boolean() }).nullable().default(null),
  limit: z.number().int().min(1).max(1000).default(100),
  offset: z.number().int().min(0).default(0),
});
export const listOutput = z.object({ total: z.number(), rows: z.array(baseRow) });

export const recordMethods = {
  /** Live records of an entity; trash only by the filter `status=trash`. */
  'records.list': { input: listInput, output: listOutput },
  /** One record by local id or `woo:N` (then `storeId` decides among several stores). */
  'records.get': { input: z.object({ entity: entityName, id, storeId: id.nullable().default(null) }), output: baseRow },
  'products.detail': { input: z.object({ id }), output: productDetail },
  /** Also asks for the order's notes in the background when they were never fetched. */
  'orders.detail': { input: z.object({ id }), output: orderDetail },
  /** Number of rows per value of one column (`status`, `stock_status`, `type`): the counts beside filters. */
  'records.counts': {
    input: z.object({ entity: entityName, storeId: id.nullable().default(null), field: z.string() }),
    output: z.array(z.object({ value: filterValue, count: z.number() })),
  },
  /**
   * Validates and queues an edit in one transaction. `changes` maps columns to what the person typed
   * (`"12,50"` with `locale` is 12.50). Refusals name the field and change nothing.
   */
  'records.edit': {
    input: z.object({
      entity: entityName,
      id,
      changes: z.record(z.string(), z.unknown()),
      locale: z.string().default('en'),
    }),
    output: baseRow,
  },
  'records.create': {
    input: z.object({
      entity: entityName,
      storeId: id.nullable().default(null),
      values: z.record(z.string(), z.unknown()),
      locale: z.string().default('en'),
    }),
    output: baseRow,
  },
  'records.trash': {
    input: z.object({ entity: entityName, id, permanent: z.boolean().default(false) }),
    output: baseRow,
  },
  /** Brings a trashed record back. */
  'records.restore': { input: z.object({ entity: entityName, id }), output: baseRow },
  /** Takes back the unsent change of one field (or of all, field null). Refused while it is being sent. */
  'records.undo': { input: z.object({ entity: entityName, id, field: z.string().nullable() }), output: baseRow },
  'stock.change': {
    input: z.object({
      entity: z.enum(['products', 'variations']),
      id,
      intent: stockIntent,
      reason: z.string().max(200).default(''),
    }),
    output: baseRow,
  },
  'orders.note': {
    input: z.object({ id, text: z.string().min(1).max(20_000), customer: z.boolean().default(false) }),
    output: baseRow,
  },
} as const;
