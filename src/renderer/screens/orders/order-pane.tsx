import { ChevronDown, ChevronUp } from 'lucide-react';
import { ColleaguesHere } from '../../app/colleagues-here.tsx';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { useIsTyping, useOpenRecord } from '../../app/presence.ts';
import { navigate } from '../../app/routes.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Note } from '../../components/note.tsx';
import { Block } from '../../components/skeleton.tsx';
import type { OrderDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { useShop } from '../products/use-shop.ts';
import { OrderCustomer } from './order-customer.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderItems } from './order-items.tsx';
import { nextStatus } from './order-logic.ts';
import { OrderStatus, useOrderStatus } from './order-status.tsx';

type PaneProps = {
  readonly id: string;
  readonly previousId: string | null;
  readonly nextId: string | null;
  readonly onOpen: (id: string) => void;
};

/** One order: what was bought, by whom, and what happened since. */
export function OrderPane({ id, previousId, nextId, onOpen }: PaneProps) {
  const detail = useEngineQuery('orders.detail', { id }, { keepPrevious: true });
  const order = detail.data;
  const { isTyping, handlers } = useIsTyping();
  useOpenRecord('orders', order?.id ?? null, order?.store_id ?? null, isTyping);
  if (!order) {
    return (
      <section aria-label={m.orders_order()} className="min-w-0 flex-1">
        {detail.isError ? <PaneFailed error={detail.error} onRetry={() => void detail.refetch()} /> : <PaneSkeleton />}
      </section>
    );
  }
  return (
    <section
      aria-label={m.orders_order_number({ number: order.number ?? '' })}
      className="@container flex min-w-0 flex-1 flex-col"
      {...handlers}
    >
      <PaneHead order={order} previousId={previousId} nextId={nextId} onOpen={onOpen} />
      <div className="flex min-h-0 flex-1 flex-col overflow-auto @min-[680px]:flex-row @min-[680px]:overflow-hidden">
        <div className="flex min-w-0 flex-1 flex-col gap-4 px-5 py-3 @min-[680px]:overflow-auto">
          <OrderNotes order={order} />
          <Placed order={order} />
          <OrderItems order={order} />
          <OrderHistory key={order.id} order={order} />
        </div>
        <OrderCustomer order={order} onOpen={onOpen} />
      </div>
    </section>
  );
}

function PaneHead({ order, previousId, nextId, onOpen }: Omit<PaneProps, 'id'> & { readonly order: OrderDetail }) {
  const changeStatus = useOrderStatus(order);
  const next = nextStatus(order.status);
  return (
    <header className="flex h-page-head shrink-0 items-center gap-3 border-b border-border ps-5 pe-3">
      <h2 className="page-title text-page font-strong whitespace-nowrap">
        {m.orders_order()} <bdi dir="ltr">{order.number ?? '–'}</bdi>
      </h2>
      <OrderStatus order={order} />
      <span className="flex-1" />
      <ColleaguesHere resource="orders" id={order.id} />
      <IconButton
        label={m.orders_previous()}
        icon={ChevronUp}
        isDisabled={previousId === null}
        onPress={() => previousId !== null && onOpen(previousId)}
      />
      <IconButton
        label={m.orders_next()}
        icon={ChevronDown}
        isDisabled={nextId === null}
        onPress={() => nextId !== null && onOpen(nextId)}
      />
      {next !== null && !order.trashed && (
        <Button variant="primary" onPress={() => void changeStatus(next)}>
          {next === 'completed' ? m.orders_complete() : m.orders_process()}
        </Button>
      )}
    </header>
  );
}

/** What stands between this order and the store, in words. */
function OrderNotes({ order }: { readonly order: OrderDetail }) {
  const shop = useShop(order.store_id);
  const undo = useOrderStatus(order);
  const mark = order.marks['status'];
  if (mark === 'conflict') {
    return (
      <Note
        tone="conflict"
        action={{ label: m.orders_decide(), onPress: () => navigate('sync', { tab: 'conflicts' }) }}
      >
        {m.orders_note_conflict()}
      </Note>
    );
  }
  if (mark === 'refused' || order.sync_status === 'error') {
    return (
      <Note
        tone="danger"
        action={{ label: m.orders_open_errors(), onPress: () => navigate('triage', { entity: 'orders' }) }}
      >
        {m.orders_note_refused()}
      </Note>
    );
  }
  if (mark === 'sending') return <Note tone="accent">{m.orders_note_sending()}</Note>;
  if (mark !== 'pending') return null;
  return (
    <Note tone="mine" action={{ label: m.common_undo(), onPress: () => void undo(null) }}>
      {shop?.mode === 'watch' ? m.orders_note_pending_watch() : m.orders_note_pending()}
    </Note>
  );
}

function Placed({ order }: { readonly order: OrderDetail }) {
  const shop = useShop(order.store_id);
  const locale = useLocale();
  const moment =
    order.date_created_woo === null ? null : formatMoment(order.date_created_woo, locale, shop?.wp_timezone ?? null);
  return (
    <p className="text-text-2">
      {moment === null ? m.orders_placed_unknown() : <bdi>{moment.replace(/:\d\d$/, '')}</bdi>}
      {order.payment_method_title !== '' && (
        <>
          {'. '}
          {m.orders_paid_by()} <bdi>{order.payment_method_title}</bdi>
        </>
      )}
    </p>
  );
}

function PaneFailed({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const engineError = engineErrorOf(error);
  const isGone = engineError.type === 'NotFound';
  const { title, way } = wordError(engineError);
  return (
    <EmptyState
      kind="failed"
      title={isGone ? m.orders_gone() : title}
      actions={isGone ? undefined : <Button onPress={onRetry}>{m.common_try_again()}</Button>}
    >
      {isGone ? m.orders_gone_way() : way}
    </EmptyState>
  );
}

function PaneSkeleton() {
  return (
    <div aria-hidden className="flex flex-col gap-4 p-5">
      <Block className="h-5 w-40" />
      <Block className="h-2.5 w-72" />
      {[0.9, 0.7, 0.5, 0.3].map((opacity) => (
        <div key={opacity} className="flex items-center gap-3" style={{ opacity }}>
          <Block className="size-8" />
          <Block className="h-2.5 w-48" />
          <span className="flex-1" />
          <Block className="h-2.5 w-16" />
        </div>
      ))}
    </div>
  );
}
