import { gmtToMs } from '../canonical.ts';
import { canonicalDecimal, compareDecimals } from '../decimal.ts';
import type { EntityName, JsonObject, JsonValue } from '../entities.ts';
import { pathToColumn } from '../fields.ts';
import type { FieldPath } from '../json-path.ts';
import { getPath } from '../json-path.ts';
import type { FieldRefusal, RefusalFacts, RefusalReason } from './refusals.ts';
import { fieldRefusal } from './refusals.ts';

type Changed = ReadonlySet<FieldPath>;

/**
 * Rules between fields of one record. `after` is the record with the edit, `before` without it (`{}` for a new one),
 * `changed` the paths that the edit names. Rules about fields that the edit does not touch are not asked: a record
 * that the store already keeps in an odd state can still be edited elsewhere. Answers the first refusal, or null.
 */
export function checkRecord(
  entity: EntityName,
  before: JsonObject,
  after: JsonObject,
  changed: Changed,
): FieldRefusal | null {
  switch (entity) {
    case 'products':
    case 'variations':
      return (
        checkPriceOwner(entity, after, changed) ??
        checkSale(entity, after, changed) ??
        checkSaleDates(entity, after, changed) ??
        checkStock(entity, before, after, changed)
      );
    case 'coupons':
      return checkCoupon(entity, after, changed);
    default:
      return null;
  }
}

function text(document: JsonObject, path: FieldPath): string {
  const value = getPath(document, path);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function refusal(entity: EntityName, path: FieldPath, reason: RefusalReason, facts: RefusalFacts = {}): FieldRefusal {
  return fieldRefusal(pathToColumn(entity, path), reason, facts);
}

function checkPriceOwner(entity: EntityName, after: JsonObject, changed: Changed): FieldRefusal | null {
  const owner: RefusalReason | null =
    after['type'] === 'variable' ? 'price-on-variations' : after['type'] === 'grouped' ? 'price-on-parts' : null;
  if (entity !== 'products' || owner === null) return null;
  for (const path of ['regular_price', 'sale_price']) {
    if (changed.has(path) && text(after, path) !== '') return refusal(entity, path, owner);
  }
  return null;
}

function checkSale(entity: EntityName, after: JsonObject, changed: Changed): FieldRefusal | null {
  if (!changed.has('sale_price') && !changed.has('regular_price')) return null;
  const sale = text(after, 'sale_price');
  const regular = text(after, 'regular_price');
  if (sale === '') return null;
  const field = changed.has('sale_price') ? 'sale_price' : 'regular_price';
  if (regular === '') return refusal(entity, field, 'sale-without-regular');
  // the store drops a sale price that is not below, without a word
  if (compareDecimals(sale, regular) >= 0)
    return refusal(entity, field, 'sale-not-below-regular', { regular_price: regular });
  return null;
}

function checkSaleDates(entity: EntityName, after: JsonObject, changed: Changed): FieldRefusal | null {
  const [from, to] = ['date_on_sale_from_gmt', 'date_on_sale_to_gmt'];
  if (from === undefined || to === undefined || (!changed.has(from) && !changed.has(to))) return null;
  const starts = gmtToMs(after[from]);
  const ends = gmtToMs(after[to]);
  if (starts === null || ends === null || ends > starts) return null;
  return refusal(entity, changed.has(to) ? to : from, 'sale-ends-before-start');
}

function checkStock(entity: EntityName, before: JsonObject, after: JsonObject, changed: Changed): FieldRefusal | null {
  const type = text(after, 'type');
  const manages = after['manage_stock'];
  if ((type === 'external' || type === 'grouped') && (changed.has('stock_quantity') || changed.has('manage_stock'))) {
    if (manages === true)
      return refusal(entity, changed.has('stock_quantity') ? 'stock_quantity' : 'manage_stock', 'no-stock-for-type', {
        type,
      });
  }
  if (changed.has('stock_quantity')) {
    if (manages === 'parent') return refusal(entity, 'stock_quantity', 'stock-from-parent');
    if (manages !== true) return refusal(entity, 'stock_quantity', 'stock-not-managed');
  }
  if (changed.has('stock_status') && !changed.has('manage_stock') && before['manage_stock'] === true) {
    return refusal(entity, 'stock_status', 'status-follows-stock');
  }
  return null;
}

function checkCoupon(entity: EntityName, after: JsonObject, changed: Changed): FieldRefusal | null {
  const percent = changed.has('amount') || changed.has('discount_type');
  if (percent && after['discount_type'] === 'percent' && compareDecimals(text(after, 'amount') || '0', '100') > 0) {
    return refusal(entity, changed.has('amount') ? 'amount' : 'discount_type', 'percent-above-100');
  }
  if (changed.has('minimum_amount') || changed.has('maximum_amount')) {
    const maximum = text(after, 'maximum_amount');
    const minimum = text(after, 'minimum_amount');
    const limited = (canonicalDecimal(maximum) ?? '0') !== '0';
    if (limited && compareDecimals(minimum || '0', maximum) > 0) {
      return refusal(
        entity,
        changed.has('minimum_amount') ? 'minimum_amount' : 'maximum_amount',
        'minimum-above-maximum',
      );
    }
  }
  return null;
}

/**
 * What an edit brings along: who sets a quantity expects it to count, so stock management is switched on with it
 * (the store ignores a quantity otherwise). Not for variations that count their product's stock: that is refused.
 */
export function companionsOf(
  before: JsonObject,
  changes: ReadonlyMap<FieldPath, JsonValue>,
): Map<FieldPath, JsonValue> {
  const companions = new Map<FieldPath, JsonValue>();
  const manages = before['manage_stock'];
  if (changes.has('stock_quantity') && !changes.has('manage_stock') && manages !== true && manages !== 'parent') {
    companions.set('manage_stock', true);
  }
  return companions;
}
