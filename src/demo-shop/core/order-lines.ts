import type { Context } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { anyProduct, idsBySku, variationsOf } from './lookups.ts';
import { mergeMeta } from './meta.ts';
import { formatDecimal, isRecord, toInt, toText } from './php.ts';
import { priceOf } from './product-price.ts';
import { take } from './state.ts';
import type { FeeLine, OrderLine, OrderRecord, ProductRecord, ShippingLine } from './types.ts';

type Item = Readonly<Record<string, unknown>>;

function itemsOf(written: unknown): Item[] {
  return Array.isArray(written) ? written.filter(isRecord) : [];
}

/** An item whose reference is null, or whose quantity is zero, asks for its removal. */
function isRemoval(item: Item): boolean {
  const names = ['product_id', 'method_id', 'method_title', 'name', 'code'];
  return (
    names.some((name) => name in item && item[name] === null) ||
    ('quantity' in item && item['quantity'] !== null && toInt(item['quantity']) === 0)
  );
}

function notOfOrder(): Outcome<never> {
  return refuse(400, 'woocommerce_rest_invalid_item_id', 'Order item ID provided is not associated with order.');
}

/** Runs through the written items: unknown ids are refused, removals leave, the rest is changed or added. */
function mergeItems<T extends { readonly id: number }>(
  current: readonly T[],
  written: unknown,
  change: (item: Item, before: T | null) => Outcome<T>,
): Outcome<readonly T[]> {
  let result = [...current];
  for (const item of itemsOf(written)) {
    const id = toInt(item['id']);
    const before = id > 0 ? result.find((line) => line.id === id) : undefined;
    if (id > 0 && before === undefined) return notOfOrder();
    if (before !== undefined && isRemoval(item)) {
      result = result.filter((line) => line.id !== id);
      continue;
    }
    const changed = change(item, before ?? null);
    if (!changed.ok) return changed;
    result =
      before === undefined ? [...result, changed.value] : result.map((line) => (line.id === id ? changed.value : line));
  }
  return done(result);
}

function referenced(context: Context, item: Item): Outcome<ProductRecord | null> {
  const variation = toInt(item['variation_id']);
  const product = toInt(item['product_id']);
  const sku = toText(item['sku']);
  if (variation > 0) return done(anyProduct(context.state, variation) ?? null);
  if (product > 0) return done(anyProduct(context.state, product) ?? null);
  if (sku !== '') {
    const id = idsBySku(context.state, sku).find(
      (candidate) => anyProduct(context.state, candidate)?.status !== 'trash',
    );
    return done(id === undefined ? null : (anyProduct(context.state, id) ?? null));
  }
  return refuse(400, 'woocommerce_rest_required_product_reference', 'Product ID or SKU is required.');
}

const namedAmount = (item: Item, name: string): number | null =>
  item[name] === undefined || item[name] === null ? null : Number(formatDecimal(item[name])) || 0;

function newLine(context: Context, item: Item): Outcome<OrderLine> {
  const found = referenced(context, item);
  if (!found.ok) return found;
  const product = found.value;
  const quantity = item['quantity'] === undefined ? 1 : toInt(item['quantity']);
  const children = product !== null && product.type === 'variable' ? variationsOf(context.state, product.id) : [];
  const price = product === null ? 0 : Number(priceOf(product, children)) || 0;
  const parent =
    product !== null && product.type === 'variation' ? context.state.products.get(product.parent_id) : undefined;
  const total = namedAmount(item, 'total') ?? namedAmount(item, 'subtotal') ?? price * quantity;
  return done({
    id: take(context.state, 'item'),
    name:
      item['name'] !== undefined && item['name'] !== null
        ? toText(item['name'])
        : product === null
          ? ''
          : parent === undefined
            ? product.name
            : `${parent.name} - ${product.name}`,
    product_id: product === null ? 0 : product.type === 'variation' ? product.parent_id : product.id,
    variation_id: product !== null && product.type === 'variation' ? product.id : 0,
    quantity,
    tax_class: '',
    subtotal: namedAmount(item, 'subtotal') ?? total,
    total,
    subtotal_tax: 0,
    total_tax: 0,
    meta: mergeMeta(context.state, [], item['meta_data']),
  });
}

/** A new quantity alone leaves the line's totals as they are. */
function changedLine(context: Context, item: Item, before: OrderLine): OrderLine {
  const total = namedAmount(item, 'total');
  const subtotal = namedAmount(item, 'subtotal');
  return {
    ...before,
    name: item['name'] === undefined ? before.name : toText(item['name']),
    quantity: item['quantity'] === undefined || item['quantity'] === null ? before.quantity : toInt(item['quantity']),
    total: total ?? before.total,
    subtotal: subtotal ?? (total !== null && total > before.subtotal ? total : before.subtotal),
    meta: mergeMeta(context.state, before.meta, item['meta_data']),
  };
}

export function mergeLines(context: Context, order: OrderRecord, written: unknown): Outcome<readonly OrderLine[]> {
  return mergeItems(order.lines, written, (item, before) =>
    before === null ? newLine(context, item) : done(changedLine(context, item, before)),
  );
}

export function mergeShipping(
  context: Context,
  order: OrderRecord,
  written: unknown,
): Outcome<readonly ShippingLine[]> {
  return mergeItems<ShippingLine>(order.shipping_lines, written, (item, before) => {
    if (before === null && toText(item['method_id']) === '')
      return refuse(400, 'woocommerce_rest_invalid_shipping_item', 'Shipping method ID is required.');
    return done({
      id: before?.id ?? take(context.state, 'item'),
      method_title: item['method_title'] === undefined ? (before?.method_title ?? '') : toText(item['method_title']),
      method_id: item['method_id'] === undefined ? (before?.method_id ?? '') : toText(item['method_id']),
      instance_id: item['instance_id'] === undefined ? (before?.instance_id ?? '') : toText(item['instance_id']),
      total: namedAmount(item, 'total') ?? before?.total ?? 0,
      total_tax: before?.total_tax ?? 0,
      meta: mergeMeta(context.state, before?.meta ?? [], item['meta_data']),
    });
  });
}

export function mergeFees(context: Context, order: OrderRecord, written: unknown): Outcome<readonly FeeLine[]> {
  return mergeItems<FeeLine>(order.fee_lines, written, (item, before) => {
    if (before === null && toText(item['name']) === '')
      return refuse(400, 'woocommerce_rest_invalid_fee_item', 'Fee name is required.');
    return done({
      id: before?.id ?? take(context.state, 'item'),
      name: item['name'] === undefined ? (before?.name ?? '') : toText(item['name']),
      tax_class: item['tax_class'] === undefined ? (before?.tax_class ?? '') : toText(item['tax_class']),
      tax_status: item['tax_status'] === undefined ? (before?.tax_status ?? 'taxable') : toText(item['tax_status']),
      amount: before?.amount ?? '',
      total: namedAmount(item, 'total') ?? before?.total ?? 0,
      total_tax: before?.total_tax ?? 0,
      meta: mergeMeta(context.state, before?.meta ?? [], item['meta_data']),
    });
  });
}
