import { pathId } from './context.ts';
import type { Context, Reply } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { pageOf, paging, recordOf, textMatcher } from './list.ts';
import { kses, toInt, toText } from './php.ts';
import { slugText } from './product-fields.ts';
import type { Params } from './product-fields.ts';
import { imageFrom } from './product-terms.ts';
import { isTree, withLinks } from './render-term.ts';
import type { Resource } from './resource.ts';
import { boolean, ids, integer, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree, phpJson, selectFields } from './serialize.ts';
import { logWrite } from './state.ts';
import type { ShopState } from './state.ts';
import { createTerm, termsOf, uniqueTermSlug } from './terms-store.ts';
import type { ProductRecord, TermKind, TermRecord } from './types.ts';

export const termListSchema: Schema = {
  ...paging,
  exclude: ids,
  include: ids,
  offset: integer,
  order: { ...oneOf('asc', 'desc'), default: 'asc' },
  orderby: { ...oneOf('id', 'include', 'name', 'slug', 'term_group', 'description', 'count'), default: 'name' },
  hide_empty: boolean,
  parent: integer,
  product: integer,
  slug: text,
};

/** Attribute terms come in the attribute's own order unless asked otherwise. */
export const attributeTermListSchema: Schema = {
  ...termListSchema,
  orderby: {
    ...oneOf('id', 'include', 'name', 'slug', 'term_group', 'description', 'count', 'menu_order'),
    default: 'name',
  },
};

const compareText = (a: string, b: string): number =>
  a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;

function sortTerms(context: Context, terms: TermRecord[]): TermRecord[] {
  const { params, state } = context;
  const direction = params['order'] === 'desc' ? -1 : 1;
  const order = String(params['orderby'] ?? 'name');
  const include = Array.isArray(params['include']) ? params['include'].map(Number) : [];
  const compare = (a: TermRecord, b: TermRecord): number => {
    switch (order) {
      case 'id':
        return a.id - b.id;
      case 'include':
        return direction * (include.indexOf(a.id) - include.indexOf(b.id));
      case 'slug':
        return compareText(a.slug, b.slug);
      case 'description':
        return compareText(a.description, b.description);
      case 'count':
        return state.termCounts.of(a.id) - state.termCounts.of(b.id);
      case 'menu_order':
        return a.menu_order - b.menu_order || compareText(a.name, b.name);
      default:
        return compareText(a.name, b.name);
    }
  };
  return terms.sort((a, b) => direction * compare(a, b) || a.id - b.id);
}

function productTermIds(product: ProductRecord | undefined): Set<number> {
  if (product === undefined) return new Set();
  return new Set([
    ...product.category_ids,
    ...product.tag_ids,
    ...product.brand_ids,
    product.shipping_class_id,
    ...product.attributes.flatMap((attribute) => attribute.options.map(Number)),
  ]);
}

/** The list of one kind of term. Terms have no dates, so nothing here filters by time. */
export function listTerms(kind: TermKind): (context: Context) => Reply {
  return (context) => {
    const { params, state } = context;
    const attributeId = kind === 'attribute_term' ? pathId(context, 'attribute_id') : 0;
    if (kind === 'attribute_term' && state.attributes.get(attributeId) === undefined)
      return { kind: 'error', error: taxonomyGone().error };
    const include =
      Array.isArray(params['include']) && params['include'].length > 0 ? new Set(params['include'].map(Number)) : null;
    const exclude = new Set(Array.isArray(params['exclude']) ? params['exclude'].map(Number) : []);
    const search = textMatcher(params['search']);
    const slugs =
      typeof params['slug'] === 'string' && params['slug'] !== ''
        ? new Set(params['slug'].split(',').map(slugText))
        : null;
    const inProduct =
      typeof params['product'] === 'number' ? productTermIds(state.products.get(params['product'])) : null;
    const found = termsOf(state, kind, attributeId).filter(
      (term) =>
        (include === null || include.has(term.id)) &&
        !exclude.has(term.id) &&
        !state.hidden.has(`terms:${term.id}`) &&
        (search === null || search(term.name) || search(term.slug)) &&
        (slugs === null || slugs.has(term.slug)) &&
        (inProduct === null || inProduct.has(term.id)) &&
        (typeof params['parent'] !== 'number' || !isTree(kind) || term.parent === params['parent']) &&
        (params['hide_empty'] !== true || state.termCounts.of(term.id) > 0),
    );
    const sorted = sortTerms(context, found);
    const page = pageOf(params, sorted.length);
    const tree = fieldTree(params['_fields']);
    const items = sorted
      .slice(page.start, page.end)
      .map((term) => phpJson(tree === null ? withLinks(state, term) : selectFields(withLinks(state, term), tree)));
    return { kind: 'list', items, total: sorted.length, totalPages: page.totalPages, page: page.page, paged: true };
  };
}

function taxonomyGone(): ReturnType<typeof refuse> {
  return refuse(404, 'woocommerce_rest_taxonomy_invalid', 'Taxonomy does not exist.');
}

export const termWriteSchema: Schema = {
  name: text,
  slug: text,
  parent: integer,
  description: text,
  display: oneOf('default', 'products', 'subcategories', 'both'),
  image: { type: 'object', properties: { id: integer, src: text, name: text, alt: text } },
  menu_order: integer,
};

function duplicate(kind: TermKind, resourceId: number): Outcome<never> {
  const where = isTree(kind) ? 'with this parent' : 'in this taxonomy';
  return refuse(400, 'term_exists', `A term with the name provided already exists ${where}.`, {
    resource_id: resourceId,
  });
}

function sameName(
  state: ShopState,
  term: {
    readonly kind: TermKind;
    readonly attributeId: number;
    readonly name: string;
    readonly parent: number;
    readonly except: number;
  },
): TermRecord | undefined {
  return termsOf(state, term.kind, term.attributeId).find(
    (other) =>
      other.id !== term.except &&
      other.name.toLowerCase() === term.name.toLowerCase() &&
      (!isTree(term.kind) || other.parent === term.parent),
  );
}

function applyExtras(context: Context, term: TermRecord, params: Params): Outcome<TermRecord> {
  const written = recordOf(params['image']);
  let image = term.image_id;
  if (params['image'] === null || Array.isArray(params['image'])) image = 0;
  else if (Object.keys(written).length > 0) {
    const picked = imageFrom(context, { ...written });
    if (!picked.ok) return picked;
    image = picked.value;
  }
  const next: TermRecord = {
    ...term,
    display: params['display'] === undefined ? term.display : toText(params['display']),
    menu_order: params['menu_order'] === undefined ? term.menu_order : toInt(params['menu_order']),
    image_id: image,
  };
  context.state.terms.put(term.id, next);
  return done(next);
}

function attributeOf(context: Context, kind: TermKind): number {
  return kind === 'attribute_term' ? pathId(context, 'attribute_id') : 0;
}

function create(kind: TermKind, context: Context, params: Params): Outcome<unknown> {
  const { state } = context;
  const attributeId = attributeOf(context, kind);
  if (kind === 'attribute_term' && state.attributes.get(attributeId) === undefined) return taxonomyGone();
  const name = kses(toText(params['name'])).trim();
  if (name === '') return refuse(400, 'empty_term_name', 'A name is required for this term.');
  const parent = isTree(kind) ? toInt(params['parent']) : 0;
  if (parent !== 0 && state.terms.get(parent)?.kind !== kind)
    return refuse(400, 'woocommerce_rest_term_invalid', 'Parent resource does not exist.');
  const existing = sameName(state, { kind, attributeId, name, parent, except: 0 });
  const slug = toText(params['slug']);
  // The same name is accepted when a slug of its own is sent with it.
  if (existing !== undefined && (slug === '' || slugText(slug) === existing.slug)) return duplicate(kind, existing.id);
  const term = createTerm(context, {
    kind,
    attributeId,
    name,
    slug,
    parent,
    description: kses(toText(params['description'])),
  });
  const written = applyExtras(context, term, params);
  if (!written.ok) {
    state.terms.remove(term.id);
    return written;
  }
  const last = state.writes[state.writes.length - 1];
  if (last !== undefined) state.writes[state.writes.length - 1] = { ...last, source: context.source, body: params };
  return done(withLinks(state, written.value));
}

function own(context: Context, kind: TermKind, id: number): Outcome<TermRecord> {
  const attributeId = attributeOf(context, kind);
  if (kind === 'attribute_term' && context.state.attributes.get(attributeId) === undefined) return taxonomyGone();
  const term = context.state.terms.get(id);
  if (term === undefined || term.kind !== kind || term.attribute_id !== attributeId)
    return refuse(404, 'woocommerce_rest_term_invalid', 'Resource does not exist.');
  return done(term);
}

function update(kind: TermKind, context: Context, id: number, params: Params): Outcome<unknown> {
  const { state } = context;
  const found = own(context, kind, id);
  if (!found.ok) return found;
  const term = found.value;
  const name = params['name'] === undefined ? term.name : kses(toText(params['name'])).trim();
  if (name === '') return refuse(400, 'empty_term_name', 'A name is required for this term.');
  const parent = isTree(kind) && params['parent'] !== undefined ? toInt(params['parent']) : term.parent;
  const existing =
    name.toLowerCase() === term.name.toLowerCase()
      ? undefined
      : sameName(state, { kind, attributeId: term.attribute_id, name, parent, except: id });
  if (existing !== undefined) return duplicate(kind, existing.id);
  const wanted = params['slug'] === undefined || toText(params['slug']) === '' ? term.slug : slugText(params['slug']);
  const next: TermRecord = {
    ...term,
    name,
    parent,
    slug: wanted === term.slug ? term.slug : uniqueTermSlug(state, kind, term.attribute_id, wanted, parent, id),
    description: params['description'] === undefined ? term.description : kses(toText(params['description'])),
  };
  const written = applyExtras(context, next, params);
  if (!written.ok) return written;
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'update',
    entity: 'terms',
    id,
    parentId: term.attribute_id,
    body: params,
  });
  return done(withLinks(state, written.value));
}

/** Removing a category lets its products fall into the default category, without touching their dates. */
export function dropTerm(context: Context, term: TermRecord): void {
  const { state } = context;
  state.terms.remove(term.id);
  for (const child of termsOf(state, term.kind, term.attribute_id))
    if (child.parent === term.id) state.terms.put(child.id, { ...child, parent: term.parent });
  if (term.kind === 'category') leaveCategory(state, term.id);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'delete',
    entity: 'terms',
    id: term.id,
    parentId: term.attribute_id,
    body: null,
  });
}

function leaveCategory(state: ShopState, categoryId: number): void {
  const rows = state.products.rowCount();
  for (let row = 0; row < rows; row += 1) {
    if (state.products.columns().alive[row] !== 1) continue;
    const record = state.products.at(row);
    if (!record.category_ids.includes(categoryId)) continue;
    const rest = record.category_ids.filter((id) => id !== categoryId);
    state.products.put({ ...record, category_ids: rest.length === 0 ? [state.plan.taxonomy.uncategorizedId] : rest });
  }
}

function remove(kind: TermKind, context: Context, id: number, force: boolean): Outcome<unknown> {
  const found = own(context, kind, id);
  if (!found.ok) return found;
  if (!force) return refuse(501, 'woocommerce_rest_trash_not_supported', 'Resource does not support trashing.');
  if (id === context.state.plan.taxonomy.uncategorizedId)
    return refuse(500, 'woocommerce_rest_cannot_delete', 'The resource cannot be deleted.');
  const shown = withLinks(context.state, found.value);
  dropTerm(context, found.value);
  return done(shown);
}

export function termResource(kind: TermKind): Resource {
  return {
    read: (context, id) => {
      const found = own(context, kind, id);
      return found.ok ? done(withLinks(context.state, found.value)) : found;
    },
    create: (context, params) => create(kind, context, params),
    update: (context, id, params) => update(kind, context, id, params),
    remove: (context, id, force) => remove(kind, context, id, force),
    writeSchema: termWriteSchema,
    required: ['name'],
  };
}
