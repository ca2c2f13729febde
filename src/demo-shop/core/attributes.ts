import type { Context, Reply } from './context.ts';
import type { Outcome } from './errors.ts';
import { done, refuse } from './errors.ts';
import { slugify, toBool, toText } from './php.ts';
import type { Params } from './product-fields.ts';
import type { Resource } from './resource.ts';
import type { Schema } from './schema.ts';
import { boolean, oneOf, text } from './schema.ts';
import { fieldTree, linksOf, phpJson, selectFields } from './serialize.ts';
import type { ShopState } from './state.ts';
import { logWrite, take } from './state.ts';
import { termsOf } from './terms-store.ts';
import type { AttributeRecord } from './types.ts';

const RESERVED = new Set([
  'attachment',
  'author',
  'category',
  'cat',
  'day',
  'error',
  'feed',
  'name',
  'order',
  'orderby',
  'p',
  'page',
  'paged',
  'post',
  'post_type',
  'posts',
  'preview',
  's',
  'search',
  'tag',
  'taxonomy',
  'term',
  'terms',
  'title',
  'type',
  'year',
]);
const ORDERS = ['menu_order', 'name', 'name_num', 'id'] as const;

export const attributeWriteSchema: Schema = {
  name: text,
  slug: text,
  type: text,
  order_by: oneOf(...ORDERS),
  has_archives: boolean,
};

function shown(state: ShopState, attribute: AttributeRecord): Record<string, unknown> {
  const root = `${state.config.baseUrl}/wp-json/wc/v3/products/attributes`;
  return { ...attribute, _links: linksOf(`${root}/${attribute.id}`, root) };
}

/** The whole list at once: no paging, no filters. */
export function listAttributes(context: Context): Reply {
  const tree = fieldTree(context.params['_fields']);
  const items = context.state.attributes
    .values()
    .map((attribute) =>
      phpJson(tree === null ? shown(context.state, attribute) : selectFields(shown(context.state, attribute), tree)),
    );
  return { kind: 'list', items, total: items.length, totalPages: 1, page: 1, paged: false };
}

function checkSlug(state: ShopState, slug: string, except: number): Outcome<null> {
  const refuseSlug = (message: string): Outcome<null> => refuse(400, 'woocommerce_rest_cannot_create', message);
  if (new TextEncoder().encode(slug).length > 28)
    return refuseSlug(`Slug "${slug}" is too long (28 characters max). Shorten it, please.`);
  if (RESERVED.has(slug))
    return refuseSlug(`Slug "${slug}" is not allowed because it is a reserved term. Change it, please.`);
  if (state.attributes.values().some((other) => other.id !== except && other.slug === `pa_${slug}`))
    return refuseSlug(`Slug "${slug}" is already in use. Change it, please.`);
  return done(null);
}

function create(context: Context, params: Params): Outcome<unknown> {
  const { state } = context;
  const name = toText(params['name']);
  if (name === '') return refuse(400, 'woocommerce_rest_cannot_create', 'Please, provide an attribute name.');
  const slug = slugify(toText(params['slug'] ?? '') === '' ? name : toText(params['slug'])).replace(/^pa_/, '');
  const checked = checkSlug(state, slug, 0);
  if (!checked.ok) return checked;
  const order = toText(params['order_by']);
  const attribute: AttributeRecord = {
    id: take(state, 'attribute'),
    name,
    slug: `pa_${slug}`,
    type: toText(params['type']) || 'select',
    order_by: (ORDERS as readonly string[]).includes(order) ? order : 'menu_order',
    has_archives: toBool(params['has_archives']),
  };
  state.attributes.put(attribute.id, attribute);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'attributes',
    id: attribute.id,
    parentId: 0,
    body: params,
  });
  return done(shown(state, attribute));
}

function gone(): Outcome<never> {
  return refuse(404, 'woocommerce_rest_taxonomy_invalid', 'Resource does not exist.');
}

function update(context: Context, id: number, params: Params): Outcome<unknown> {
  const { state } = context;
  const attribute = state.attributes.get(id);
  if (attribute === undefined) return gone();
  const slug =
    params['slug'] === undefined || toText(params['slug']) === ''
      ? attribute.slug.replace(/^pa_/, '')
      : slugify(toText(params['slug'])).replace(/^pa_/, '');
  const checked = checkSlug(state, slug, id);
  if (!checked.ok) return checked;
  const next: AttributeRecord = {
    ...attribute,
    name: params['name'] === undefined ? attribute.name : toText(params['name']),
    slug: `pa_${slug}`,
    type: params['type'] === undefined ? attribute.type : toText(params['type']),
    order_by: params['order_by'] === undefined ? attribute.order_by : toText(params['order_by']),
    has_archives: params['has_archives'] === undefined ? attribute.has_archives : toBool(params['has_archives']),
  };
  state.attributes.put(id, next);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'update',
    entity: 'attributes',
    id,
    parentId: 0,
    body: params,
  });
  return done(shown(state, next));
}

function remove(context: Context, id: number, force: boolean): Outcome<unknown> {
  const { state } = context;
  const attribute = state.attributes.get(id);
  if (attribute === undefined) return gone();
  if (!force) return refuse(501, 'woocommerce_rest_trash_not_supported', 'Resource does not support trashing.');
  const before = shown(state, attribute);
  for (const term of termsOf(state, 'attribute_term', id)) state.terms.remove(term.id);
  state.attributes.remove(id);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'delete',
    entity: 'attributes',
    id,
    parentId: 0,
    body: null,
  });
  return done(before);
}

export const attributeResource: Resource = {
  read: (context, id) => {
    const attribute = context.state.attributes.get(id);
    return attribute === undefined ? gone() : done(shown(context.state, attribute));
  },
  create,
  update,
  remove,
  writeSchema: attributeWriteSchema,
  required: ['name'],
};
