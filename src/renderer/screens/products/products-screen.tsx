import { Package, Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type Ref } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { DataGrid, type DataGridHandle } from '../../components/grid/data-grid.tsx';
import type { GridSort } from '../../components/grid/grid-types.ts';
import { QuietTabs } from '../../components/grid/quiet-tabs.tsx';
import { useRecordPages, type RecordPages } from '../../components/grid/use-record-pages.ts';
import { useTokenPx, useWindowAtLeast } from '../../components/grid/use-tokens.ts';
import { GridFoot, PageHead } from '../../components/page.tsx';
import type { ProductRow } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { useStoreId } from '../../state/view.ts';
import { BULK_BAR_PX, BulkBar, type BulkPartName } from './bulk-bar.tsx';
import { BulkDrawer } from './bulk-drawer.tsx';
import { BulkUndoDialog } from './bulk-undo.tsx';
import { NewProductDrawer } from './new-product-drawer.tsx';
import { plainText } from './plain-html.ts';
import { productColumns } from './product-columns.tsx';
import { ProductPanel } from './product-panel.tsx';
import {
  filtersToParams,
  isNarrowed,
  paramsToFilters,
  paramsToSort,
  PRODUCT_VIEWS,
  sortToParam,
  toQuestion,
  type ProductFilters,
  type ProductView,
} from './product-question.ts';
import { sortWords, viewWords } from './product-words.ts';
import { ProductsToolbar } from './products-toolbar.tsx';
import { useProductSelection, type ProductSelection } from './use-product-selection.ts';
import { useRecordSaving } from './use-record-saving.ts';
import { useShops } from './use-shop.ts';
import { useUnsentStock } from './use-unsent-stock.ts';

/** From this width on, in the compact density, the list shows three more columns. */
const WIDE_PX = 1600;
const COMPACT_TYPE_PX = 13;
/** How long the keyboard may rest on a row before the open panel follows it. */
const FOLLOW_MS = 90;

export function ProductsScreen() {
  const { params } = useRoute();
  const storeId = useStoreId();
  const filters = useMemo(() => paramsToFilters(params), [params]);
  const sort = useMemo(() => paramsToSort(params), [params]);
  const question = useMemo(() => toQuestion(filters, storeId, sort), [filters, storeId, sort]);
  const pages = useRecordPages<ProductRow>(question);
  const openId = params['open'] ?? null;
  const [isCreating, setCreating] = useState(params['new'] === '1');
  const selection = useProductSelection(question, pages.total);
  const [bulkPart, setBulkPart] = useState<BulkPartName | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<DataGridHandle>(null);
  useShortcut('mod+f', () => search.current?.focus());

  const change = (changes: Partial<ProductFilters>): void => replaceParams(filtersToParams({ ...filters, ...changes }));
  const clear = (): void => change({ search: '', status: [], type: [], stock: [], category: [] });
  const open = useCallback((id: string | null) => replaceParams({ open: id ?? '' }), []);
  const closePanel = (): void => {
    open(null);
    grid.current?.focus();
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.products_title()}
        count={<TotalCount storeId={storeId} />}
        actions={
          <Button variant="primary" icon={Plus} onPress={() => setCreating(true)}>
            {m.products_new()}
          </Button>
        }
      >
        <Views view={filters.view} storeId={storeId} onChange={(view) => change({ view })} />
      </PageHead>
      <div className="relative flex min-h-0 flex-1">
        <div className="relative flex min-w-0 flex-1 flex-col">
          <ProductsToolbar filters={filters} storeId={storeId} onChange={change} onClear={clear} searchRef={search} />
          <ProductsGrid
            pages={pages}
            filters={filters}
            sort={sort}
            storeId={storeId}
            openId={openId}
            onOpen={open}
            onClear={clear}
            onLeave={closePanel}
            grid={grid}
            selection={selection}
          />
          <BulkBar count={selection.ids.size} onOpen={setBulkPart} onClear={selection.grid.clear} />
          <Foot pages={pages} filters={filters} sort={sort} />
        </div>
        {openId !== null && <ProductPanel id={openId} onClose={closePanel} />}
      </div>
      <BulkDrawer
        part={bulkPart}
        ids={selection.ids}
        onClose={() => setBulkPart(null)}
        onDone={() => {
          setBulkPart(null);
          selection.grid.clear();
        }}
      />
      <BulkUndoDialog />
      <NewProductDrawer
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onCreated={(id) => {
          setCreating(false);
          open(id);
        }}
      />
    </div>
  );
}

/** Live products of the shown stores, as the mirror counts them. */
function TotalCount({ storeId }: { readonly storeId: string | null }) {
  const shops = useShops();
  const shown = storeId === null ? shops : shops.filter(({ id }) => id === storeId);
  return shown.length === 0 ? null : formatCount(shown.reduce((sum, { counts }) => sum + counts.products, 0));
}

/** How many rows have one value of a column that the engine counts; undefined until it is known. */
function useValueCount(
  field: 'stock_status' | 'sync_status',
  wanted: string,
  storeId: string | null,
): string | undefined {
  const counts = useEngineQuery('records.counts', { entity: 'products', storeId, field });
  return counts.data && formatCount(counts.data.find(({ value }) => value === wanted)?.count ?? 0);
}

function Views({
  view,
  storeId,
  onChange,
}: {
  readonly view: ProductView;
  readonly storeId: string | null;
  readonly onChange: (view: ProductView) => void;
}) {
  const counts: Readonly<Record<ProductView, string | undefined>> = {
    all: undefined,
    'out-of-stock': useValueCount('stock_status', 'outofstock', storeId),
    // The engine keeps no count of it.
    'on-sale': undefined,
    'not-sent': useValueCount('sync_status', 'pending', storeId),
  };
  return (
    <QuietTabs
      label={m.products_views()}
      items={PRODUCT_VIEWS.map((id) => ({ id, label: viewWords(id), count: counts[id] }))}
      selected={view}
      onChange={onChange}
    />
  );
}

function ProductsGrid({
  pages,
  filters,
  sort,
  storeId,
  openId,
  onOpen,
  onClear,
  onLeave,
  grid,
  selection,
}: {
  readonly pages: RecordPages<ProductRow>;
  readonly filters: ProductFilters;
  readonly sort: GridSort;
  readonly storeId: string | null;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onClear: () => void;
  readonly onLeave: () => void;
  readonly grid: Ref<DataGridHandle>;
  readonly selection: ProductSelection;
}) {
  // Larger type needs a wider window for the same columns.
  const isWide = useWindowAtLeast(Math.round((WIDE_PX * useTokenPx('--fs-body')) / COMPACT_TYPE_PX));
  const { saveCell } = useRecordSaving('products');
  const unsentStock = useUnsentStock(storeId, pages.loaded);
  const columns = useMemo(() => productColumns(isWide, unsentStock), [isWide, unsentStock]);

  const following = useRef(0);
  useEffect(() => () => window.clearTimeout(following.current), []);
  function follow(row: ProductRow): void {
    window.clearTimeout(following.current);
    if (openId !== null && openId !== row.id) following.current = window.setTimeout(() => onOpen(row.id), FOLLOW_MS);
  }

  return (
    <DataGrid<ProductRow>
      handle={grid}
      selection={selection.grid}
      endPaddingPx={selection.ids.size > 0 ? BULK_BAR_PX : 0}
      label={m.products_title()}
      columns={columns}
      rows={pages}
      sort={sort}
      onSort={(next) => replaceParams({ sort: sortToParam(next) })}
      openId={openId}
      onOpen={(row) => {
        window.clearTimeout(following.current);
        onOpen(row.id);
      }}
      onActive={follow}
      onLeave={onLeave}
      onSave={saveCell}
      nameOf={(row) => plainText(row.name)}
      whenEmpty={<WhenEmpty filters={filters} onClear={onClear} />}
      whenFailed={<WhenFailed pages={pages} />}
    />
  );
}

function WhenEmpty({ filters, onClear }: { readonly filters: ProductFilters; readonly onClear: () => void }) {
  if (isNarrowed(filters)) {
    const search = filters.search.trim();
    return (
      <EmptyState
        kind="none"
        title={search === '' ? m.products_none_filtered() : m.products_none_match({ search })}
        actions={<Button onPress={onClear}>{m.products_none_clear()}</Button>}
      />
    );
  }
  if (filters.view !== 'all')
    return <EmptyState kind="none" title={m.products_none_view({ view: viewWords(filters.view) })} />;
  return (
    <EmptyState kind="empty" icon={Package} title={m.products_empty()}>
      {m.products_empty_way()}
    </EmptyState>
  );
}

function WhenFailed({ pages }: { readonly pages: RecordPages<ProductRow> }) {
  const words = pages.error ? wordError(engineErrorOf(pages.error)) : null;
  return (
    <EmptyState
      kind="failed"
      title={m.products_failed()}
      actions={<Button onPress={pages.retry}>{m.common_try_again()}</Button>}
    >
      {words && `${words.title}. ${words.way}`}
    </EmptyState>
  );
}

function Foot({
  pages,
  filters,
  sort,
}: {
  readonly pages: RecordPages<ProductRow>;
  readonly filters: ProductFilters;
  readonly sort: GridSort;
}) {
  const count = { count: pages.total, figure: formatCount(pages.total) };
  const isPart = isNarrowed(filters) || filters.view !== 'all';
  return (
    <GridFoot>
      <span role="status">
        {pages.state === 'failed' ? (
          <span className="text-danger-text">{m.products_foot_not_read()}</span>
        ) : pages.state === 'first' ? (
          m.common_reading()
        ) : pages.isRefreshing ? (
          <span className="text-accent-text">{m.common_searching()}</span>
        ) : isPart ? (
          m.products_foot_part(count)
        ) : (
          m.products_foot_all(count)
        )}
      </span>
      <span className="flex-1" />
      <span>{sortWords(sort)}</span>
    </GridFoot>
  );
}
