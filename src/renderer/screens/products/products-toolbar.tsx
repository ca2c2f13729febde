import { useEffect, useMemo, useRef, useState, type Ref } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { LinkButton } from '../../components/button.tsx';
import { useWindowAtLeast } from '../../components/grid/use-tokens.ts';
import { Toolbar } from '../../components/page.tsx';
import { FilterPill, type FilterOption } from '../../components/pill.tsx';
import { SearchField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { plainText } from './plain-html.ts';
import { isNarrowed, type ProductFilters, type ProductPill } from './product-question.ts';
import { statusWords, stockStatusWords, typeWords } from './product-words.ts';

/** Long enough to join the letters of one keystroke burst, short enough not to be felt. */
const SEARCH_DELAY_MS = 40;

/**
 * Text that follows the fingers at once and the list a moment later; a change from outside wins. The third is for leaving
 * the field: what comes next, a key for the list for example, is about what was typed.
 */
export function useSearchText(
  applied: string,
  apply: (text: string) => void,
): readonly [string, (text: string) => void, () => void] {
  const [text, setText] = useState(applied);
  const sent = useRef(applied);
  const applyNow = useRef(apply);
  useEffect(() => {
    applyNow.current = apply;
  });
  useEffect(() => {
    if (applied === sent.current) return;
    sent.current = applied;
    setText(applied);
  }, [applied]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = window.setTimeout(() => {
      sent.current = text;
      applyNow.current(text);
    }, SEARCH_DELAY_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  const settle = (): void => {
    if (text === sent.current) return;
    sent.current = text;
    apply(text);
  };
  return [text, setText, settle];
}

function useCountedOptions(
  field: 'status' | 'stock_status' | 'type',
  storeId: string | null,
  word: (value: string) => string,
): readonly FilterOption[] {
  const counts = useEngineQuery('records.counts', { entity: 'products', storeId, field });
  return useMemo(
    () =>
      (counts.data ?? []).map(({ value, count }) => ({
        id: String(value),
        label: word(String(value)),
        count: formatCount(count),
      })),
    [counts.data, word],
  );
}

/** Every category of the shop by name; only those the store knows can be asked for. */
export function useCategoryOptions(storeId: string | null): readonly FilterOption[] {
  const list = useEngineQuery('records.list', {
    entity: 'categories',
    storeId,
    sort: { field: 'name', descending: false },
    limit: 1000,
  });
  return useMemo(
    () =>
      (list.data?.rows ?? [])
        .filter((row) => row.woo_id !== null)
        .map((row) => ({
          id: String(row.woo_id),
          label: typeof row['name'] === 'string' ? plainText(row['name']) : '',
        })),
    [list.data],
  );
}

/** Keeps the trash reachable although the engine leaves it out of its counts. */
function withTrash(options: readonly FilterOption[]): readonly FilterOption[] {
  return options.some(({ id }) => id === 'trash')
    ? options
    : [...options, { id: 'trash', label: statusWords('trash') }];
}

export function ProductsToolbar({
  filters,
  storeId,
  onChange,
  onClear,
  searchRef,
}: {
  readonly filters: ProductFilters;
  readonly storeId: string | null;
  readonly onChange: (changes: Partial<ProductFilters>) => void;
  readonly onClear: () => void;
  readonly searchRef?: Ref<HTMLInputElement>;
}) {
  const isWide = useWindowAtLeast(1600);
  const [text, setText, settle] = useSearchText(filters.search, (search) => onChange({ search }));
  const options: Readonly<Record<ProductPill, readonly FilterOption[]>> = {
    status: withTrash(useCountedOptions('status', storeId, statusWords)),
    category: useCategoryOptions(storeId),
    stock: useCountedOptions('stock_status', storeId, stockStatusWords),
    type: useCountedOptions('type', storeId, typeWords),
  };
  const pills: readonly (readonly [ProductPill, string])[] = [
    ['status', m.products_filter_status()],
    ['category', m.products_filter_category()],
    ['stock', m.products_filter_stock()],
    // In a narrow window it gives its place to the search, unless it narrows the list.
    ...(isWide || filters.type.length > 0 ? ([['type', m.products_filter_type()]] as const) : []),
  ];
  return (
    <Toolbar label={m.products_toolbar()}>
      <SearchField
        value={text}
        onChange={setText}
        onLeave={settle}
        label={m.products_search()}
        className="w-49 wide:w-80"
        {...(searchRef ? { inputRef: searchRef } : {})}
      />
      {pills.map(([pill, label]) => (
        <FilterPill
          key={pill}
          label={label}
          options={options[pill]}
          selected={filters[pill]}
          onChange={(selected) => onChange({ [pill]: selected })}
        />
      ))}
      {isNarrowed(filters) && (
        <LinkButton onPress={onClear} className="text-small">
          {m.products_clear_filters()}
        </LinkButton>
      )}
    </Toolbar>
  );
}
