import { variationsOf } from './lookups.ts';
import { autop, slugify } from './php.ts';
import { amountHtml, isOnSale, plainAmount, priceOf, saleHtml } from './product-price.ts';
import { linksOf, phpJson, selectFields } from './serialize.ts';
import type { FieldTree } from './serialize.ts';
import type { RenderedProduct, ShopState } from './state.ts';
import { formatGmt, formatLocal, formatSec } from './time.ts';
import type { Attachment, ProductRecord, VariationAttribute } from './types.ts';

export type RenderOptions = {
  readonly state: ShopState;
  readonly nowSec: number;
  readonly random: () => number;
  /** Answers to writes are rendered for editing: raw texts and a few fields more. */
  readonly edit: boolean;
};

type View = RenderOptions & { children: readonly ProductRecord[] | null };

type FieldOf = (record: ProductRecord, view: View) => unknown;

function childrenOf(record: ProductRecord, view: View): readonly ProductRecord[] {
  view.children ??=
    record.type === 'variable'
      ? variationsOf(view.state, record.id).filter((child) => child.status === 'publish' || child.status === 'private')
      : [];
  return view.children;
}

function priceHtml(record: ProductRecord, view: View): string {
  const { state } = view;
  if (record.type === 'variable') {
    const prices = childrenOf(record, view)
      .filter((child) => child.price !== '')
      .map((child) => Number(child.price));
    if (prices.length === 0) return '';
    const [low, high] = [Math.min(...prices), Math.max(...prices)];
    if (low === high) return amountHtml(state, low);
    const hidden = ' aria-hidden="true"';
    return `${amountHtml(state, low, hidden)} <span aria-hidden="true">&ndash;</span> ${amountHtml(state, high, hidden)}<span class="screen-reader-text">Price range: ${plainAmount(state, low)} through ${plainAmount(state, high)}</span>`;
  }
  if (record.price === '') return '';
  return isOnSale(record, view.nowSec)
    ? saleHtml(state, Number(record.regular_price), Number(record.price))
    : amountHtml(state, Number(record.price));
}

/** Five random products, other ones on every read, as the real server gives them. */
function relatedIds(record: ProductRecord, view: View): number[] {
  const { plan } = view.state;
  if (plan.products < 2 || record.category_ids.length + record.tag_ids.length === 0) return [];
  const found = new Set<number>();
  for (let attempt = 0; attempt < 8 && found.size < 5; attempt += 1) {
    const id = plan.firstProductId + Math.floor(view.random() * plan.products);
    if (id !== record.id) found.add(id);
  }
  return [...found];
}

export function permalinkOf(state: ShopState, record: ProductRecord): string {
  const visible =
    record.status === 'publish' ||
    record.status === 'private' ||
    record.status === 'trash' ||
    record.status === 'future';
  return visible && record.slug !== ''
    ? `${state.config.baseUrl}/product/${record.slug}/`
    : `${state.config.baseUrl}/?post_type=product&p=${record.id}`;
}

export function renderImage(state: ShopState, image: Attachment): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  // The real server shifts the local dates of images by the zone's offset twice.
  const twice = (sec: number): string => formatSec(zone.toWall(sec) + zone.offsetAt(sec));
  const src = `${baseUrl}${image.path}`;
  return {
    id: image.id,
    date_created: twice(image.created),
    date_created_gmt: formatSec(image.created),
    date_modified: twice(image.modified),
    date_modified_gmt: formatSec(image.modified),
    src,
    name: image.name,
    alt: image.alt,
    srcset: '',
    sizes: `(max-width: ${image.width}px) 100vw, ${image.width}px`,
    thumbnail: image.width > 300 ? src.replace(/(\.[a-z]+)$/, '-300x300$1') : src,
  };
}

function imagesOf(record: ProductRecord, view: View): unknown[] {
  return record.image_ids.flatMap((id) => {
    const image = view.state.attachments.get(id);
    return image === undefined ? [] : [renderImage(view.state, image)];
  });
}

function termRefs(ids: readonly number[], view: View): unknown[] {
  return ids.flatMap((id) => {
    const term = view.state.terms.get(id);
    return term === undefined ? [] : [{ id: term.id, name: term.name, slug: term.slug }];
  });
}

function attributesOf(record: ProductRecord, view: View): unknown[] {
  return record.attributes.flatMap((attribute) => {
    const global = attribute.id === 0 ? undefined : view.state.attributes.get(attribute.id);
    if (attribute.id !== 0 && global === undefined) return [];
    const options = global === undefined ? attribute.options.map(String) : termNames(attribute.options, view);
    return [
      {
        id: attribute.id,
        name: global?.name ?? attribute.name,
        slug: global?.slug ?? attribute.name,
        position: attribute.position,
        visible: attribute.visible,
        variation: attribute.variation,
        options,
      },
    ];
  });
}

function termNames(options: readonly (number | string)[], view: View): string[] {
  return options
    .map((option) => view.state.terms.get(Number(option)))
    .filter((term) => term !== undefined)
    .sort((a, b) => a.menu_order - b.menu_order || (a.name < b.name ? -1 : 1))
    .map((term) => term.name);
}

function optionRef(state: ShopState, attribute: VariationAttribute, withSlug: boolean): Record<string, unknown> {
  const global = attribute.id === 0 ? undefined : state.attributes.get(attribute.id);
  const term =
    global === undefined
      ? undefined
      : state.terms
          .values()
          .find((candidate) => candidate.attribute_id === attribute.id && candidate.slug === attribute.option);
  const shown = term?.name ?? attribute.option;
  const name = global?.name ?? attribute.name;
  return withSlug
    ? { id: attribute.id, name, slug: global?.slug ?? attribute.name, option: shown }
    : { id: attribute.id, name, option: shown };
}

function shippingClass(record: ProductRecord, view: View): string {
  return record.shipping_class_id === 0 ? '' : (view.state.terms.get(record.shipping_class_id)?.slug ?? '');
}

function stockStatus(record: ProductRecord, view: View): string {
  if (record.type !== 'variable' || record.manage_stock) return record.stock_status;
  const children = childrenOf(record, view);
  if (children.length === 0) return 'outofstock';
  if (children.some((child) => child.stock_status === 'instock')) return 'instock';
  return children.some((child) => child.stock_status === 'onbackorder') ? 'onbackorder' : 'outofstock';
}

const backordered = (record: ProductRecord): boolean =>
  record.manage_stock && record.backorders !== 'no' && (record.stock_quantity ?? 0) < 0;

const local =
  (pick: (record: ProductRecord) => number | null): FieldOf =>
  (record, view) =>
    formatLocal(view.state.config.zone, pick(record));

const gmt =
  (pick: (record: ProductRecord) => number | null): FieldOf =>
  (record) =>
    formatGmt(pick(record));

const PRODUCT_FIELDS: Readonly<Record<string, FieldOf>> = {
  id: (r) => r.id,
  name: (r) => r.name,
  slug: (r) => r.slug,
  permalink: (r, v) => permalinkOf(v.state, r),
  date_created: local((r) => r.created),
  date_created_gmt: gmt((r) => r.created),
  date_modified: local((r) => r.modified),
  date_modified_gmt: gmt((r) => r.modified),
  type: (r) => r.type,
  status: (r) => r.status,
  featured: (r) => r.featured,
  catalog_visibility: (r) => r.catalog_visibility,
  description: (r, v) => (v.edit ? r.description : autop(r.description)),
  short_description: (r, v) => (v.edit ? r.short_description : autop(r.short_description)),
  sku: (r) => r.sku,
  price: (r, v) => priceOf(r, childrenOf(r, v)),
  regular_price: (r) => r.regular_price,
  sale_price: (r) => r.sale_price,
  date_on_sale_from: local((r) => r.sale_from),
  date_on_sale_from_gmt: gmt((r) => r.sale_from),
  date_on_sale_to: local((r) => r.sale_to),
  date_on_sale_to_gmt: gmt((r) => r.sale_to),
  on_sale: (r, v) =>
    r.type === 'variable' ? childrenOf(r, v).some((child) => isOnSale(child, v.nowSec)) : isOnSale(r, v.nowSec),
  purchasable: (r, v) => r.type !== 'grouped' && r.type !== 'external' && priceOf(r, childrenOf(r, v)) !== '',
  total_sales: (r) => r.total_sales,
  virtual: (r) => r.virtual,
  downloadable: (r) => r.downloadable,
  downloads: (r) => r.downloads,
  download_limit: (r) => r.download_limit,
  download_expiry: (r) => r.download_expiry,
  external_url: (r) => r.external_url,
  button_text: (r) => r.button_text,
  tax_status: (r) => r.tax_status,
  tax_class: (r) => r.tax_class,
  manage_stock: (r) => r.manage_stock,
  stock_quantity: (r) => r.stock_quantity,
  backorders: (r) => r.backorders,
  backorders_allowed: (r) => r.backorders !== 'no',
  backordered: (r) => backordered(r),
  low_stock_amount: (r) => r.low_stock_amount,
  sold_individually: (r) => r.sold_individually,
  weight: (r) => r.weight,
  dimensions: (r) => ({ length: r.length, width: r.width, height: r.height }),
  shipping_required: (r) => !r.virtual,
  shipping_taxable: (r) => !r.virtual && r.tax_status !== 'none',
  shipping_class: shippingClass,
  shipping_class_id: (r) => r.shipping_class_id,
  reviews_allowed: (r) => r.reviews_allowed,
  average_rating: (r, v) => (v.edit ? r.average_rating : Number(r.average_rating).toFixed(2)),
  rating_count: (r) => r.rating_count,
  upsell_ids: (r) => r.upsell_ids,
  cross_sell_ids: (r) => r.cross_sell_ids,
  parent_id: (r) => r.parent_id,
  purchase_note: (r, v) => (v.edit ? r.purchase_note : autop(r.purchase_note)),
  categories: (r, v) => termRefs(r.category_ids, v),
  brands: (r, v) => termRefs(r.brand_ids, v),
  tags: (r, v) => termRefs(r.tag_ids, v),
  images: imagesOf,
  attributes: (r, v) =>
    r.type === 'variation'
      ? r.variation_attributes.map((attribute) => optionRef(v.state, attribute, true))
      : attributesOf(r, v),
  default_attributes: (r, v) => r.default_attributes.map((attribute) => optionRef(v.state, attribute, false)),
  variations: (r, v) => childrenOf(r, v).map((child) => child.id),
  grouped_products: (r) => r.grouped_products,
  menu_order: (r) => r.menu_order,
  price_html: priceHtml,
  related_ids: relatedIds,
  meta_data: (r) => r.meta,
  stock_status: stockStatus,
  has_options: (r) => r.type === 'variable' && r.attributes.some((attribute) => attribute.variation),
  post_password: (r) => r.post_password,
  global_unique_id: (r) => r.global_unique_id,
};

const EDIT_FIELDS: Readonly<Record<string, FieldOf>> = {
  permalink_template: (_r, v) => `${v.state.config.baseUrl}/product/%pagename%/`,
  generated_slug: (r) => slugify(r.name),
};

export function productLinks(state: ShopState, id: number): unknown {
  const root = `${state.config.baseUrl}/wp-json/wc/v3/products`;
  return linksOf(`${root}/${id}`, root);
}

/** A product as the API shows it; with `tree` only the named fields are computed. */
export function renderProduct(
  record: ProductRecord,
  options: RenderOptions,
  tree: FieldTree | null = null,
): Record<string, unknown> {
  const view: View = { ...options, children: null };
  const body: Record<string, unknown> = {};
  for (const name in PRODUCT_FIELDS)
    if (tree === null || Object.hasOwn(tree, name)) body[name] = PRODUCT_FIELDS[name]?.(record, view);
  const added = options.state.config.quirks.pluginFields;
  if (added !== undefined)
    for (const [name, value] of Object.entries(added))
      if (tree === null || Object.hasOwn(tree, name)) body[name] = value;
  if (options.edit)
    for (const name in EDIT_FIELDS)
      if (tree === null || Object.hasOwn(tree, name)) body[name] = EDIT_FIELDS[name]?.(record, view);
  return body;
}

const RENDERED_KEPT = 20_000;

const CUT = '"related_ids":[]';

/** One list item as JSON text; untouched products are serialised once and only get fresh `related_ids`. */
export function productJson(record: ProductRecord, options: RenderOptions, tree: FieldTree | null): string {
  const { state } = options;
  if (tree !== null) {
    const body = renderProduct(record, options, tree);
    if (Object.hasOwn(tree, '_links')) body['_links'] = productLinks(state, record.id);
    return phpJson(selectFields(body, tree));
  }
  const generated = state.products.baseIndex(state.products.rowOf(record.id)) >= 0;
  const touches = state.variationTouches.get(record.id) ?? 0;
  const kept = state.rendered.get(record.id);
  const valid =
    kept !== undefined &&
    kept.epoch === state.renderEpoch &&
    kept.touches === touches &&
    kept.record === (generated ? null : record);
  const parts = valid ? kept : serializeProduct(record, options, generated ? null : record, touches);
  return parts.head + relatedIds(record, { ...options, children: null }).join(',') + parts.tail;
}

/** Whether the passing of time alone can change what this product shows. */
function dependsOnTime(record: ProductRecord, state: ShopState, nowSec: number): boolean {
  if (record.type === 'variable') return state.scheduledSales.size > 0;
  return record.sale_to !== null || (record.sale_from !== null && record.sale_from > nowSec);
}

function serializeProduct(
  record: ProductRecord,
  options: RenderOptions,
  identity: ProductRecord | null,
  touches: number,
): RenderedProduct {
  const { state } = options;
  const body = renderProduct(record, { ...options, random: () => 0 });
  body['related_ids'] = [];
  body['_links'] = productLinks(state, record.id);
  const text = phpJson(body);
  const cut = text.indexOf(CUT) + CUT.length - 1;
  const parts: RenderedProduct = {
    head: text.slice(0, cut),
    tail: text.slice(cut),
    epoch: state.renderEpoch,
    touches,
    record: identity,
  };
  if (options.edit || state.torn.has(record.id) || dependsOnTime(record, state, options.nowSec)) return parts;
  if (state.rendered.size >= RENDERED_KEPT) {
    const oldest = state.rendered.keys().next();
    if (oldest.done !== true) state.rendered.delete(oldest.value);
  }
  state.rendered.set(record.id, parts);
  return parts;
}
