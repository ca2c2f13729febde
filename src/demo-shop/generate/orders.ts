import { round } from '../core/php.ts';
import type { Address, BillingAddress, NoteRecord, OrderLine, OrderRecord, RefundRecord } from '../core/types.ts';
import { nameOf } from './naming.ts';
import { personAt } from './people.ts';
import { orderStatus } from './plan.ts';
import type { Plan } from './plan.ts';
import { mix, pick, pickInt, unit } from './prng.ts';
import { pricesOf } from './products.ts';

/** Item ids reserved per generated order: lines, one shipping line, one fee or coupon line, one tax line. */
export const ITEMS_PER_ORDER = 10;
const META_PER_ORDER = 10;
export const FIRST_META_ID = 2_000_000;
const NOTES_PER_ORDER = 4;
const GATEWAYS = [
  ['bacs', 'Direct bank transfer'],
  ['credit_card', 'Credit card'],
  ['ppcp-gateway', 'PayPal'],
  ['cod', 'Cash on delivery'],
] as const;

/** Customer index of a generated order, -1 for a guest. */
export function orderCustomerIndex(plan: Plan, index: number): number {
  if (plan.customers === 0 || unit(plan.seed, 420, index) < 0.3) return -1;
  return pickInt(plan.seed, 421, index, plan.customers);
}

export type OrderedThing = {
  readonly productIndex: number;
  readonly variationIndex: number;
  readonly quantity: number;
};

/** What a generated order holds; cheap enough to scan all orders for one product. */
export function orderedThings(plan: Plan, index: number): OrderedThing[] {
  const count = 1 + Math.floor(unit(plan.seed, 422, index) ** 2 * 4);
  return Array.from({ length: plan.products === 0 ? 0 : count }, (_none, line) => {
    const key = index * 8 + line;
    const productIndex = Math.floor(unit(plan.seed, 423, key) ** 1.5 * plan.products);
    const start = plan.variationStart(productIndex);
    const variations = plan.variationStart(productIndex + 1) - start;
    const variationIndex = variations === 0 ? -1 : start + pickInt(plan.seed, 424, key, variations);
    return { productIndex, variationIndex, quantity: 1 + Math.floor(unit(plan.seed, 425, key) ** 3 * 4) };
  });
}

function linesOf(plan: Plan, index: number, taxed: boolean): OrderLine[] {
  return orderedThings(plan, index).map((thing, line) => {
    const place = thing.variationIndex < 0 ? -1 : thing.variationIndex - plan.variationStart(thing.productIndex);
    const prices = pricesOf(plan, thing.productIndex, place);
    const subtotal = Number(prices.sale === '' ? prices.regular : prices.sale) * thing.quantity;
    const tax = taxed ? round((subtotal * plan.taxRate) / 100, 2) : 0;
    return {
      id: 1 + index * ITEMS_PER_ORDER + line,
      name: nameOf(plan.seed, thing.productIndex),
      product_id: plan.firstProductId + thing.productIndex,
      variation_id: thing.variationIndex < 0 ? 0 : plan.firstVariationId + thing.variationIndex,
      quantity: thing.quantity,
      tax_class: '',
      subtotal,
      total: subtotal,
      subtotal_tax: tax,
      total_tax: tax,
      meta: [],
    };
  });
}

function shippingAddress(billing: BillingAddress): Address {
  const { email: _email, ...rest } = billing;
  return rest;
}

/** The generated order number `index`. Pure. */
export function orderAt(plan: Plan, index: number): OrderRecord {
  const { seed } = plan;
  const id = plan.firstOrderId + index;
  const created = plan.orderCreated[index] ?? 0;
  const modified = plan.orderModified[index] ?? 0;
  const status = orderStatus(plan, index);
  const customer = orderCustomerIndex(plan, index);
  const person = personAt(seed, customer < 0 ? plan.customers + index : customer, plan.country);
  const taxed = person.billing.country === plan.country;
  const lines = linesOf(plan, index, taxed);
  const shipped = unit(seed, 430, index) < 0.8;
  const shipping = shipped ? (plan.currency === 'EUR' ? 4.99 : 29) : 0;
  const shippingTax = taxed ? round((shipping * plan.taxRate) / 100, 2) : 0;
  const cartTax = lines.reduce((sum, line) => sum + line.total_tax, 0);
  const total = lines.reduce((sum, line) => sum + line.total, 0) + shipping + shippingTax + cartTax;
  const paid = ['processing', 'completed', 'refunded'].includes(status);
  const [gateway, gatewayTitle] = pick(seed, 431, index, GATEWAYS);
  const firstItem = 1 + index * ITEMS_PER_ORDER;
  return {
    id,
    type: 'shop_order',
    status,
    parent_id: 0,
    created,
    created_wall: plan.zone.toWall(created),
    modified,
    modified_wall: plan.zone.toWall(modified),
    currency: plan.currency,
    customer_id: customer < 0 ? 0 : plan.firstCustomerId + customer,
    order_key: `wc_order_${mix(seed, 432, index).toString(36)}${mix(seed, 433, index).toString(36)}`.slice(0, 22),
    billing: person.billing,
    shipping: shipped
      ? shippingAddress(person.billing)
      : {
          first_name: '',
          last_name: '',
          company: '',
          address_1: '',
          address_2: '',
          city: '',
          state: '',
          postcode: '',
          country: '',
          phone: '',
        },
    payment_method: gateway,
    payment_method_title: gatewayTitle,
    transaction_id: paid && gateway !== 'cod' && gateway !== 'bacs' ? `tx-${mix(seed, 434, index).toString(16)}` : '',
    customer_ip_address: `192.0.2.${1 + pickInt(seed, 435, index, 250)}`,
    customer_user_agent: 'Mozilla/5.0',
    created_via: unit(seed, 436, index) < 0.93 ? 'checkout' : 'admin',
    customer_note:
      unit(seed, 437, index) < 0.08
        ? pick(seed, 438, index, [
            'Please ring twice',
            'אפשר להשאיר אצל השכן',
            'Bitte gut verpacken',
            'A gift, no invoice in the box 🎁',
          ])
        : '',
    completed: status === 'completed' || status === 'refunded' ? Math.min(modified, created + 3600 * 30) : null,
    paid: paid ? Math.min(created + 40, modified) : null,
    cart_hash: mix(seed, 439, index).toString(16).padStart(8, '0').repeat(4),
    lines,
    shipping_lines: shipped
      ? [
          {
            id: firstItem + 6,
            method_title: 'Courier',
            method_id: 'flat_rate',
            instance_id: '1',
            total: shipping,
            total_tax: shippingTax,
            meta: [],
          },
        ]
      : [],
    fee_lines: [],
    coupon_lines: [],
    tax_lines: taxed
      ? [
          {
            id: firstItem + 8,
            rate_id: 1,
            rate_code: `${plan.country}-VAT-1`,
            label: 'VAT',
            rate_percent: plan.taxRate,
            tax_total: round(cartTax, 2),
            shipping_tax_total: shippingTax,
          },
        ]
      : [],
    discount_total: 0,
    discount_tax: 0,
    shipping_total: shipping,
    shipping_tax: shippingTax,
    cart_tax: round(cartTax, 2),
    total: round(total, 2),
    stock_reduced: paid || status === 'on-hold',
    meta:
      unit(seed, 440, index) < 0.1
        ? [
            {
              id: FIRST_META_ID + index * META_PER_ORDER,
              key: 'delivery_slot',
              value: pick(seed, 441, index, ['morning', 'afternoon', 'evening']),
            },
          ]
        : [],
  };
}

/** The generated refund number `index`: a whole refund for refunded orders, a part of the total otherwise. */
export function refundAt(plan: Plan, index: number): RefundRecord {
  const orderIndex = plan.refundedOrders[index] ?? 0;
  const order = orderAt(plan, orderIndex);
  const whole = order.status === 'refunded';
  const amount = whole ? order.total : round(order.total * (0.1 + unit(plan.seed, 450, orderIndex) * 0.4), 2);
  const created = order.modified;
  return {
    id: plan.firstRefundId + index,
    type: 'shop_order_refund',
    status: 'completed',
    parent_id: order.id,
    created,
    created_wall: plan.zone.toWall(created),
    modified: created,
    modified_wall: plan.zone.toWall(created),
    amount,
    reason: pick(plan.seed, 451, orderIndex, ['Arrived broken', 'Changed mind', 'נשבר במשלוח', 'Falsche Größe', '']),
    refunded_by: 1,
    refunded_payment: false,
    lines: [],
    meta: [
      { id: FIRST_META_ID + orderIndex * META_PER_ORDER + 5, key: '_refund_type', value: whole ? 'full' : 'partial' },
    ],
  };
}

/** Notes that a generated order carries from its history. Pure. */
export function notesAt(plan: Plan, orderIndex: number): NoteRecord[] {
  const order = orderAt(plan, orderIndex);
  const first = 1000 + orderIndex * NOTES_PER_ORDER;
  const notes: NoteRecord[] = [];
  if (order.paid !== null)
    notes.push({
      id: first,
      author: 'WooCommerce',
      created: order.paid,
      note: `Payment received via ${order.payment_method_title}.`,
      customer_note: false,
    });
  if (order.completed !== null)
    notes.push({
      id: first + 1,
      author: 'WooCommerce',
      created: order.completed,
      note: 'Order status changed from Processing to Completed.',
      customer_note: false,
    });
  if (unit(plan.seed, 460, orderIndex) < 0.1)
    notes.push({
      id: first + 2,
      author: 'Tamar',
      created: order.modified,
      note: pick(plan.seed, 461, orderIndex, [
        'Packed with extra paper',
        'נארז כמתנה',
        'Kundin rief an',
        'Courier comes on Sunday',
      ]),
      customer_note: unit(plan.seed, 462, orderIndex) < 0.4,
    });
  return notes;
}

export function firstFreeNoteId(plan: Plan): number {
  return 1000 + plan.orders * NOTES_PER_ORDER;
}
