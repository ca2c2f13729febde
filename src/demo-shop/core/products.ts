import type { Context, Reply } from './context.ts';
import type { Outcome } from './errors.ts';
import { done, refuse } from './errors.ts';
import type { ListSpec } from './list.ts';
import { pageOf, postListSchema, selectRows, textMatcher } from './list.ts';
import { slugText } from './product-fields.ts';
import { isOnSale, priceOf, productJson, productLinks, renderProduct } from './render-product.ts';
import type { Schema } from './schema.ts';
import { boolean, listOfOne, oneOf, text } from './schema.ts';
import type { FieldTree } from './serialize.ts';
import { fieldTree } from './serialize.ts';
import type { ShopState } from './state.ts';
import { anyProduct, idsBySku, variationsOf } from './state.ts';
import type { ProductRecord } from './types.ts';

const POST_STATUSES = ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'] as const;
export const LIVE_STATUSES = ['publish', 'private', 'draft', 'pending', 'future'] as const;
const TAX_CLASSES = ['standard', 'reduced-rate', 'zero-rate'] as const;

export const productListSchema: Schema = {
  ...postListSchema(['date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order', 'price', 'popularity', 'rating', 'sales', 'random']),
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
  const asked = Array.isArray(included) && included.length > 0 ? included.map(String) : [String(params['status'] ?? 'any')];
  const excluded = Array.isArray(params['exclude_status']) ? params['exclude_status'].map(String) : [];
  const statuses = new Set(asked.flatMap((status) => (status === 'any' ? LIVE_STATUSES : [status])));
  for (const status of excluded) {
    if (status === 'any') for (const live of LIVE_STATUSES) statuses.delete(live);
    statuses.delete(status);
  }
  return [...statuses];
}

type Check = (record: ProductRecord) => boolean;

function idList(value: unknown): Set<number> | null {
  if (typeof value !== 'string' || value === '') return null;
  return new Set(value.split(',').map(Number).filter((id) => id > 0));
}

/** A category filter also finds products of the category's descendants. */
function withDescendants(state: ShopState, roots: ReadonlySet<number>): Set<number> {
  const all = new Set(roots);
  for (let grown = true; grown; ) {
    grown = false;
    for (const term of state.terms.values()) {
      if (all.has(term.parent) && !all.has(term.id)) {
        all.add(term.id);
        grown = true;
      }
    }
  }
  return all;
}

function searchCheck(params: Readonly<Record<string, unknown>>): Check | null {
  const fields = Array.isArray(params['search_fields']) && params['search_fields'].length > 0 ? params['search_fields'].map(String) : null;
  const search = textMatcher(params['search']);
  const bySku = textMatcher(params['search_sku']);
  const byEither = textMatcher(params['search_name_or_sku']);
  if (search === null && bySku === null && byEither === null) return null;
  return (record) => {
    if (search !== null) {
      const haystack = fields === null ? `${record.name} ${record.short_description} ${record.description}` : fields.map((field) => String((record as unknown as Record<string, unknown>)[field] ?? '')).join(' ');
      if (!search(haystack)) return false;
    }
    if (bySku !== null && !bySku(record.sku)) return false;
    return byEither === null || byEither(`${record.name} ${record.sku}`);
  };
}

function termChecks(state: ShopState, params: Readonly<Record<string, unknown>>): Check[] {
  const checks: Check[] = [];
  const among = (wanted: Set<number> | null, ids: (record: ProductRecord) => readonly number[]): void => {
    if (wanted !== null) checks.push((record) => ids(record).some((id) => wanted.has(id)));
  };
  const categories = idList(params['category']);
  among(categories === null ? null : withDescendants(state, categories), (record) => record.category_ids);
  among(idList(params['tag']), (record) => record.tag_ids);
  among(idList(params['brand']), (record) => record.brand_ids);
  among(idList(params['shipping_class']), (record) => [record.shipping_class_id]);
  const terms = idList(params['attribute_term']);
  if (terms !== null && typeof params['attribute'] === 'string') {
    const slug = params['attribute'];
    const attribute = state.attributes.values().find((candidate) => candidate.slug === slug);
    checks.push((record) => record.attributes.some((own) => own.id === attribute?.id && own.options.some((option) => terms.has(Number(option)))));
  }
  return checks;
}

function fieldChecks(context: Context): Check[] {
  const { params, state, nowSec } = context;
  const checks: Check[] = [];
  const children = (record: ProductRecord): ProductRecord[] => (record.type === 'variable' ? variationsOf(state, record.id) : []);
  for (const name of ['featured', 'virtual', 'downloadable'] as const) {
    const wanted = params[name];
    if (typeof wanted === 'boolean') checks.push((record) => record[name] === wanted);
  }
  const slug = params['slug'];
  if (typeof slug === 'string' && slug !== '') checks.push((record) => record.slug === slugText(slug));
  for (const name of ['stock_status', 'global_unique_id'] as const) {
    const wanted = params[name];
    if (typeof wanted === 'string' && wanted !== '') checks.push((record) => record[name] === wanted);
  }
  if (typeof params['tax_class'] === 'string') {
    const wanted = params['tax_class'] === 'standard' ? '' : params['tax_class'];
    checks.push((record) => record.tax_class === wanted);
  }
  const onSale = params['on_sale'];
  if (typeof onSale === 'boolean') checks.push((record) => (isOnSale(record, nowSec) || children(record).some((child) => isOnSale(child, nowSec))) === onSale);
  const low = params['min_price'];
  const high = params['max_price'];
  if (typeof low === 'string' && low !== '') checks.push((record) => Number(priceOf(record, children(record))) >= Number(low));
  if (typeof high === 'string' && high !== '') checks.push((record) => Number(priceOf(record, children(record))) <= Number(high));
  return checks;
}

function allOf(checks: readonly (Check | null)[]): Check | null {
  const present = checks.filter((check) => check !== null);
  return present.length === 0 ? null : (record) => present.every((check) => check(record));
}

/** The generated product that a slug could belong to needs no scan: its number ends the slug. */
function slugCandidates(state: ShopState, slug: unknown): number[] | null {
  if (typeof slug !== 'string' || slug === '') return null;
  const number = /-(\d+)$/.exec(slugText(slug));
  const generated = number === null ? -1 : Number(number[1]) - 1;
  const ids = state.products.touchedIds();
  return generated >= 0 && generated < state.plan.products ? [...ids, state.plan.firstProductId + generated] : ids;
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
    sortsByGmt: false, dateFilters: 'all',
  };
}

/** `sku=` looks in products and variations alike; both kinds come back as products. */
function bySku(context: Context, skus: string): ProductRecord[] {
  const { state, params } = context;
  const statuses = new Set(statusesOf(params));
  const ids = skus.split(',').map((sku) => sku.trim()).filter((sku) => sku !== '').flatMap((sku) => idsBySku(state, sku));
  const kept = [...new Set(ids)].filter((id) => !state.hidden.has(`products:${id}`));
  const records = kept.map((id) => anyProduct(state, id)).filter((record) => record !== undefined && statuses.has(record.status)) as ProductRecord[];
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
  const { name, slug, description, short_description, status, menu_order, modified, modified_wall, created, created_wall } = record;
  return { ...torn.before, name, slug, description, short_description, status, menu_order, modified, modified_wall, created, created_wall };
}

function itemJson(context: Context, record: ProductRecord, tree: FieldTree | null): string {
  const { state, nowSec, random } = context;
  return productJson(visibleProduct(context, record), { state, nowSec, random, edit: context.params['context'] === 'edit' }, tree);
}

export function listProducts(context: Context): Reply {
  const { params, state } = context;
  const tree = fieldTree(params['_fields']);
  const sku = params['sku'];
  if (typeof sku === 'string' && sku !== '') {
    const records = bySku(context, sku);
    const page = pageOf(params, records.length);
    return { kind: 'list', items: records.slice(page.start, page.end).map((record) => itemJson(context, record, tree)), total: records.length, totalPages: page.totalPages, page: page.page, paged: true };
  }
  const { rows, total } = selectRows(context, listSpec(context));
  const page = pageOf(params, total);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) items.push(itemJson(context, state.products.at(rows[at] ?? 0), tree));
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
