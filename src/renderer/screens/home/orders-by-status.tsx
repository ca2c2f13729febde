import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { chartOfOrderStatus, wordOrderStatus } from '../../app/order-status.ts';
import { navigate } from '../../app/routes.ts';
import { LinkButton } from '../../components/button.tsx';
import { paintOfMark, StatusSquare } from '../../components/chip.tsx';
import { Section } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';

/** How many orders stand where, as one bar and as figures. */
export function OrdersByStatus({ storeId }: { readonly storeId: string | null }) {
  const { data, error } = useEngineQuery('records.counts', { entity: 'orders', storeId, field: 'status' });
  const counts = (data ?? [])
    .map(({ value, count }) => ({ status: String(value), count }))
    .filter(({ status, count }) => count > 0 && status !== 'trash')
    .sort((a, b) => b.count - a.count);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <Section title={m.home_orders_by_status()} count={data ? formatCount(total) : undefined} className="min-w-0">
      {error ? <p className="text-danger-text">{m.home_orders_unread()}</p> : null}
      {data && total === 0 ? <p className="text-text-2">{m.home_orders_none()}</p> : null}
      {total > 0 ? (
        <div aria-hidden dir="ltr" className="mt-1 flex h-2.5 gap-0.5 overflow-hidden rounded-[2px]">
          {counts.map(({ status, count }) => (
            <span
              key={status}
              className="min-w-1 forced-color-adjust-none"
              style={{ flexGrow: count, ...paintOfMark(chartOfOrderStatus(status)) }}
            />
          ))}
        </div>
      ) : null}
      <ul className="flex flex-col">
        {counts.map(({ status, count }) => (
          <li key={status} className="flex h-nav-row items-center gap-2.5">
            <StatusSquare chart={chartOfOrderStatus(status)} />
            <LinkButton
              className="min-w-0 flex-1 !font-regular !text-text"
              onPress={() => navigate('orders', { status })}
            >
              <bdi className="truncate">{wordOrderStatus(status)}</bdi>
            </LinkButton>
            <span className="figures w-16">{formatCount(count)}</span>
            <span className="figures w-12 text-text-2">{wordShare(count / total)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function wordShare(share: number): string {
  const percent = Math.round(share * 100);
  return percent === 0 ? '<1%' : `${percent}%`;
}
