import { canonicalDecimal, compareDecimals } from '../../../shared/domain/decimal.ts';
import type { ProductRow, VariationRow } from '../../../shared/contract/records.ts';

/** Product types whose price and stock live elsewhere, so that their own cells are not edited. */
export function isPricedByVariations(row: Pick<ProductRow, 'type'>): boolean {
  return row.type === 'variable' || row.type === 'variable-subscription';
}
export function isPricedByParts(row: Pick<ProductRow, 'type'>): boolean {
  return row.type === 'grouped' || row.type === 'bundle';
}

/** Below this many, stock is written in amber: look when you can. */
export const LOW_STOCK = 9;

export function isLowStock(quantity: number | null): boolean {
  return quantity !== null && quantity < LOW_STOCK;
}

/** Lowest and highest selling price of the variations; null when none has a price. */
export function priceRange(
  variations: readonly Pick<VariationRow, 'price' | 'regular_price'>[],
): { readonly from: string; readonly to: string } | null {
  const prices = variations
    .map((variation) => variation.price || variation.regular_price || '')
    .filter((price) => canonicalDecimal(price) !== null)
    .sort(compareDecimals);
  const from = prices[0];
  const to = prices.at(-1);
  return from === undefined || to === undefined ? null : { from, to };
}

export type SaleCheck = 'published' | 'priced' | 'in-stock';
export const SALE_CHECKS: readonly SaleCheck[] = ['published', 'priced', 'in-stock'];

/** Whether a shopper can buy it, as far as the row alone says. */
export function failedSaleChecks(
  row: Pick<
    ProductRow,
    'status' | 'price' | 'regular_price' | 'stock_status' | 'type' | 'manage_stock' | 'stock_quantity'
  > & {
    readonly trashed: boolean;
  },
): readonly SaleCheck[] {
  const failed: SaleCheck[] = [];
  if (row.status !== 'publish' || row.trashed) failed.push('published');
  // Parts of a group carry its prices.
  if (!isPricedByParts(row) && !hasPrice(row)) failed.push('priced');
  const isOut =
    row.stock_status === 'outofstock' ||
    (row.manage_stock && (row.stock_quantity ?? 0) <= 0 && row.stock_status !== 'onbackorder');
  if (isOut) failed.push('in-stock');
  return failed;
}

function hasPrice(row: Pick<ProductRow, 'price' | 'regular_price'>): boolean {
  return canonicalDecimal(row.price ?? '') !== null || canonicalDecimal(row.regular_price ?? '') !== null;
}

export type StockIntent =
  { readonly kind: 'adjust'; readonly by: number } | { readonly kind: 'count'; readonly to: number };

/**
 * What was typed into a stock cell: `+3` and `-1` adjust, `10` and `=10` are a count; a count below zero is written
 * `=-2`. Null when it is no whole number.
 */
export function readStockText(text: string): StockIntent | null {
  const match = /^\s*([+=\-−]?)\s*(-?\d{1,9})\s*$/.exec(text);
  if (!match) return null;
  const [, sign = '', digits = ''] = match;
  const value = Number(digits);
  if (sign === '+') return { kind: 'adjust', by: value };
  if (sign === '-' || sign === '−') return digits.startsWith('-') ? null : { kind: 'adjust', by: -value };
  if (sign === '=') return { kind: 'count', to: value };
  return { kind: 'count', to: value };
}

export type UnsentStock = { readonly base: unknown; readonly value: unknown; readonly stock: StockIntent | null };

/**
 * Unsent stock changes of one record, oldest first, as the cell shows them: `11 +3`, `11 −1`, `= 10`. Adjustments sum;
 * a count, or a number that was brought back, replaces what came before it. Null: the plain number says it all.
 */
export function stockChangeText(changes: readonly UnsentStock[]): string | null {
  let start: string | null = null;
  let by = 0;
  for (const { base, value, stock } of changes) {
    if (stock?.kind === 'adjust') {
      start ??= typeof base === 'number' ? String(base) : '';
      by += stock.by;
      continue;
    }
    const to = stock?.to ?? value;
    // A new record's first number replaces nothing.
    if (typeof to !== 'number' || (stock === null && typeof base !== 'number')) continue;
    start = `= ${to}`;
    by = 0;
  }
  if (start === null) return null;
  // Adjustments that cancel each other still wait: only a count stands without one.
  const step = by === 0 && start.startsWith('=') ? '' : by < 0 ? `−${-by}` : `+${by}`;
  return `${start} ${step}`.trim();
}

export type RowSyncWords = 'same' | 'waiting' | 'sending' | 'refused' | 'needs-you';

export function rowSyncWords(row: Pick<ProductRow, 'marks' | 'sync_status'>): RowSyncWords {
  const marks = Object.values(row.marks);
  if (marks.includes('sending')) return 'sending';
  if (row.sync_status === 'conflict') return 'needs-you';
  if (row.sync_status === 'error') return 'refused';
  return row.sync_status === 'pending' ? 'waiting' : 'same';
}

/** Fields of a product with an unsent change, in the order of the form. */
export function changedFields(marks: Readonly<Record<string, string>>, order: readonly string[]): readonly string[] {
  const known = order.filter((field) => marks[field]);
  const others = Object.keys(marks).filter((field) => !order.includes(field));
  return [...known, ...others.sort()];
}
