import type { Indexed } from './table.ts';

/** One request as the web server hands it over. `url` is path and query. Header names in lower case. */
export type ShopRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/** A complete answer. Header names in lower case. */
export type ShopResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Meta = { readonly id: number; readonly key: string; readonly value: unknown };

export type ProductAttribute = {
  /** Attribute id, 0 for one that belongs to this product only. */
  readonly id: number;
  readonly name: string;
  readonly position: number;
  readonly visible: boolean;
  readonly variation: boolean;
  /** Term ids for a global attribute, free texts for a custom one. */
  readonly options: readonly (number | string)[];
};

/** `option` is the term's slug for a global attribute (empty: any), the text itself for a custom one. */
export type VariationAttribute = { readonly id: number; readonly name: string; readonly option: string };

export type Download = { readonly id: string; readonly name: string; readonly file: string };

/** A product or (type `variation`) one of its variations, as the shop's database holds it. */
export type ProductRecord = Indexed & {
  name: string;
  slug: string;
  featured: boolean;
  catalog_visibility: string;
  description: string;
  short_description: string;
  sku: string;
  global_unique_id: string;
  /** `_price`: follows regular and sale price when saved, and when cron runs a scheduled sale. */
  price: string;
  regular_price: string;
  sale_price: string;
  sale_from: number | null;
  sale_to: number | null;
  total_sales: number;
  virtual: boolean;
  downloadable: boolean;
  downloads: readonly Download[];
  download_limit: number;
  download_expiry: number;
  external_url: string;
  button_text: string;
  tax_status: string;
  tax_class: string;
  manage_stock: boolean;
  stock_quantity: number | null;
  stock_status: string;
  backorders: string;
  low_stock_amount: number | null;
  sold_individually: boolean;
  weight: string;
  length: string;
  width: string;
  height: string;
  shipping_class_id: number;
  reviews_allowed: boolean;
  average_rating: string;
  rating_count: number;
  upsell_ids: readonly number[];
  cross_sell_ids: readonly number[];
  purchase_note: string;
  category_ids: readonly number[];
  tag_ids: readonly number[];
  brand_ids: readonly number[];
  image_ids: readonly number[];
  attributes: readonly ProductAttribute[];
  variation_attributes: readonly VariationAttribute[];
  default_attributes: readonly VariationAttribute[];
  grouped_products: readonly number[];
  menu_order: number;
  post_password: string;
  meta: readonly Meta[];
};

export type Attachment = {
  readonly id: number;
  readonly created: number;
  readonly modified: number;
  /** Path below the shop's address. */
  readonly path: string;
  readonly name: string;
  readonly alt: string;
  readonly width: number;
};

export type Address = {
  readonly first_name: string;
  readonly last_name: string;
  readonly company: string;
  readonly address_1: string;
  readonly address_2: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  readonly country: string;
  readonly phone: string;
};
export type BillingAddress = Address & { readonly email: string };

/** Amounts are unrounded numbers; rounding happens when they are shown. */
export type OrderLine = {
  readonly id: number;
  readonly name: string;
  readonly product_id: number;
  readonly variation_id: number;
  readonly quantity: number;
  readonly tax_class: string;
  readonly subtotal: number;
  readonly total: number;
  readonly subtotal_tax: number;
  readonly total_tax: number;
  readonly meta: readonly Meta[];
};
export type ShippingLine = {
  readonly id: number;
  readonly method_title: string;
  readonly method_id: string;
  readonly instance_id: string;
  readonly total: number;
  readonly total_tax: number;
  readonly meta: readonly Meta[];
};
export type FeeLine = {
  readonly id: number;
  readonly name: string;
  readonly tax_class: string;
  readonly tax_status: string;
  readonly amount: string;
  readonly total: number;
  readonly total_tax: number;
  readonly meta: readonly Meta[];
};
export type CouponLine = {
  readonly id: number;
  readonly code: string;
  readonly coupon_id: number;
  readonly discount: number;
  readonly discount_tax: number;
  readonly meta: readonly Meta[];
};
export type TaxLine = {
  readonly id: number;
  readonly rate_id: number;
  readonly rate_code: string;
  readonly label: string;
  readonly rate_percent: number;
  readonly tax_total: number;
  readonly shipping_tax_total: number;
};

export type OrderRecord = Indexed & {
  currency: string;
  customer_id: number;
  order_key: string;
  billing: BillingAddress;
  shipping: Address;
  payment_method: string;
  payment_method_title: string;
  transaction_id: string;
  customer_ip_address: string;
  customer_user_agent: string;
  created_via: string;
  customer_note: string;
  completed: number | null;
  paid: number | null;
  cart_hash: string;
  lines: readonly OrderLine[];
  shipping_lines: readonly ShippingLine[];
  fee_lines: readonly FeeLine[];
  coupon_lines: readonly CouponLine[];
  tax_lines: readonly TaxLine[];
  discount_total: number;
  discount_tax: number;
  shipping_total: number;
  shipping_tax: number;
  cart_tax: number;
  total: number;
  /** Whether this order's quantities have been taken from the stock. */
  stock_reduced: boolean;
  meta: readonly Meta[];
};

/** Times like an order's; `parent_id` is the order. */
export type RefundRecord = Indexed & {
  /** Positive. */
  amount: number;
  reason: string;
  refunded_by: number;
  refunded_payment: boolean;
  lines: readonly OrderLine[];
  meta: readonly Meta[];
};

export type NoteRecord = {
  readonly id: number;
  readonly author: string;
  readonly created: number;
  readonly note: string;
  readonly customer_note: boolean;
};

export type CustomerRecord = Indexed & {
  email: string;
  first_name: string;
  last_name: string;
  role: string;
  username: string;
  billing: BillingAddress;
  shipping: Address;
  is_paying_customer: boolean;
  meta: readonly Meta[];
};

export type CouponRecord = Indexed & {
  code: string;
  amount: string;
  discount_type: string;
  description: string;
  expires: number | null;
  usage_count: number;
  individual_use: boolean;
  product_ids: readonly number[];
  excluded_product_ids: readonly number[];
  usage_limit: number | null;
  usage_limit_per_user: number | null;
  limit_usage_to_x_items: number | null;
  free_shipping: boolean;
  product_categories: readonly number[];
  excluded_product_categories: readonly number[];
  exclude_sale_items: boolean;
  minimum_amount: string;
  maximum_amount: string;
  email_restrictions: readonly string[];
  used_by: readonly string[];
  meta: readonly Meta[];
};

export type TermKind = 'category' | 'tag' | 'brand' | 'shipping_class' | 'attribute_term';
export type TermRecord = {
  readonly id: number;
  readonly kind: TermKind;
  /** The attribute that an `attribute_term` belongs to, otherwise 0. */
  readonly attribute_id: number;
  readonly name: string;
  readonly slug: string;
  readonly parent: number;
  readonly description: string;
  readonly display: string;
  readonly image_id: number;
  readonly menu_order: number;
};

export type AttributeRecord = {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly type: string;
  readonly order_by: string;
  readonly has_archives: boolean;
};

/** `parent_id` is the product. */
export type ReviewRecord = Indexed & {
  reviewer: string;
  reviewer_email: string;
  review: string;
  rating: number;
  verified: boolean;
};

export type WebhookRecord = {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly topic: string;
  readonly delivery_url: string;
  readonly secret: string;
  readonly created: number;
  readonly modified: number | null;
};
