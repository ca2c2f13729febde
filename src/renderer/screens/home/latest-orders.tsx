import { orderRow, type OrderRow } from '../../../shared/contract/records.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { chartOfOrderStatus, wordOrderStatus } from '../../app/order-status.ts';
import { navigate } from '../../app/routes.ts';
import type { StoreWithStatus } from '../../app/store-facts.ts';
import { typedRows } from '../../app/typed-rows.ts';
import { StatusSquare } from '../../components/chip.tsx';
import { Code, Money, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { HomeList, HomeRow, StoreMark } from './home-list.tsx';

const ROOM = { short: 5, tall: 9 };

/** What came in last: number, who, when, how much; the mark says how it stands. */
export function LatestOrders({
  storeId,
  shown,
}: {
  readonly storeId: string | null;
  readonly shown: readonly StoreWithStatus[];
}) {
  const answer = useEngineQuery('records.list', {
    entity: 'orders',
    storeId,
    sort: { field: 'date_created_woo', descending: true },
    limit: ROOM.tall,
  });
  return (
    <HomeList
      title={m.home_orders_latest()}
      answer={answer}
      empty={m.home_orders_none()}
      room={ROOM}
      onAll={() => navigate('orders')}
      rowsOf={({ rows }) => typedRows(orderRow, rows).map((row) => <OrderLine key={row.id} row={row} shown={shown} />)}
    />
  );
}

function OrderLine({ row, shown }: { readonly row: OrderRow; readonly shown: readonly StoreWithStatus[] }) {
  const status = wordOrderStatus(row.status);
  return (
    <HomeRow onPress={() => navigate('orders', { open: row.id })}>
      <span data-tip={status} className="flex">
        <span className="sr-only">{status}</span>
        <StatusSquare chart={chartOfOrderStatus(row.status)} />
      </span>
      <Code className="shrink-0 font-medium">{row.number ?? '–'}</Code>
      <Name className="flex-1">{row.customer_name || m.home_guest()}</Name>
      <StoreMark id={row.store_id} shown={shown} />
      <RelativeTime iso={row.date_created_woo} isShort className="shrink-0 text-small text-text-3" />
      <span className="figures min-w-18 shrink-0">
        <Money value={row.total} currency={row.currency} />
      </span>
    </HomeRow>
  );
}
