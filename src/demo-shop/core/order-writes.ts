import { EMPTY_ADDRESS, mergeAddress } from './addresses.ts';
import type { Context } from './context.ts';
import { couponByCode } from './coupons.ts';
import { bumpedCustomer } from './customers.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { anyProduct, refundsOf } from './lookups.ts';
import { mergeMeta } from './meta.ts';
import { mergeFees, mergeLines, mergeShipping } from './order-lines.ts';
import { orderWriteSchema } from './order-schema.ts';
import { changeStatus, statusNames } from './order-status.ts';
import { applyCoupons, calculateTotals } from './order-totals.ts';
import { readOrder, shownOrder } from './orders.ts';
import { isRecord, toBool, toInt, toText } from './php.ts';
import { randomHex } from './product-fields.ts';
import type { Params } from './product-fields.ts';
import type { Resource } from './resource.ts';
import { logWrite, take } from './state.ts';
import type { WriteEntry } from './state.ts';
import type { CouponRecord, OrderRecord } from './types.ts';

const TEXT_FIELDS = ['payment_method', 'payment_method_title', 'transaction_id', 'currency'] as const;

const RECALCULATING = ['billing', 'shipping', 'line_items', 'shipping_lines', 'fee_lines', 'coupon_lines'] as const;

function blankOrder(context: Context): OrderRecord {
  const { state, nowSec } = context;
  const wall = state.config.zone.toWall(nowSec);
  return {
    id: -1,
    type: 'shop_order',
    status: 'pending',
    parent_id: 0,
    created: nowSec,
    created_wall: wall,
    modified: nowSec,
    modified_wall: wall,
    currency: state.config.currency,
    customer_id: 0,
    order_key: `wc_order_${randomHex(context, 13)}`,
    billing: { ...EMPTY_ADDRESS, email: '' },
    shipping: EMPTY_ADDRESS,
    payment_method: '',
    payment_method_title: '',
    transaction_id: '',
    customer_ip_address: '',
    customer_user_agent: '',
    created_via: 'rest-api',
    customer_note: '',
    completed: null,
    paid: null,
    cart_hash: '',
    lines: [],
    shipping_lines: [],
    fee_lines: [],
    coupon_lines: [],
    tax_lines: [],
    discount_total: 0,
    discount_tax: 0,
    shipping_total: 0,
    shipping_tax: 0,
    cart_tax: 0,
    total: 0,
    stock_reduced: false,
    meta: [],
  };
}

/** The fields that are neither items nor status. */
function applyPlain(context: Context, before: OrderRecord, params: Params): Outcome<OrderRecord> {
  const next: OrderRecord = { ...before };
  const customer = params['customer_id'];
  if (customer !== undefined && customer !== null) {
    const id = toInt(customer);
    if (id !== 0 && !context.state.customers.has(id))
      return refuse(400, 'woocommerce_rest_invalid_customer_id', 'Customer ID is invalid.');
    next.customer_id = id;
  }
  for (const name of TEXT_FIELDS)
    if (params[name] !== undefined && params[name] !== null) next[name] = toText(params[name]);
  if (params['customer_note'] !== undefined) next.customer_note = toText(params['customer_note']).replaceAll('\\', '');
  if (params['parent_id'] !== undefined) next.parent_id = toInt(params['parent_id']);
  if (isRecord(params['billing'])) next.billing = mergeAddress(before.billing, params['billing']);
  if (isRecord(params['shipping'])) next.shipping = mergeAddress(before.shipping, params['shipping']);
  next.meta = mergeMeta(context.state, before.meta, params['meta_data']);
  return done(next);
}

function applyItems(context: Context, order: OrderRecord, params: Params): Outcome<OrderRecord> {
  const next: OrderRecord = { ...order };
  if (params['line_items'] !== undefined) {
    const lines = mergeLines(context, order, params['line_items']);
    if (!lines.ok) return lines;
    next.lines = lines.value;
  }
  if (params['shipping_lines'] !== undefined) {
    const shipping = mergeShipping(context, order, params['shipping_lines']);
    if (!shipping.ok) return shipping;
    next.shipping_lines = shipping.value;
  }
  if (params['fee_lines'] !== undefined) {
    const fees = mergeFees(context, order, params['fee_lines']);
    if (!fees.ok) return fees;
    next.fee_lines = fees.value;
  }
  return done(next);
}

function couponsOf(context: Context, params: Params): Outcome<readonly CouponRecord[] | null> {
  const written = params['coupon_lines'];
  if (!Array.isArray(written)) return done(null);
  const coupons: CouponRecord[] = [];
  for (const item of written.filter(isRecord)) {
    const code = toText(item['code']);
    if (item['code'] === null) continue;
    const coupon = couponByCode(context.state, code);
    if (coupon === undefined)
      return refuse(
        400,
        'woocommerce_rest_invalid_coupon',
        `Coupon &quot;${code}&quot; cannot be applied because it does not exist.`,
      );
    coupons.push(coupon);
  }
  return done(coupons);
}

/** Uses of a coupon count up without touching its date. */
function countCouponUse(context: Context, order: OrderRecord): void {
  for (const line of order.coupon_lines) {
    const coupon = context.state.coupons.get(line.coupon_id);
    if (coupon !== undefined)
      context.state.coupons.put({
        ...coupon,
        usage_count: coupon.usage_count + 1,
        used_by: [...coupon.used_by, order.billing.email || String(order.customer_id)],
      });
  }
}

function log(context: Context, op: WriteEntry['op'], id: number, body: unknown): void {
  logWrite(context.state, { atMs: context.nowMs, source: context.source, op, entity: 'orders', id, parentId: 0, body });
}

function wantedStatus(params: Params): string | null {
  const status = toText(params['status']);
  if (params['status'] === undefined || params['status'] === null) return null;
  // Batch items skip the schema, and an unknown status then becomes "pending".
  return status === 'auto-draft' || statusNames.has(status) ? status : 'pending';
}

function allVirtual(context: Context, order: OrderRecord): boolean {
  return (
    order.lines.length > 0 &&
    order.lines.every((line) => anyProduct(context.state, line.variation_id || line.product_id)?.virtual === true)
  );
}

/** Creates an order. A coupon that cannot be applied leaves an orphan draft behind, with its lines. */
export function createOrder(context: Context, params: Params): Outcome<OrderRecord> {
  if (toInt(params['id']) > 0)
    return refuse(400, 'woocommerce_rest_shop_order_exists', 'Cannot create existing shop_order.');
  const { state } = context;
  const plain = applyPlain(context, blankOrder(context), params);
  if (!plain.ok) return plain;
  const via = toText(params['created_via']);
  const started: OrderRecord = { ...plain.value, created_via: via === '' ? 'rest-api' : via };
  const withItems = applyItems(context, started, params);
  if (!withItems.ok) return withItems;
  const coupons = couponsOf(context, params);
  const id = take(state, 'post');
  if (!coupons.ok) {
    const orphan = calculateTotals(state, { ...withItems.value, id, status: 'checkout-draft' });
    state.orders.put(orphan);
    log(context, 'create', id, params);
    return { ok: false, error: { ...coupons.error, data: { status: coupons.error.status, new_draft_order_id: id } } };
  }
  const priced = coupons.value === null ? withItems.value : applyCoupons(state, withItems.value, coupons.value);
  const order = calculateTotals(state, { ...priced, id });
  state.orders.put(order);
  log(context, 'create', id, params);
  const placed = settleStatus(context, order, params, true);
  countCouponUse(context, placed);
  const customer = placed.customer_id === 0 ? undefined : state.customers.get(placed.customer_id);
  if (customer !== undefined) {
    state.customers.put(
      bumpedCustomer(context, { ...customer, is_paying_customer: customer.is_paying_customer || placed.paid !== null }),
    );
    logWrite(state, {
      atMs: context.nowMs,
      source: 'effect',
      op: 'update',
      entity: 'customers',
      id: customer.id,
      parentId: 0,
      body: null,
    });
  }
  return done(placed);
}

function settleStatus(context: Context, order: OrderRecord, params: Params, creating: boolean): OrderRecord {
  const status = wantedStatus(params);
  let settled = status === null ? order : changeStatus(context, order, status, creating);
  if (toBool(params['set_paid']) && settled.paid === null) {
    settled = changeStatus(
      context,
      { ...settled, paid: context.nowSec },
      allVirtual(context, settled) ? 'completed' : 'processing',
      creating,
    );
  }
  context.state.orders.put(settled);
  return settled;
}

export function updateOrder(context: Context, id: number, params: Params): Outcome<OrderRecord> {
  const { state } = context;
  const before = state.orders.get(id);
  if (before === undefined) return refuse(400, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  const plain = applyPlain(context, before, params);
  if (!plain.ok) return plain;
  const withItems = applyItems(context, plain.value, params);
  if (!withItems.ok) return withItems;
  const coupons = couponsOf(context, params);
  if (!coupons.ok) return coupons;
  const priced = coupons.value === null ? withItems.value : applyCoupons(state, withItems.value, coupons.value);
  const counted = RECALCULATING.some((name) => params[name] !== undefined) ? calculateTotals(state, priced) : priced;
  const after = settleStatus(context, bumpedOrder(context, counted), params, false);
  log(context, before.status === 'trash' && after.status !== 'trash' ? 'untrash' : 'update', id, params);
  return done(after);
}

export function bumpedOrder(context: Context, order: OrderRecord): OrderRecord {
  return { ...order, modified: context.nowSec, modified_wall: context.state.config.zone.toWall(context.nowSec) };
}

/** Neither the trash nor permanent deletion gives stock back. */
export function removeOrder(context: Context, id: number, force: boolean): Outcome<unknown> {
  const { state } = context;
  const before = state.orders.get(id);
  if (before === undefined) return refuse(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  const shown = shownOrder(context, before);
  if (force) {
    for (const refund of refundsOf(state, id)) state.refunds.remove(refund.id);
    state.orders.remove(id);
  } else {
    if (before.status === 'trash')
      return refuse(410, 'woocommerce_rest_already_trashed', 'The shop_order has already been deleted.');
    state.orders.put({ ...bumpedOrder(context, before), status: 'trash' });
  }
  log(context, force ? 'delete' : 'trash', id, null);
  return done(shown);
}

function shownOutcome(context: Context, outcome: Outcome<OrderRecord>): Outcome<unknown> {
  return outcome.ok ? done(shownOrder(context, outcome.value)) : outcome;
}

export const orderResource: Resource = {
  read: readOrder,
  create: (context, params) => shownOutcome(context, createOrder(context, params)),
  update: (context, id, params) => shownOutcome(context, updateOrder(context, id, params)),
  remove: removeOrder,
  writeSchema: orderWriteSchema,
  required: [],
};
