import type { DomainError } from '../../shared/contract/common.ts';
import { m } from '../paraglide/messages.js';

type FieldRefused = Extract<DomainError, { type: 'FieldRefused' }>;

const FIELD_WORDS: Readonly<Record<string, () => string>> = {
  name: m.field_name,
  slug: m.field_slug,
  sku: m.field_sku,
  type: m.field_type,
  status: m.field_status,
  price: m.field_price,
  regular_price: m.field_regular_price,
  sale_price: m.field_sale_price,
  date_on_sale_from: m.field_date_on_sale_from,
  date_on_sale_to: m.field_date_on_sale_to,
  manage_stock: m.field_manage_stock,
  stock_quantity: m.field_stock_quantity,
  stock_status: m.field_stock_status,
  backorders: m.field_backorders,
  weight: m.field_weight,
  length: m.field_length,
  width: m.field_width,
  height: m.field_height,
  description: m.field_description,
  short_description: m.field_short_description,
  categories: m.field_categories,
  tags: m.field_tags,
  brands: m.field_brands,
  images: m.field_images,
  image: m.field_images,
  attributes: m.field_attributes,
  featured: m.field_featured,
  catalog_visibility: m.field_catalog_visibility,
  tax_status: m.field_tax_status,
  shipping_class: m.field_shipping_class,
  menu_order: m.field_menu_order,
  purchase_note: m.field_purchase_note,
  customer_note: m.field_customer_note,
  note: m.field_note,
  text: m.field_note,
  email: m.field_email,
  first_name: m.field_first_name,
  last_name: m.field_last_name,
  username: m.field_username,
  code: m.field_code,
  amount: m.field_amount,
  date_expires: m.field_date_expires,
  minimum_amount: m.field_minimum_amount,
  maximum_amount: m.field_maximum_amount,
  usage_limit: m.field_usage_limit,
  url: m.field_url,
  consumerKey: m.field_consumer_key,
  consumerSecret: m.field_consumer_secret,
};

/** A field's name in the person's language; a field that has no words here keeps its own name. */
export function wordField(field: string): string {
  const own = FIELD_WORDS[field];
  if (own) return own();
  const [, side, part] = /^(billing|shipping)_(.+)$/.exec(field) ?? [];
  if (side === 'billing') return m.field_billing({ part: wordField(part ?? '') });
  if (side === 'shipping') return m.field_shipping({ part: wordField(part ?? '') });
  return field;
}

/** Says what to type, so that the sentence can stand alone below its field. */
const REFUSALS: Readonly<Record<string, (facts: FieldRefused['facts']) => string>> = {
  required: () => m.refused_required(),
  'not-a-price': () => m.refused_price(),
  'not-a-number': () => m.refused_number(),
  'not-whole': () => m.refused_whole(),
  negative: () => m.refused_negative(),
  'sale-not-below-regular': ({ regular_price: regular }) =>
    regular === undefined ? m.refused_sale() : m.refused_sale_below({ regular }),
  'sku-taken': ({ name }) => (name === undefined ? m.refused_sku() : m.refused_sku_of({ name })),
  'not-a-date': () => m.refused_date(),
  'not-a-choice': () => m.refused_choice(),
  'not-an-email': () => m.refused_email(),
  'too-long': () => m.refused_long(),
  'not-editable': () => m.refused_not_editable(),
  'being-sent': () => m.refused_being_sent(),
  empty: () => m.refused_address(),
  'not-an-address': () => m.refused_address(),
  'not-http': () => m.refused_address_http(),
  'has-credentials': () => m.refused_address_credentials(),
  'not-here': () => m.refused_not_here(),
};

/** One sentence for a refused field: below the field, or alone in a toast. */
export function wordRefusal(refusal: Pick<FieldRefused, 'field' | 'reason' | 'facts'>): string {
  return REFUSALS[refusal.reason]?.(refusal.facts) ?? m.errors_field_refused({ field: wordField(refusal.field) });
}
