import type { Context } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { anyProduct, idsBySku } from './lookups.ts';
import { formatDecimal, isRecord, kses, slugify, toBool, toInt, toText } from './php.ts';
import { isOnSale } from './product-price.ts';
import { writtenInstant } from './time.ts';
import type { Download, ProductRecord } from './types.ts';

/** Parts of a product write that products and variations share. All take loosely typed input, as batch items are never checked. */

export type Params = Readonly<Record<string, unknown>>;
export type Draft = ProductRecord;

export function given(params: Params, name: string): boolean {
  return params[name] !== undefined;
}

export function setTexts(
  draft: Draft,
  params: Params,
  names: readonly (
    'tax_status' | 'backorders' | 'external_url' | 'button_text' | 'catalog_visibility' | 'post_password'
  )[],
): void {
  for (const name of names)
    if (given(params, name) && params[name] !== null) draft[name] = toText(params[name]).replaceAll('\\', '');
}

export function setFlags(
  draft: Draft,
  params: Params,
  names: readonly ('virtual' | 'downloadable' | 'featured' | 'sold_individually' | 'reviews_allowed')[],
): void {
  for (const name of names) if (given(params, name) && params[name] !== null) draft[name] = toBool(params[name]);
}

/** Regular and sale price with the server's silent corrections, and the price charged now. */
export function setPrices(context: Context, draft: Draft, params: Params): void {
  const { zone } = context.state.config;
  const touched = [
    'regular_price',
    'sale_price',
    'date_on_sale_from',
    'date_on_sale_from_gmt',
    'date_on_sale_to',
    'date_on_sale_to_gmt',
    'type',
  ].some((name) => given(params, name));
  if (given(params, 'regular_price')) draft.regular_price = formatDecimal(params['regular_price']);
  if (given(params, 'sale_price')) draft.sale_price = formatDecimal(params['sale_price']);
  const saleDate = (name: string, current: number | null): number | null => {
    const gmt = params[`${name}_gmt`];
    const local = params[name];
    if (gmt !== undefined) return typeof gmt === 'string' && gmt !== '' ? writtenInstant(zone, gmt, 'gmt') : null;
    if (local !== undefined)
      return typeof local === 'string' && local !== '' ? writtenInstant(zone, local, 'local') : null;
    return current;
  };
  draft.sale_from = saleDate('date_on_sale_from', draft.sale_from);
  draft.sale_to = saleDate('date_on_sale_to', draft.sale_to);
  if (draft.type === 'variable' || draft.type === 'grouped') {
    draft.regular_price = '';
    draft.sale_price = '';
    draft.price = '';
    return;
  }
  if (draft.sale_price !== '' && Number(draft.sale_price) >= Number(draft.regular_price)) draft.sale_price = '';
  if (touched) draft.price = isOnSale(draft, context.nowSec) ? draft.sale_price : draft.regular_price;
}

/** Stock rules: a quantity counts only while stock is managed, and then decides the status. */
export function setStock(draft: Draft, params: Params): void {
  if (given(params, 'manage_stock') && params['manage_stock'] !== null)
    draft.manage_stock = params['manage_stock'] !== 'parent' && toBool(params['manage_stock']);
  if (given(params, 'low_stock_amount'))
    draft.low_stock_amount =
      params['low_stock_amount'] === null || params['low_stock_amount'] === ''
        ? null
        : toInt(params['low_stock_amount']);
  const status = params['stock_status'];
  const wantedStatus =
    typeof status === 'string' && ['instock', 'outofstock', 'onbackorder'].includes(status) ? status : null;
  if (draft.type === 'external' || draft.type === 'grouped') draft.manage_stock = false;
  if (!draft.manage_stock) {
    draft.stock_quantity = null;
    draft.low_stock_amount = null;
    draft.backorders = 'no';
    if (draft.type === 'external') draft.stock_status = 'instock';
    else if (wantedStatus !== null) draft.stock_status = wantedStatus;
    return;
  }
  if (given(params, 'stock_quantity')) draft.stock_quantity = toInt(params['stock_quantity']);
  else if (given(params, 'inventory_delta') && params['inventory_delta'] !== null)
    draft.stock_quantity = (draft.stock_quantity ?? 0) + toInt(params['inventory_delta']);
  settleStockStatus(draft);
}

/** Managed stock overrides the status: above zero in stock, otherwise as backorders allow. */
export function settleStockStatus(draft: Draft): void {
  if (!draft.manage_stock) return;
  if ((draft.stock_quantity ?? 0) > 0) draft.stock_status = 'instock';
  else draft.stock_status = draft.backorders === 'no' ? 'outofstock' : 'onbackorder';
}

export function setMeasures(context: Context, draft: Draft, params: Params): void {
  if (given(params, 'weight')) draft.weight = formatDecimal(params['weight']);
  const dimensions = params['dimensions'];
  if (isRecord(dimensions)) {
    for (const name of ['length', 'width', 'height'] as const)
      if (dimensions[name] !== undefined) draft[name] = formatDecimal(dimensions[name]);
  }
  if (given(params, 'shipping_class')) {
    const slug = toText(params['shipping_class']);
    const term = context.state.terms
      .values()
      .find((candidate) => candidate.kind === 'shipping_class' && candidate.slug === slug);
    draft.shipping_class_id = term?.id ?? 0;
  }
}

export function setDownloads(context: Context, draft: Draft, params: Params): void {
  if (given(params, 'download_limit')) draft.download_limit = toInt(params['download_limit'] ?? -1);
  if (given(params, 'download_expiry')) draft.download_expiry = toInt(params['download_expiry'] ?? -1);
  const downloads = params['downloads'];
  if (!Array.isArray(downloads)) return;
  draft.downloads = downloads.filter(isRecord).map((file): Download => {
    const id = toText(file['id']);
    return { id: id === '' ? randomHex(context, 32) : id, name: toText(file['name']), file: toText(file['file']) };
  });
}

export function randomHex(context: Context, length: number): string {
  let text = '';
  while (text.length < length) text += Math.floor(context.random() * 16).toString(16);
  return text;
}

/** The SKU rules: unique without regard to case; a trashed owner blocks with another code than a live one. */
export function setSku(context: Context, draft: Draft, params: Params): Outcome<null> {
  if (!given(params, 'sku')) return done(null);
  const sku = toText(params['sku']).trim().replaceAll('\\', '');
  if (sku === '' || sku === draft.sku) {
    draft.sku = sku;
    return done(null);
  }
  const owners = idsBySku(context.state, sku).filter((id) => id !== draft.id);
  const live = owners.find((id) => anyProduct(context.state, id)?.status !== 'trash');
  if (live !== undefined) {
    return refuse(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', {
      resource_id: live,
      unique_sku: freeSku(context, sku),
    });
  }
  const ghost =
    context.state.config.quirks.ghostSkus?.some((other) => other.toLowerCase() === sku.toLowerCase()) === true;
  if (owners.length > 0 || ghost) {
    return refuse(
      400,
      'woocommerce_rest_product_not_created',
      `The product with SKU (${sku}) you are trying to insert is already present in the lookup table`,
    );
  }
  draft.sku = sku;
  return done(null);
}

function freeSku(context: Context, sku: string): string {
  for (let number = 1; ; number += 1)
    if (idsBySku(context.state, `${sku}-${number}`).length === 0) return `${sku}-${number}`;
}

/** A GTIN keeps digits and hyphens only; everything else falls away silently. */
export function setGlobalUniqueId(context: Context, draft: Draft, params: Params): Outcome<null> {
  if (!given(params, 'global_unique_id')) return done(null);
  const code = toText(params['global_unique_id']).replace(/[^0-9-]/g, '');
  if (code !== '' && code !== draft.global_unique_id) {
    const owner = gtinOwner(context, code, draft.id);
    if (owner !== null)
      return refuse(400, 'product_invalid_global_unique_id', 'Invalid or duplicated GTIN, UPC, EAN or ISBN.', {
        resource_id: owner,
      });
  }
  draft.global_unique_id = code;
  return done(null);
}

function gtinOwner(context: Context, code: string, except: number): number | null {
  const { state } = context;
  const generated = /^729(\d{9})\d$/.exec(code);
  const ids = [...state.products.touchedIds(), ...state.variations.touchedIds()];
  if (generated !== null) ids.push(state.plan.firstProductId + Number(generated[1]));
  for (const id of ids) {
    const record = anyProduct(state, id);
    if (record !== undefined && id !== except && record.status !== 'trash' && record.global_unique_id === code)
      return id;
  }
  return null;
}

/** A slug that no other live product has: `mug`, `mug-2`, … */
export function uniqueSlug(context: Context, wanted: string, except: number): string {
  if (wanted === '') return '';
  const { state } = context;
  const taken = new Set<string>();
  for (const id of state.products.touchedIds()) {
    const record = state.products.get(id);
    if (record !== undefined && id !== except) taken.add(record.slug);
  }
  const isTaken = (slug: string): boolean => {
    if (taken.has(slug)) return true;
    const number = /-(\d+)$/.exec(slug);
    const owner = number === null ? undefined : state.products.get(state.plan.firstProductId + Number(number[1]) - 1);
    return owner !== undefined && owner.id !== except && owner.slug === slug;
  };
  if (!isTaken(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!isTaken(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

/** A written or queried slug as WordPress stores it. */
export function slugText(value: unknown): string {
  const raw = toText(value);
  return /%[0-9a-f]{2}/i.test(raw) ? raw.toLowerCase() : slugify(raw);
}

export function idsOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(toInt).filter((id) => id > 0) : [];
}

export function cleanHtml(value: unknown): string {
  return kses(toText(value));
}
