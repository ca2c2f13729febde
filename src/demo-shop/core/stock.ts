import type { Context } from './context.ts';
import { anyProduct, putProduct } from './lookups.ts';
import { settleStockStatus } from './product-fields.ts';
import { bumped, note } from './product-store.ts';
import { take } from './state.ts';
import type { OrderLine, OrderRecord, ProductRecord } from './types.ts';
import { bumpParent } from './variations.ts';

/** The record that holds a line's stock: the variation, or its parent where stock is managed there. */
function stockHolder(context: Context, line: OrderLine): ProductRecord | null {
  const own = anyProduct(context.state, line.variation_id !== 0 ? line.variation_id : line.product_id);
  if (own === undefined) return null;
  if (own.manage_stock) return own;
  const parent = own.type === 'variation' ? context.state.products.get(own.parent_id) : undefined;
  return parent !== undefined && parent.manage_stock ? parent : null;
}

function moveStock(context: Context, holder: ProductRecord, by: number): void {
  const moved = { ...holder, stock_quantity: (holder.stock_quantity ?? 0) + by };
  const dateless = context.state.config.quirks.stockWithoutDate === true;
  const after = dateless ? moved : bumped(context, moved);
  settleStockStatus(after);
  putProduct(context.state, after);
  note(context, 'update', after, { stock_quantity: after.stock_quantity }, 'effect');
  if (after.type === 'variation' && !dateless) bumpParent(context, after.parent_id);
}

const REDUCED = '_reduced_stock';

/** Takes the order's quantities from the stock, below zero if need be, and marks each line with what was taken. */
export function reduceStock(context: Context, order: OrderRecord): OrderRecord {
  if (order.stock_reduced) return order;
  const lines = order.lines.map((line) => {
    const holder = stockHolder(context, line);
    if (holder === null || line.quantity === 0) return line;
    moveStock(context, holder, -line.quantity);
    return {
      ...line,
      meta: [...line.meta, { id: take(context.state, 'meta'), key: REDUCED, value: String(line.quantity) }],
    };
  });
  for (const line of order.lines) countSale(context, line);
  return { ...order, lines, stock_reduced: true };
}

/** Sales counters move without touching the product's date. */
function countSale(context: Context, line: OrderLine): void {
  const product = context.state.products.get(line.product_id);
  if (product !== undefined)
    context.state.products.put({ ...product, total_sales: product.total_sales + line.quantity });
}

/** Gives back what `reduceStock` took. Generated orders carry no marks and give back nothing. */
export function restoreStock(context: Context, order: OrderRecord): OrderRecord {
  if (!order.stock_reduced) return order;
  const lines = order.lines.map((line) => {
    const taken = line.meta.find((meta) => meta.key === REDUCED);
    if (taken === undefined) return line;
    const holder = stockHolder(context, line);
    if (holder !== null) moveStock(context, holder, Number(taken.value));
    return { ...line, meta: line.meta.filter((meta) => meta.key !== REDUCED) };
  });
  return { ...order, lines, stock_reduced: false };
}

/** Puts refunded pieces back on the shelf. */
export function restock(context: Context, line: OrderLine, quantity: number): void {
  const holder = stockHolder(context, line);
  if (holder !== null && quantity > 0) moveStock(context, holder, quantity);
}
