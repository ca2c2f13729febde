import type { DomainError } from '../../shared/contract/common.ts';
import type { InvalidAddress } from '../../shared/domain/connection-report.ts';
import type { RefusalReason } from '../../shared/domain/input/refusals.ts';
import type { BoardRefusal } from '../../shared/domain/boards/refusals.ts';
import { BOARD_REFUSAL_WORDS } from './boards/refusal-words.ts';
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

type Facts = FieldRefused['facts'];
type Reason = RefusalReason | InvalidAddress['reason'] | BoardRefusal | 'not-here';

/** A fact that the reason should carry; a missing one leaves a gap in the sentence rather than the word “undefined”. */
function fact(facts: Facts, name: string): string | number {
  return facts[name] ?? '';
}

/** Says what to type, so that the sentence can stand alone below its field. */
const REFUSALS: Readonly<Record<Reason, (facts: Facts) => string>> = {
  ...BOARD_REFUSAL_WORDS,
  'unknown-field': () => m.refused_unknown_field(),
  'read-only': () => m.refused_read_only(),
  required: () => m.refused_required(),
  'too-long': (facts) => m.refused_long({ max: fact(facts, 'max') }),
  'bad-characters': () => m.refused_characters(),
  'only-spaces': () => m.refused_spaces(),
  'not-text': () => m.refused_not_text(),
  'not-a-price': () => m.refused_price(),
  'not-a-number': () => m.refused_number(),
  'not-whole': () => m.refused_whole(),
  negative: () => m.refused_negative(),
  'too-small': (facts) => m.refused_small({ min: fact(facts, 'min') }),
  'too-large': (facts) => m.refused_large({ max: fact(facts, 'max') }),
  'too-many-decimals': (facts) => m.refused_decimals({ max: fact(facts, 'max') }),
  'not-yes-or-no': () => m.refused_yes_no(),
  'not-a-choice': (facts) => m.refused_choice({ choices: fact(facts, 'choices') }),
  'not-a-date': () => m.refused_date(),
  'not-an-email': () => m.refused_email(),
  'not-a-slug': () => m.refused_slug(),
  'not-a-web-address': () => m.refused_web_address(),
  'not-a-list': () => m.refused_list(),
  'not-an-id': (facts) => m.refused_id({ value: fact(facts, 'value') }),
  'too-many-items': (facts) => m.refused_items({ max: fact(facts, 'max') }),
  'duplicate-key': (facts) => m.refused_duplicate_key({ key: fact(facts, 'key') }),
  'use-delete': () => m.refused_use_delete(),
  'sale-not-below-regular': (facts) => m.refused_sale_below({ regular_price: fact(facts, 'regular_price') }),
  'sale-without-regular': () => m.refused_sale_without(),
  'sale-ends-before-start': () => m.refused_sale_dates(),
  'price-on-variations': () => m.refused_on_variations(),
  'price-on-parts': () => m.refused_on_parts(),
  'stock-from-parent': () => m.refused_parent_stock(),
  'stock-not-managed': () => m.refused_unmanaged(),
  'no-stock-for-type': (facts) => m.refused_no_stock({ type: fact(facts, 'type') }),
  'status-follows-stock': () => m.refused_follows_stock(),
  'percent-above-100': () => m.refused_percent(),
  'minimum-above-maximum': () => m.refused_minimum(),
  'sku-taken': (facts) => m.refused_sku({ name: fact(facts, 'name') }),
  'sku-taken-in-trash': (facts) => m.refused_sku_trash({ name: fact(facts, 'name') }),
  'code-taken': () => m.refused_code(),
  'unknown-reference': (facts) => m.refused_reference({ value: fact(facts, 'value') }),
  'not-sent-yet': (facts) => m.refused_not_sent({ name: fact(facts, 'name') }),
  'parent-is-itself': () => m.refused_own_parent(),
  'parent-cycle': (facts) => m.refused_cycle({ name: fact(facts, 'name') }),
  'not-variable': () => m.refused_not_variable(),
  'has-variations': (facts) => m.refused_has_variations({ count: Number(fact(facts, 'count')) }),
  'in-trash': () => m.refused_in_trash(),
  'not-in-trash': () => m.refused_not_in_trash(),
  'being-sent': () => m.refused_being_sent(),
  'not-creatable': () => m.refused_not_creatable(),
  'not-deletable': () => m.refused_not_deletable(),
  'not-in-conflict': () => m.refused_not_in_conflict(),
  'already-settled': () => m.refused_settled(),
  'in-decision': () => m.refused_in_decision(),
  'no-price-yet': () => m.refused_no_price_yet(),
  empty: () => m.refused_address(),
  'not-an-address': () => m.refused_address(),
  'not-http': () => m.refused_address_http(),
  'has-credentials': () => m.refused_address_credentials(),
  'not-here': () => m.refused_not_here(),
};

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(REFUSALS, reason);
}

/** One sentence for a refused field: below the field, or alone in a toast. */
export function wordRefusal({ field, reason, facts }: Pick<FieldRefused, 'field' | 'reason' | 'facts'>): string {
  return isReason(reason) ? REFUSALS[reason](facts) : m.errors_field_refused({ field: wordField(field) });
}
