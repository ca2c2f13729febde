import { productRow, variationRow } from '../../../shared/contract/records.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { navigate } from '../../app/routes.ts';
import type { StoreWithStatus } from '../../app/store-facts.ts';
import { typedRows } from '../../app/typed-rows.ts';
import { Name } from '../../components/texts.tsx';
import { Thumb } from '../../components/thumb.tsx';
import { m } from '../../paraglide/messages.js';
import { HomeList, HomeRow, StoreMark } from './home-list.tsx';
import { lowestFirst, LOW_STOCK_VALUES, type LowStock } from './low-stock-rows.ts';

const ROOM = { short: 7, tall: 12 };

/** What runs out next: published products and variations whose stock is counted, the emptiest first. */
export function LowStockList({
  storeId,
  shown,
}: {
  readonly storeId: string | null;
  readonly shown: readonly StoreWithStatus[];
}) {
  const question = {
    storeId,
    filters: { stock_quantity: [...LOW_STOCK_VALUES], status: ['publish'] },
    sort: { field: 'stock_quantity', descending: false },
    limit: ROOM.tall,
  };
  const products = useEngineQuery('records.list', { entity: 'products', ...question });
  const variations = useEngineQuery('records.list', { entity: 'variations', ...question });
  const isComplete = products.data !== undefined && variations.data !== undefined;
  const low = isComplete
    ? lowestFirst(typedRows(productRow, products.data.rows), typedRows(variationRow, variations.data.rows), ROOM.tall)
    : undefined;
  const parentIds = [...new Set((low ?? []).flatMap(({ parentId }) => parentId ?? []))];
  const parents = useEngineQuery(
    'records.list',
    { entity: 'products', filters: { id: parentIds }, limit: ROOM.tall },
    { enabled: parentIds.length > 0, keepPrevious: true },
  );
  const names = new Map(typedRows(productRow, parents.data?.rows ?? []).map(({ id, name }) => [id, name]));
  return (
    <HomeList
      title={m.home_stock_low()}
      tip={m.home_stock_low_tip()}
      count={isComplete ? formatCount(products.data.total + variations.data.total) : undefined}
      answer={{
        data: low,
        error: products.error ?? variations.error,
        isPending: products.isPending || variations.isPending,
      }}
      room={ROOM}
      empty={m.home_stock_fine()}
      rowsOf={(rows) =>
        rows.map((row) => (
          <LowStockRow
            key={row.id}
            row={row}
            shown={shown}
            parent={row.parentId === null ? null : (names.get(row.parentId) ?? null)}
          />
        ))
      }
    />
  );
}

function LowStockRow({
  row,
  parent,
  shown,
}: {
  readonly row: LowStock;
  /** Name of the product that a variation belongs to. */
  readonly parent: string | null;
  readonly shown: readonly StoreWithStatus[];
}) {
  const left =
    row.left === 0 ? m.home_stock_out() : m.home_stock_left({ count: row.left, figure: formatCount(row.left) });
  return (
    <HomeRow onPress={() => navigate('products', { open: row.parentId ?? row.id })}>
      <Thumb src={row.imageUrl} />
      <Name className="flex-1">{parent === null ? row.name : `${parent}, ${row.name}`}</Name>
      <StoreMark id={row.storeId} shown={shown} />
      <span className="shrink-0 font-medium text-warning-text">{left}</span>
    </HomeRow>
  );
}
