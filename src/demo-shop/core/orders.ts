import { json } from './context.ts';
import type { Context, Reply } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { pageOf, postListSchema, selectRows, textMatcher } from './list.ts';
import type { ListSpec } from './list.ts';
import { decimalsOf, orderLinks, renderOrder } from './render-order.ts';
import { integer, listOfOne, text } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree, phpJson, selectFields } from './serialize.ts';
import type { ShopState } from './state.ts';
import type { OrderRecord } from './types.ts';
import { orderCustomerIndex, orderedThings } from '../generate/orders.ts';

export const ORDER_STATUSES = [
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'checkout-draft',
] as const;

/** `any` leaves out trash and auto-drafts. */
const LISTED = ['any', 'trash', 'auto-draft', ...ORDER_STATUSES] as const;

export const orderListSchema: Schema = {
  ...postListSchema(['date', 'id', 'include', 'title', 'slug', 'modified']),
  status: { ...listOfOne(...LISTED), default: ['any'] },
  customer: integer,
  product: integer,
  created_via: { type: 'array', items: text },
  dp: integer,
};

function statusesOf(params: Readonly<Record<string, unknown>>): string[] {
  const asked = Array.isArray(params['status']) ? params['status'].map(String) : ['any'];
  // Together with `any` other statuses add nothing, not even trash.
  return asked.includes('any') || asked.length === 0 ? [...ORDER_STATUSES] : asked;
}

function matchesOf(context: Context): ((order: OrderRecord) => boolean) | null {
  const { params } = context;
  const checks: ((order: OrderRecord) => boolean)[] = [];
  const search = textMatcher(params['search']);
  if (search !== null) {
    checks.push((order) => {
      const { billing } = order;
      return search(
        [
          order.id,
          order.transaction_id,
          billing.email,
          billing.company,
          billing.first_name,
          billing.last_name,
          ...order.lines.map((line) => line.name),
        ].join(' '),
      );
    });
  }
  const via =
    Array.isArray(params['created_via']) && params['created_via'].length > 0
      ? new Set(params['created_via'].map(String))
      : null;
  if (via !== null) checks.push((order) => via.has(order.created_via));
  return checks.length === 0 ? null : (order) => checks.every((check) => check(order));
}

/** Generated orders answer `customer` and `product` from the plan, without being derived. */
function rowCheck(context: Context): ((row: number) => boolean) | null {
  const { params, state } = context;
  const checks: ((row: number) => boolean)[] = [];
  const customer = params['customer'];
  if (typeof customer === 'number') {
    checks.push((row) => {
      const base = state.orders.baseIndex(row);
      if (base < 0) return state.orders.at(row).customer_id === customer;
      const index = orderCustomerIndex(state.plan, base);
      return (index < 0 ? 0 : state.plan.firstCustomerId + index) === customer;
    });
  }
  const product = params['product'];
  if (typeof product === 'number') checks.push((row) => orderHolds(state, row, product));
  return checks.length === 0 ? null : (row) => checks.every((check) => check(row));
}

function orderHolds(state: ShopState, row: number, product: number): boolean {
  const base = state.orders.baseIndex(row);
  if (base < 0)
    return state.orders.at(row).lines.some((line) => line.product_id === product || line.variation_id === product);
  return orderedThings(state.plan, base).some(
    (thing) =>
      state.plan.firstProductId + thing.productIndex === product ||
      (thing.variationIndex >= 0 && state.plan.firstVariationId + thing.variationIndex === product),
  );
}

const GENERATED_VIA = new Set(['checkout', 'admin']);

export function listOrders(context: Context): Reply {
  const { params, state } = context;
  const via = params['created_via'];
  // A value that the generator never uses can only stand on orders made since.
  const candidates =
    Array.isArray(via) && via.length > 0 && !via.some((value) => GENERATED_VIA.has(String(value)))
      ? state.orders.touchedIds()
      : null;
  const spec: ListSpec<OrderRecord> = {
    table: state.orders,
    entity: 'orders',
    statuses: statusesOf(params),
    candidates,
    rowMatches: rowCheck(context),
    matches: matchesOf(context),
    sortKeys: {},
    sortsByGmt: true,
    dateFilters: 'all',
  };
  const { rows, total } = selectRows(context, spec);
  const page = pageOf(params, total);
  const tree = fieldTree(params['_fields']);
  const places = decimalsOf(context);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) {
    const order = state.orders.at(rows[at] ?? 0);
    const body = renderOrder(state, order, places, tree);
    if (tree === null || Object.hasOwn(tree, '_links')) body['_links'] = orderLinks(state, order);
    items.push(phpJson(tree === null ? body : selectFields(body, tree)));
  }
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

export function shownOrder(context: Context, order: OrderRecord): Record<string, unknown> {
  return { ...renderOrder(context.state, order, decimalsOf(context)), _links: orderLinks(context.state, order) };
}

export function readOrder(context: Context, id: number): Outcome<Record<string, unknown>> {
  const { state, nowSec } = context;
  if (state.config.quirks.viewBumpsOrders === true && state.orders.has(id)) {
    const seen = state.orders.get(id);
    if (seen !== undefined)
      state.orders.put({ ...seen, modified: nowSec, modified_wall: state.config.zone.toWall(nowSec) });
  }
  const order = state.orders.get(id);
  return order === undefined
    ? refuse(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.')
    : done(shownOrder(context, order));
}

/** `orders/statuses`: what a shop uses, without trash and auto-draft. */
export function listOrderStatuses(): Reply {
  const names: Readonly<Record<(typeof ORDER_STATUSES)[number], string>> = {
    pending: 'Pending payment',
    processing: 'Processing',
    'on-hold': 'On hold',
    completed: 'Completed',
    cancelled: 'Cancelled',
    refunded: 'Refunded',
    failed: 'Failed',
    'checkout-draft': 'Draft',
  };
  return json(
    200,
    ORDER_STATUSES.map((slug) => ({ slug, name: names[slug] })),
  );
}
