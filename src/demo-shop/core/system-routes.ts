import { failed, json } from './context.ts';
import type { Context, Reply } from './context.ts';
import { refuse } from './errors.ts';
import type { Route } from './route-types.ts';
import { READ_ONLY, linksOf } from './serialize.ts';
import { SETTING_GROUPS, settingsOf } from './settings.ts';
import { listReply } from './static-list.ts';
import { systemStatus } from './system-status.ts';

function root(context: Context): string {
  return `${context.state.config.baseUrl}/wp-json/wc/v3`;
}

function currency(context: Context, code: string): Record<string, unknown> {
  const known: Readonly<Record<string, readonly [string, string]>> = {
    EUR: ['Euro', '&euro;'],
    ILS: ['Israeli new shekel', '&#8362;'],
    USD: ['United States (US) dollar', '&#36;'],
  };
  const [name, symbol] = known[code] ?? [code, code];
  return {
    code,
    name,
    symbol,
    _links: linksOf(`${root(context)}/data/currencies/${code}`, `${root(context)}/data/currencies`, READ_ONLY),
  };
}

function taxRate(context: Context): Record<string, unknown> {
  const { plan } = context.state;
  return {
    id: 1,
    country: plan.country,
    state: '',
    postcode: '',
    city: '',
    rate: plan.taxRate.toFixed(4),
    name: 'VAT',
    priority: 1,
    compound: false,
    shipping: true,
    order: 0,
    class: 'standard',
    postcodes: [],
    cities: [],
    _links: linksOf(`${root(context)}/taxes/1`, `${root(context)}/taxes`),
  };
}

function taxClasses(context: Context): unknown[] {
  const links = { collection: [{ href: `${root(context)}/taxes/classes` }] };
  return [
    { slug: 'standard', name: 'Standard rate', _links: links },
    { slug: 'reduced-rate', name: 'Reduced rate', _links: links },
    { slug: 'zero-rate', name: 'Zero rate', _links: links },
  ];
}

function shippingZones(context: Context): unknown[] {
  const base = `${root(context)}/shipping/zones`;
  return [
    {
      id: 0,
      name: 'Locations not covered by your other zones',
      order: 0,
      _links: { ...linksOf(`${base}/0`, base), describedby: [{ href: `${base}/0/locations` }] },
    },
  ];
}

const GATEWAYS: readonly (readonly [string, string, string])[] = [
  ['bacs', 'Direct bank transfer', 'Take payments in person via BACS.'],
  ['cheque', 'Check payments', 'Take payments in person via checks.'],
  ['cod', 'Cash on delivery', 'Let your shoppers pay upon delivery.'],
];

function gateway(context: Context, entry: readonly [string, string, string]): Record<string, unknown> {
  const [id, title, description] = entry;
  const base = `${root(context)}/payment_gateways`;
  return {
    id,
    title,
    description,
    order: '',
    enabled: false,
    method_title: title,
    method_description: description,
    method_supports: ['products'],
    settings: {},
    needs_setup: false,
    post_install_scripts: [],
    settings_url: `${context.state.config.baseUrl}/wp-admin/admin.php?page=wc-settings&tab=checkout&section=${id}`,
    connection_url: null,
    setup_help_text: null,
    required_settings_keys: [],
    _links: linksOf(`${base}/${id}`, base),
  };
}

function productTotals(context: Context): unknown[] {
  const { products } = context.state;
  const columns = products.columns();
  const counts = new Map<string, number>();
  for (let row = 0; row < products.rowCount(); row += 1) {
    if (columns.alive[row] !== 1 || products.statusAt(row) !== 'publish') continue;
    const type = products.typeAt(row);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const named = {
    external: 'External/Affiliate product',
    grouped: 'Grouped product',
    simple: 'Simple product',
    variable: 'Variable product',
  };
  return Object.entries(named).map(([slug, name]) => ({ slug, name, total: counts.get(slug) ?? 0 }));
}

function orderTotals(context: Context): unknown[] {
  const { orders } = context.state;
  const counts = new Map<string, number>();
  for (let row = 0; row < orders.rowCount(); row += 1) {
    if (orders.columns().alive[row] === 1)
      counts.set(orders.statusAt(row), (counts.get(orders.statusAt(row)) ?? 0) + 1);
  }
  const named = {
    pending: 'Pending payment',
    processing: 'Processing',
    'on-hold': 'On hold',
    completed: 'Completed',
    cancelled: 'Cancelled',
    refunded: 'Refunded',
    failed: 'Failed',
    'checkout-draft': 'Draft',
  };
  return Object.entries(named).map(([slug, name]) => ({ slug, name, total: counts.get(slug) ?? 0 }));
}

const read = (pattern: string, handle: (context: Context) => Reply): Route => ({
  pattern,
  get: { action: 'list', schema: {}, handle },
});
const notFound = (code: string, message: string): Reply => failed(refuse(404, code, message).error);

/** Settings, status, data and reports: what a client reads to know the shop, none of it writable here. */
export const SYSTEM_ROUTES: readonly Route[] = [
  read('system_status', (context) => json(200, systemStatus(context.state))),
  read('settings', (context) =>
    listReply(
      context,
      SETTING_GROUPS.map((group) => ({
        ...group,
        _links: { options: [{ href: `${root(context)}/settings/${group.id}` }] },
      })),
    ),
  ),
  read('settings/$group_id', (context) => {
    const list = settingsOf(context.state, context.path['group_id'] ?? '');
    return list === null
      ? notFound('rest_setting_setting_group_invalid', 'Invalid setting group.')
      : listReply(context, list);
  }),
  read('settings/$group_id/$setting_id', (context) => {
    const list = settingsOf(context.state, context.path['group_id'] ?? '');
    const found = list?.find((setting) => setting['id'] === context.path['setting_id']);
    return found === undefined ? notFound('rest_setting_setting_invalid', 'Invalid setting.') : json(200, found);
  }),
  read('data', (context) =>
    listReply(
      context,
      ['continents', 'countries', 'currencies'].map((slug) => ({ slug, description: `List of supported ${slug}.` })),
    ),
  ),
  read('data/continents', (context) =>
    listReply(context, [
      { code: 'EU', name: 'Europe', countries: [{ code: 'DE', name: 'Germany' }] },
      { code: 'AS', name: 'Asia', countries: [{ code: 'IL', name: 'Israel' }] },
    ]),
  ),
  read('data/countries', (context) =>
    listReply(context, [
      { code: 'DE', name: 'Germany', states: [] },
      { code: 'IL', name: 'Israel', states: [] },
    ]),
  ),
  read('data/currencies', (context) =>
    listReply(
      context,
      ['EUR', 'ILS', 'USD'].map((code) => currency(context, code)),
    ),
  ),
  read('data/currencies/current', (context) => json(200, currency(context, context.state.config.currency))),
  read('data/currencies/$code', (context) => json(200, currency(context, (context.path['code'] ?? '').toUpperCase()))),
  read('taxes', (context) => listReply(context, [taxRate(context)])),
  read('taxes/:id', (context) =>
    context.path['id'] === '1'
      ? json(200, taxRate(context))
      : notFound('woocommerce_rest_invalid_id', 'Invalid resource ID.'),
  ),
  read('taxes/classes', (context) => listReply(context, taxClasses(context))),
  read('payment_gateways', (context) =>
    listReply(
      context,
      GATEWAYS.map((entry) => gateway(context, entry)),
    ),
  ),
  read('payment_gateways/$gateway', (context) => {
    const entry = GATEWAYS.find(([id]) => id === context.path['gateway']);
    return entry === undefined
      ? notFound('woocommerce_rest_payment_gateway_invalid', 'Resource does not exist.')
      : json(200, gateway(context, entry));
  }),
  read('shipping/zones', (context) => listReply(context, shippingZones(context))),
  read('shipping/zones/:zone_id', (context) =>
    context.path['zone_id'] === '0'
      ? json(200, shippingZones(context)[0])
      : notFound('woocommerce_rest_shipping_zone_invalid', 'Resource does not exist.'),
  ),
  read('shipping/zones/:zone_id/locations', (context) => listReply(context, [])),
  read('shipping/zones/:zone_id/methods', (context) => listReply(context, [])),
  read('shipping_methods', (context) =>
    listReply(context, [
      { id: 'flat_rate', title: 'Flat rate', description: 'Lets you charge a fixed rate for shipping.' },
    ]),
  ),
  read('reports/products/totals', (context) => listReply(context, productTotals(context))),
  read('reports/orders/totals', (context) => listReply(context, orderTotals(context))),
];
