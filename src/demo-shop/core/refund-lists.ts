import { failed, pathId } from './context.ts';
import type { Context, Reply } from './context.ts';
import { refuse } from './errors.ts';
import { pageOf, postListSchema, selectRows } from './list.ts';
import type { ListSpec } from './list.ts';
import { decimalsOf, renderRefund } from './render-order.ts';
import { integer } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree, phpJson, selectFields } from './serialize.ts';
import type { RefundRecord } from './types.ts';

export const refundListSchema: Schema = {
  ...postListSchema(['date', 'id', 'include', 'title', 'slug', 'modified']),
  dp: integer,
};

function refundList(context: Context, orderId: number | null): Reply {
  const { params, state } = context;
  const spec: ListSpec<RefundRecord> = {
    table: state.refunds,
    entity: 'refunds',
    statuses: null,
    candidates: null,
    rowMatches: orderId === null ? null : (row) => state.refunds.columns().parent[row] === orderId,
    matches: null,
    sortKeys: {},
    sortsByGmt: true,
    dateFilters: 'all',
  };
  const { rows, total } = selectRows(context, spec);
  const page = pageOf(params, total);
  const tree = fieldTree(params['_fields']);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) {
    const body = renderRefund(state, state.refunds.at(rows[at] ?? 0), decimalsOf(context), orderId === null);
    items.push(phpJson(tree === null ? body : selectFields(body, tree)));
  }
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

/** `wc/v3/refunds`: the refunds of all orders. */
export function listAllRefunds(context: Context): Reply {
  return refundList(context, null);
}

export function listRefunds(context: Context): Reply {
  const orderId = pathId(context, 'order_id');
  if (!context.state.orders.has(orderId))
    return failed(refuse(404, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.').error);
  return refundList(context, orderId);
}
