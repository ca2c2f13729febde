import type { Context, Reply } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { pageOf, postListSchema, selectRows } from './list.ts';
import type { ListSpec } from './list.ts';
import { anyProduct, idsBySku } from './lookups.ts';
import { allOf, fieldChecks, searchCheck, slugCandidates, termChecks } from './product-filters.ts';
import { productJson, productLinks, renderProduct } from './render-product.ts';
import { boolean, listOfOne, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree } from './serialize.ts';
import type { FieldTree } from './serialize.ts';
import type { ProductRecord } from './types.ts';

const POST_STATUSES = ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'] as const;

export const LIVE_STATUSES = ['publish', 'private', 'draft', 'pending', 'future'] as const;

const TAX_CLASSES = ['standard', 'reduced-rate', 'zero-rate'] as const;

export const productListSchema: Schema = {
  ...postListSchema([
    'date',
    'id',
    'include',
    'title',
    'slug',
    'modified',
    'menu_order',
    'price',
    'popularity',
    'rating',
    'sales',
    'random',
  ]),
  status: { ...oneOf(...POST_STATUSES), default: 'any' },
  include_status: listOfOne(...POST_STATUSES),
  exclude_status: listOfOne(...POST_STATUSES),
  type: oneOf('simple', 'grouped', 'external', 'variable'),
  sku: text,
  featured: boolean,
  category: text,
  tag: text,
  brand: text,
  shipping_class: text,
  attribute: text,
  attribute_term: text,
  tax_class: oneOf(...TAX_CLASSES),
  stock_status: oneOf('instock', 'outofstock', 'onbackorder'),
  on_sale: boolean,
  min_price: text,
  max_price: text,
  search_sku: text,
  search_name_or_sku: text,
  search_fields: listOfOne('name', 'sku', 'global_unique_id', 'description', 'short_description'),
  global_unique_id: text,
  virtual: boolean,
  downloadable: boolean,
};

/** Statuses a list may show: `include_status` replaces `status`, `any` is everything but trash. */
export function statusesOf(params: Readonly<Record<string, unknown>>): string[] {
  const included = params['include_status'];
  const asked =
    Array.isArray(included) && included.length > 0 ? included.map(String) : [String(params['status'] ?? 'any')];
  const excluded = Array.isArray(params['exclude_status']) ? params['exclude_status'].map(String) : [];
  const statuses = new Set(asked.flatMap((status) => (status === 'any' ? LIVE_STATUSES : [status])));
  for (const status of excluded) {
    if (status === 'any') for (const live of LIVE_STATUSES) statuses.delete(live);
    statuses.delete(status);
  }
  return [...statuses];
}

export const productSortKeys: Readonly<Record<string, (record: ProductRecord) => string | number>> = {
  title: (record) => record.name,
  slug: (record) => record.slug,
  menu_order: (record) => record.menu_order,
  price: (record) => Number(record.price),
  popularity: (record) => record.total_sales,
  sales: (record) => record.total_sales,
  rating: (record) => Number(record.average_rating),
};

function listSpec(context: Context): ListSpec<ProductRecord> {
  const { params, state } = context;
  const type = typeof params['type'] === 'string' ? state.products.typeCode(params['type']) : -1;
  return {
    table: state.products,
    entity: 'products',
    statuses: statusesOf(params),
    candidates: slugCandidates(state, params['slug']),
    rowMatches: type < 0 ? null : (row) => state.products.columns().type[row] === type,
    matches: allOf([searchCheck(params), ...termChecks(state, params), ...fieldChecks(context)]),
    sortKeys: productSortKeys,
    sortsByGmt: false,
    dateFilters: 'all',
  };
}

/** `sku=` looks in products and variations alike; both kinds come back as products. */
function bySku(context: Context, skus: string): ProductRecord[] {
  const { state, params } = context;
  const statuses = new Set(statusesOf(params));
  const ids = skus
    .split(',')
    .map((sku) => sku.trim())
    .filter((sku) => sku !== '')
    .flatMap((sku) => idsBySku(state, sku));
  const kept = [...new Set(ids)].filter((id) => !state.hidden.has(`products:${id}`));
  const records = kept
    .map((id) => anyProduct(state, id))
    .filter((record) => record !== undefined && statuses.has(record.status)) as ProductRecord[];
  const checks = allOf([searchCheck(params), ...termChecks(state, params), ...fieldChecks(context)]);
  const direction = params['order'] === 'asc' ? 1 : -1;
  return records.filter((record) => checks === null || checks(record)).sort((a, b) => direction * (a.id - b.id));
}

/** While a save is under way readers see the new post row beside the old prices, stock and terms. */
export function visibleProduct(context: Context, record: ProductRecord): ProductRecord {
  const torn = context.state.torn.get(record.id);
  if (torn === undefined) return record;
  if (torn.untilMs <= context.nowMs) {
    context.state.torn.delete(record.id);
    return record;
  }
  const {
    name,
    slug,
    description,
    short_description,
    status,
    menu_order,
    modified,
    modified_wall,
    created,
    created_wall,
  } = record;
  return {
    ...torn.before,
    name,
    slug,
    description,
    short_description,
    status,
    menu_order,
    modified,
    modified_wall,
    created,
    created_wall,
  };
}

function itemJson(context: Context, record: ProductRecord, tree: FieldTree | null): string {
  const { state, nowSec, random } = context;
  return productJson(
    visibleProduct(context, record),
    { state, nowSec, random, edit: context.params['context'] === 'edit' },
    tree,
  );
}

export function listProducts(context: Context): Reply {
  const { params, state } = context;
  const tree = fieldTree(params['_fields']);
  const sku = params['sku'];
  if (typeof sku === 'string' && sku !== '') {
    const records = bySku(context, sku);
    const page = pageOf(params, records.length);
    return {
      kind: 'list',
      items: records.slice(page.start, page.end).map((record) => itemJson(context, record, tree)),
      total: records.length,
      totalPages: page.totalPages,
      page: page.page,
      paged: true,
    };
  }
  const { rows, total } = selectRows(context, listSpec(context));
  const page = pageOf(params, total);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1)
    items.push(itemJson(context, state.products.at(rows[at] ?? 0), tree));
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

export function renderedProduct(context: Context, record: ProductRecord, edit: boolean): Record<string, unknown> {
  const { state, nowSec, random } = context;
  const shown = edit ? record : visibleProduct(context, record);
  return { ...renderProduct(shown, { state, nowSec, random, edit }), _links: productLinks(state, record.id) };
}

/** GET of a single product; a variation's id answers too, with type `variation`. */
export function readProduct(context: Context, id: number): Outcome<Record<string, unknown>> {
  const record = anyProduct(context.state, id);
  if (record === undefined) return refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  return done(renderedProduct(context, record, context.params['context'] === 'edit'));
}
