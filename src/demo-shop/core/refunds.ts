import type { Context, Reply } from './context.ts';
import { failed, json, pathId } from './context.ts';
import type { Outcome } from './errors.ts';
import { done, refuse, refuseRefund } from './errors.ts';
import { mergeMeta } from './meta.ts';
import { formatDecimal, isRecord, money, round, toBool, toInt, toText } from './php.ts';
import { bumpedOrder } from './order-writes.ts';
import { remainingAmount } from './order-status.ts';
import type { Params } from './product-fields.ts';
import { decimalsOf, renderRefund } from './render-order.ts';
import type { Schema } from './schema.ts';
import { boolean, integer, mixed, objects, text } from './schema.ts';
import { logWrite, take } from './state.ts';
import { restock } from './stock.ts';
import type { OrderLine, OrderRecord, RefundRecord } from './types.ts';

export const refundCreateSchema: Schema = {
  amount: text,
  reason: text,
  refunded_by: integer,
  api_refund: boolean,
  api_restock: boolean,
  meta_data: objects({ id: integer, key: text, value: mixed }),
  line_items: objects({ id: integer, quantity: integer, refund_total: mixed, refund_tax: mixed }),
};

type Part = { readonly source: OrderLine; readonly quantity: number; readonly total: number };

function partsOf(order: OrderRecord, params: Params): Outcome<Part[]> {
  const parts: Part[] = [];
  for (const item of Array.isArray(params['line_items']) ? params['line_items'].filter(isRecord) : []) {
    const source = order.lines.find((line) => line.id === toInt(item['id']));
    if (source === undefined)
      return refuse(400, 'woocommerce_rest_invalid_item_id', 'Order item ID provided is not associated with order.');
    const quantity = toInt(item['quantity']);
    parts.push({
      source,
      quantity,
      total: item['refund_total'] === undefined ? 0 : Number(formatDecimal(item['refund_total'])) || 0,
    });
  }
  return done(parts);
}

function refundLine(context: Context, part: Part): OrderLine {
  return {
    id: take(context.state, 'item'),
    name: part.source.name,
    product_id: part.source.product_id,
    variation_id: part.source.variation_id,
    quantity: -part.quantity,
    tax_class: '',
    subtotal: -part.total,
    total: -part.total,
    subtotal_tax: 0,
    total_tax: 0,
    meta: [{ id: take(context.state, 'meta'), key: '_refunded_item_id', value: String(part.source.id) }],
  };
}

/** Records a refund. Money never moves here: no gateway of this shop can refund, so `api_refund` must be false. */
export function makeRefund(context: Context, order: OrderRecord, params: Params): Outcome<RefundRecord> {
  const { state, nowSec } = context;
  const parts = partsOf(order, params);
  if (!parts.ok) return parts;
  const wanted = params['amount'];
  const amount =
    wanted === undefined || wanted === null
      ? round(
          parts.value.reduce((sum, part) => sum + part.total, 0),
          2,
        )
      : Number(formatDecimal(wanted)) || 0;
  if (amount < 0 || (amount === 0 && parts.value.length === 0))
    return refuse(400, 'woocommerce_rest_invalid_order_refund', 'Refund amount must be greater than zero.');
  const remaining = remainingAmount(context, order);
  if (amount > remaining) return refuseRefund('Invalid refund amount.');
  if (params['api_refund'] === undefined || toBool(params['api_refund'])) {
    return refuseRefund(
      order.payment_method === ''
        ? 'The payment gateway for this order does not exist.'
        : 'The payment gateway for this order does not support automatic refunds.',
    );
  }
  const wall = state.config.zone.toWall(nowSec);
  const whole = money(remaining - amount) === '0.00';
  const refund: RefundRecord = {
    id: take(state, 'post'),
    type: 'shop_order_refund',
    status: 'completed',
    parent_id: order.id,
    created: nowSec,
    created_wall: wall,
    modified: nowSec,
    modified_wall: wall,
    amount,
    reason: toText(params['reason']),
    refunded_by: toInt(params['refunded_by']) || 1,
    refunded_payment: false,
    lines: parts.value.map((part) => refundLine(context, part)),
    meta: mergeMeta(
      state,
      [{ id: take(state, 'meta'), key: '_refund_type', value: whole ? 'full' : 'partial' }],
      params['meta_data'],
    ),
  };
  state.refunds.put(refund);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'refunds',
    id: refund.id,
    parentId: order.id,
    body: params,
  });
  if (params['api_restock'] === undefined || toBool(params['api_restock']))
    for (const part of parts.value) restock(context, part.source, part.quantity);
  state.orders.put({ ...bumpedOrder(context, order), status: whole ? 'refunded' : order.status });
  logWrite(state, {
    atMs: context.nowMs,
    source: 'effect',
    op: 'update',
    entity: 'orders',
    id: order.id,
    parentId: 0,
    body: null,
  });
  return done(refund);
}

function orderOf(context: Context): OrderRecord | undefined {
  return context.state.orders.get(pathId(context, 'order_id'));
}

function orderGone(): Reply {
  return failed(refuse(404, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.').error);
}

export function createRefund(context: Context): Reply {
  const order = orderOf(context);
  if (order === undefined) return orderGone();
  const outcome = makeRefund(context, order, context.params);
  return outcome.ok
    ? json(201, renderRefund(context.state, outcome.value, decimalsOf(context), false))
    : failed(outcome.error);
}

function refundOf(context: Context): Outcome<RefundRecord> {
  const refund = context.state.refunds.get(pathId(context));
  if (refund === undefined || refund.parent_id !== pathId(context, 'order_id'))
    return refuse(404, 'woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.');
  return done(refund);
}

export function getRefund(context: Context): Reply {
  if (orderOf(context) === undefined) return orderGone();
  const found = refundOf(context);
  return found.ok
    ? json(200, renderRefund(context.state, found.value, decimalsOf(context), false))
    : failed(found.error);
}

/** Removing a refund leaves the order's date as it is. */
export function deleteRefund(context: Context): Reply {
  if (orderOf(context) === undefined) return orderGone();
  const found = refundOf(context);
  if (!found.ok) return failed(found.error);
  if (context.params['force'] !== true)
    return failed(refuse(501, 'woocommerce_rest_trash_not_supported', 'Refunds do not support trashing.').error);
  const shown = renderRefund(context.state, found.value, decimalsOf(context), false);
  context.state.refunds.remove(found.value.id);
  logWrite(context.state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'delete',
    entity: 'refunds',
    id: found.value.id,
    parentId: found.value.parent_id,
    body: null,
  });
  return json(200, shown);
}
