import { useMemo } from 'react';
import { formatMoney } from '../../app/formats.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { DataGrid } from '../../components/grid/data-grid.tsx';
import type { GridColumn } from '../../components/grid/grid-types.ts';
import { listSource } from '../../components/grid/list-source.ts';
import type { ProductDetail, VariationRow } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { priceColumn, skuColumn, stockColumn, whyVariationStockLocked } from './product-columns.tsx';
import { plainText } from './plain-html.ts';
import { isPricedByVariations, priceRange } from './product-logic.ts';
import { useRecordSaving } from './use-record-saving.ts';
import { useUnsentStock } from './use-unsent-stock.ts';

const ignore = (): void => undefined;

export function variationName(variation: Pick<VariationRow, 'attributes' | 'name' | 'sku'>): string {
  const options = variation.attributes.map((attribute) => attribute.option).filter((option) => option !== '');
  return plainText(options.length > 0 ? options.join(', ') : variation.name || (variation.sku ?? ''));
}

/** The variations in a grid of their own, edited in place like products. */
export function ProductVariations({ product }: { readonly product: ProductDetail }) {
  const { saveCell } = useRecordSaving('variations');
  const unsentStock = useUnsentStock(product.store_id, product.variations);
  const columns = useMemo<readonly GridColumn<VariationRow>[]>(
    () => [
      {
        id: 'name',
        header: m.products_column_variation(),
        widthPx: 84,
        minWidthPx: 72,
        growShare: 4,
        align: 'start',
        render: (row) => <bdi className="grid-name">{variationName(row)}</bdi>,
      },
      priceColumn('regular_price', m.products_column_price(), 78),
      priceColumn('sale_price', m.products_column_sale_short(), 72),
      stockColumn(64, unsentStock, whyVariationStockLocked),
      // Last, because a panel of the usual width shows the four before it; the rest is a scroll away.
      skuColumn(128),
    ],
    [unsentStock],
  );
  const rows = useMemo(() => listSource(product.variations, product.id), [product.variations, product.id]);
  return (
    <DataGrid<VariationRow>
      label={m.products_variations_of({ name: plainText(product.name) })}
      columns={columns}
      rows={rows}
      sort={null}
      onSort={ignore}
      openId={null}
      onOpen={ignore}
      onSave={saveCell}
      nameOf={variationName}
      whenEmpty={
        <EmptyState kind="empty" title={m.products_variations_empty()}>
          {m.products_variations_empty_way()}
        </EmptyState>
      }
      whenFailed={null}
    />
  );
}

/** What a product with variations costs, read from them; it has no price of its own to edit. */
export function PriceRange({
  product,
  currency,
}: {
  readonly product: ProductDetail;
  readonly currency: string | null;
}) {
  const range = priceRange(product.variations);
  const text =
    range === null
      ? formatMoney(product.price, currency)
      : range.from === range.to
        ? formatMoney(range.from, currency)
        : `${formatMoney(range.from, currency)} – ${formatMoney(range.to, currency)}`;
  return (
    <div className="flex flex-col py-1">
      <bdi dir="ltr" className="rtl:text-right">
        {text}
      </bdi>
      <span className="text-small text-text-3">
        {isPricedByVariations(product) ? m.products_priced_per_variation() : m.products_locked_parts()}
      </span>
    </div>
  );
}
