import type { GridSort } from '../../components/grid/grid-types.ts';
import type { ListQuestion } from '../../components/grid/use-record-pages.ts';

/** The quiet tabs: only what the engine answers by a filter. */
export const PRODUCT_VIEWS = ['all', 'out-of-stock', 'on-sale', 'not-sent'] as const;
export type ProductView = (typeof PRODUCT_VIEWS)[number];

export type ProductFilters = {
  readonly view: ProductView;
  readonly search: string;
  /** Accepted values per pill; none means any. The engine shows trashed records only when asked for them. */
  readonly status: readonly string[];
  readonly type: readonly string[];
  readonly stock: readonly string[];
  /** The store's ids of categories, as text. */
  readonly category: readonly string[];
};

/** The columns that the pills narrow, by pill. */
const PILL_COLUMNS = { status: 'status', type: 'type', stock: 'stock_status', category: 'category' } as const;
export type ProductPill = keyof typeof PILL_COLUMNS;
export const PRODUCT_PILLS = Object.keys(PILL_COLUMNS) as readonly ProductPill[];

type ColumnFilters = Readonly<Record<string, readonly (string | number | boolean)[]>>;
const VIEW_FILTERS: Readonly<Record<ProductView, ColumnFilters>> = {
  all: {},
  'out-of-stock': { stock_status: ['outofstock'] },
  'on-sale': { on_sale: [true] },
  'not-sent': { sync_status: ['pending'] },
};

/** The engine's question for what the toolbar says. A pill replaces the tab's own filter of the same column. */
export function toQuestion(filters: ProductFilters, storeId: string | null, sort: GridSort | null): ListQuestion {
  const narrowed: Record<string, readonly (string | number | boolean)[]> = { ...VIEW_FILTERS[filters.view] };
  for (const pill of PRODUCT_PILLS) {
    if (filters[pill].length === 0) continue;
    narrowed[PILL_COLUMNS[pill]] = pill === 'category' ? filters.category.map(Number) : filters[pill];
  }
  return { entity: 'products', storeId, search: filters.search.trim(), filters: narrowed, sort };
}

/** Whether the search or a pill narrows the list. */
export function isNarrowed(filters: ProductFilters): boolean {
  return filters.search.trim() !== '' || PRODUCT_PILLS.some((pill) => filters[pill].length > 0);
}

type Params = Readonly<Record<string, string | undefined>>;

/** The filters as they stand in the window's address, so that back and forward bring them back. */
export function filtersToParams(filters: ProductFilters): Readonly<Record<string, string>> {
  return {
    view: filters.view === 'all' ? '' : filters.view,
    search: filters.search,
    ...Object.fromEntries(PRODUCT_PILLS.map((pill) => [pill, filters[pill].join(',')])),
  };
}

export function paramsToFilters(params: Params): ProductFilters {
  const list = (name: string): readonly string[] => (params[name] ?? '').split(',').filter((value) => value !== '');
  return {
    view: PRODUCT_VIEWS.find((view) => view === params['view']) ?? 'all',
    search: params['search'] ?? '',
    status: list('status'),
    type: list('type'),
    stock: list('stock'),
    category: list('category').filter((value) => /^\d+$/.test(value)),
  };
}

/** What the list can be sorted by: the orders for which the engine has an index. */
export const PRODUCT_SORTS = ['name', 'sku', 'price', 'stock_quantity', 'status', 'woo_modified_at'] as const;
/** Steady while prices and stock are edited: a row does not run away from under the hands. */
export const DEFAULT_SORT: GridSort = { field: 'name', descending: false };

/** `name`, or `-name` for descending; anything else is the usual order. */
export function paramsToSort(params: Params): GridSort {
  const text = params['sort'] ?? '';
  const descending = text.startsWith('-');
  const field = PRODUCT_SORTS.find((known) => known === (descending ? text.slice(1) : text));
  return field === undefined ? DEFAULT_SORT : { field, descending };
}

export function sortToParam(sort: GridSort): string {
  return `${sort.descending ? '-' : ''}${sort.field}`;
}
