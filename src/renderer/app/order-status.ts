import type { ChartMark } from '../components/chip.tsx';
import { m } from '../paraglide/messages.js';

type OrderStatus = { readonly words: () => string; readonly chart: ChartMark };

/** Six colours for more than six statuses: a hollow mark is the step before its full one. */
const STATUSES: Readonly<Record<string, OrderStatus>> = {
  processing: { words: m.order_status_processing, chart: 1 },
  'on-hold': { words: m.order_status_on_hold, chart: 2 },
  completed: { words: m.order_status_completed, chart: 3 },
  refunded: { words: m.order_status_refunded, chart: 4 },
  failed: { words: m.order_status_failed, chart: 5 },
  pending: { words: m.order_status_pending, chart: 'hollow-1' },
  cancelled: { words: m.order_status_cancelled, chart: 6 },
  'checkout-draft': { words: m.order_status_draft, chart: 'hollow-6' },
  trash: { words: m.order_status_trash, chart: 6 },
};

/** The statuses that WooCommerce itself has, in the order of an order's life. */
export const ORDER_STATUSES = [
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
] as const;

/** A status in words; a plugin's own status keeps its code. */
export function wordOrderStatus(status: string): string {
  return STATUSES[status]?.words() ?? status;
}

/** The mark that a status keeps everywhere. */
export function chartOfOrderStatus(status: string): ChartMark {
  return STATUSES[status]?.chart ?? 6;
}
