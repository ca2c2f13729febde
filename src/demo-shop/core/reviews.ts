import { createHash } from 'node:crypto';
import type { Context, Reply } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { pageOf, paging, selectRows, textMatcher } from './list.ts';
import type { ListSpec } from './list.ts';
import { autop, kses, toInt, toText } from './php.ts';
import type { Params } from './product-fields.ts';
import { bumped } from './product-store.ts';
import { permalinkOf } from './render-product.ts';
import type { Resource } from './resource.ts';
import { boolean, date, ids, integer, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree, linksOf, phpJson, selectFields } from './serialize.ts';
import { logWrite, take } from './state.ts';
import type { ShopState } from './state.ts';
import { formatGmt, formatLocal } from './time.ts';
import type { ReviewRecord } from './types.ts';

/** Reviews know `after` and `before`, but nothing about modification. */
export const reviewListSchema: Schema = {
  ...paging,
  after: date,
  before: date,
  dates_are_gmt: boolean,
  exclude: ids,
  include: ids,
  offset: integer,
  order: { ...oneOf('asc', 'desc'), default: 'desc' },
  orderby: { ...oneOf('date', 'date_gmt', 'id', 'slug', 'include', 'product'), default: 'date_gmt' },
  reviewer: ids,
  reviewer_email: { type: 'string', format: 'email' },
  product: ids,
  status: { ...oneOf('all', 'hold', 'approved', 'spam', 'trash'), default: 'approved' },
};

export const reviewWriteSchema: Schema = {
  product_id: integer,
  status: oneOf('approved', 'hold', 'spam', 'unspam', 'trash', 'untrash'),
  reviewer: text,
  reviewer_email: { type: 'string', format: 'email' },
  review: text,
  rating: integer,
  verified: boolean,
};

function shown(state: ShopState, review: ReviewRecord, edit: boolean): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  const root = `${baseUrl}/wp-json/wc/v3/products`;
  const product = state.products.get(review.parent_id);
  const hash = createHash('sha256').update(review.reviewer_email.toLowerCase()).digest('hex');
  const avatar = (size: number): string => `https://secure.gravatar.com/avatar/${hash}?s=${size}&d=mm&r=g`;
  return {
    id: review.id,
    date_created: formatLocal(zone, review.created),
    date_created_gmt: formatGmt(review.created),
    product_id: review.parent_id,
    product_name: product?.name ?? '',
    product_permalink: product === undefined ? '' : permalinkOf(state, product),
    status: review.status,
    reviewer: review.reviewer,
    reviewer_email: review.reviewer_email,
    review: edit ? review.review : autop(review.review),
    rating: review.rating,
    verified: review.verified,
    reviewer_avatar_urls: { '24': avatar(24), '48': avatar(48), '96': avatar(96) },
    _links: linksOf(`${root}/reviews/${review.id}`, `${root}/reviews`, undefined, `${root}/${review.parent_id}`),
  };
}

export function listReviews(context: Context): Reply {
  const { params, state } = context;
  const search = textMatcher(params['search']);
  const products =
    Array.isArray(params['product']) && params['product'].length > 0 ? new Set(params['product'].map(Number)) : null;
  const status = String(params['status'] ?? 'approved');
  const spec: ListSpec<ReviewRecord> = {
    table: state.reviews,
    entity: 'reviews',
    statuses: status === 'all' ? ['approved', 'hold'] : [status],
    candidates: null,
    rowMatches: products === null ? null : (row) => products.has(state.reviews.columns().parent[row] ?? 0),
    matches: search === null ? null : (review) => search(`${review.review} ${review.reviewer}`),
    sortKeys: { product: (review) => review.parent_id, date_gmt: (review) => review.created },
    sortsByGmt: true,
    dateFilters: 'created',
  };
  const { rows, total } = selectRows(context, spec);
  const page = pageOf(params, total);
  const tree = fieldTree(params['_fields']);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) {
    const body = shown(state, state.reviews.at(rows[at] ?? 0), false);
    items.push(phpJson(tree === null ? body : selectFields(body, tree)));
  }
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

function gone(): Outcome<never> {
  return refuse(404, 'woocommerce_rest_review_invalid_id', 'Invalid review ID.');
}

/** A new or changed review recalculates the product's rating and so touches the product. */
function touchProduct(context: Context, productId: number): void {
  const { state } = context;
  const product = state.products.get(productId);
  if (product === undefined) return;
  const ratings: number[] = [];
  for (let row = 0; row < state.reviews.rowCount(); row += 1) {
    const columns = state.reviews.columns();
    if (columns.alive[row] === 1 && columns.parent[row] === productId && state.reviews.statusAt(row) === 'approved')
      ratings.push(state.reviews.at(row).rating);
  }
  const average =
    ratings.length === 0 ? '0' : (ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length).toFixed(2);
  state.products.put({ ...bumped(context, product), average_rating: average, rating_count: ratings.length });
  logWrite(state, {
    atMs: context.nowMs,
    source: 'effect',
    op: 'update',
    entity: 'products',
    id: productId,
    parentId: 0,
    body: null,
  });
}

function create(context: Context, params: Params): Outcome<unknown> {
  const { state, nowSec } = context;
  const productId = toInt(params['product_id']);
  if (!state.products.has(productId)) return refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid product ID.');
  const wall = state.config.zone.toWall(nowSec);
  const review: ReviewRecord = {
    id: take(state, 'comment'),
    type: 'review',
    status: statusFrom(params['status'], 'approved'),
    parent_id: productId,
    created: nowSec,
    created_wall: wall,
    modified: nowSec,
    modified_wall: wall,
    reviewer: toText(params['reviewer']),
    reviewer_email: toText(params['reviewer_email']),
    review: kses(toText(params['review'])),
    rating: toInt(params['rating']),
    verified: false,
  };
  state.reviews.put(review);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'reviews',
    id: review.id,
    parentId: productId,
    body: params,
  });
  touchProduct(context, productId);
  return done(shown(state, review, true));
}

function statusFrom(value: unknown, before: string): string {
  const status = toText(value);
  if (status === 'unspam' || status === 'untrash') return 'approved';
  return ['approved', 'hold', 'spam', 'trash'].includes(status) ? status : before;
}

function update(context: Context, id: number, params: Params): Outcome<unknown> {
  const { state } = context;
  const before = state.reviews.get(id);
  if (before === undefined) return gone();
  const after: ReviewRecord = {
    ...before,
    status: statusFrom(params['status'], before.status),
    review: params['review'] === undefined ? before.review : kses(toText(params['review'])),
    reviewer: params['reviewer'] === undefined ? before.reviewer : toText(params['reviewer']),
    reviewer_email: params['reviewer_email'] === undefined ? before.reviewer_email : toText(params['reviewer_email']),
    rating: params['rating'] === undefined ? before.rating : toInt(params['rating']),
  };
  state.reviews.put(after);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'update',
    entity: 'reviews',
    id,
    parentId: before.parent_id,
    body: params,
  });
  touchProduct(context, before.parent_id);
  return done(shown(state, after, true));
}

function remove(context: Context, id: number, force: boolean): Outcome<unknown> {
  const { state } = context;
  const before = state.reviews.get(id);
  if (before === undefined) return gone();
  const body = shown(state, before, true);
  if (force) state.reviews.remove(id);
  else if (before.status === 'trash')
    return refuse(410, 'woocommerce_rest_already_trashed', 'The comment has already been trashed.');
  else state.reviews.put({ ...before, status: 'trash' });
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: force ? 'delete' : 'trash',
    entity: 'reviews',
    id,
    parentId: before.parent_id,
    body: null,
  });
  touchProduct(context, before.parent_id);
  return done(force ? { deleted: true, previous: body } : body);
}

export const reviewResource: Resource = {
  read: (context, id) => {
    const review = context.state.reviews.get(id);
    return review === undefined ? gone() : done(shown(context.state, review, false));
  },
  create,
  update,
  remove,
  writeSchema: reviewWriteSchema,
  required: ['product_id', 'reviewer', 'reviewer_email', 'review'],
};
