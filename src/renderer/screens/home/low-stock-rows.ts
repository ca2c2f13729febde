import type { ProductRow, VariationRow } from '../../../shared/contract/records.ts';

/** Stock that is written in amber in the list of products too. */
const HIGHEST_LOW_STOCK = 8;
export const LOW_STOCK_VALUES: readonly number[] = Array.from({ length: HIGHEST_LOW_STOCK + 1 }, (_, stock) => stock);

export type LowStock = {
  readonly id: string;
  readonly storeId: string;
  /** The product of a variation; null for a product itself. */
  readonly parentId: string | null;
  readonly name: string;
  readonly imageUrl: string | null;
  readonly left: number;
};

type Product = Pick<ProductRow, 'id' | 'store_id' | 'name' | 'image_url' | 'stock_quantity'>;
type Variation = Pick<VariationRow, 'id' | 'store_id' | 'product_id' | 'name' | 'image_url' | 'stock_quantity'>;

/** One list of both, the emptiest first; among equals products come before variations. At most `limit` rows. */
export function lowestFirst(
  products: readonly Product[],
  variations: readonly Variation[],
  limit: number,
): readonly LowStock[] {
  const all = [
    ...products.map((row) => toLowStock(row, null)),
    ...variations.map((row) => toLowStock(row, row.product_id)),
  ];
  return all.toSorted((a, b) => a.left - b.left).slice(0, limit);
}

function toLowStock(row: Product, parentId: string | null): LowStock {
  return {
    id: row.id,
    storeId: row.store_id,
    parentId,
    name: row.name,
    imageUrl: row.image_url,
    left: row.stock_quantity ?? 0,
  };
}
