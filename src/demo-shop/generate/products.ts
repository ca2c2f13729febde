import type { Attachment, Meta, ProductAttribute, ProductRecord, VariationAttribute } from '../core/types.ts';
import { PLAIN, blankProduct } from './blank-product.ts';
import { description, nameOf, skuOf, slugOf, wareOf, wording } from './naming.ts';
import { IMAGES_PER_PRODUCT, productStatus, variationStatus } from './plan.ts';
import type { Plan } from './plan.ts';
import { mix, pick, pickInt, unit } from './prng.ts';
import { SENTENCES } from './sentences.ts';
import { COLOR_ATTRIBUTE, FINISH_ATTRIBUTE, SIZE_ATTRIBUTE } from './taxonomy.ts';
import { GLAZES } from './words.ts';

/** Regular price of a product (or of its cheapest variation), as a decimal string. */
function regularPrice(plan: Plan, index: number): number {
  const { ware } = wareOf(index);
  const factor = plan.currency === 'EUR' ? 0.27 : 1;
  const raw = (ware.from + unit(plan.seed, 113, index) * (ware.to - ware.from)) * factor;
  const ending = pick(plan.seed, 114, index, [0, 0, 0.9, 0.5]);
  return Math.max(1, Math.floor(raw)) + ending;
}

export function pricesOf(
  plan: Plan,
  index: number,
  variation: number,
): { readonly regular: string; readonly sale: string } {
  const draw =
    variation < 0 ? unit(plan.seed, 115, index) : unit(plan.seed, 202, plan.variationStart(index) + variation);
  const regular = regularPrice(plan, index) * (variation < 0 ? 1 : 1 + variation * 0.12);
  const sale = draw < 0.14 ? regular * (0.7 + unit(plan.seed, 116, index) * 0.2) : 0;
  return {
    regular: regular.toFixed(2),
    sale: sale === 0 ? '' : (Math.floor(sale) + 0.9 < regular ? Math.floor(sale) + 0.9 : Math.floor(sale)).toFixed(2),
  };
}

function stockOf(
  seed: number,
  salt: number,
  index: number,
): { readonly managed: boolean; readonly quantity: number | null; readonly status: string } {
  const managed = unit(seed, salt, index) < 0.72;
  if (!managed)
    return { managed, quantity: null, status: unit(seed, salt + 1, index) < 0.94 ? 'instock' : 'outofstock' };
  const draw = unit(seed, salt + 2, index);
  const quantity = draw < 0.04 ? 0 : Math.floor(draw * draw * 120);
  return { managed, quantity, status: quantity > 0 ? 'instock' : 'outofstock' };
}

export function imageCount(seed: number, index: number): number {
  const draw = unit(seed, 117, index);
  if (draw < 0.02) return 0;
  return draw < 0.35 ? 1 : draw < 0.8 ? 2 : draw < 0.95 ? 3 : IMAGES_PER_PRODUCT;
}

export function attachmentAt(plan: Plan, id: number): Attachment | undefined {
  const offset = id - plan.firstAttachmentId;
  const index = Math.floor(offset / IMAGES_PER_PRODUCT);
  const place = offset % IMAGES_PER_PRODUCT;
  if (offset < 0 || index >= plan.products || place >= imageCount(plan.seed, index)) return undefined;
  const { ware, glaze } = wareOf(index);
  const created = plan.productCreated[index] ?? 0;
  const month = new Date(created * 1000).toISOString().slice(0, 7).replace('-', '/');
  const file = `${ware.shape}-${glaze.slug}-${index + 1}${place === 0 ? '' : `-${place + 1}`}`;
  return {
    id,
    created,
    modified: created,
    path: `/wp-content/uploads/${month}/${file}.png`,
    name: file,
    alt: place === 0 ? nameOf(plan.seed, index) : '',
    width: 640,
  };
}

function attributesOf(plan: Plan, index: number): readonly ProductAttribute[] {
  const { taxonomy, seed } = plan;
  const global = (
    id: number,
    name: string,
    position: number,
    variation: boolean,
    options: readonly (number | string)[],
  ): ProductAttribute => ({ id, name, position, visible: true, variation, options });
  const count = plan.variationStart(index + 1) - plan.variationStart(index);
  if (count > 0) {
    const byColor = unit(seed, 118, index) < 0.4;
    const from = byColor ? taxonomy.colorTermIds : taxonomy.sizeTermIds;
    const start = byColor ? pickInt(seed, 119, index, from.length - count + 1) : 0;
    const options = from.slice(start, start + count);
    return [global(byColor ? COLOR_ATTRIBUTE : SIZE_ATTRIBUTE, byColor ? 'Glaze' : 'Size', 0, true, options)];
  }
  const glazeAt = GLAZES.indexOf(wareOf(index).glaze);
  const list = [global(COLOR_ATTRIBUTE, 'Glaze', 0, false, [taxonomy.colorTermIds[glazeAt] ?? 0])];
  if (unit(seed, 120, index) < 0.3)
    list.push(global(FINISH_ATTRIBUTE, 'Finish', 1, false, [pick(seed, 121, index, taxonomy.finishTermIds)]));
  if (unit(seed, 122, index) < 0.2) list.push(global(0, 'Care', 2, false, ['Dishwasher', 'Hand wash']));
  return list;
}

export function categoriesOf(plan: Plan, index: number): number[] {
  const { taxonomy, seed } = plan;
  if (unit(seed, 123, index) < 0.01) return [taxonomy.uncategorizedId];
  const ids = [taxonomy.categoryIdOfSlug.get(wareOf(index).ware.category) ?? taxonomy.uncategorizedId];
  const extra = unit(seed, 124, index);
  if (extra < 0.12) ids.push(taxonomy.categoryIdOfSlug.get('gifts') ?? 0);
  else if (extra < 0.16) ids.push(taxonomy.categoryIdOfSlug.get('shabbat') ?? 0);
  else if (extra < 0.2) ids.push(taxonomy.categoryIdOfSlug.get('seconds') ?? 0);
  else if (extra < 0.22) ids.push(taxonomy.categoryIdOfSlug.get('kase-und-brot') ?? 0);
  return ids;
}

export function tagsOf(plan: Plan, index: number): number[] {
  const count = pickInt(plan.seed, 125, index, 4);
  const first = mix(plan.seed, 126, index) % plan.taxonomy.tagIds.length;
  return Array.from(
    { length: count },
    (_none, place) => plan.taxonomy.tagIds[(first + place * 7) % plan.taxonomy.tagIds.length] ?? 0,
  ).sort((a, b) => a - b);
}

export function brandsOf(plan: Plan, index: number): number[] {
  return unit(plan.seed, 127, index) < 0.4 ? [pick(plan.seed, 128, index, plan.taxonomy.brandIds)] : [];
}

function imagesOf(plan: Plan, index: number): number[] {
  return Array.from(
    { length: imageCount(plan.seed, index) },
    (_none, place) => plan.firstAttachmentId + index * IMAGES_PER_PRODUCT + place,
  );
}

/** EAN-13 with a valid check digit, unique per `number`. */
function ean(number: number): string {
  const digits = `729${String(number).padStart(9, '0')}`;
  let sum = 0;
  for (let at = 0; at < 12; at += 1) sum += Number(digits[at]) * (at % 2 === 0 ? 1 : 3);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function commonTimes(
  plan: Plan,
  created: number,
  modified: number,
): { created: number; created_wall: number; modified: number; modified_wall: number } {
  return { created, created_wall: plan.zone.toWall(created), modified, modified_wall: plan.zone.toWall(modified) };
}

function metaOf(id: number, key: string, value: string): Meta {
  return { id: 10_000 + id * 2, key, value };
}

/** The generated product number `index`. Pure. */
export function productAt(plan: Plan, index: number): ProductRecord {
  const { seed } = plan;
  const id = plan.firstProductId + index;
  const kind = plan.kind(index);
  const style = wording(seed, index);
  const name = nameOf(seed, index);
  const { ware } = wareOf(index);
  const size = pick(seed, 129, index, ware.sizes);
  const stock = kind === 'simple' ? stockOf(seed, 130, index) : { managed: false, quantity: null, status: 'instock' };
  const prices = kind === 'variable' || kind === 'grouped' ? { regular: '', sale: '' } : pricesOf(plan, index, -1);
  const status = productStatus(seed, index);
  const physical = kind === 'simple' || kind === 'variable';
  const heavy = unit(seed, 133, index) < 0.75 && physical;
  const rated = unit(seed, 134, index) < 0.2;
  return {
    ...PLAIN,
    id,
    type: kind,
    status,
    parent_id: 0,
    ...commonTimes(plan, plan.productCreated[index] ?? 0, plan.productModified[index] ?? 0),
    name,
    slug: status === 'draft' || status === 'pending' ? '' : slugOf(seed, index),
    featured: unit(seed, 135, index) < 0.03,
    description: description(seed, index, style),
    short_description:
      style === 'hebrew' ? `${ware.hebrew}, ${size}.` : `${ware.name}, ${size}. ${pick(seed, 136, index, SENTENCES)}`,
    sku: unit(seed, 137, index) < 0.02 && kind === 'simple' ? '' : skuOf(index),
    global_unique_id: unit(seed, 138, index) < 0.3 && kind === 'simple' ? ean(index) : '',
    price: prices.sale === '' ? prices.regular : prices.sale,
    regular_price: prices.regular,
    sale_price: prices.sale,
    sale_from: prices.sale !== '' && unit(seed, 139, index) < 0.3 ? (plan.productModified[index] ?? 0) - 86_400 : null,
    total_sales: Math.floor(unit(seed, 140, index) ** 4 * 300),
    external_url: kind === 'external' ? `https://example.com/partner/${index + 1}` : '',
    button_text: kind === 'external' ? 'Buy at our partner' : '',
    manage_stock: stock.managed,
    stock_quantity: stock.quantity,
    stock_status: stock.status,
    backorders: unit(seed, 141, index) < 0.03 ? 'notify' : 'no',
    low_stock_amount: unit(seed, 142, index) < 0.1 && stock.managed ? 5 : null,
    weight: heavy ? (0.15 + unit(seed, 143, index) * 2.4).toFixed(2) : '',
    length: heavy ? String(8 + pickInt(seed, 144, index, 30)) : '',
    width: heavy ? String(8 + pickInt(seed, 145, index, 24)) : '',
    height: heavy ? String(4 + pickInt(seed, 146, index, 40)) : '',
    shipping_class_id:
      heavy && unit(seed, 147, index) < 0.4 ? pick(seed, 148, index, plan.taxonomy.shippingClassIds) : 0,
    average_rating: rated ? (3 + unit(seed, 149, index) * 2).toFixed(2) : '0',
    rating_count: rated ? 1 + pickInt(seed, 150, index, 12) : 0,
    upsell_ids:
      index > 10 && unit(seed, 151, index) < 0.1 ? [plan.firstProductId + pickInt(seed, 152, index, index)] : [],
    category_ids: categoriesOf(plan, index),
    tag_ids: tagsOf(plan, index),
    brand_ids: brandsOf(plan, index),
    image_ids: imagesOf(plan, index),
    attributes: physical ? attributesOf(plan, index) : [],
    variation_attributes: [],
    default_attributes: [],
    grouped_products:
      kind === 'grouped'
        ? [
            plan.firstProductId + pickInt(seed, 153, index, index),
            plan.firstProductId + pickInt(seed, 154, index, index),
          ]
        : [],
    menu_order: 0,
    meta: unit(seed, 155, index) < 0.8 ? [metaOf(id, 'supplier_ref', `S-${mix(seed, 156, index) % 100_000}`)] : [],
  };
}

/** The generated variation number `index` (over all products). Pure. */
export function variationAt(plan: Plan, index: number): ProductRecord {
  const { seed, taxonomy } = plan;
  const parent = plan.parentOf(index);
  const place = index - plan.variationStart(parent);
  const attribute = attributesOf(plan, parent)[0];
  const termId = Number(attribute?.options[place] ?? 0);
  const term = taxonomy.terms.get(termId);
  const option: VariationAttribute = { id: attribute?.id ?? 0, name: attribute?.name ?? '', option: term?.slug ?? '' };
  const stock = stockOf(seed, 210, index);
  const prices = pricesOf(plan, parent, place);
  const [created, modified] = variationTimes(plan, index);
  const id = plan.firstVariationId + index;
  const images = imagesOf(plan, parent);
  return {
    ...PLAIN,
    ...blankProduct(),
    id,
    type: 'variation',
    status: variationStatus(seed, index),
    parent_id: plan.firstProductId + parent,
    ...commonTimes(plan, created, modified),
    name: term?.name ?? '',
    slug: `${slugOf(seed, parent)}-${term?.slug ?? place}`,
    sku: `${skuOf(parent)}-${(term?.slug ?? String(place)).toUpperCase()}`,
    price: prices.sale === '' ? prices.regular : prices.sale,
    regular_price: prices.regular,
    sale_price: prices.sale,
    manage_stock: stock.managed,
    stock_quantity: stock.quantity,
    stock_status: stock.status,
    weight: unit(seed, 213, index) < 0.5 ? (0.2 + place * 0.15).toFixed(2) : '',
    image_ids: attribute?.id === COLOR_ATTRIBUTE && images.length > 0 ? [images[place % images.length] ?? 0] : [],
    variation_attributes: [option],
    menu_order: place,
  };
}

export function variationTimes(plan: Plan, index: number): readonly [number, number] {
  const parent = plan.parentOf(index);
  const place = index - plan.variationStart(parent);
  const created = Math.min((plan.productCreated[parent] ?? 0) + 30 + place * 4, plan.productModified[parent] ?? 0);
  const until = Math.max(created, plan.productModified[parent] ?? 0);
  return [created, created + Math.floor(unit(plan.seed, 214, index) * (until - created))];
}
