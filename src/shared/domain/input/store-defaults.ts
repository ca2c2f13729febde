import type { EntityName, JsonValue } from '../entities.ts';
import type { FieldPath } from '../json-path.ts';

/** What the store gives a new product where the create says nothing. */
const PRICED: Readonly<Record<FieldPath, JsonValue>> = {
  regular_price: '',
  sale_price: '',
  sku: '',
  manage_stock: false,
  stock_status: 'instock',
  backorders: 'no',
  weight: '',
  'dimensions.length': '',
  'dimensions.width': '',
  'dimensions.height': '',
  description: '',
  shipping_class: '',
  tax_status: 'taxable',
  menu_order: 0,
  meta_data: [],
};

const DEFAULTS: Partial<Readonly<Record<EntityName, Readonly<Record<FieldPath, JsonValue>>>>> = {
  products: {
    ...PRICED,
    type: 'simple',
    status: 'publish',
    featured: false,
    catalog_visibility: 'visible',
    short_description: '',
    tags: [],
    brands: [],
    images: [],
    attributes: [],
    default_attributes: [],
    upsell_ids: [],
    cross_sell_ids: [],
    purchase_note: '',
  },
  variations: { ...PRICED, status: 'publish', attributes: [] },
  coupons: {
    amount: '0.00',
    status: 'publish',
    discount_type: 'fixed_cart',
    description: '',
    individual_use: false,
    free_shipping: false,
    exclude_sale_items: false,
    minimum_amount: '0.00',
    maximum_amount: '0.00',
    product_ids: [],
    excluded_product_ids: [],
    meta_data: [],
  },
  categories: { description: '', parent: 0, display: 'default', menu_order: 0 },
  brands: { description: '', parent: 0, display: 'default', menu_order: 0 },
  tags: { description: '' },
  shipping_classes: { description: '' },
  attributes: { type: 'select', order_by: 'menu_order', has_archives: false },
  terms: { description: '', menu_order: 0 },
};

/**
 * What a record that was sent but not answered yet will have at `path` where its create said nothing: the base of an
 * edit that is made in between. Null where nobody can tell.
 */
export function storeDefaultOf(entity: EntityName, path: FieldPath): JsonValue {
  return DEFAULTS[entity]?.[path] ?? null;
}

/**
 * What we put into a new record where its maker said nothing. A product starts as a draft: one that is half filled in
 * must not go on sale by itself, so whoever wants it in the shop says `status=publish`. Everything else starts as the
 * store starts it.
 */
export const BIRTH_VALUES: Partial<Readonly<Record<EntityName, Readonly<Record<FieldPath, JsonValue>>>>> = {
  products: { type: 'simple', status: 'draft' },
  variations: { status: 'publish' },
  coupons: { status: 'publish', discount_type: 'fixed_cart', amount: '0' },
};
