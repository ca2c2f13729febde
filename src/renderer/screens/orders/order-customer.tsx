import { Copy, Mail, Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Code, Money, RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { OrderDetail, OrderRow } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { addressLines, countryName, isSameAddress } from './order-logic.ts';

/** Who bought, and where it goes. Addresses keep the direction of their own script. */
export function OrderCustomer({
  order,
  onOpen,
}: {
  readonly order: OrderDetail;
  readonly onOpen: (id: string) => void;
}) {
  const locale = useLocale();
  const shipping = addressLines(order.shipping, (code) => countryName(code, locale));
  const billing = addressLines(order.billing, (code) => countryName(code, locale));
  return (
    <aside
      aria-label={m.orders_customer()}
      className="flex shrink-0 flex-col border-t border-border px-4 @min-[680px]:w-57 @min-[680px]:overflow-auto @min-[680px]:border-s @min-[680px]:border-t-0"
    >
      <Part title={m.orders_customer()}>
        <p className="font-strong">
          <bdi>{order.customer_name || m.orders_guest()}</bdi>
        </p>
        {order.customer_email && (
          <p className="flex items-center gap-2 text-small text-text-2">
            <Icon of={Mail} size={14} />
            <Code className="min-w-0 truncate">{order.customer_email}</Code>
          </p>
        )}
        {order.customer_phone && (
          <p className="flex items-center gap-2 text-small text-text-2">
            <Icon of={Phone} size={14} />
            <Code>{order.customer_phone}</Code>
          </p>
        )}
      </Part>
      {order.customer_note !== '' && (
        <Part title={m.orders_customer_note()}>
          <p dir="auto" className="selectable whitespace-pre-line text-text-2">
            {order.customer_note}
          </p>
        </Part>
      )}
      <Part title={m.orders_ship_to()}>
        {shipping.length === 0 ? (
          <p className="text-text-3">{m.orders_ship_none()}</p>
        ) : (
          <>
            <AddressLines lines={shipping} />
            <span>
              <Button size="small" icon={Copy} onPress={() => void copyAddress(shipping)}>
                {m.orders_copy()}
              </Button>
            </span>
          </>
        )}
      </Part>
      <Part title={m.orders_bill_to()}>
        {billing.length === 0 ? (
          <p className="text-text-3">–</p>
        ) : shipping.length > 0 && isSameAddress(order.billing, order.shipping) ? (
          <p className="text-text-2">{m.orders_same_as_shipping()}</p>
        ) : (
          <AddressLines lines={billing} />
        )}
      </Part>
      <OtherOrders order={order} onOpen={onOpen} />
    </aside>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-1.5 border-b border-divider py-3 last:border-b-0">
      <h3 className="font-strong">{title}</h3>
      {children}
    </section>
  );
}

function AddressLines({ lines }: { readonly lines: readonly string[] }) {
  return (
    // One direction for the whole block, that of its first letter: a country's name must not jump to the other side.
    <address dir="auto" className="selectable text-text-2 not-italic">
      {lines.map((line, at) => (
        <span key={at} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}

async function copyAddress(lines: readonly string[]): Promise<void> {
  try {
    await navigator.clipboard.writeText(lines.join('\n'));
    showToast({ text: m.orders_copied(), icon: Copy });
  } catch {
    showToast({ text: m.orders_copy_failed() });
  }
}

const SHOWN_ORDERS = 5;

/** What the same address ordered besides; found by its e-mail. */
function OtherOrders({ order, onOpen }: { readonly order: OrderDetail; readonly onOpen: (id: string) => void }) {
  const email = order.customer_email ?? '';
  const found = useEngineQuery(
    'records.list',
    {
      entity: 'orders',
      storeId: order.store_id,
      search: email,
      sort: { field: 'date_created_woo', descending: true },
      limit: SHOWN_ORDERS + 1,
    },
    { enabled: email !== '' },
  );
  const others = ((found.data?.rows ?? []) as unknown as readonly OrderRow[])
    .filter(({ id }) => id !== order.id)
    .slice(0, SHOWN_ORDERS);
  if (others.length === 0) return null;
  return (
    <Part title={m.orders_others()}>
      {others.map((other) => (
        <p key={other.id} className="flex items-baseline gap-2">
          <LinkButton onPress={() => onOpen(other.id)}>
            <bdi dir="ltr">{other.number ?? '–'}</bdi>
          </LinkButton>
          <RelativeTime iso={other.date_created_woo} className="min-w-0 flex-1 truncate text-small text-text-2" />
          <Money value={other.total} currency={other.currency} />
        </p>
      ))}
    </Part>
  );
}
