import type { Ref } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordOrderStatus } from '../../app/order-status.ts';
import { useWindowAtLeast } from '../../components/grid/use-tokens.ts';
import { FilterPill, Pill } from '../../components/pill.tsx';
import { SearchField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { useSearchText } from '../products/products-toolbar.tsx';
import { ORDER_VIEWS, VIEW_STATUSES, type OrderFilters, type OrderView } from './order-question.ts';

function viewWords(view: OrderView): string {
  switch (view) {
    case 'all':
      return m.orders_view_all();
    case 'open':
      return m.orders_view_open();
    case 'on-hold':
      return wordOrderStatus('on-hold');
    case 'refunded':
      return wordOrderStatus('refunded');
  }
}

export function OrdersFilter({
  filters,
  storeId,
  onChange,
  searchRef,
}: {
  readonly filters: OrderFilters;
  readonly storeId: string | null;
  readonly onChange: (changes: Partial<OrderFilters>) => void;
  readonly searchRef: Ref<HTMLInputElement>;
}) {
  const [text, setText, settle] = useSearchText(filters.search, (search) => onChange({ search }));
  const counts = useEngineQuery('records.counts', { entity: 'orders', storeId, field: 'status' }).data ?? [];
  const countOf = (statuses: readonly string[]): number =>
    counts.filter(({ value }) => statuses.includes(String(value))).reduce((sum, { count }) => sum + count, 0);
  const isWide = useWindowAtLeast(1600);
  // the narrow column has room for one line; the statuses that are left out stand in the pill
  const views = ORDER_VIEWS.filter((view) => isWide || view === 'all' || view === 'open' || view === filters.view);
  return (
    <div
      role="group"
      aria-label={m.orders_toolbar()}
      className="flex shrink-0 flex-col gap-2 border-b border-border px-4 pb-2.5"
    >
      <SearchField value={text} onChange={setText} onLeave={settle} label={m.orders_search()} inputRef={searchRef} />
      <div className="flex flex-wrap items-center gap-1.5">
        {views.map((view) => {
          const isActive = filters.status.length === 0 && filters.view === view;
          return (
            <Pill
              key={view}
              label={viewWords(view)}
              {...(view === 'all' ? {} : { value: formatCount(countOf(VIEW_STATUSES[view])) })}
              isActive={isActive}
              aria-pressed={isActive}
              onPress={() => onChange({ view, status: [] })}
            />
          );
        })}
        <FilterPill
          label={m.orders_filter_status()}
          options={counts.map(({ value, count }) => ({
            id: String(value),
            label: wordOrderStatus(String(value)),
            count: formatCount(count),
          }))}
          selected={filters.status}
          onChange={(status) => onChange({ status })}
        />
      </div>
    </div>
  );
}
