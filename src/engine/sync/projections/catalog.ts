import { decimalToSortKey } from '../../../shared/domain/decimal.ts';
import type { JsonObject } from '../../../shared/domain/entities.ts';
import type { Projection, SqlValue } from './projection.ts';
import { asFlag, asId, asInteger, asList, asObject, asText, asTextOrNull } from './read-json.ts';

const PRICED_COLUMNS = [
  'sku',
  'status',
  'price',
  'regular_price',
  'sale_price',
  'price_sort',
  'on_sale',
  'manage_stock',
  'stock_quantity',
  'stock_status',
  'image_url',
] as const;

function pricedValues(document: JsonObject, imageUrl: string | null): SqlValue[] {
  const price = asTextOrNull(document['price']);
  return [
    asTextOrNull(document['sku']),
    asText(document['status']) || 'draft',
    price,
    asTextOrNull(document['regular_price']),
    asTextOrNull(document['sale_price']),
    decimalToSortKey(price),
    asFlag(document['on_sale']),
    asFlag(document['manage_stock']),
    asInteger(document['stock_quantity']),
    asText(document['stock_status']) || 'instock',
    imageUrl,
  ];
}

function categoriesText(document: JsonObject): string {
  const categories = asList(document['categories']);
  if (categories.length === 0) return '[]';
  return JSON.stringify(
    categories.flatMap((item) => {
      const category = asObject(item);
      const wooId = asId(category['id']);
      // one that was born here has no number yet: the row names it once the store does
      return wooId === null ? [] : [{ woo_id: wooId, name: asText(category['name']) }];
    }),
  );
}

export const productProjection: Projection = {
  columns: ['name', 'slug', 'type', ...PRICED_COLUMNS, 'categories', 'variation_count'],
  project: (document) => [
    asText(document['name']),
    asTextOrNull(document['slug']),
    asText(document['type']) || 'simple',
    ...pricedValues(document, asTextOrNull(asObject(asList(document['images'])[0])['src'])),
    categoriesText(document),
    asList(document['variations']).length,
  ],
};

function variationName(document: JsonObject): string {
  const name = asText(document['name']);
  if (name !== '') return name;
  return asList(document['attributes'])
    .map((item) => asText(asObject(item)['option']))
    .filter((option) => option !== '')
    .join(', ');
}

export const variationProjection: Projection = {
  columns: ['product_id', 'name', ...PRICED_COLUMNS, 'stock_from_parent', 'attributes', 'menu_order'],
  project: (document, context) => [
    context.parentId,
    variationName(document),
    ...pricedValues(document, asTextOrNull(asObject(document['image'])['src'])),
    document['manage_stock'] === 'parent' ? 1 : 0,
    JSON.stringify(
      asList(document['attributes']).map((item) => {
        const attribute = asObject(item);
        return { name: asText(attribute['name']), option: asText(attribute['option']) };
      }),
    ),
    asInteger(document['menu_order']) ?? 0,
  ],
};
