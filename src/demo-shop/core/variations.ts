import { pathId } from './context.ts';
import type { Context, Reply } from './context.ts';
import { done, fatal, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { pageOf, postListSchema, selectRows, textMatcher } from './list.ts';
import type { ListSpec } from './list.ts';
import { idsBySku, variationsOf } from './lookups.ts';
import { mergeMeta } from './meta.ts';
import { isRecord, toInt, toText } from './php.ts';
import {
  cleanHtml,
  given,
  setDownloads,
  setFlags,
  setGlobalUniqueId,
  setMeasures,
  setPrices,
  setSku,
  setStock,
  setTexts,
} from './product-fields.ts';
import type { Params } from './product-fields.ts';
import { isOnSale } from './product-price.ts';
import { commonWriteSchema } from './product-schema.ts';
import { bumped, dropProduct, note } from './product-store.ts';
import { choicesFrom, imageFrom } from './product-terms.ts';
import { productSortKeys, statusesOf } from './products.ts';
import { flatLinks, links, optionName, renderVariation } from './render-variation.ts';
import type { Resource } from './resource.ts';
import { boolean, ids, integer, listOfOne, mixed, objects, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree, phpJson, selectFields } from './serialize.ts';
import { take } from './state.ts';
import type { ProductRecord } from './types.ts';
import { blankProduct } from '../generate/blank-product.ts';

const STATUSES = ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'] as const;

export const variationListSchema: Schema = {
  ...postListSchema(['date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order']),
  status: { ...oneOf(...STATUSES), default: 'any' },
  include_status: listOfOne(...STATUSES),
  exclude_status: listOfOne(...STATUSES),
  sku: text,
  stock_status: oneOf('instock', 'outofstock', 'onbackorder'),
  on_sale: boolean,
  min_price: text,
  max_price: text,
  has_price: boolean,
  virtual: boolean,
  downloadable: boolean,
  attributes: { type: 'array' },
  product: ids,
};

export const variationWriteSchema: Schema = {
  ...commonWriteSchema,
  status: oneOf('draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'),
  manage_stock: mixed,
  image: { type: 'object', properties: { id: integer, src: text, name: text, alt: text } },
  attributes: objects({ id: integer, name: text, option: text }),
};

function checksOf(context: Context): ((record: ProductRecord) => boolean) | null {
  const { params, nowSec } = context;
  const checks: ((record: ProductRecord) => boolean)[] = [];
  const search = textMatcher(params['search']);
  if (search !== null) checks.push((record) => search(`${record.name} ${record.description} ${record.sku}`));
  if (typeof params['stock_status'] === 'string')
    checks.push((record) => record.stock_status === params['stock_status']);
  if (typeof params['on_sale'] === 'boolean') checks.push((record) => isOnSale(record, nowSec) === params['on_sale']);
  if (typeof params['virtual'] === 'boolean') checks.push((record) => record.virtual === params['virtual']);
  if (typeof params['downloadable'] === 'boolean')
    checks.push((record) => record.downloadable === params['downloadable']);
  if (typeof params['has_price'] === 'boolean') checks.push((record) => (record.price !== '') === params['has_price']);
  if (typeof params['min_price'] === 'string' && params['min_price'] !== '')
    checks.push((record) => Number(record.price) >= Number(params['min_price']));
  if (typeof params['max_price'] === 'string' && params['max_price'] !== '')
    checks.push((record) => Number(record.price) <= Number(params['max_price']));
  if (typeof params['slug'] === 'string' && params['slug'] !== '')
    checks.push((record) => record.slug === params['slug']);
  return checks.length === 0 ? null : (record) => checks.every((check) => check(record));
}

function list(context: Context, ofParent: number | null): Reply {
  const { params, state } = context;
  const children = ofParent === null ? null : variationsOf(state, ofParent, true).map((record) => record.id);
  const sku = params['sku'];
  const bySku =
    typeof sku === 'string' && sku !== '' ? sku.split(',').flatMap((one) => idsBySku(state, one.trim())) : null;
  const candidates =
    children === null ? bySku : bySku === null ? children : children.filter((id) => bySku.includes(id));
  const spec: ListSpec<ProductRecord> = {
    table: state.variations,
    entity: 'variations',
    statuses: statusesOf(params),
    candidates,
    rowMatches: null,
    matches: checksOf(context),
    sortKeys: productSortKeys,
    sortsByGmt: false,
    dateFilters: 'all',
  };
  const { rows, total } = selectRows(context, spec);
  const page = pageOf(params, total);
  const tree = fieldTree(params['_fields']);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) {
    const record = state.variations.at(rows[at] ?? 0);
    const body = renderVariation(context, record, false, tree);
    if (tree === null || Object.hasOwn(tree, '_links'))
      body['_links'] = ofParent === null ? flatLinks(state, record) : links(state, record);
    items.push(phpJson(tree === null ? body : selectFields(body, tree)));
  }
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

/** `wc/v3/variations`: the variations of all products. */
export function listAllVariations(context: Context): Reply {
  return list(context, null);
}

/** A parent that does not exist has an empty list, not a 404. */
export function listVariations(context: Context): Reply {
  return list(context, pathId(context, 'product_id'));
}

function ownVariation(context: Context, id: number): ProductRecord | undefined {
  const record = context.state.variations.get(id);
  return record !== undefined && record.parent_id === pathId(context, 'product_id') ? record : undefined;
}

function applyVariation(context: Context, record: ProductRecord, params: Params): Outcome<ProductRecord> {
  const draft: ProductRecord = { ...record };
  if (given(params, 'description')) draft.description = cleanHtml(params['description']);
  if (given(params, 'menu_order')) draft.menu_order = toInt(params['menu_order']);
  const status = toText(params['status']);
  if (['publish', 'private', 'draft', 'pending', 'future', 'trash'].includes(status)) draft.status = status;
  if (given(params, 'tax_class'))
    draft.tax_class = ['parent', 'standard'].includes(toText(params['tax_class'])) ? '' : toText(params['tax_class']);
  setTexts(draft, params, ['tax_status', 'backorders']);
  setFlags(draft, params, ['virtual', 'downloadable']);
  const sku = setSku(context, draft, params);
  if (!sku.ok) return sku;
  const gtin = setGlobalUniqueId(context, draft, params);
  if (!gtin.ok) return gtin;
  setPrices(context, draft, params);
  setStock(draft, params);
  setMeasures(context, draft, params);
  setDownloads(context, draft, params);
  if (given(params, 'attributes')) draft.variation_attributes = choicesFrom(context, params['attributes']);
  const image = params['image'];
  if (image === null || (given(params, 'image') && Array.isArray(image))) draft.image_ids = [];
  else if (isRecord(image)) {
    const picked = imageFrom(context, image);
    if (!picked.ok) return picked;
    draft.image_ids = picked.value === 0 ? [] : [picked.value];
  }
  draft.meta = mergeMeta(context.state, draft.meta, params['meta_data']);
  draft.name = draft.variation_attributes
    .map((attribute) => optionName(context.state, attribute.id, attribute.option))
    .join(', ');
  return done(draft);
}

/** Saving a variation saves its parent too. */
export function bumpParent(context: Context, parentId: number): void {
  const parent = context.state.products.get(parentId);
  if (parent === undefined) return;
  context.state.products.put(bumped(context, parent));
  note(context, 'update', parent, null, 'effect');
}

function createVariation(context: Context, params: Params): Outcome<unknown> {
  const { state, nowSec } = context;
  const parent = state.products.get(pathId(context, 'product_id'));
  // The real server dies here when the parent does not exist.
  if (parent === undefined) return fatal();
  if (toInt(params['id']) > 0)
    return refuse(400, 'woocommerce_rest_product_variation_exists', 'Cannot create existing product variation.');
  const wall = state.config.zone.toWall(nowSec);
  const blank: ProductRecord = {
    ...blankProduct(),
    type: 'variation',
    id: -1,
    parent_id: parent.id,
    created: nowSec,
    created_wall: wall,
    modified: nowSec,
    modified_wall: wall,
  };
  const applied = applyVariation(context, blank, params);
  if (!applied.ok) return applied;
  const id = take(state, 'post');
  const record: ProductRecord = { ...applied.value, id, slug: `${parent.slug}-${id}` };
  state.variations.put(record);
  note(context, 'create', record, params);
  bumpParent(context, parent.id);
  return done({ ...renderVariation(context, record, true), _links: links(state, record) });
}

function updateVariation(context: Context, id: number, params: Params): Outcome<unknown> {
  const record = ownVariation(context, id);
  if (record === undefined) return refuse(400, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.');
  const applied = applyVariation(context, record, params);
  if (!applied.ok) return applied;
  const after = bumped(context, applied.value);
  context.state.variations.put(after);
  note(
    context,
    after.status === 'trash' && record.status !== 'trash'
      ? 'trash'
      : record.status === 'trash' && after.status !== 'trash'
        ? 'untrash'
        : 'update',
    after,
    params,
  );
  bumpParent(context, record.parent_id);
  return done({ ...renderVariation(context, after, true), _links: links(context.state, after) });
}

function removeVariation(context: Context, id: number, force: boolean): Outcome<unknown> {
  const record = ownVariation(context, id);
  if (record === undefined) return refuse(404, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.');
  const shown = { ...renderVariation(context, record, true), _links: links(context.state, record) };
  if (force) dropProduct(context, record);
  else {
    if (record.status === 'trash')
      return refuse(410, 'woocommerce_rest_already_trashed', 'The product_variation has already been deleted.');
    context.state.variations.put({ ...bumped(context, record), status: 'trash' });
    note(context, 'trash', record, null);
  }
  bumpParent(context, record.parent_id);
  return done(shown);
}

export const variationResource: Resource = {
  read: (context, id) => {
    const record = ownVariation(context, id);
    if (record === undefined) return refuse(404, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.');
    return done({
      ...renderVariation(context, record, context.params['context'] === 'edit'),
      _links: links(context.state, record),
    });
  },
  create: createVariation,
  update: updateVariation,
  remove: removeVariation,
  writeSchema: variationWriteSchema,
  required: [],
};
