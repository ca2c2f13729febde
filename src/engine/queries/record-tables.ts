import type { EntityName } from '../../shared/domain/entities.ts';

/** How a column leaves the engine: `flag` 0/1 as boolean, `time` epoch ms as ISO UTC, `json` parsed, `money` verbatim. */
export type ColumnKind = 'text' | 'number' | 'money' | 'flag' | 'time' | 'json';

/** The columns that every record has, in the order in which rows show them. */
const HEAD: Readonly<Record<string, ColumnKind>> = {
  id: 'text',
  store_id: 'text',
  woo_id: 'number',
  source: 'text',
  synced_at: 'time',
  created_at: 'time',
  updated_at: 'time',
  woo_modified_at: 'time',
  sync_status: 'text',
};
const PRICED: Readonly<Record<string, ColumnKind>> = {
  sku: 'text',
  status: 'text',
  price: 'money',
  regular_price: 'money',
  sale_price: 'money',
  on_sale: 'flag',
  manage_stock: 'flag',
  stock_quantity: 'number',
  stock_status: 'text',
  image_url: 'text',
};
const NAMED: Readonly<Record<string, ColumnKind>> = { name: 'text', slug: 'text', description: 'text' };
const TREE: Readonly<Record<string, ColumnKind>> = {
  ...NAMED,
  parent_woo_id: 'number',
  parent_id: 'text',
  count: 'number',
  image_url: 'text',
  display: 'text',
  menu_order: 'number',
};

/** Columns per entity; what is not listed (row numbers, sort keys, marks of deletion) never leaves the engine. */
export const RECORD_COLUMNS: Readonly<Record<EntityName, Readonly<Record<string, ColumnKind>>>> = {
  products: {
    ...HEAD,
    name: 'text',
    slug: 'text',
    type: 'text',
    ...PRICED,
    categories: 'json',
    variation_count: 'number',
  },
  variations: {
    ...HEAD,
    product_id: 'text',
    name: 'text',
    ...PRICED,
    stock_from_parent: 'flag',
    attributes: 'json',
    menu_order: 'number',
  },
  orders: {
    ...HEAD,
    number: 'text',
    status: 'text',
    total: 'money',
    currency: 'text',
    customer_woo_id: 'number',
    customer_name: 'text',
    customer_email: 'text',
    customer_phone: 'text',
    billing: 'json',
    shipping: 'json',
    payment_method: 'text',
    created_via: 'text',
    item_count: 'number',
    date_created_woo: 'time',
  },
  customers: {
    ...HEAD,
    email: 'text',
    first_name: 'text',
    last_name: 'text',
    name: 'text',
    username: 'text',
    role: 'text',
    phone: 'text',
    billing: 'json',
    shipping: 'json',
    is_paying_customer: 'flag',
  },
  coupons: {
    ...HEAD,
    code: 'text',
    status: 'text',
    discount_type: 'text',
    amount: 'money',
    description: 'text',
    date_expires: 'time',
    usage_count: 'number',
    usage_limit: 'number',
  },
  categories: { ...HEAD, ...TREE },
  brands: { ...HEAD, ...TREE },
  tags: { ...HEAD, ...NAMED, count: 'number' },
  shipping_classes: { ...HEAD, ...NAMED, count: 'number' },
  attributes: { ...HEAD, name: 'text', slug: 'text', type: 'text', order_by: 'text', has_archives: 'flag' },
  terms: { ...HEAD, attribute_id: 'text', ...NAMED, menu_order: 'number', count: 'number' },
  order_notes: { ...HEAD, order_id: 'text', author: 'text', note: 'text', customer_note: 'flag' },
  order_refunds: { ...HEAD, order_id: 'text', amount: 'money', reason: 'text' },
};

/** One key of an ORDER BY. `r` is the row's table. */
export type SortKey = { readonly sql: string; readonly collate?: 'NOCASE' };
/** An order that lists may ask for, and the index that holds it; null: rows are sorted after they were found. */
export type SortPlan = { readonly keys: readonly SortKey[]; readonly index: string | null };

/** How lists of one entity read its table. */
export type ListPlan = {
  /** Live rows carry a status of their own, and `trash` is one of them. */
  readonly hasStatus: boolean;
  readonly defaultSort: { readonly field: string; readonly descending: boolean };
  readonly sorts: Readonly<Record<string, SortPlan>>;
  /**
   * Few enough rows to sort and filter by any column. Big tables are only sorted through an index, except where a filter
   * of `narrowing` leaves few rows.
   */
  readonly small: boolean;
  /** Filters that leave few rows, each with the index that finds them (null: the table's own unique index). */
  readonly narrowing: Readonly<Record<string, string | null>>;
  /** Columns whose values are counted in `list_counts`. */
  readonly counted: readonly ('status' | 'stock_status' | 'type')[];
  /** Columns that the sort indexes carry, so that filters on them read no rows. */
  readonly covered: readonly string[];
  /** The index that counts live rows by filters on covered columns; null: any. */
  readonly countIndex: string | null;
  readonly search: SearchPlan;
};
export type SearchPlan = {
  /** Prefix of the tables of migration 0080; null: few rows, read one by one. */
  readonly index: string | null;
  /** The table's digit where several tables share one index. */
  readonly digit: number | null;
  /** The columns whose text is searched, in the order of the index. */
  readonly columns: readonly string[];
};
export type IndexedSearch = SearchPlan & { readonly index: string };

export function isIndexed(plan: SearchPlan): plan is IndexedSearch {
  return plan.index !== null;
}

const NOCASE = 'NOCASE' as const;
const byText = (column: string, index: string): SortPlan => ({
  keys: [{ sql: `r.${column}`, collate: NOCASE }],
  index,
});
const byColumn = (column: string, index: string): SortPlan => ({ keys: [{ sql: `r.${column}` }], index });

const TAXONOMY_DIGITS: Partial<Record<EntityName, number>> = {
  categories: 0,
  tags: 1,
  brands: 2,
  attributes: 3,
  terms: 4,
  shipping_classes: 5,
};

function taxonomy(entity: EntityName, table: string, narrowing: ListPlan['narrowing'] = {}): ListPlan {
  return {
    hasStatus: false,
    defaultSort: { field: 'name', descending: false },
    sorts: { name: byText('name', `${table}_list_name`) },
    small: true,
    narrowing: { id: null, woo_id: null, ...narrowing },
    counted: [],
    covered: [],
    countIndex: null,
    search: { index: 'taxonomy', digit: TAXONOMY_DIGITS[entity] ?? 0, columns: ['name', 'slug'] },
  };
}

function ofOrder(text: string): ListPlan {
  return {
    hasStatus: false,
    defaultSort: { field: 'created_at', descending: true },
    sorts: {},
    small: true,
    narrowing: { id: null, woo_id: null, order_id: null },
    counted: [],
    covered: [],
    countIndex: null,
    search: { index: null, digit: null, columns: [text] },
  };
}

export const LIST_PLANS: Readonly<Record<EntityName, ListPlan>> = {
  products: {
    hasStatus: true,
    defaultSort: { field: 'name', descending: false },
    sorts: {
      name: byText('name', 'products_list_name'),
      price: byColumn('price_sort', 'products_list_price'),
      stock_quantity: byColumn('stock_quantity', 'products_list_stock'),
      sku: byText('sku', 'products_by_sku'),
      status: byColumn('status', 'products_list_status'),
      woo_modified_at: byColumn('woo_modified_at', 'products_list_modified'),
      woo_id: byColumn('woo_id', 'sqlite_autoindex_products_2'),
    },
    small: false,
    narrowing: { id: null, woo_id: null, sku: 'products_by_sku' },
    counted: ['status', 'stock_status', 'type'],
    covered: ['status', 'stock_status', 'type', 'on_sale', 'category'],
    countIndex: 'products_list_status',
    search: { index: 'products', digit: null, columns: ['name', 'sku'] },
  },
  variations: {
    hasStatus: true,
    defaultSort: { field: 'woo_id', descending: false },
    sorts: {
      woo_id: byColumn('woo_id', 'product_variations_list_woo_id'),
      sku: byText('sku', 'product_variations_by_sku'),
      stock_quantity: byColumn('stock_quantity', 'product_variations_list_stock'),
    },
    small: false,
    narrowing: {
      id: null,
      woo_id: null,
      sku: 'product_variations_by_sku',
      product_id: 'product_variations_by_product',
    },
    counted: ['status', 'stock_status'],
    covered: ['status', 'stock_status'],
    countIndex: 'product_variations_list_woo_id',
    search: { index: 'variations', digit: null, columns: ['name', 'sku'] },
  },
  orders: {
    hasStatus: true,
    defaultSort: { field: 'date_created_woo', descending: true },
    sorts: {
      date_created_woo: byColumn('date_created_woo', 'orders_list_date'),
      total: byColumn('total_sort', 'orders_list_total'),
      number: { keys: [{ sql: 'length(r.number)' }, { sql: 'r.number' }], index: 'orders_list_number' },
      woo_id: byColumn('woo_id', 'sqlite_autoindex_orders_2'),
      status: { keys: [{ sql: 'r.status' }, { sql: 'r.date_created_woo' }], index: 'orders_list_status' },
    },
    small: false,
    narrowing: { id: null, woo_id: null, number: 'orders_list_number' },
    counted: ['status'],
    covered: ['status', 'payment_method'],
    countIndex: 'orders_list_date',
    search: { index: 'orders', digit: null, columns: ['number', 'customer_name', 'customer_email'] },
  },
  customers: {
    hasStatus: false,
    defaultSort: { field: 'name', descending: false },
    sorts: {
      name: byText('name', 'customers_list_name'),
      email: byText('email', 'customers_by_email'),
      woo_id: byColumn('woo_id', 'sqlite_autoindex_customers_2'),
    },
    small: false,
    narrowing: { id: null, woo_id: null, email: 'customers_by_email' },
    counted: [],
    covered: [],
    countIndex: 'customers_list_name',
    search: { index: 'customers', digit: null, columns: ['name', 'email', 'username'] },
  },
  coupons: {
    hasStatus: true,
    defaultSort: { field: 'code', descending: false },
    sorts: { code: byText('code', 'coupons_list_code') },
    small: true,
    narrowing: { id: null, woo_id: null },
    counted: [],
    covered: [],
    countIndex: null,
    search: { index: 'coupons', digit: null, columns: ['code', 'description'] },
  },
  categories: taxonomy('categories', 'store_categories'),
  brands: taxonomy('brands', 'store_brands'),
  tags: taxonomy('tags', 'store_tags'),
  shipping_classes: taxonomy('shipping_classes', 'store_shipping_classes'),
  attributes: taxonomy('attributes', 'store_attributes'),
  terms: taxonomy('terms', 'store_attribute_terms', { attribute_id: 'store_attribute_terms_by_attribute' }),
  order_notes: ofOrder('note'),
  order_refunds: ofOrder('reason'),
};
