import type { ShopState } from './state.ts';

export const SETTING_GROUPS = [
  { id: 'general', label: 'General', description: '', parent_id: '', sub_groups: [] },
  { id: 'products', label: 'Products', description: '', parent_id: '', sub_groups: [] },
  { id: 'tax', label: 'Tax', description: '', parent_id: '', sub_groups: [] },
] as const;

type Setting = readonly [id: string, type: string, value: string, label: string];

/** The "general" settings of a shop in this currency's country. */
export function generalSettings(state: ShopState): readonly Setting[] {
  const euro = state.config.currency === 'EUR';
  return [
    ['woocommerce_store_address', 'text', euro ? 'Lindenstraße 4' : '12 HaYotzrim St', 'Address line 1'],
    ['woocommerce_store_address_2', 'text', '', 'Address line 2'],
    ['woocommerce_store_city', 'text', euro ? 'Berlin' : 'Tel Aviv', 'City'],
    ['woocommerce_default_country', 'select', euro ? 'DE:DE-BE' : 'IL', 'Country / State'],
    ['woocommerce_store_postcode', 'text', euro ? '10115' : '6100000', 'Postcode / ZIP'],
    ['woocommerce_allowed_countries', 'select', 'all', 'Selling location(s)'],
    ['woocommerce_all_except_countries', 'multiselect', '', 'Sell to all countries, except for...'],
    ['woocommerce_specific_allowed_countries', 'multiselect', '', 'Sell to specific countries'],
    ['woocommerce_ship_to_countries', 'select', '', 'Shipping location(s)'],
    ['woocommerce_specific_ship_to_countries', 'multiselect', '', 'Ship to specific countries'],
    ['woocommerce_default_customer_address', 'select', 'base', 'Default customer location'],
    ['woocommerce_address_autocomplete_enabled', 'checkbox', 'no', 'Address autocomplete'],
    ['woocommerce_calc_taxes', 'checkbox', 'yes', 'Enable taxes'],
    ['woocommerce_enable_coupons', 'checkbox', 'yes', 'Enable coupons'],
    ['woocommerce_calc_discounts_sequentially', 'checkbox', 'no', ''],
    ['woocommerce_currency', 'select', state.config.currency, 'Currency'],
    ['woocommerce_currency_pos', 'select', 'left', 'Currency position'],
    ['woocommerce_price_thousand_sep', 'text', ',', 'Thousand separator'],
    ['woocommerce_price_decimal_sep', 'text', '.', 'Decimal separator'],
    ['woocommerce_price_num_decimals', 'number', '2', 'Number of decimals'],
  ];
}

const PRODUCTS: readonly Setting[] = [
  ['woocommerce_weight_unit', 'select', 'kg', 'Weight unit'],
  ['woocommerce_dimension_unit', 'select', 'cm', 'Dimensions unit'],
  ['woocommerce_manage_stock', 'checkbox', 'yes', 'Manage stock'],
  ['woocommerce_notify_low_stock_amount', 'number', '2', 'Low stock threshold'],
  ['woocommerce_notify_no_stock_amount', 'number', '0', 'Out of stock threshold'],
  ['woocommerce_enable_reviews', 'checkbox', 'yes', 'Enable reviews'],
];
const TAX: readonly Setting[] = [
  ['woocommerce_prices_include_tax', 'radio', 'no', 'Prices entered with tax'],
  ['woocommerce_tax_based_on', 'select', 'shipping', 'Calculate tax based on'],
  ['woocommerce_tax_round_at_subtotal', 'checkbox', 'no', 'Rounding'],
];

/** The settings of a group as the API lists them, null for an unknown group. */
export function settingsOf(state: ShopState, group: string): Record<string, unknown>[] | null {
  const list =
    group === 'general' ? generalSettings(state) : group === 'products' ? PRODUCTS : group === 'tax' ? TAX : null;
  if (list === null) return null;
  const root = `${state.config.baseUrl}/wp-json/wc/v3/settings/${group}`;
  return list.map(([id, type, value, label]) => ({
    id,
    label,
    description: '',
    type,
    default: '',
    tip: '',
    value,
    group_id: group,
    _links: { self: [{ href: `${root}/${id}` }], collection: [{ href: root }] },
  }));
}
