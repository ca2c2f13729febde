import type { Context } from './context.ts';
import { autop } from './php.ts';
import { isOnSale } from './product-price.ts';
import { visibleProduct } from './products.ts';
import { permalinkOf, renderImage } from './render-product.ts';
import { linksOf } from './serialize.ts';
import type { FieldTree } from './serialize.ts';
import type { ShopState } from './state.ts';
import { formatGmt, formatLocal } from './time.ts';
import type { ProductRecord } from './types.ts';

type Stock = {
  readonly manage: boolean | 'parent';
  readonly quantity: number | null;
  readonly status: string;
  readonly backorders: string;
};

/** A variation without its own stock shows its parent's, and says so. */
function shownStock(record: ProductRecord, parent: ProductRecord | undefined): Stock {
  if (!record.manage_stock && parent !== undefined && parent.manage_stock)
    return {
      manage: 'parent',
      quantity: parent.stock_quantity,
      status: parent.stock_status,
      backorders: parent.backorders,
    };
  return {
    manage: record.manage_stock,
    quantity: record.stock_quantity,
    status: record.stock_status,
    backorders: record.backorders,
  };
}

export function optionName(state: ShopState, attributeId: number, option: string): string {
  if (attributeId === 0) return option;
  return state.terms.values().find((term) => term.attribute_id === attributeId && term.slug === option)?.name ?? option;
}

function permalink(state: ShopState, record: ProductRecord, parent: ProductRecord | undefined): string {
  const base =
    parent === undefined
      ? `${state.config.baseUrl}/?post_type=product&p=${record.parent_id}`
      : permalinkOf(state, parent);
  const query = record.variation_attributes
    .filter((attribute) => attribute.option !== '')
    .map(
      (attribute) =>
        `attribute_${attribute.id === 0 ? attribute.name.toLowerCase() : (state.attributes.get(attribute.id)?.slug ?? '')}=${attribute.option}`,
    )
    .join('&');
  return query === '' ? base : `${base}${base.includes('?') ? '&' : '?'}${query}`;
}

type Field = (
  record: ProductRecord,
  view: {
    readonly state: ShopState;
    readonly parent: ProductRecord | undefined;
    readonly nowSec: number;
    readonly edit: boolean;
  },
) => unknown;

const FIELDS: Readonly<Record<string, Field>> = {
  id: (r) => r.id,
  type: () => 'variation',
  date_created: (r, v) => formatLocal(v.state.config.zone, r.created),
  date_created_gmt: (r) => formatGmt(r.created),
  date_modified: (r, v) => formatLocal(v.state.config.zone, r.modified),
  date_modified_gmt: (r) => formatGmt(r.modified),
  description: (r) => autop(r.description),
  permalink: (r, v) => permalink(v.state, r, v.parent),
  sku: (r) => r.sku,
  global_unique_id: (r) => r.global_unique_id,
  price: (r) => r.price,
  regular_price: (r) => r.regular_price,
  sale_price: (r) => r.sale_price,
  date_on_sale_from: (r, v) => formatLocal(v.state.config.zone, r.sale_from),
  date_on_sale_from_gmt: (r) => formatGmt(r.sale_from),
  date_on_sale_to: (r, v) => formatLocal(v.state.config.zone, r.sale_to),
  date_on_sale_to_gmt: (r) => formatGmt(r.sale_to),
  on_sale: (r, v) => isOnSale(r, v.nowSec),
  status: (r) => r.status,
  purchasable: (r) => r.price !== '',
  virtual: (r) => r.virtual,
  downloadable: (r) => r.downloadable,
  downloads: (r) => r.downloads,
  download_limit: (r) => r.download_limit,
  download_expiry: (r) => r.download_expiry,
  tax_status: (r) => r.tax_status,
  tax_class: (r, v) => (v.edit && r.tax_class === '' ? 'parent' : r.tax_class),
  manage_stock: (r, v) => shownStock(r, v.parent).manage,
  stock_quantity: (r, v) => shownStock(r, v.parent).quantity,
  stock_status: (r, v) => shownStock(r, v.parent).status,
  backorders: (r, v) => shownStock(r, v.parent).backorders,
  backorders_allowed: (r, v) => shownStock(r, v.parent).backorders !== 'no',
  backordered: (r, v) => {
    const stock = shownStock(r, v.parent);
    return stock.manage !== false && stock.backorders !== 'no' && (stock.quantity ?? 0) < 0;
  },
  low_stock_amount: (r) => r.low_stock_amount,
  weight: (r) => r.weight,
  dimensions: (r) => ({ length: r.length, width: r.width, height: r.height }),
  shipping_class: (r, v) => (r.shipping_class_id === 0 ? '' : (v.state.terms.get(r.shipping_class_id)?.slug ?? '')),
  shipping_class_id: (r) => r.shipping_class_id,
  image: (r, v) => {
    const image = r.image_ids[0] === undefined ? undefined : v.state.attachments.get(r.image_ids[0]);
    return image === undefined ? null : renderImage(v.state, image);
  },
  attributes: (r, v) =>
    r.variation_attributes
      .filter((attribute) => attribute.option !== '')
      .map((attribute) => {
        const global = attribute.id === 0 ? undefined : v.state.attributes.get(attribute.id);
        return {
          id: attribute.id,
          name: global?.name ?? attribute.name,
          slug: global?.slug ?? attribute.name,
          option: optionName(v.state, attribute.id, attribute.option),
        };
      }),
  menu_order: (r) => r.menu_order,
  meta_data: (r) => r.meta,
  name: (r, v) =>
    r.variation_attributes.map((attribute) => optionName(v.state, attribute.id, attribute.option)).join(', '),
  parent_id: (r) => r.parent_id,
};

export function renderVariation(
  context: Context,
  record: ProductRecord,
  edit: boolean,
  tree: FieldTree | null = null,
): Record<string, unknown> {
  const shown = edit ? record : visibleProduct(context, record);
  const view = {
    state: context.state,
    parent: context.state.products.get(record.parent_id),
    nowSec: context.nowSec,
    edit,
  };
  const body: Record<string, unknown> = {};
  for (const name in FIELDS) if (tree === null || Object.hasOwn(tree, name)) body[name] = FIELDS[name]?.(shown, view);
  return body;
}

export function links(state: ShopState, record: ProductRecord): unknown {
  const root = `${state.config.baseUrl}/wp-json/wc/v3/products/${record.parent_id}`;
  return linksOf(`${root}/variations/${record.id}`, `${root}/variations`, undefined, root);
}

/** The flat route builds its links from a route that does not exist, without a parent. */
export function flatLinks(state: ShopState, record: ProductRecord): unknown {
  const root = `${state.config.baseUrl}/wp-json/wc/v3`;
  return {
    self: [{ href: `${root}/variations/${record.id}` }],
    collection: [{ href: `${root}/variations` }],
    up: [{ href: `${root}/products/0` }],
  };
}
