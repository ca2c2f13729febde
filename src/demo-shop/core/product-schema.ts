import { boolean, ids, integer, mixed, object, objects, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';

export const TYPES = ['simple', 'grouped', 'external', 'variable'] as const;

export const WRITE_STATUSES = ['draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'] as const;

export const meta = objects({ id: integer, key: text, value: mixed });

const termRefs = objects({ id: integer, name: text, slug: text });

/** Fields common to products and variations. */
export const commonWriteSchema: Schema = {
  description: text,
  sku: text,
  global_unique_id: text,
  regular_price: text,
  sale_price: text,
  virtual: boolean,
  downloadable: boolean,
  downloads: objects({ id: text, name: text, file: text }),
  download_limit: integer,
  download_expiry: integer,
  tax_status: oneOf('taxable', 'shipping', 'none'),
  tax_class: text,
  stock_quantity: integer,
  inventory_delta: integer,
  stock_status: oneOf('instock', 'outofstock', 'onbackorder'),
  backorders: oneOf('no', 'notify', 'yes'),
  low_stock_amount: integer,
  weight: text,
  dimensions: object({ length: text, width: text, height: text }),
  shipping_class: text,
  menu_order: integer,
  meta_data: meta,
};

export const productWriteSchema: Schema = {
  ...commonWriteSchema,
  name: text,
  slug: text,
  type: oneOf(...TYPES),
  status: oneOf(...WRITE_STATUSES),
  featured: boolean,
  catalog_visibility: oneOf('visible', 'catalog', 'search', 'hidden'),
  short_description: text,
  external_url: text,
  button_text: text,
  manage_stock: boolean,
  sold_individually: boolean,
  reviews_allowed: boolean,
  upsell_ids: ids,
  cross_sell_ids: ids,
  parent_id: integer,
  purchase_note: text,
  categories: termRefs,
  tags: termRefs,
  brands: { type: 'array' },
  images: objects({ id: integer, src: text, name: text, alt: text }),
  attributes: objects({
    id: integer,
    name: text,
    position: integer,
    visible: boolean,
    variation: boolean,
    options: { type: 'array', items: text },
  }),
  default_attributes: objects({ id: integer, name: text, option: text }),
  grouped_products: ids,
  post_password: text,
};
