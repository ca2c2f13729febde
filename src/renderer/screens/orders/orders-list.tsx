import { ReceiptText } from 'lucide-react';
import { ColleagueDot } from '../../app/colleagues-here.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { chartOfOrderStatus, wordOrderStatus } from '../../app/order-status.ts';
import { Button } from '../../components/button.tsx';
import { StatusSquare } from '../../components/chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RecordList } from '../../components/grid/record-list.tsx';
import { rowState } from '../../components/grid/row-state.ts';
import { RowStateMark } from '../../components/grid/row-state-mark.tsx';
import type { RecordPages } from '../../components/grid/use-record-pages.ts';
import { tipWhenCut } from '../../components/hover-tips.tsx';
import { GridFoot } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Money, RelativeTime } from '../../components/texts.tsx';
import type { OrderRow } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import type { OrderFilters } from './order-question.ts';

const ROW_PX = 59;

export function OrdersList({
  pages,
  filters,
  openId,
  onOpen,
  onClear,
}: {
  readonly pages: RecordPages<OrderRow>;
  readonly filters: OrderFilters;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onClear: () => void;
}) {
  const isNarrowed = filters.search.trim() !== '' || filters.status.length > 0 || filters.view !== 'all';
  const words = pages.error ? wordError(engineErrorOf(pages.error)) : null;
  return (
    <>
      <RecordList<OrderRow>
        label={m.orders_title()}
        rows={pages}
        rowPx={ROW_PX}
        openId={openId}
        onOpen={(row) => onOpen(row.id)}
        render={(row) => <OrderLine row={row} />}
        whenFirst={<SkeletonRows figures={1} />}
        whenEmpty={
          isNarrowed ? (
            <EmptyState
              kind="none"
              title={
                filters.search.trim() === ''
                  ? m.orders_none_filtered()
                  : m.orders_none_match({ search: filters.search.trim() })
              }
              actions={<Button onPress={onClear}>{m.orders_none_clear()}</Button>}
            />
          ) : (
            <EmptyState kind="empty" icon={ReceiptText} title={m.orders_empty()}>
              {m.orders_empty_way()}
            </EmptyState>
          )
        }
        whenFailed={
          <EmptyState
            kind="failed"
            title={m.orders_failed()}
            actions={<Button onPress={pages.retry}>{m.common_try_again()}</Button>}
          >
            {words && `${words.title}. ${words.way}`}
          </EmptyState>
        }
      />
      <GridFoot>
        <span role="status">
          {pages.state === 'failed' ? (
            <span className="text-danger-text">{m.orders_foot_not_read()}</span>
          ) : pages.state === 'first' ? (
            m.common_reading()
          ) : pages.isRefreshing ? (
            <span className="text-accent-text">{m.common_searching()}</span>
          ) : (
            m.orders_foot({ count: pages.total, figure: formatCount(pages.total) })
          )}
        </span>
        <span className="flex-1" />
        <span>{m.orders_sort_latest()}</span>
      </GridFoot>
    </>
  );
}

function OrderLine({ row }: { readonly row: OrderRow }) {
  const state = rowState(row);
  return (
    <span className="flex flex-col gap-0.5 px-4">
      <span className="flex items-baseline gap-2">
        <bdi dir="ltr" className="font-strong">
          {row.number ?? '–'}
        </bdi>
        <span className="min-w-0 flex-1 truncate" onPointerEnter={tipWhenCut}>
          <bdi>{row.customer_name || m.orders_guest()}</bdi>
        </span>
        <ColleagueDot resource="orders" id={row.id} className="self-center" />
        <Money value={row.total} currency={row.currency} className="font-strong" />
      </span>
      <span className="flex items-center gap-1.5 text-small text-text-2">
        <RelativeTime iso={row.date_created_woo} className="text-text-3" />
        <span className="flex-1" />
        {state && <RowStateMark state={state} hasWords />}
        <StatusSquare chart={chartOfOrderStatus(row.status)} />
        <span className="truncate">{wordOrderStatus(row.status)}</span>
      </span>
    </span>
  );
}
