import { isRecord, toInt, toText } from './php.ts';
import type { ShopState } from './state.ts';
import { take } from './state.ts';
import type { Meta } from './types.ts';

/** Keys that belong to WooCommerce itself: written through their own fields, never shown as meta. */
const INTERNAL = new Set([
  '_sku',
  '_price',
  '_regular_price',
  '_sale_price',
  '_sale_price_dates_from',
  '_sale_price_dates_to',
  'total_sales',
  '_tax_status',
  '_tax_class',
  '_manage_stock',
  '_backorders',
  '_stock',
  '_stock_status',
  '_weight',
  '_length',
  '_width',
  '_height',
  '_upsell_ids',
  '_crosssell_ids',
  '_purchase_note',
  '_default_attributes',
  '_product_attributes',
  '_virtual',
  '_downloadable',
  '_thumbnail_id',
  '_product_image_gallery',
  '_global_unique_id',
  '_edit_lock',
  '_edit_last',
  '_wp_old_slug',
]);

/** Scalars come back from the database as strings. */
function stored(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return toText(value);
  return value;
}

/**
 * Merges written meta into a record's meta: by id, else by an existing key, else appended; a null value deletes.
 * Anything that is not a list of objects changes nothing.
 */
export function mergeMeta(state: ShopState, existing: readonly Meta[], written: unknown): readonly Meta[] {
  if (!Array.isArray(written) || written.length === 0) return existing;
  let result = [...existing];
  for (const item of written) {
    if (!isRecord(item)) continue;
    const id = item['id'] === undefined ? 0 : toInt(item['id']);
    const key = toText(item['key']);
    const at = id > 0 ? result.findIndex((meta) => meta.id === id) : result.findIndex((meta) => meta.key === key);
    const value = item['value'];
    if (value === null || value === undefined) {
      if (at >= 0) result = result.filter((_meta, place) => place !== at);
      continue;
    }
    if (at >= 0) {
      const before = result[at];
      if (before !== undefined)
        result[at] = { id: before.id, key: key === '' ? before.key : key, value: stored(value) };
    } else if (key !== '' && !INTERNAL.has(key)) {
      result.push({ id: take(state, 'meta'), key, value: stored(value) });
    }
  }
  return result;
}
