import type { CatalogueEntry } from './error-classes.ts';
import { entry } from './error-classes.ts';

const GONE = entry('record-gone', 'gone', 'record-not-there', 'discard-or-recreate', 'you');
const TAXONOMY_GONE = entry('taxonomy-gone', 'gone', 'record-not-there', 'sync-then-edit', 'you');
const UNKNOWN_REFERENCE = entry('reference-unknown', 'missing', 'kept-here', 'sync-then-edit', 'you');
const MAY_NOT = entry('key-may-not', 'permission', 'kept-here', 'allow-key', 'shop-manager');
const DID_NOT_ARRIVE = entry('key-did-not-arrive', 'permission', 'kept-here', 'let-api-through', 'hosting');
const VALUE = entry('value-refused', 'value', 'kept-here', 'edit-value', 'you');
const MISSING_VALUE = entry('value-missing', 'missing', 'kept-here', 'fill-in', 'you');
const SKU = entry('sku-taken', 'duplicate', 'kept-here', 'choose-another', 'you');
const EMAIL = entry('email-refused', 'value', 'kept-here', 'edit-value', 'you');
const USERNAME_TAKEN = entry('username-taken', 'duplicate', 'kept-here', 'choose-another', 'you');
const EXISTS = entry('exists-already', 'duplicate', 'kept-here', 'report-defect', 'backroom');
const LINE = entry('line-unknown', 'missing', 'kept-here', 'sync-then-edit', 'you');
const WEBHOOK = entry('webhook-refused', 'value', 'nothing-changed', 'report-defect', 'backroom');
const TOO_MANY = entry('too-many-items', 'too_large', 'kept-here', 'report-defect', 'backroom');
const DATABASE = entry('database-failed', 'intermittent', 'kept-here', 'retry', 'hosting');

/**
 * What WooCommerce and WordPress answer, by code. `code@status` where one code means several things; a code by itself
 * holds for the other statuses.
 */
export const STORE_CODES: Readonly<Record<string, CatalogueEntry>> = {
  // taken
  product_invalid_sku: SKU,
  // the same, told by a lost race, or because the owner of the SKU lies in the trash
  woocommerce_rest_product_not_created: SKU,
  product_invalid_global_unique_id: entry('gtin-taken', 'duplicate', 'kept-here', 'choose-another', 'you'),
  term_exists: entry('term-exists', 'duplicate', 'kept-here', 'use-existing', 'you'),
  duplicate_term_slug: entry('slug-taken', 'duplicate', 'kept-here', 'choose-another', 'you'),
  woocommerce_rest_coupon_code_already_exists: entry(
    'coupon-code-taken',
    'duplicate',
    'kept-here',
    'choose-another',
    'you',
  ),
  'registration-error-email-exists': entry('email-taken', 'duplicate', 'kept-here', 'use-existing', 'you'),
  'registration-error-username-exists': USERNAME_TAKEN,
  existing_user_login: USERNAME_TAKEN,
  existing_user_email: entry('email-taken', 'duplicate', 'kept-here', 'use-existing', 'you'),
  woocommerce_rest_product_exists: EXISTS,
  woocommerce_rest_product_variation_exists: EXISTS,
  woocommerce_rest_shop_order_exists: EXISTS,
  woocommerce_rest_shop_coupon_exists: EXISTS,
  woocommerce_rest_customer_exists: EXISTS,

  // values
  rest_invalid_param: VALUE,
  rest_invalid_type: VALUE,
  rest_not_in_enum: VALUE,
  rest_out_of_bounds: VALUE,
  rest_invalid_date: VALUE,
  rest_invalid_email: EMAIL,
  customer_invalid_email: EMAIL,
  'registration-error-invalid-email': EMAIL,
  woocommerce_rest_customer_invalid_email: EMAIL,
  woocommerce_rest_customer_invalid_argument: VALUE,
  'registration-error-invalid-username': VALUE,
  woocommerce_rest_cannot_create: entry('slug-refused', 'value', 'kept-here', 'edit-value', 'you'),
  rest_missing_callback_param: MISSING_VALUE,
  empty_term_name: MISSING_VALUE,
  woocommerce_rest_empty_coupon_code: MISSING_VALUE,
  woocommerce_product_image_upload_error: entry('picture-not-loaded', 'value', 'kept-here', 'choose-picture', 'you'),
  woocommerce_product_invalid_image_id: entry('picture-unknown', 'missing', 'kept-here', 'choose-picture', 'you'),
  woocommerce_rest_invalid_coupon: entry('coupon-not-valid', 'value', 'left-behind', 'clean-up-in-the-shop', 'you'),
  woocommerce_rest_invalid_item_id: LINE,
  woocommerce_rest_invalid_shipping_item: LINE,
  woocommerce_rest_invalid_fee_item: LINE,
  woocommerce_rest_required_product_reference: entry('line-without-product', 'missing', 'kept-here', 'fill-in', 'you'),
  woocommerce_rest_invalid_customer_id: entry('customer-unknown', 'missing', 'kept-here', 'sync-then-edit', 'you'),
  woocommerce_rest_invalid_product_id: UNKNOWN_REFERENCE,
  woocommerce_rest_invalid_order_id: UNKNOWN_REFERENCE,
  woocommerce_rest_invalid_order_refund: UNKNOWN_REFERENCE,
  woocommerce_rest_cannot_create_order_refund: entry(
    'refund-refused',
    'value',
    'kept-here',
    'do-it-in-the-shop',
    'shop-manager',
  ),
  woocommerce_rest_shop_webhook_invalid_topic: WEBHOOK,
  woocommerce_rest_shop_webhook_invalid_delivery_url: WEBHOOK,

  // gone
  woocommerce_rest_product_invalid_id: GONE,
  woocommerce_rest_product_variation_invalid_id: GONE,
  woocommerce_rest_shop_order_invalid_id: GONE,
  woocommerce_rest_order_invalid_id: GONE,
  woocommerce_rest_shop_coupon_invalid_id: GONE,
  woocommerce_rest_shop_webhook_invalid_id: GONE,
  woocommerce_rest_review_invalid_id: GONE,
  woocommerce_rest_invalid_order_refund_id: GONE,
  woocommerce_rest_invalid_id: GONE,
  woocommerce_rest_term_invalid: GONE,
  wc_user_invalid_id: GONE,
  woocommerce_rest_taxonomy_invalid: TAXONOMY_GONE,
  woocommerce_rest_already_trashed: entry('trashed-already', 'gone', 'done-already', 'wait', 'nobody'),
  woocommerce_rest_trash_not_supported: entry('no-trash', 'value', 'kept-here', 'delete-for-good', 'you'),
  rest_no_route: entry('route-missing', 'missing', 'kept-here', 'update-shop', 'shop-manager'),
  woocommerce_rest_cannot_delete: entry('not-deleted', 'value', 'kept-here', 'do-it-in-the-shop', 'shop-manager'),

  // size and form
  woocommerce_rest_request_entity_too_large: TOO_MANY,
  woocommerce_rest_batch_items_limit: TOO_MANY,
  rest_invalid_json: entry('request-garbled', 'parse', 'kept-here', 'let-api-through', 'hosting'),

  // the key
  woocommerce_rest_authentication_error: entry('key-refused', 'permission', 'kept-here', 'renew-key', 'shop-manager'),
  'woocommerce_rest_authentication_error#key': entry(
    'key-unknown',
    'permission',
    'kept-here',
    'renew-key',
    'shop-manager',
  ),
  'woocommerce_rest_authentication_error#rights': entry(
    'key-reads-only',
    'permission',
    'kept-here',
    'allow-key',
    'shop-manager',
  ),
  'woocommerce_rest_authentication_error#repeated': entry(
    'request-repeated',
    'intermittent',
    'looked-up-first',
    'wait',
    'hosting',
  ),
  'woocommerce_rest_authentication_error#clock': entry('clock-differs', 'permission', 'kept-here', 'set-clock', 'you'),
  woocommerce_rest_authentication_missing_parameter: DID_NOT_ARRIVE,
  rest_not_logged_in: DID_NOT_ARRIVE,
  rest_forbidden: MAY_NOT,
  'rest_forbidden@401': DID_NOT_ARRIVE,
  rest_cookie_invalid_nonce: DID_NOT_ARRIVE,
  woocommerce_rest_cannot_view: MAY_NOT,
  woocommerce_rest_cannot_edit: MAY_NOT,
  woocommerce_rest_cannot_batch: MAY_NOT,
  'woocommerce_rest_cannot_view@401': DID_NOT_ARRIVE,
  'woocommerce_rest_cannot_edit@401': DID_NOT_ARRIVE,
  'woocommerce_rest_cannot_batch@401': DID_NOT_ARRIVE,
  'woocommerce_rest_cannot_create@401': DID_NOT_ARRIVE,
  'woocommerce_rest_cannot_create@403': MAY_NOT,
  'woocommerce_rest_cannot_delete@401': DID_NOT_ARRIVE,
  'woocommerce_rest_cannot_delete@403': MAY_NOT,

  // attributes: one code for several troubles
  'woocommerce_rest_cannot_create#taken': entry('slug-taken', 'duplicate', 'kept-here', 'choose-another', 'you'),
  'woocommerce_rest_cannot_create#reserved': entry('slug-reserved', 'value', 'kept-here', 'choose-another', 'you'),
  'woocommerce_rest_cannot_create#long': entry('slug-too-long', 'value', 'kept-here', 'edit-value', 'you'),

  // the shop's program
  internal_server_error: entry('store-crashed', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  wp_die: entry('store-crashed', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  db_insert_error: DATABASE,
  db_update_error: DATABASE,
};

/**
 * English sentences that tell apart what one code stands for. Shops of other languages keep the code's general entry.
 * Never part of a fingerprint.
 */
export const STORE_VARIANTS: Readonly<
  Record<string, readonly { readonly pattern: RegExp; readonly variant: string }[]>
> = {
  'woocommerce_rest_authentication_error@401': [
    { pattern: /nonce/i, variant: 'repeated' },
    { pattern: /timestamp/i, variant: 'clock' },
    { pattern: /permissions/i, variant: 'rights' },
    { pattern: /consumer key/i, variant: 'key' },
  ],
  'woocommerce_rest_cannot_create@400': [
    { pattern: /already in use/i, variant: 'taken' },
    { pattern: /reserved/i, variant: 'reserved' },
    { pattern: /too long/i, variant: 'long' },
  ],
};
