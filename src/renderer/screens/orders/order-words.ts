import { m } from '../../paraglide/messages.js';
import type { DayGroup } from './order-logic.ts';

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
