import type { EntityName } from './entities.ts';
import type { FieldPath } from './json-path.ts';

/**
 * How a field is typed and merged.
 * - `money`: decimal string, `""` means none. `decimal`: weight and sizes. `integer`: whole number or null.
 * - `html`: long text the store sanitises. `references`: an unordered set of `{id}`. `list`: an ordered list.
 * - `stock`: a quantity that sales move. `meta`: `meta_data`, merged by key.
 */
export type FieldKind =
  | 'text'
  | 'html'
  | 'sku'
  | 'slug'
  | 'email'
  | 'money'
  | 'decimal'
  | 'integer'
  | 'stock'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'references'
  | 'ids'
  | 'list'
  | 'meta';

export type FieldSpec = {
  /** Column name on screens, in the command line and in rows. */
  readonly column: string;
  /** Where it stands in the store's document, and its name in what is sent. */
  readonly path: FieldPath;
  readonly kind: FieldKind;
  readonly choices?: readonly string[];
  /** A create without it is refused. */
  readonly required?: boolean;
};

function field(column: string, kind: FieldKind, extra: Partial<FieldSpec> = {}): FieldSpec {
  return { column, path: column, kind, ...extra };
}

const PRICED: readonly FieldSpec[] = [
  field('sku', 'sku'),
  field('regular_price', 'money'),
  field('sale_price', 'money'),
  field('date_on_sale_from', 'date', { path: 'date_on_sale_from_gmt' }),
  field('date_on_sale_to', 'date', { path: 'date_on_sale_to_gmt' }),
  field('manage_stock', 'boolean'),
  field('stock_quantity', 'stock'),
  field('stock_status', 'choice', { choices: ['instock', 'outofstock', 'onbackorder'] }),
  field('backorders', 'choice', { choices: ['no', 'notify', 'yes'] }),
  field('weight', 'decimal'),
  field('length', 'decimal', { path: 'dimensions.length' }),
  field('width', 'decimal', { path: 'dimensions.width' }),
  field('height', 'decimal', { path: 'dimensions.height' }),
  field('description', 'html'),
  field('shipping_class', 'slug'),
  field('tax_status', 'choice', { choices: ['taxable', 'shipping', 'none'] }),
  field('menu_order', 'integer'),
  field('meta_data', 'meta'),
];

const POST_STATUSES = ['publish', 'draft', 'pending', 'private'] as const;

const ADDRESS_PARTS = [
  'first_name',
  'last_name',
  'company',
  'address_1',
  'address_2',
  'city',
  'state',
  'postcode',
  'country',
  'phone',
];
function addressFields(side: 'billing' | 'shipping'): FieldSpec[] {
  const parts = side === 'billing' ? [...ADDRESS_PARTS, 'email'] : ADDRESS_PARTS;
  return parts.map((part) =>
    field(`${side}_${part}`, part === 'email' ? 'email' : 'text', { path: `${side}.${part}` }),
  );
}

const TREE: readonly FieldSpec[] = [
  field('name', 'text', { required: true }),
  field('slug', 'slug'),
  field('description', 'html'),
  field('parent_woo_id', 'integer', { path: 'parent' }),
  field('display', 'choice', { choices: ['default', 'products', 'subcategories', 'both'] }),
  field('menu_order', 'integer'),
];
const FLAT: readonly FieldSpec[] = [
  field('name', 'text', { required: true }),
  field('slug', 'slug'),
  field('description', 'html'),
];

/** The fields that can be edited here, per entity. What is not listed is kept but never sent. */
export const EDITABLE_FIELDS: Readonly<Record<EntityName, readonly FieldSpec[]>> = {
  products: [
    field('name', 'text', { required: true }),
    field('slug', 'slug'),
    field('type', 'choice', { choices: ['simple', 'variable', 'grouped', 'external'] }),
    field('status', 'choice', { choices: POST_STATUSES }),
    field('featured', 'boolean'),
    field('catalog_visibility', 'choice', { choices: ['visible', 'catalog', 'search', 'hidden'] }),
    ...PRICED,
    field('short_description', 'html'),
    field('categories', 'references'),
    field('tags', 'references'),
    field('brands', 'references'),
    field('images', 'list'),
    field('attributes', 'list'),
    field('default_attributes', 'list'),
    field('upsell_ids', 'ids'),
    field('cross_sell_ids', 'ids'),
    field('purchase_note', 'html'),
  ],
  variations: [
    field('status', 'choice', { choices: POST_STATUSES }),
    ...PRICED,
    field('image', 'list'),
    field('attributes', 'list'),
  ],
  orders: [
    field('status', 'choice'),
    field('customer_note', 'text'),
    ...addressFields('billing'),
    ...addressFields('shipping'),
  ],
  customers: [
    field('email', 'email', { required: true }),
    field('first_name', 'text'),
    field('last_name', 'text'),
    field('username', 'text'),
    ...addressFields('billing'),
    ...addressFields('shipping'),
    field('meta_data', 'meta'),
  ],
  coupons: [
    field('code', 'text', { required: true }),
    field('amount', 'money'),
    field('status', 'choice', { choices: POST_STATUSES }),
    field('discount_type', 'choice', { choices: ['percent', 'fixed_cart', 'fixed_product'] }),
    field('description', 'text'),
    field('date_expires', 'date', { path: 'date_expires_gmt' }),
    field('individual_use', 'boolean'),
    field('free_shipping', 'boolean'),
    field('exclude_sale_items', 'boolean'),
    field('usage_limit', 'integer'),
    field('usage_limit_per_user', 'integer'),
    field('minimum_amount', 'money'),
    field('maximum_amount', 'money'),
    field('product_ids', 'ids'),
    field('excluded_product_ids', 'ids'),
    field('meta_data', 'meta'),
  ],
  categories: TREE,
  brands: TREE,
  tags: FLAT,
  shipping_classes: FLAT,
  attributes: [
    field('name', 'text', { required: true }),
    field('slug', 'slug'),
    field('type', 'choice', { choices: ['select', 'text', 'color', 'image', 'button'] }),
    field('order_by', 'choice', { choices: ['menu_order', 'name', 'name_num', 'id'] }),
    field('has_archives', 'boolean'),
  ],
  terms: [...FLAT, field('menu_order', 'integer')],
  order_notes: [field('note', 'text', { required: true }), field('customer_note', 'boolean')],
  order_refunds: [],
};

const byPath = new Map<string, FieldSpec>();
const byColumn = new Map<string, FieldSpec>();
for (const [entity, specs] of Object.entries(EDITABLE_FIELDS)) {
  for (const spec of specs) {
    byPath.set(`${entity} ${spec.path}`, spec);
    byColumn.set(`${entity} ${spec.column}`, spec);
  }
}

export function fieldByPath(entity: EntityName, path: FieldPath): FieldSpec | undefined {
  return byPath.get(`${entity} ${path}`);
}
export function fieldByColumn(entity: EntityName, column: string): FieldSpec | undefined {
  return byColumn.get(`${entity} ${column}`);
}
/** The column that shows `path`; the path itself where no column of another name does. */
export function pathToColumn(entity: EntityName, path: FieldPath): string {
  return fieldByPath(entity, path)?.column ?? path;
}
