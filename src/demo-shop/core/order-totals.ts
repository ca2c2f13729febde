import { round } from './php.ts';
import type { ShopState } from './state.ts';
import { take } from './state.ts';
import type { CouponLine, CouponRecord, OrderLine, OrderRecord, TaxLine } from './types.ts';

/** The shop taxes its own country; an order without any address counts as domestic. */
function taxedRate(state: ShopState, order: OrderRecord): number | null {
  const country = order.shipping.country || order.billing.country;
  return country === '' || country === state.plan.country ? state.plan.taxRate : null;
}

const taxOf = (amount: number, rate: number | null): number => (rate === null ? 0 : round((amount * rate) / 100, 2));

/** Recomputes taxes and totals. Tax is rounded per line; line totals themselves are never recomputed from quantities. */
export function calculateTotals(state: ShopState, order: OrderRecord): OrderRecord {
  const rate = taxedRate(state, order);
  const lines = order.lines.map((line): OrderLine => ({
    ...line,
    total_tax: taxOf(line.total, rate),
    subtotal_tax: taxOf(line.subtotal, rate),
  }));
  const shippingLines = order.shipping_lines.map((line) => ({ ...line, total_tax: taxOf(line.total, rate) }));
  const feeLines = order.fee_lines.map((line) => ({
    ...line,
    total_tax: line.tax_status === 'none' ? 0 : taxOf(line.total, rate),
  }));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const cartTax = round(sum([...lines.map((line) => line.total_tax), ...feeLines.map((line) => line.total_tax)]), 2);
  const shipping = sum(shippingLines.map((line) => line.total));
  const shippingTax = round(sum(shippingLines.map((line) => line.total_tax)), 2);
  const goods = sum(lines.map((line) => line.total));
  const fees = sum(feeLines.map((line) => line.total));
  return {
    ...order,
    lines,
    shipping_lines: shippingLines,
    fee_lines: feeLines,
    tax_lines: rate === null ? [] : [taxLine(state, order, cartTax, shippingTax)],
    discount_total: round(sum(lines.map((line) => line.subtotal - line.total)), 2),
    discount_tax: round(sum(lines.map((line) => line.subtotal_tax - line.total_tax)), 2),
    shipping_total: round(shipping, 2),
    shipping_tax: shippingTax,
    cart_tax: cartTax,
    total: round(goods + fees + shipping + cartTax + shippingTax, 2),
  };
}

function taxLine(state: ShopState, order: OrderRecord, cartTax: number, shippingTax: number): TaxLine {
  const kept = order.tax_lines[0];
  return {
    id: kept?.id ?? take(state, 'item'),
    rate_id: 1,
    rate_code: `${state.plan.country}-VAT-1`,
    label: 'VAT',
    rate_percent: state.plan.taxRate,
    tax_total: cartTax,
    shipping_tax_total: shippingTax,
  };
}

/** Applies coupons to the lines' subtotals, one after the other. */
export function applyCoupons(state: ShopState, order: OrderRecord, coupons: readonly CouponRecord[]): OrderRecord {
  let lines = order.lines.map((line): OrderLine => ({ ...line, total: line.subtotal }));
  const couponLines: CouponLine[] = [];
  for (const coupon of coupons) {
    const before = lines.reduce((sum, line) => sum + line.total, 0);
    lines = lines.map((line) => discounted(line, coupon, before));
    const after = lines.reduce((sum, line) => sum + line.total, 0);
    const kept = order.coupon_lines.find((line) => line.code === coupon.code);
    couponLines.push({
      id: kept?.id ?? take(state, 'item'),
      code: coupon.code,
      coupon_id: coupon.id,
      discount: round(before - after, 2),
      discount_tax: round(((before - after) * state.plan.taxRate) / 100, 2),
      meta: kept?.meta ?? [],
    });
  }
  return { ...order, lines, coupon_lines: couponLines };
}

function discounted(line: OrderLine, coupon: CouponRecord, cartTotal: number): OrderLine {
  const value = Number(coupon.amount);
  const applies = coupon.product_ids.length === 0 || coupon.product_ids.includes(line.product_id);
  if (!applies || line.total === 0) return line;
  if (coupon.discount_type === 'percent')
    return { ...line, total: round(line.total * (1 - Math.min(100, value) / 100), 6) };
  if (coupon.discount_type === 'fixed_product')
    return { ...line, total: Math.max(0, line.total - value * line.quantity) };
  const share = cartTotal === 0 ? 0 : line.total / cartTotal;
  return { ...line, total: Math.max(0, round(line.total - Math.min(value, cartTotal) * share, 6)) };
}
