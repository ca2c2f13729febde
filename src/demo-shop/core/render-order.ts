import type { Context } from './context.ts';
import { anyProduct, refundsOf } from './lookups.ts';
import { money, round } from './php.ts';
import { READ_DELETE, linksOf } from './serialize.ts';
import type { FieldTree } from './serialize.ts';
import type { ShopState } from './state.ts';
import { formatGmt, formatLocal } from './time.ts';
import type {
  CouponLine,
  FeeLine,
  Meta,
  OrderLine,
  OrderRecord,
  RefundRecord,
  ShippingLine,
  TaxLine,
} from './types.ts';

/** How many decimals amounts are shown with: the `dp` parameter, two otherwise. */
export function decimalsOf(context: Context): number {
  const places = context.params['dp'];
  return typeof places === 'number' && places >= 0 ? Math.min(places, 10) : 2;
}

function shownMeta(meta: readonly Meta[]): unknown[] {
  return meta.map((entry) => ({ ...entry, display_key: entry.key, display_value: entry.value }));
}

/** Amounts are kept unrounded; more decimals show more of them. */
function amount(value: number, places: number): string {
  return money(value, places);
}

/** Items of one order share the tax rate of the order's own tax line; a line without rates has no taxes at all. */
export function renderLine(
  state: ShopState,
  line: OrderLine,
  places: number,
  rateId: number | null,
): Record<string, unknown> {
  const product =
    line.product_id === 0
      ? undefined
      : anyProduct(state, line.variation_id !== 0 ? line.variation_id : line.product_id);
  const parent = line.variation_id === 0 ? undefined : state.products.get(line.product_id);
  const image = product?.image_ids[0] ?? parent?.image_ids[0];
  const file = image === undefined ? undefined : state.attachments.get(image);
  return {
    id: line.id,
    name: line.name,
    product_id: line.product_id,
    variation_id: line.variation_id,
    quantity: line.quantity,
    tax_class: line.tax_class,
    subtotal: amount(line.subtotal, places),
    subtotal_tax: amount(line.subtotal_tax, places),
    total: amount(line.total, places),
    total_tax: amount(line.total_tax, places),
    taxes:
      rateId === null
        ? []
        : [{ id: rateId, total: amount(line.total_tax, places), subtotal: amount(line.subtotal_tax, places) }],
    meta_data: shownMeta(line.meta),
    sku: product === undefined ? null : product.sku,
    global_unique_id: product === undefined ? null : product.global_unique_id,
    price: line.quantity === 0 ? 0 : round(line.total / line.quantity, 6),
    image:
      product === undefined
        ? { id: 0, src: '' }
        : file === undefined
          ? { id: '', src: '' }
          : { id: String(file.id), src: `${state.config.baseUrl}${file.path}` },
    parent_name: parent === undefined ? null : parent.name,
  };
}

function renderShipping(line: ShippingLine, places: number, rateId: number | null): Record<string, unknown> {
  return {
    id: line.id,
    method_title: line.method_title,
    method_id: line.method_id,
    instance_id: line.instance_id,
    total: amount(line.total, places),
    total_tax: amount(line.total_tax, places),
    taxes: rateId === null ? [] : [{ id: rateId, total: amount(line.total_tax, places), subtotal: '' }],
    tax_status: 'taxable',
    meta_data: shownMeta(line.meta),
  };
}

function renderFee(line: FeeLine, places: number, rateId: number | null): Record<string, unknown> {
  return {
    id: line.id,
    name: line.name,
    tax_class: line.tax_class,
    tax_status: line.tax_status,
    amount: line.amount,
    total: amount(line.total, places),
    total_tax: amount(line.total_tax, places),
    taxes: rateId === null ? [] : [{ id: rateId, total: amount(line.total_tax, places), subtotal: '' }],
    meta_data: shownMeta(line.meta),
  };
}

function renderCouponLine(line: CouponLine, places: number): Record<string, unknown> {
  return {
    id: line.id,
    code: line.code,
    discount: amount(line.discount, places),
    discount_tax: amount(line.discount_tax, places),
    meta_data: shownMeta(line.meta),
    discount_type: 'percent',
    nominal_amount: 0,
    free_shipping: false,
  };
}

function renderTaxLine(line: TaxLine, places: number): Record<string, unknown> {
  return {
    id: line.id,
    rate_code: line.rate_code,
    rate_id: line.rate_id,
    label: line.label,
    compound: false,
    tax_total: amount(line.tax_total, places),
    shipping_tax_total: amount(line.shipping_tax_total, places),
    rate_percent: line.rate_percent,
    meta_data: [],
  };
}

function addressIn(value: OrderRecord['billing'] | OrderRecord['shipping']): Record<string, string> {
  const shown: Record<string, string> = {
    first_name: value.first_name,
    last_name: value.last_name,
    company: value.company,
    address_1: value.address_1,
    address_2: value.address_2,
    city: value.city,
    state: value.state,
    postcode: value.postcode,
    country: value.country,
  };
  if ('email' in value) shown['email'] = value.email;
  shown['phone'] = value.phone;
  return shown;
}

type View = { readonly state: ShopState; readonly places: number; readonly rateId: number | null };
type Field = (order: OrderRecord, view: View) => unknown;

const PAYABLE = new Set(['pending', 'failed', 'checkout-draft']);
const EDITABLE = new Set(['pending', 'on-hold', 'auto-draft', 'checkout-draft']);

const FIELDS: Readonly<Record<string, Field>> = {
  id: (o) => o.id,
  parent_id: (o) => o.parent_id,
  status: (o) => o.status,
  currency: (o) => o.currency,
  version: (_o, v) => v.state.config.wooVersion,
  prices_include_tax: () => false,
  date_created: (o, v) => formatLocal(v.state.config.zone, o.created),
  date_modified: (o, v) => formatLocal(v.state.config.zone, o.modified),
  discount_total: (o, v) => money(o.discount_total, v.places),
  discount_tax: (o, v) => money(o.discount_tax, v.places),
  shipping_total: (o, v) => money(o.shipping_total, v.places),
  shipping_tax: (o, v) => money(o.shipping_tax, v.places),
  cart_tax: (o, v) => money(o.cart_tax, v.places),
  total: (o, v) => money(o.total, v.places),
  total_tax: (o, v) => money(o.cart_tax + o.shipping_tax, v.places),
  customer_id: (o) => o.customer_id,
  order_key: (o) => o.order_key,
  billing: (o) => addressIn(o.billing),
  shipping: (o) => addressIn(o.shipping),
  payment_method: (o) => o.payment_method,
  payment_method_title: (o) => o.payment_method_title,
  transaction_id: (o) => o.transaction_id,
  customer_ip_address: (o) => o.customer_ip_address,
  customer_user_agent: (o) => o.customer_user_agent,
  created_via: (o) => o.created_via,
  customer_note: (o) => o.customer_note,
  date_completed: (o, v) => formatLocal(v.state.config.zone, o.completed),
  date_paid: (o, v) => formatLocal(v.state.config.zone, o.paid),
  cart_hash: (o) => o.cart_hash,
  number: (o) => String(o.id),
  meta_data: (o) => o.meta,
  line_items: (o, v) => o.lines.map((line) => renderLine(v.state, line, v.places, v.rateId)),
  tax_lines: (o, v) => o.tax_lines.map((line) => renderTaxLine(line, v.places)),
  shipping_lines: (o, v) => o.shipping_lines.map((line) => renderShipping(line, v.places, v.rateId)),
  fee_lines: (o, v) => o.fee_lines.map((line) => renderFee(line, v.places, v.rateId)),
  coupon_lines: (o, v) => o.coupon_lines.map((line) => renderCouponLine(line, v.places)),
  refunds: (o, v) =>
    refundsOf(v.state, o.id).map((refund) => ({
      id: refund.id,
      reason: refund.reason,
      total: `-${money(refund.amount, v.places)}`,
    })),
  payment_url: (o, v) => `${v.state.config.baseUrl}/checkout/order-pay/${o.id}/?pay_for_order=true&key=${o.order_key}`,
  is_editable: (o) => EDITABLE.has(o.status),
  needs_payment: (o) => PAYABLE.has(o.status) && o.total > 0,
  needs_processing: (o, v) =>
    o.lines.some(
      (line) => line.product_id !== 0 && anyProduct(v.state, line.variation_id || line.product_id)?.virtual !== true,
    ),
  date_created_gmt: (o) => formatGmt(o.created),
  date_modified_gmt: (o) => formatGmt(o.modified),
  date_completed_gmt: (o) => formatGmt(o.completed),
  date_paid_gmt: (o) => formatGmt(o.paid),
  currency_symbol: (o) => (o.currency === 'EUR' ? '€' : '₪'),
};

export function orderLinks(state: ShopState, order: OrderRecord): Record<string, unknown> {
  const root = `${state.config.baseUrl}/wp-json/wc/v3`;
  const links: Record<string, unknown> = { ...linksOf(`${root}/orders/${order.id}`, `${root}/orders`) };
  if (order.customer_id !== 0) links['customer'] = [{ href: `${root}/customers/${order.customer_id}` }];
  links['email_templates'] = [{ embeddable: true, href: `${root}/orders/${order.id}/actions/email_templates` }];
  return links;
}

/** An order as the API shows it, without links; with `tree` only the named fields are computed. */
export function renderOrder(
  state: ShopState,
  order: OrderRecord,
  places: number,
  tree: FieldTree | null = null,
): Record<string, unknown> {
  const view: View = { state, places, rateId: order.tax_lines[0]?.rate_id ?? null };
  const body: Record<string, unknown> = {};
  for (const name in FIELDS) if (tree === null || Object.hasOwn(tree, name)) body[name] = FIELDS[name]?.(order, view);
  return body;
}

/** A refund; in the list over all orders it names its order too. */
export function renderRefund(
  state: ShopState,
  refund: RefundRecord,
  places: number,
  withParent: boolean,
): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  const root = `${baseUrl}/wp-json/wc/v3/orders/${refund.parent_id}`;
  return {
    id: refund.id,
    ...(withParent ? { parent_id: refund.parent_id } : {}),
    date_created: formatLocal(zone, refund.created),
    date_created_gmt: formatGmt(refund.created),
    amount: money(refund.amount, places),
    reason: refund.reason,
    refunded_by: refund.refunded_by,
    refunded_payment: refund.refunded_payment,
    meta_data: refund.meta,
    line_items: refund.lines.map((line) => renderLine(state, line, places, line.total_tax === 0 ? null : 1)),
    shipping_lines: [],
    tax_lines: [],
    fee_lines: [],
    _links: linksOf(`${root}/refunds/${refund.id}`, `${root}/refunds`, READ_DELETE, root),
  };
}
