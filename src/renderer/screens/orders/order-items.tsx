import { formatCount, formatDecimal, formatMoney } from '../../app/formats.ts';
import { navigate } from '../../app/routes.ts';
import { LinkButton } from '../../components/button.tsx';
import { Code, Name } from '../../components/texts.tsx';
import { Thumb } from '../../components/thumb.tsx';
import type { OrderDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { plainText } from '../products/plain-html.ts';
import { isAmount, unitPriceText } from './order-logic.ts';

const FIGURE = 'figures py-3 align-middle whitespace-nowrap';

/** Lines and totals as the store computed them; nothing is added up here. */
export function OrderItems({ order }: { readonly order: OrderDetail }) {
  return (
    <div>
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-border text-small text-text-2">
            <th scope="col" className="h-8 text-start font-medium">
              {m.orders_items()}
            </th>
            <th scope="col" className="figures w-24 font-medium">
              {m.orders_price()}
            </th>
            <th scope="col" className="figures w-16 font-medium">
              {m.orders_quantity()}
            </th>
            <th scope="col" className="figures w-28 font-medium">
              {m.orders_total()}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.items.map((item) => (
            <tr key={item.id} className="border-b border-divider">
              <td className="max-w-0 py-2">
                <span className="flex items-center gap-3">
                  <Thumb src={item.image_url} className="size-8!" />
                  <span className="min-w-0">
                    {item.product_id === null ? (
                      <Name className="font-medium">{plainText(item.name)}</Name>
                    ) : (
                      <LinkButton
                        className="max-w-full text-text!"
                        onPress={() => navigate('products', { open: item.product_id ?? '' })}
                      >
                        <Name>{plainText(item.name)}</Name>
                      </LinkButton>
                    )}
                    {item.sku && <Code className="block truncate text-small text-text-2">{item.sku}</Code>}
                  </span>
                </span>
              </td>
              <td className={FIGURE}>{formatDecimal(unitPriceText(item.unit_price))}</td>
              <td className={FIGURE}>{formatCount(item.quantity)}</td>
              <td className={`${FIGURE} font-strong`}>{formatDecimal(item.total)}</td>
            </tr>
          ))}
          {order.items.length === 0 && (
            <tr>
              <td colSpan={4} className="py-3 text-text-3">
                {m.orders_items_none()}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <Totals order={order} />
    </div>
  );
}

function Totals({ order }: { readonly order: OrderDetail }) {
  const { totals, currency } = order;
  const lines: readonly (readonly [string, string])[] = [
    ...(isAmount(totals.discount) ? [[m.orders_discount(), minus(totals.discount)] as const] : []),
    ...(isAmount(totals.shipping) ? [[m.orders_shipping(), formatDecimal(totals.shipping)] as const] : []),
    ...(isAmount(totals.fees) ? [[m.orders_fees(), formatDecimal(totals.fees)] as const] : []),
    ...(isAmount(totals.tax) ? [[m.orders_tax(), formatDecimal(totals.tax)] as const] : []),
  ];
  return (
    <dl className="ms-auto mt-2 grid w-72 max-w-full grid-cols-[minmax(0,1fr)_minmax(--spacing(28),auto)] gap-x-4 gap-y-1">
      {lines.map(([label, value]) => (
        <TotalLine key={label} label={label} value={value} />
      ))}
      <div className="col-span-2 my-1 border-t border-border" />
      <dt className="text-title font-strong">{m.orders_total()}</dt>
      <dd className="figures text-title font-strong">{formatMoney(totals.total, currency)}</dd>
      {isAmount(totals.refunded) && <TotalLine label={m.orders_refunded()} value={minus(totals.refunded)} />}
    </dl>
  );
}

function TotalLine({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt className="text-text-2">{label}</dt>
      <dd className="figures">{value}</dd>
    </>
  );
}

/** The store gives discounts and refunds without a sign; they lower the total. */
function minus(amount: string): string {
  return formatDecimal(amount.startsWith('-') ? amount : `-${amount}`);
}
