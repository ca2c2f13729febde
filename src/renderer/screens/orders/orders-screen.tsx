import { ReceiptText } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { formatCount } from '../../app/formats.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useRecordPages } from '../../components/grid/use-record-pages.ts';
import type { OrderRow } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { useStoreId } from '../../state/view.ts';
import { useShops } from '../products/use-shop.ts';
import { OrderPane } from './order-pane.tsx';
import { orderFiltersToParams, paramsToOrderFilters, toOrderQuestion, type OrderFilters } from './order-question.ts';
import { OrdersFilter } from './orders-filter.tsx';
import { OrdersList } from './orders-list.tsx';

export function OrdersScreen() {
  const { params } = useRoute();
  const storeId = useStoreId();
  const filters = useMemo(() => paramsToOrderFilters(params), [params]);
  const question = useMemo(() => toOrderQuestion(filters, storeId), [filters, storeId]);
  const pages = useRecordPages<OrderRow>(question);
  const search = useRef<HTMLInputElement>(null);
  useShortcut('mod+f', () => search.current?.focus());

  const change = (changes: Partial<OrderFilters>): void =>
    replaceParams(orderFiltersToParams({ ...filters, ...changes }));
  const open = useCallback((id: string) => replaceParams({ open: id }), []);
  const openId = params['open'] ?? pages.rowAt(0)?.id ?? null;
  const place = openId === null ? null : pages.indexOf(openId);
  const neighbour = (step: 1 | -1): string | null => (place === null ? null : (pages.rowAt(place + step)?.id ?? null));

  return (
    <div className="flex h-full min-h-0">
      <section aria-label={m.orders_title()} className="flex w-list-narrow shrink-0 flex-col border-e border-border">
        <header className="flex h-page-head shrink-0 items-center px-4">
          <h1 className="page-title text-page font-strong">
            {m.orders_title()}
            <TotalCount storeId={storeId} />
          </h1>
        </header>
        <OrdersFilter filters={filters} storeId={storeId} onChange={change} searchRef={search} />
        <OrdersList
          pages={pages}
          filters={filters}
          openId={openId}
          onOpen={open}
          onClear={() => change({ search: '', status: [], view: 'all' })}
        />
      </section>
      {openId === null ? (
        <div className="min-w-0 flex-1">
          {pages.state === 'ready' && pages.total === 0 ? null : (
            <EmptyState kind="empty" icon={ReceiptText} title={m.orders_none_open()} />
          )}
        </div>
      ) : (
        <OrderPane id={openId} previousId={neighbour(-1)} nextId={neighbour(1)} onOpen={open} />
      )}
    </div>
  );
}

function TotalCount({ storeId }: { readonly storeId: string | null }) {
  const shops = useShops();
  const shown = storeId === null ? shops : shops.filter(({ id }) => id === storeId);
  if (shown.length === 0) return null;
  const total = shown.reduce((sum, { counts }) => sum + counts.orders, 0);
  return <span className="ms-2 text-body font-regular text-text-3">{formatCount(total)}</span>;
}
