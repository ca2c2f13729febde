import type { Context } from './context.ts';
import { refundsOf } from './lookups.ts';
import { addNote } from './notes.ts';
import { round } from './php.ts';
import { logWrite, take } from './state.ts';
import { reduceStock, restoreStock } from './stock.ts';
import type { OrderRecord, RefundRecord } from './types.ts';

/** Statuses with the names that notes use. */
export const statusNames: ReadonlyMap<string, string> = new Map([
  ['pending', 'Pending payment'],
  ['processing', 'Processing'],
  ['on-hold', 'On hold'],
  ['completed', 'Completed'],
  ['cancelled', 'Cancelled'],
  ['refunded', 'Refunded'],
  ['failed', 'Failed'],
  ['checkout-draft', 'Draft'],
]);

const TAKES_STOCK = new Set(['on-hold', 'processing', 'completed']);
const GIVES_STOCK_BACK = new Set(['cancelled', 'pending']);

/** Moves an order to a status with everything that follows: stock, dates, a note, the refund of a refunded order. */
export function changeStatus(context: Context, order: OrderRecord, status: string, creating = false): OrderRecord {
  const { nowSec } = context;
  let next: OrderRecord = { ...order, status };
  if (status === 'completed') next.completed = order.completed ?? nowSec;
  if ((status === 'completed' || status === 'processing') && next.paid === null) next.paid = nowSec;
  if (order.status === status && !creating) return next;
  if (TAKES_STOCK.has(status)) next = reduceStock(context, next);
  else if (GIVES_STOCK_BACK.has(status)) next = restoreStock(context, next);
  if (status === 'refunded' && order.status !== 'refunded') refundRest(context, next);
  if (order.status !== 'trash' && order.status !== status) {
    const name = (value: string): string => statusNames.get(value) ?? value;
    addNote(context, order.id, `Order status changed from ${name(order.status)} to ${name(status)}.`, {
      customerNote: false,
      author: 'WooCommerce',
    });
  }
  return next;
}

/** What has not been refunded yet. */
export function remainingAmount(context: Context, order: OrderRecord): number {
  return round(order.total - refundsOf(context.state, order.id).reduce((sum, refund) => sum + refund.amount, 0), 2);
}

function refundRest(context: Context, order: OrderRecord): void {
  const { state, nowSec } = context;
  const amount = remainingAmount(context, order);
  if (amount <= 0) return;
  const wall = state.config.zone.toWall(nowSec);
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
    reason: 'Order fully refunded.',
    refunded_by: 1,
    refunded_payment: false,
    lines: [],
    meta: [{ id: take(state, 'meta'), key: '_refund_type', value: 'full' }],
  };
  state.refunds.put(refund);
  logWrite(state, {
    atMs: context.nowMs,
    source: 'effect',
    op: 'create',
    entity: 'refunds',
    id: refund.id,
    parentId: order.id,
    body: { amount },
  });
}
