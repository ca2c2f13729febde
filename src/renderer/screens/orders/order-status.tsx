import { ChevronDown } from 'lucide-react';
import { useCallback } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { useEngineCall } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import { chartOfOrderStatus, wordOrderStatus } from '../../app/order-status.ts';
import { classes } from '../../components/class-names.ts';
import { StatusSquare } from '../../components/chip.tsx';
import { usePutRow } from '../../components/grid/use-record-pages.ts';
import { Icon } from '../../components/icon.tsx';
import { FLOAT_SURFACE, OPTION_ROW } from '../../components/menu.tsx';
import { showToast } from '../../components/toast.tsx';
import type { OrderDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { refusalOf } from '../products/refusal-words.ts';
import { choosableStatuses } from './order-logic.ts';

/** Queues another status, or takes the unsent one back (null). A toast offers the way back. */
export function useOrderStatus(order: Pick<OrderDetail, 'id' | 'number'>): (status: string | null) => Promise<void> {
  const call = useEngineCall();
  const locale = useLocale();
  const putRow = usePutRow();
  return useCallback(
    async (status) => {
      const { id, number } = order;
      const undo = async (): Promise<void> => {
        const back = await call('records.undo', { entity: 'orders', id, field: 'status' });
        if (back.ok) putRow(back.value);
        else showToast({ text: refusalOf(back.error).words });
      };
      if (status === null) return undo();
      const result = await call('records.edit', { entity: 'orders', id, changes: { status }, locale });
      if (!result.ok) return showToast({ text: refusalOf(result.error).words });
      putRow(result.value);
      showToast({
        text: m.orders_status_changed({ number: number ?? '', status: wordOrderStatus(status) }),
        action: { label: m.common_undo(), onPress: () => void undo() },
      });
    },
    [call, locale, order, putRow],
  );
}

/** The order's status as a pill that opens the others; gold while the change waits to be sent. */
export function OrderStatus({ order }: { readonly order: OrderDetail }) {
  const changeStatus = useOrderStatus(order);
  const isWaiting = order.marks['status'] !== undefined;
  return (
    <AriaSelect
      aria-label={m.orders_filter_status()}
      value={order.status}
      isDisabled={order.trashed || order.marks['status'] === 'sending'}
      onChange={(status) => {
        if (status !== null && status !== order.status) void changeStatus(String(status));
      }}
    >
      <AriaButton
        className={classes(
          'tint inline-flex h-7 items-center gap-1.5 rounded-r2 border px-2 text-small whitespace-nowrap kbd:shadow-focus',
          isWaiting
            ? 'border-mine-line bg-mine-soft text-mine-text'
            : 'border-border-strong bg-raised text-text hovered:bg-hover off:text-text-off',
        )}
      >
        <SelectValue className="inline-flex items-center gap-1.5" />
        <Icon of={ChevronDown} size={12} />
      </AriaButton>
      <Popover placement="bottom start" offset={4} className={classes(FLOAT_SURFACE, 'min-w-44')}>
        <ListBox className="p-1">
          {choosableStatuses(order.status).map((status) => (
            <ListBoxItem
              key={status}
              id={status}
              textValue={wordOrderStatus(status)}
              className={classes(OPTION_ROW, 'selected:font-strong')}
            >
              <StatusSquare chart={chartOfOrderStatus(status)} />
              {wordOrderStatus(status)}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
