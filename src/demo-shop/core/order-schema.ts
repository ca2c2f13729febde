import { addressSchema, billingSchema } from './addresses.ts';
import { ORDER_STATUSES } from './orders.ts';
import { boolean, integer, mixed, object, objects, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';

export const meta = objects({ id: integer, key: text, value: mixed });

export const orderWriteSchema: Schema = {
  parent_id: integer,
  status: oneOf('auto-draft', ...ORDER_STATUSES),
  currency: text,
  customer_id: integer,
  customer_note: text,
  billing: billingSchema,
  shipping: addressSchema,
  payment_method: text,
  payment_method_title: text,
  transaction_id: text,
  created_via: text,
  set_paid: boolean,
  manual_update: boolean,
  meta_data: meta,
  line_items: objects({
    id: integer,
    name: mixed,
    product_id: mixed,
    variation_id: integer,
    quantity: integer,
    tax_class: text,
    subtotal: text,
    total: text,
    meta_data: meta,
    sku: text,
    image: object({ id: integer, src: text }),
  }),
  shipping_lines: objects({
    id: integer,
    method_title: mixed,
    method_id: mixed,
    instance_id: text,
    total: text,
    meta_data: meta,
  }),
  fee_lines: objects({
    id: integer,
    name: mixed,
    tax_class: text,
    tax_status: oneOf('taxable', 'none'),
    total: text,
    meta_data: meta,
  }),
  coupon_lines: objects({ id: integer, code: text }),
};
