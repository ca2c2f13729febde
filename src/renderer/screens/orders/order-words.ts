import { m } from '../../paraglide/messages.js';
import type { DayGroup } from './order-logic.ts';

/** A status in words; one that a plugin made keeps its own name. */
export function orderStatusWords(status: string): string {
  switch (status) {
    case 'pending':
      return m.orders_status_pending();
    case 'processing':
      return m.orders_status_processing();
    case 'on-hold':
      return m.orders_status_on_hold();
    case 'completed':
      return m.orders_status_completed();
    case 'refunded':
      return m.orders_status_refunded();
    case 'cancelled':
      return m.orders_status_cancelled();
    case 'failed':
      return m.orders_status_failed();
    case 'checkout-draft':
      return m.orders_status_draft();
    case 'trash':
      return m.orders_status_trash();
    default:
      return status.replace(/[-_]+/g, ' ');
  }
}

export function dayGroupWords(group: DayGroup): string {
  switch (group) {
    case 'today':
      return m.orders_day_today();
    case 'yesterday':
      return m.orders_day_yesterday();
    case 'week':
      return m.orders_day_week();
    case 'month':
      return m.orders_day_month();
    case 'older':
      return m.orders_day_older();
  }
}
