import type { Context } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { anyProduct, variationsOf } from './lookups.ts';
import { mergeMeta } from './meta.ts';
import { slugify, toInt, toText } from './php.ts';
import {
  cleanHtml,
  given,
  idsOf,
  setDownloads,
  setFlags,
  setGlobalUniqueId,
  setMeasures,
  setPrices,
  setSku,
  setStock,
  setTexts,
  slugText,
  uniqueSlug,
} from './product-fields.ts';
import type { Draft, Params } from './product-fields.ts';
import { TYPES, WRITE_STATUSES, productWriteSchema } from './product-schema.ts';
import { bumped, dropProduct, note } from './product-store.ts';
import { attributesFrom, brandsFrom, categoriesFrom, choicesFrom, imagesFrom, tagsFrom } from './product-terms.ts';
import { readProduct, renderedProduct } from './products.ts';
import type { Resource } from './resource.ts';
import { take } from './state.ts';
import type { WriteEntry } from './state.ts';
import { writtenInstant } from './time.ts';
import type { ProductRecord } from './types.ts';
import { blankProduct } from '../generate/blank-product.ts';

const LISTED_TYPES = new Set<string>(TYPES);

const LISTED_STATUSES = new Set<string>(WRITE_STATUSES);

function setWording(draft: Draft, params: Params): void {
  if (given(params, 'name') && params['name'] !== null) draft.name = cleanHtml(params['name']);
  if (given(params, 'description')) draft.description = cleanHtml(params['description']);
  if (given(params, 'short_description')) draft.short_description = cleanHtml(params['short_description']);
  if (given(params, 'purchase_note')) draft.purchase_note = cleanHtml(params['purchase_note']);
  if (given(params, 'menu_order')) draft.menu_order = toInt(params['menu_order']);
  if (given(params, 'parent_id')) draft.parent_id = toInt(params['parent_id']);
  if (given(params, 'tax_class'))
    draft.tax_class = toText(params['tax_class']) === 'standard' ? '' : toText(params['tax_class']);
  if (given(params, 'upsell_ids')) draft.upsell_ids = idsOf(params['upsell_ids']);
  if (given(params, 'cross_sell_ids')) draft.cross_sell_ids = idsOf(params['cross_sell_ids']);
  if (given(params, 'grouped_products') && draft.type === 'grouped')
    draft.grouped_products = idsOf(params['grouped_products']);
  setTexts(draft, params, [
    'tax_status',
    'backorders',
    'external_url',
    'button_text',
    'catalog_visibility',
    'post_password',
  ]);
  setFlags(draft, params, ['virtual', 'downloadable', 'featured', 'sold_individually', 'reviews_allowed']);
}

function setRelations(context: Context, draft: Draft, params: Params): Outcome<null> {
  if (given(params, 'categories')) draft.category_ids = categoriesFrom(context, params['categories']);
  if (given(params, 'tags')) draft.tag_ids = tagsFrom(context, params['tags']);
  if (given(params, 'brands')) draft.brand_ids = brandsFrom(context, params['brands']);
  if (given(params, 'attributes')) draft.attributes = attributesFrom(context, params['attributes']);
  if (given(params, 'default_attributes'))
    draft.default_attributes = choicesFrom(context, params['default_attributes']);
  if (given(params, 'images')) {
    const images = imagesFrom(context, params['images']);
    if (!images.ok) return images;
    draft.image_ids = images.value;
  }
  draft.meta = mergeMeta(context.state, draft.meta, params['meta_data']);
  return done(null);
}

/** Status and slug move together: drafts have no slug, trash marks it, publishing makes it unique. */
function setStatus(context: Context, draft: Draft, params: Params): void {
  const wanted = toText(params['status']);
  if (given(params, 'status') && LISTED_STATUSES.has(wanted)) draft.status = wanted;
  if (given(params, 'slug') && toText(params['slug']) !== '') draft.slug = slugText(params['slug']);
  if (draft.status === 'publish' && draft.created > context.nowSec) draft.status = 'future';
  else if (draft.status === 'future' && draft.created <= context.nowSec) draft.status = 'publish';
  if (draft.status === 'trash') {
    if (!draft.slug.endsWith('__trashed'))
      draft.slug = `${draft.slug === '' ? slugify(draft.name) : draft.slug}__trashed`;
    return;
  }
  draft.slug = draft.slug.replace(/__trashed$/, '');
  const hidden = draft.status === 'draft' || draft.status === 'pending' || draft.status === 'auto-draft';
  if (draft.slug === '' && !hidden) draft.slug = slugify(draft.name);
  if (!hidden || given(params, 'slug')) draft.slug = uniqueSlug(context, draft.slug, draft.id);
}

function writtenCreated(context: Context, params: Params): number | null {
  const value = params['date_created_gmt'] ?? params['date_created'];
  return typeof value === 'string' && value !== '' ? writtenInstant(context.state.config.zone, value, 'gmt') : null;
}

/** Applies a write to a copy of the record; nothing is stored when anything is refused. */
export function applyProduct(context: Context, record: ProductRecord, params: Params): Outcome<ProductRecord> {
  const draft: Draft = { ...record };
  const type = toText(params['type']);
  if (given(params, 'type') && LISTED_TYPES.has(type)) draft.type = type;
  const created = writtenCreated(context, params);
  if (created !== null) {
    draft.created = created;
    draft.created_wall = context.state.config.zone.toWall(created);
  }
  setWording(draft, params);
  const sku = setSku(context, draft, params);
  if (!sku.ok) return sku;
  const gtin = setGlobalUniqueId(context, draft, params);
  if (!gtin.ok) return gtin;
  setPrices(context, draft, params);
  setStock(draft, params);
  setMeasures(context, draft, params);
  setDownloads(context, draft, params);
  const relations = setRelations(context, draft, params);
  if (!relations.ok) return relations;
  setStatus(context, draft, params);
  return done(draft);
}

export function createProduct(context: Context, params: Params): Outcome<ProductRecord> {
  if (toInt(params['id']) > 0) return refuse(400, 'woocommerce_rest_product_exists', 'Cannot create existing product.');
  const { state, nowSec } = context;
  const wall = state.config.zone.toWall(nowSec);
  const blank: ProductRecord = {
    ...blankProduct(),
    id: state.counters.post,
    created: nowSec,
    created_wall: wall,
    modified: nowSec,
    modified_wall: wall,
    name: 'Product',
    category_ids: [state.plan.taxonomy.uncategorizedId],
  };
  // The number is only used up when the write succeeds, but pictures take theirs before the product does.
  const applied = applyProduct(context, { ...blank, id: -1 }, params);
  if (!applied.ok) return applied;
  const record: ProductRecord = {
    ...applied.value,
    id: take(state, 'post'),
    modified: applied.value.created,
    modified_wall: applied.value.created_wall,
  };
  state.products.put(record);
  note(context, 'create', record, params);
  return done(record);
}

function opOf(before: ProductRecord, after: ProductRecord): WriteEntry['op'] {
  if (after.status === 'trash' && before.status !== 'trash') return 'trash';
  return before.status === 'trash' && after.status !== 'trash' ? 'untrash' : 'update';
}

export function updateProduct(context: Context, id: number, params: Params): Outcome<ProductRecord> {
  const { state } = context;
  const record = state.products.get(id);
  if (record === undefined) {
    return state.variations.has(id)
      ? refuse(
          404,
          'woocommerce_rest_invalid_product_id',
          'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.',
        )
      : refuse(400, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  }
  const applied = applyProduct(context, record, params);
  if (!applied.ok) return applied;
  const after = bumped(context, applied.value);
  state.products.put(after);
  note(context, opOf(record, after), after, params);
  if (record.type === 'variable' && after.type !== 'variable')
    for (const child of variationsOf(state, id, true)) dropProduct(context, child, 'effect');
  if (opOf(record, after) === 'trash') trashChildren(context, id);
  if (opOf(record, after) === 'untrash') restoreChildren(context, id);
  return done(after);
}

function trashChildren(context: Context, parentId: number): void {
  for (const child of variationsOf(context.state, parentId)) {
    context.state.variations.put({ ...bumped(context, child), status: 'trash' });
    note(context, 'trash', child, null, 'effect');
  }
}

function restoreChildren(context: Context, parentId: number): void {
  for (const child of variationsOf(context.state, parentId, true)) {
    if (child.status !== 'trash') continue;
    context.state.variations.put({ ...bumped(context, child), status: 'publish' });
    note(context, 'untrash', child, null, 'effect');
  }
}

export function trashProduct(context: Context, record: ProductRecord): void {
  const slug = `${record.slug === '' ? slugify(record.name) : record.slug}__trashed`;
  context.state.products.put({ ...bumped(context, record), status: 'trash', slug });
  note(context, 'trash', record, null);
  trashChildren(context, record.id);
}

/** DELETE: to the trash, or with `force` for good. The answer shows the product as it was before. */
export function removeProduct(context: Context, id: number, force: boolean): Outcome<Record<string, unknown>> {
  const { state } = context;
  const record = state.products.get(id);
  if (record === undefined) {
    return anyProduct(state, id) === undefined
      ? refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.')
      : refuse(
          404,
          'woocommerce_rest_invalid_product_id',
          'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.',
        );
  }
  const shown = renderedProduct(context, record, true);
  if (force) {
    for (const child of variationsOf(state, id, true)) dropProduct(context, child, 'effect');
    dropProduct(context, record);
    return done(shown);
  }
  if (record.status === 'trash')
    return refuse(410, 'woocommerce_rest_already_trashed', 'The product has already been deleted.');
  trashProduct(context, record);
  return done(shown);
}

export const productResource: Resource = {
  read: readProduct,
  create: (context, params) => {
    const outcome = createProduct(context, params);
    return outcome.ok ? done(renderedProduct(context, outcome.value, true)) : outcome;
  },
  update: (context, id, params) => {
    const outcome = updateProduct(context, id, params);
    return outcome.ok ? done(renderedProduct(context, outcome.value, true)) : outcome;
  },
  remove: removeProduct,
  writeSchema: productWriteSchema,
  required: [],
};
