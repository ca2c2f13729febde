import { RelativeTime, Code } from '../../components/texts.tsx';
import { formatDecimal } from '../../app/formats.ts';
import type { FieldMark } from '../../../shared/contract/common.ts';
import type { ProductRow, VariationRow } from '../../../shared/contract/records.ts';
import { Chip, StatusDot } from '../../components/chip.tsx';
import { ColleagueDot } from '../../app/colleagues-here.tsx';
import { classes, type Tone } from '../../components/class-names.ts';
import { markWords } from '../../components/grid/grid-row.tsx';
import type { CellEdit, EditOption, GridColumn } from '../../components/grid/grid-types.ts';
import { tipWhenCut } from '../../components/hover-tips.tsx';
import { Thumb } from '../../components/thumb.tsx';
import { m } from '../../paraglide/messages.js';
import { plainText } from './plain-html.ts';
import { isLowStock, isPricedByParts, isPricedByVariations, rowSyncWords, type RowSyncWords } from './product-logic.ts';
import { rowSyncText, statusWords, stockStatusWords } from './product-words.ts';

type PricedRow = Pick<
  ProductRow,
  'sku' | 'status' | 'price' | 'regular_price' | 'sale_price' | 'manage_stock' | 'stock_quantity' | 'stock_status'
>;

/** Statuses that a person may choose; a status that a plugin gave stays choosable where it already stands. */
const CHOOSABLE = ['publish', 'draft', 'pending', 'private'] as const;
export function statusOptions(row: Pick<PricedRow, 'status'>): readonly EditOption[] {
  const values = CHOOSABLE.some((status) => status === row.status) ? CHOOSABLE : [row.status, ...CHOOSABLE];
  return values.map((value) => ({
    value,
    label: statusWords(value),
    icon: <StatusDot isHollow={value !== 'publish'} />,
  }));
}

export function statusColumn<R extends PricedRow>(widthPx = 104): GridColumn<R> {
  return {
    id: 'status',
    header: m.products_column_status(),
    widthPx,
    align: 'start',
    value: (row) => row.status,
    render: (row) => (
      <span className={classes('flex items-center gap-1.5', row.status !== 'publish' && 'text-text-2')}>
        <StatusDot isHollow={row.status !== 'publish'} />
        <span className="min-w-0 truncate" onPointerEnter={tipWhenCut}>
          {statusWords(row.status)}
        </span>
      </span>
    ),
    edit: { kind: 'select', initial: (row) => row.status, options: statusOptions },
  };
}

export function skuColumn<R extends PricedRow>(widthPx = 112): GridColumn<R> {
  return {
    id: 'sku',
    header: m.products_column_sku(),
    widthPx,
    minWidthPx: 72,
    growShare: 1,
    align: 'start',
    isCode: true,
    value: (row) => row.sku ?? '',
    render: (row) =>
      row.sku ? <Code className="text-text-2">{row.sku}</Code> : <span className="text-text-3">–</span>,
    edit: { kind: 'text', initial: (row) => row.sku ?? '' },
  };
}

type PriceField = 'regular_price' | 'sale_price';
export function priceColumn<R extends PricedRow>(
  field: PriceField,
  header: string,
  widthPx: number,
  locked?: (row: R) => string | null,
): GridColumn<R> {
  const edit: CellEdit<R> = {
    kind: 'text',
    inputMode: 'decimal',
    initial: (row) => row[field] ?? '',
    ...(locked ? { locked } : {}),
  };
  return {
    id: field,
    header,
    // What a customer pays is what the engine sorts by; sale prices alone have no order.
    sortField: field === 'regular_price' ? 'price' : null,
    widthPx,
    align: 'number',
    value: (row) => row[field] ?? '',
    render: (row) =>
      locked?.(row) && field === 'regular_price' && row.price ? (
        <span dir="auto" className="text-text-2">
          {m.products_price_from({ price: formatDecimal(row.price) })}
        </span>
      ) : (
        <span className={row[field] ? undefined : 'text-text-3'}>{formatDecimal(row[field])}</span>
      ),
    edit,
  };
}

export function stockColumn<
  R extends PricedRow & { readonly id: string; readonly marks: Readonly<Record<string, FieldMark>> },
>(widthPx: number, unsent: ReadonlyMap<string, string>, locked: (row: R) => string | null): GridColumn<R> {
  return {
    id: 'stock_quantity',
    header: m.products_column_stock(),
    widthPx,
    align: 'number',
    value: (row) => `${row.stock_quantity ?? ''} ${row.stock_status}`,
    render: (row) => {
      const change = row.marks['stock_quantity'] ? unsent.get(row.id) : undefined;
      if (change !== undefined) return change;
      if (!row.manage_stock || row.stock_quantity === null) {
        return <StockWords status={row.stock_status} />;
      }
      return (
        <span className={isLowStock(row.stock_quantity) ? 'font-medium text-warning-text' : undefined}>
          {formatDecimal(String(row.stock_quantity))}
        </span>
      );
    },
    edit: { kind: 'text', inputMode: 'text', initial: (row) => String(row.stock_quantity ?? ''), locked },
    tip: (row) => stockTip(row, unsent.get(row.id)),
  };
}

/** What a figure or a short word in the stock column means; an unsent change says it itself. */
function stockTip(
  row: PricedRow & { readonly marks: Readonly<Record<string, FieldMark>> },
  change: string | undefined,
): string | null {
  const mark = row.marks['stock_quantity'];
  if (mark) return change === undefined ? null : `${change}: ${markWords(mark)}`;
  if (!row.manage_stock || row.stock_quantity === null) {
    return row.stock_status === 'instock' ? null : stockStatusWords(row.stock_status);
  }
  return isLowStock(row.stock_quantity) ? m.products_stock_low({ count: row.stock_quantity }) : null;
}

/** Stock that is not counted: a dash that means “there is some”, or the words where there is none. */
function StockWords({ status }: { readonly status: string }) {
  if (status === 'instock') return <span className="text-text-3">–</span>;
  return (
    <span className={classes('text-small', status === 'outofstock' ? 'text-warning-text' : 'text-text-2')}>
      {status === 'outofstock'
        ? m.products_stock_out_short()
        : status === 'onbackorder'
          ? m.products_stock_backorder_short()
          : status}
    </span>
  );
}

export function whyPriceLocked(row: Pick<ProductRow, 'type'>): string | null {
  if (isPricedByVariations(row)) return m.products_locked_variations();
  return isPricedByParts(row) ? m.products_locked_parts() : null;
}

export function whyStockLocked(row: Pick<ProductRow, 'type' | 'manage_stock' | 'stock_status'>): string | null {
  if (row.manage_stock) return null;
  return isPricedByVariations(row) ? m.products_locked_stock_variations() : m.products_locked_stock();
}

export function whyVariationStockLocked(row: Pick<VariationRow, 'manage_stock'>): string | null {
  return row.manage_stock ? null : m.products_locked_stock();
}

const SYNC_TONES: Readonly<Record<Exclude<RowSyncWords, 'same'>, Tone>> = {
  waiting: 'mine',
  sending: 'accent',
  refused: 'danger',
  'needs-you': 'conflict',
};

/** The columns of the product list; a wide window shows three more instead of wider gaps. */
export function productColumns(
  isWide: boolean,
  unsentStock: ReadonlyMap<string, string>,
): readonly GridColumn<ProductRow>[] {
  const narrow: readonly GridColumn<ProductRow>[] = [
    {
      id: 'name',
      header: m.products_column_name(),
      widthPx: isWide ? 280 : 168,
      minWidthPx: 140,
      growShare: 4,
      align: 'start',
      value: (row) => row.name,
      render: (row) => (
        <span className="flex items-center gap-2">
          <Thumb src={row.image_url} />
          <bdi className="grid-name min-w-0 truncate" onPointerEnter={tipWhenCut}>
            {plainText(row.name)}
          </bdi>
          <ColleagueDot resource="products" id={row.id} />
        </span>
      ),
    },
    skuColumn(isWide ? 140 : 108),
    priceColumn<ProductRow>('regular_price', m.products_column_price(), isWide ? 116 : 98, whyPriceLocked),
    priceColumn<ProductRow>('sale_price', m.products_column_sale_price(), isWide ? 104 : 84, whyPriceLocked),
    stockColumn<ProductRow>(isWide ? 92 : 76, unsentStock, whyStockLocked),
    statusColumn(isWide ? 120 : 100),
  ];
  return isWide ? [...narrow, ...wideColumns()] : narrow;
}

function wideColumns(): readonly GridColumn<ProductRow>[] {
  return [
    {
      id: 'categories',
      header: m.products_column_category(),
      widthPx: 130,
      growShare: 1,
      align: 'start',
      sortField: null,
      render: (row) => (
        <bdi className="text-text-2">
          {row.categories.map((category) => plainText(category.name)).join(', ') || '–'}
        </bdi>
      ),
    },
    {
      id: 'sync_status',
      header: m.products_column_sync(),
      field: 'sync_status',
      sortField: null,
      widthPx: 116,
      align: 'start',
      render: (row) => {
        const state = rowSyncWords(row);
        const words = rowSyncText(state);
        return state === 'same' ? (
          <span className="text-text-2">{words}</span>
        ) : (
          <Chip tone={SYNC_TONES[state]}>{words}</Chip>
        );
      },
    },
    {
      id: 'changed',
      header: m.products_column_changed(),
      sortField: 'woo_modified_at',
      widthPx: 104,
      align: 'start',
      render: (row) => (
        <RelativeTime
          isShort
          iso={row.sync_status === 'pending' ? row.updated_at : (row.woo_modified_at ?? row.updated_at)}
          className="text-text-2"
        />
      ),
    },
  ];
}
