import type { ListQuestion } from '../../components/grid/use-record-pages.ts';
import { OPEN_STATUSES } from './order-logic.ts';

/** The quick choices above the list. */
export const ORDER_VIEWS = ['all', 'open', 'on-hold', 'refunded'] as const;
export type OrderView = (typeof ORDER_VIEWS)[number];

export type OrderFilters = {
  readonly view: OrderView;
  readonly search: string;
  /** Chosen in the filter; replaces what the quick choice means. */
  readonly status: readonly string[];
};

export const VIEW_STATUSES: Readonly<Record<OrderView, readonly string[]>> = {
  all: [],
  open: OPEN_STATUSES,
  'on-hold': ['on-hold'],
  refunded: ['refunded'],
};

/** Latest first: the order of the day is on top. */
export function toOrderQuestion(filters: OrderFilters, storeId: string | null): ListQuestion {
  const statuses = filters.status.length > 0 ? filters.status : VIEW_STATUSES[filters.view];
  return {
    entity: 'orders',
    storeId,
    search: filters.search.trim(),
    filters: statuses.length === 0 ? {} : { status: statuses },
    sort: { field: 'date_created_woo', descending: true },
  };
}

export function paramsToOrderFilters(params: Readonly<Record<string, string | undefined>>): OrderFilters {
  return {
    view: ORDER_VIEWS.find((view) => view === params['view']) ?? 'all',
    search: params['search'] ?? '',
    status: (params['status'] ?? '').split(',').filter((status) => status !== ''),
  };
}

export function orderFiltersToParams(filters: OrderFilters): Readonly<Record<string, string>> {
  return { view: filters.view === 'all' ? '' : filters.view, search: filters.search, status: filters.status.join(',') };
}
