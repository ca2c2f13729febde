import type { BulkChangeInput } from '../../../shared/contract/bulk.ts';

export const REGULAR_OPS = ['keep', 'set', 'raise_percent', 'lower_percent', 'raise', 'lower'] as const;
export const SALE_OPS = [
  'keep',
  'set',
  'below_regular_percent',
  'raise_percent',
  'lower_percent',
  'raise',
  'lower',
  'clear',
] as const;
export const STOCK_OPS = ['keep', 'raise', 'lower', 'set'] as const;
export const DATE_OPS = ['keep', 'set', 'clear'] as const;
export const ROUNDINGS = ['cents', 'tenths', 'whole', 'ninety', 'ninety_nine'] as const;
export type PriceOp = (typeof SALE_OPS)[number];
export type StockOp = (typeof STOCK_OPS)[number];
export type DateOp = (typeof DATE_OPS)[number];
export type RoundingId = (typeof ROUNDINGS)[number];

export type Typed<Op extends string> = { readonly op: Op; readonly value: string };
export type BulkForm = {
  readonly regular: Typed<PriceOp>;
  readonly sale: Typed<PriceOp>;
  readonly rounding: RoundingId;
  readonly dates: DateOp;
  /** Days in the store's zone; empty is none. */
  readonly from: string;
  readonly to: string;
  readonly stock: Typed<StockOp>;
  readonly stockStatus: string;
  readonly status: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

/** Stands for a field that stays as it is. */
export const KEEP = 'keep';

/** Whole amounts where the currency has no smaller ones. */
export function emptyForm(currencyDecimals: number): BulkForm {
  return {
    regular: { op: 'keep', value: '' },
    sale: { op: 'keep', value: '' },
    rounding: currencyDecimals === 0 ? 'whole' : 'cents',
    dates: 'keep',
    from: '',
    to: '',
    stock: { op: 'keep', value: '' },
    stockStatus: KEEP,
    status: KEEP,
    add: [],
    remove: [],
  };
}

const ROUNDED = {
  cents: { decimals: 2 },
  tenths: { decimals: 1 },
  whole: { decimals: 0 },
  ninety: { ending: 90 },
  ninety_nine: { ending: 99 },
} as const;

/** Whether the price is computed from the one that stands there, so that it needs rounding. */
export function isComputed({ op }: Typed<PriceOp>): boolean {
  return op !== 'keep' && op !== 'set' && op !== 'clear';
}

/** What the engine is asked to do; null while nothing is asked, or a value is missing. */
export function toBulkChange(form: BulkForm): BulkChangeInput | null {
  const isMissing = [form.regular, form.sale, form.stock].some(
    ({ op, value }) => op !== 'keep' && op !== 'clear' && value.trim() === '',
  );
  if (isMissing || (form.dates === 'set' && form.from === '' && form.to === '')) return null;
  const change: BulkChangeInput = {
    ...price('regular_price', form.regular, form.rounding),
    ...price('sale_price', form.sale, form.rounding),
    ...datesOf(form),
    ...(form.stock.op === 'keep' ? {} : { stock: { op: form.stock.op, value: form.stock.value } }),
    ...(form.stockStatus === KEEP ? {} : { stock_status: form.stockStatus }),
    ...(form.status === KEEP ? {} : { status: form.status }),
    ...(form.add.length + form.remove.length === 0
      ? {}
      : { categories: { add: form.add.map(Number), remove: form.remove.map(Number) } }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

function price(
  column: 'regular_price' | 'sale_price',
  { op, value }: Typed<PriceOp>,
  rounding: RoundingId,
): BulkChangeInput {
  if (op === 'keep') return {};
  if (op === 'clear') return { [column]: { op } };
  return { [column]: op === 'set' ? { op, value } : { op, value, rounding: ROUNDED[rounding] } };
}

function datesOf({ dates, from, to }: BulkForm): BulkChangeInput {
  if (dates === 'keep') return {};
  if (dates === 'clear') return { date_on_sale_from: '', date_on_sale_to: '' };
  return {
    ...(from === '' ? {} : { date_on_sale_from: from }),
    ...(to === '' ? {} : { date_on_sale_to: to }),
  };
}
