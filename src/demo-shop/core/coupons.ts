import type { Context, Reply } from './context.ts';
import type { Outcome } from './errors.ts';
import { done, refuse } from './errors.ts';
import type { ListSpec } from './list.ts';
import { pageOf, postListSchema, selectRows, textMatcher } from './list.ts';
import { mergeMeta } from './meta.ts';
import { formatDecimal, kses, money, toBool, toInt, toText } from './php.ts';
import type { Params } from './product-fields.ts';
import { idsOf } from './product-fields.ts';
import type { Resource } from './resource.ts';
import type { Schema } from './schema.ts';
import { boolean, ids, integer, mixed, objects, oneOf, text, texts } from './schema.ts';
import { fieldTree, linksOf, phpJson, selectFields } from './serialize.ts';
import type { ShopState } from './state.ts';
import { logWrite, take } from './state.ts';
import { formatGmt, formatLocal, writtenInstant } from './time.ts';
import type { CouponRecord } from './types.ts';

/** `status` is not in the documentation, but the server honours it: one status or a list. */
export const couponListSchema: Schema = {
  ...postListSchema(['date', 'id', 'include', 'title', 'slug', 'modified']),
  code: text,
  status: { type: 'array', items: text },
};

export const couponWriteSchema: Schema = {
  code: text,
  amount: text,
  status: text,
  discount_type: oneOf('percent', 'fixed_cart', 'fixed_product'),
  description: text,
  individual_use: boolean,
  product_ids: ids,
  excluded_product_ids: ids,
  usage_limit: integer,
  usage_limit_per_user: integer,
  limit_usage_to_x_items: integer,
  free_shipping: boolean,
  product_categories: ids,
  excluded_product_categories: ids,
  exclude_sale_items: boolean,
  minimum_amount: text,
  maximum_amount: text,
  email_restrictions: texts,
  meta_data: objects({ id: integer, key: text, value: mixed }),
};

export function renderCoupon(state: ShopState, coupon: CouponRecord): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  const root = `${baseUrl}/wp-json/wc/v3/coupons`;
  return {
    id: coupon.id,
    code: coupon.code,
    amount: coupon.amount === '' ? '0.00' : money(Number(coupon.amount)),
    status: coupon.status,
    date_created: formatLocal(zone, coupon.created),
    date_created_gmt: formatGmt(coupon.created),
    date_modified: formatLocal(zone, coupon.modified),
    date_modified_gmt: formatGmt(coupon.modified),
    discount_type: coupon.discount_type,
    description: coupon.description,
    date_expires: formatLocal(zone, coupon.expires),
    date_expires_gmt: formatGmt(coupon.expires),
    usage_count: coupon.usage_count,
    individual_use: coupon.individual_use,
    product_ids: coupon.product_ids,
    excluded_product_ids: coupon.excluded_product_ids,
    usage_limit: coupon.usage_limit,
    usage_limit_per_user: coupon.usage_limit_per_user,
    limit_usage_to_x_items: coupon.limit_usage_to_x_items,
    free_shipping: coupon.free_shipping,
    product_categories: coupon.product_categories,
    excluded_product_categories: coupon.excluded_product_categories,
    exclude_sale_items: coupon.exclude_sale_items,
    minimum_amount: money(Number(coupon.minimum_amount)),
    maximum_amount: money(Number(coupon.maximum_amount)),
    email_restrictions: coupon.email_restrictions,
    used_by: coupon.used_by,
    meta_data: coupon.meta,
    _links: linksOf(`${root}/${coupon.id}`, root),
  };
}

export function listCoupons(context: Context): Reply {
  const { params, state } = context;
  const code = typeof params['code'] === 'string' && params['code'] !== '' ? params['code'].toLowerCase() : null;
  const search = textMatcher(params['search']);
  const asked =
    Array.isArray(params['status']) && params['status'].length > 0 ? params['status'].map(String) : ['publish'];
  const spec: ListSpec<CouponRecord> = {
    table: state.coupons,
    entity: 'coupons',
    statuses: asked.flatMap((status) =>
      status === 'any' ? ['publish', 'draft', 'pending', 'private', 'future'] : [status],
    ),
    candidates: null,
    rowMatches: null,
    matches:
      code === null && search === null
        ? null
        : (coupon) =>
            (code === null || coupon.code.toLowerCase() === code) &&
            (search === null || search(`${coupon.code} ${coupon.description}`)),
    sortKeys: { title: (coupon) => coupon.code, slug: (coupon) => coupon.code },
    sortsByGmt: false,
    dateFilters: 'all',
  };
  const { rows, total } = selectRows(context, spec);
  const page = pageOf(params, total);
  const tree = fieldTree(params['_fields']);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) {
    const body = renderCoupon(state, state.coupons.at(rows[at] ?? 0));
    items.push(phpJson(tree === null ? body : selectFields(body, tree)));
  }
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

/** A live coupon by its code, without regard to case. */
export function couponByCode(state: ShopState, code: string): CouponRecord | undefined {
  const wanted = code.trim().toLowerCase();
  for (let row = 0; row < state.coupons.rowCount(); row += 1) {
    if (state.coupons.columns().alive[row] !== 1) continue;
    const coupon = state.coupons.at(row);
    if (coupon.status !== 'trash' && coupon.code.toLowerCase() === wanted) return coupon;
  }
  return undefined;
}

const nullableInt = (value: unknown): number | null =>
  value === null || value === '' || toInt(value) === 0 ? null : toInt(value);
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(toText) : []);

function applyCoupon(context: Context, before: CouponRecord, params: Params): Outcome<CouponRecord> {
  const next: CouponRecord = { ...before };
  const has = (name: string): boolean => params[name] !== undefined;
  if (has('code')) {
    const code = kses(toText(params['code'])).trim().toLowerCase();
    const owner = code === '' ? undefined : couponByCode(context.state, code);
    if (owner !== undefined && owner.id !== before.id)
      return refuse(400, 'woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists');
    next.code = code;
  }
  if (has('status') && toText(params['status']) !== '') next.status = toText(params['status']);
  if (has('amount')) next.amount = formatDecimal(params['amount']);
  if (has('discount_type') && ['percent', 'fixed_cart', 'fixed_product'].includes(toText(params['discount_type'])))
    next.discount_type = toText(params['discount_type']);
  if (next.discount_type === 'percent' && Number(next.amount) > 100)
    return refuse(400, 'coupon_invalid_amount', 'Invalid discount amount.');
  if (has('description')) next.description = kses(toText(params['description']));
  for (const name of ['individual_use', 'free_shipping', 'exclude_sale_items'] as const)
    if (has(name)) next[name] = toBool(params[name]);
  for (const name of [
    'product_ids',
    'excluded_product_ids',
    'product_categories',
    'excluded_product_categories',
  ] as const)
    if (has(name)) next[name] = idsOf(params[name]);
  for (const name of ['usage_limit', 'usage_limit_per_user', 'limit_usage_to_x_items'] as const)
    if (has(name)) next[name] = nullableInt(params[name]);
  for (const name of ['minimum_amount', 'maximum_amount'] as const)
    if (has(name)) next[name] = formatDecimal(params[name]);
  if (has('email_restrictions')) next.email_restrictions = textsOf(params['email_restrictions']);
  const gmt = params['date_expires_gmt'];
  const local = params['date_expires'];
  if (gmt !== undefined)
    next.expires = typeof gmt === 'string' && gmt !== '' ? writtenInstant(context.state.config.zone, gmt, 'gmt') : null;
  else if (local !== undefined)
    next.expires =
      typeof local === 'string' && local !== '' ? writtenInstant(context.state.config.zone, local, 'local') : null;
  next.meta = mergeMeta(context.state, before.meta, params['meta_data']);
  return done(next);
}

function blankCoupon(context: Context): CouponRecord {
  const wall = context.state.config.zone.toWall(context.nowSec);
  return {
    id: -1,
    type: 'shop_coupon',
    status: 'publish',
    parent_id: 0,
    created: context.nowSec,
    created_wall: wall,
    modified: context.nowSec,
    modified_wall: wall,
    code: '',
    amount: '0',
    discount_type: 'fixed_cart',
    description: '',
    expires: null,
    usage_count: 0,
    individual_use: false,
    product_ids: [],
    excluded_product_ids: [],
    usage_limit: null,
    usage_limit_per_user: null,
    limit_usage_to_x_items: null,
    free_shipping: false,
    product_categories: [],
    excluded_product_categories: [],
    exclude_sale_items: false,
    minimum_amount: '0',
    maximum_amount: '0',
    email_restrictions: [],
    used_by: [],
    meta: [],
  };
}

function create(context: Context, params: Params): Outcome<unknown> {
  if (toInt(params['id']) > 0)
    return refuse(400, 'woocommerce_rest_shop_coupon_exists', 'Cannot create existing shop_coupon.');
  const applied = applyCoupon(context, blankCoupon(context), params);
  if (!applied.ok) return applied;
  if (applied.value.code === '')
    return refuse(400, 'woocommerce_rest_empty_coupon_code', 'The coupon code cannot be empty.');
  const coupon = { ...applied.value, id: take(context.state, 'post') };
  context.state.coupons.put(coupon);
  logWrite(context.state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'coupons',
    id: coupon.id,
    parentId: 0,
    body: params,
  });
  return done(renderCoupon(context.state, coupon));
}

export function bumpedCoupon(context: Context, coupon: CouponRecord): CouponRecord {
  return { ...coupon, modified: context.nowSec, modified_wall: context.state.config.zone.toWall(context.nowSec) };
}

function update(context: Context, id: number, params: Params): Outcome<unknown> {
  const before = context.state.coupons.get(id);
  if (before === undefined) return refuse(400, 'woocommerce_rest_shop_coupon_invalid_id', 'Invalid ID.');
  const applied = applyCoupon(context, before, params);
  if (!applied.ok) return applied;
  const after = bumpedCoupon(context, applied.value);
  context.state.coupons.put(after);
  const op =
    after.status === 'trash' && before.status !== 'trash'
      ? 'trash'
      : before.status === 'trash' && after.status !== 'trash'
        ? 'untrash'
        : 'update';
  logWrite(context.state, {
    atMs: context.nowMs,
    source: context.source,
    op,
    entity: 'coupons',
    id,
    parentId: 0,
    body: params,
  });
  return done(renderCoupon(context.state, after));
}

function remove(context: Context, id: number, force: boolean): Outcome<unknown> {
  const { state } = context;
  const before = state.coupons.get(id);
  if (before === undefined) return refuse(404, 'woocommerce_rest_shop_coupon_invalid_id', 'Invalid ID.');
  const shown = renderCoupon(state, before);
  if (force) state.coupons.remove(id);
  else {
    if (before.status === 'trash')
      return refuse(410, 'woocommerce_rest_already_trashed', 'The shop_coupon has already been deleted.');
    state.coupons.put({ ...bumpedCoupon(context, before), status: 'trash' });
  }
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: force ? 'delete' : 'trash',
    entity: 'coupons',
    id,
    parentId: 0,
    body: null,
  });
  return done(shown);
}

export const couponResource: Resource = {
  read: (context, id) => {
    const coupon = context.state.coupons.get(id);
    return coupon === undefined
      ? refuse(404, 'woocommerce_rest_shop_coupon_invalid_id', 'Invalid ID.')
      : done(renderCoupon(context.state, coupon));
  },
  create,
  update,
  remove,
  writeSchema: couponWriteSchema,
  required: ['code'],
};
