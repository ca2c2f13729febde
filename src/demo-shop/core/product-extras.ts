import { failed, json, pathId } from './context.ts';
import type { Context, Reply } from './context.ts';
import { refuse } from './errors.ts';
import { variationsOf } from './lookups.ts';
import { bumped, note } from './product-store.ts';
import { renderedProduct } from './products.ts';
import { phpJson } from './serialize.ts';
import { take } from './state.ts';
import type { ProductRecord } from './types.ts';

/** `products/{id}/duplicate`: a draft copy "(Copy)" with its variations and without SKU owners being doubled. */
export function duplicateProduct(context: Context): Reply {
  const { state, nowSec } = context;
  const source = state.products.get(pathId(context));
  if (source === undefined) return failed(refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.').error);
  const wall = state.config.zone.toWall(nowSec);
  const fresh = {
    created: nowSec,
    created_wall: wall,
    total_sales: 0,
    average_rating: '0',
    rating_count: 0,
    global_unique_id: '',
  };
  const copy: ProductRecord = bumped(context, {
    ...source,
    ...fresh,
    id: take(state, 'post'),
    name: `${source.name} (Copy)`,
    slug: '',
    status: 'draft',
    sku: source.sku === '' ? '' : `${source.sku}-${state.counters.post}`,
  });
  state.products.put(copy);
  note(context, 'create', copy, { duplicate_of: source.id });
  for (const child of variationsOf(state, source.id)) {
    const id = take(state, 'post');
    const childCopy: ProductRecord = bumped(context, {
      ...child,
      ...fresh,
      id,
      parent_id: copy.id,
      sku: child.sku === '' ? '' : `${child.sku}-${id}`,
    });
    state.variations.put(childCopy);
    note(context, 'create', childCopy, { duplicate_of: child.id }, 'effect');
  }
  return json(200, renderedProduct(context, copy, true));
}

/** `products/{id}/related`: random products, as `related_ids`. */
export function relatedProducts(context: Context): Reply {
  const { state, random } = context;
  const source = state.products.get(pathId(context));
  if (source === undefined) return failed(refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.').error);
  const items: string[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const record = state.products.get(state.plan.firstProductId + Math.floor(random() * state.plan.products));
    if (record !== undefined && record.id !== source.id && record.status === 'publish')
      items.push(phpJson(renderedProduct(context, record, false)));
  }
  return { kind: 'list', items, total: items.length, totalPages: 1, page: 1, paged: false };
}
