import { addDecimals, negated, percentOf, roundDecimal, roundToEnding } from '../../shared/domain/decimal-math.ts';
import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { FieldRefusal } from '../../shared/domain/input/refusals.ts';
import { fieldRefusal } from '../../shared/domain/input/refusals.ts';
import { readDecimal, readMoney, readStock } from '../../shared/domain/input/read-number.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';

/** How computed prices are rounded: to so many decimals, or to the nearest one that ends in so many hundredths. */
export type Rounding = { readonly decimals: number } | { readonly ending: number };

export type PriceChange =
  | { readonly op: 'set'; readonly value: string }
  | {
      readonly op: 'raise' | 'lower' | 'raise_percent' | 'lower_percent';
      readonly value: string;
      readonly rounding: Rounding;
    }
  /** For the sale price: so many percent below the regular price as it will be. */
  | { readonly op: 'below_regular_percent'; readonly value: string; readonly rounding: Rounding }
  | { readonly op: 'clear' };

export type StockChange = { readonly op: 'set' | 'raise' | 'lower'; readonly value: string };

/** One change for many records, each from its own values. Fields that are not named stay. */
export type BulkChange = {
  readonly regular_price?: PriceChange | undefined;
  readonly sale_price?: PriceChange | undefined;
  /** A day as it is typed; `''` takes it away. */
  readonly date_on_sale_from?: string | undefined;
  readonly date_on_sale_to?: string | undefined;
  readonly stock?: StockChange | undefined;
  readonly stock_status?: string | undefined;
  readonly status?: string | undefined;
  /** The store's ids of categories. */
  readonly categories?: { readonly add: readonly number[]; readonly remove: readonly number[] } | undefined;
};

export type StockIntent =
  { readonly kind: 'adjust'; readonly by: number } | { readonly kind: 'count'; readonly to: number };

/** What a bulk change means for one record: columns as they would be typed, and a movement of stock. */
export type RecordChange = { readonly columns: Readonly<Record<string, unknown>>; readonly stock: StockIntent | null };

type Read<T> = Result<T, FieldRefusal>;

/** `document`: the record as it stands here. Money is computed digit by digit. [BULK1] */
export function changeOfRecord(change: BulkChange, document: JsonObject, locale: string): Read<RecordChange> {
  const columns: Record<string, unknown> = {};
  const elsewhere = priceElsewhere(change, document);
  if (elsewhere !== null) return err(elsewhere);
  const regular = priceAfter('regular_price', change.regular_price, document['regular_price'], '', locale);
  if (!regular.ok) return regular;
  if (regular.value !== null) columns['regular_price'] = regular.value;
  const above = regular.value ?? asPrice(document['regular_price']);
  const sale = priceAfter('sale_price', change.sale_price, document['sale_price'], above, locale);
  if (!sale.ok) return sale;
  if (sale.value !== null) columns['sale_price'] = sale.value;
  for (const column of ['date_on_sale_from', 'date_on_sale_to', 'stock_status', 'status'] as const) {
    if (change[column] !== undefined) columns[column] = change[column];
  }
  const stock = change.stock === undefined ? ok(null) : stockIntentOf(change.stock, locale);
  if (!stock.ok) return stock;
  if (change.categories !== undefined) columns['categories'] = categoriesAfter(change.categories, document);
  return ok({ columns, stock: stock.value });
}

/** Nothing to compute from: the price stands on the variations, or on the parts. */
function priceElsewhere(change: BulkChange, document: JsonObject): FieldRefusal | null {
  const column = change.regular_price ? 'regular_price' : change.sale_price ? 'sale_price' : null;
  if (column === null) return null;
  if (document['type'] === 'variable') return fieldRefusal(column, 'price-on-variations');
  return document['type'] === 'grouped' ? fieldRefusal(column, 'price-on-parts') : null;
}

function asPrice(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Null: this price is not named. */
function priceAfter(
  column: 'regular_price' | 'sale_price',
  change: PriceChange | undefined,
  present: JsonValue | undefined,
  regular: string,
  locale: string,
): Read<string | null> {
  if (change === undefined) return ok(null);
  if (change.op === 'clear') return ok('');
  const isPercent = change.op.endsWith('percent');
  const read = isPercent ? readDecimal(change.value, locale) : readMoney(change.value, locale);
  if (!read.ok) return err(fieldRefusal(column, read.reason, read.facts));
  if (read.value === '') return err(fieldRefusal(column, 'required'));
  if (change.op === 'set') return ok(read.value);
  const from = change.op === 'below_regular_percent' ? regular : asPrice(present);
  if (from === '') return err(fieldRefusal(column, 'no-price-yet'));
  const by = isPercent ? percentOf(from, read.value) : read.value;
  const isUp = change.op === 'raise' || change.op === 'raise_percent';
  return rounded(column, addDecimals(from, isUp ? by : negated(by)), change.rounding);
}

function rounded(column: string, amount: string, rounding: Rounding): Read<string> {
  if (amount.startsWith('-')) return err(fieldRefusal(column, 'negative'));
  return ok('ending' in rounding ? roundToEnding(amount, rounding.ending) : roundDecimal(amount, rounding.decimals));
}

function stockIntentOf({ op, value }: StockChange, locale: string): Read<StockIntent> {
  const read = readStock(value, locale);
  if (!read.ok) return err(fieldRefusal('stock_quantity', read.reason, read.facts));
  if (op === 'set') return ok({ kind: 'count', to: read.value });
  return ok({ kind: 'adjust', by: op === 'raise' ? read.value : -read.value });
}

function categoriesAfter(change: NonNullable<BulkChange['categories']>, document: JsonObject): readonly number[] {
  const present = Array.isArray(document['categories']) ? (document['categories'] as readonly JsonObject[]) : [];
  const ids = present.map((category) => Number(category['id']));
  const kept = ids.filter((id) => !change.remove.includes(id));
  return [...kept, ...change.add.filter((id) => !kept.includes(id))];
}
