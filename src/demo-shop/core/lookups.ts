import type { ShopState } from './state.ts';
import type { ProductRecord, RefundRecord } from './types.ts';
import { productIndexOfSku } from '../generate/naming.ts';

/** A product or a variation. */
export function anyProduct(state: ShopState, id: number): ProductRecord | undefined {
  return state.products.get(id) ?? state.variations.get(id);
}

export function putProduct(state: ShopState, record: ProductRecord): void {
  if (record.type === 'variation') state.variations.put(record);
  else state.products.put(record);
}

/** Ids (products and variations, trash included) that carry this SKU, compared without case. */
export function idsBySku(state: ShopState, sku: string): number[] {
  const wanted = sku.toLowerCase();
  const candidates = new Set(state.skuOwners.get(wanted) ?? []);
  const index = productIndexOfSku(wanted);
  if (index >= 0 && index < state.plan.products) {
    candidates.add(state.plan.firstProductId + index);
    for (let at = state.plan.variationStart(index); at < state.plan.variationStart(index + 1); at += 1)
      candidates.add(state.plan.firstVariationId + at);
  }
  return [...candidates].filter((id) => anyProduct(state, id)?.sku.toLowerCase() === wanted).sort((a, b) => a - b);
}

/** A parent's variations in menu order, of any status but trash unless asked for. */
export function variationsOf(state: ShopState, parentId: number, withTrash = false): ProductRecord[] {
  const ids = new Set<number>();
  const index = parentId - state.plan.firstProductId;
  if (index >= 0 && index < state.plan.products) {
    for (let at = state.plan.variationStart(index); at < state.plan.variationStart(index + 1); at += 1)
      ids.add(state.plan.firstVariationId + at);
  }
  for (const id of state.childIds.get(parentId) ?? []) ids.add(id);
  const found: ProductRecord[] = [];
  for (const id of ids) {
    const record = state.variations.get(id);
    if (record !== undefined && record.parent_id === parentId && (withTrash || record.status !== 'trash'))
      found.push(record);
  }
  return found.sort((a, b) => a.menu_order - b.menu_order || a.id - b.id);
}

/** Refunds of an order, newest first as the API lists them. */
export function refundsOf(state: ShopState, orderId: number): RefundRecord[] {
  const found: RefundRecord[] = [];
  const index = orderId - state.plan.firstOrderId;
  const at = index >= 0 ? binarySearch(state.plan.refundedOrders, index) : -1;
  const ids = new Set(state.childIds.get(orderId) ?? []);
  if (at >= 0) ids.add(state.plan.firstRefundId + at);
  for (const id of ids) {
    const refund = state.refunds.get(id);
    if (refund !== undefined && refund.parent_id === orderId) found.push(refund);
  }
  return found.sort((a, b) => b.id - a.id);
}

function binarySearch(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? 0;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
