import { CornerDownLeft, GitCompareArrows, Pause, Plus, ReceiptText, RefreshCw, Search, Users } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Header, Menu as AriaMenu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Input, SearchField } from 'react-aria-components/SearchField';
import { orderRow, productRow } from '../../shared/contract/records.ts';
import { classes } from '../components/class-names.ts';
import { Icon } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { RefreshLine } from '../components/skeleton.tsx';
import { Code, Money, RelativeTime } from '../components/texts.tsx';
import { Thumb } from '../components/thumb.tsx';
import { m } from '../paraglide/messages.js';
import { openSearch, useStoreId, useView } from '../state/view.ts';
import { useEngineQuery } from './engine-client.tsx';
import { formatCount } from './formats.ts';
import { navigate } from './routes.ts';
import { useBoardCommands, useEntryResults, useTaskResults } from './boards/palette-results.tsx';
import { NAV_GROUPS, SETTINGS_ENTRY } from './navigation.ts';
import type { PaletteGroup, PaletteResult } from './palette-types.ts';
import { usePauseAll, useSyncNow } from './sync-actions.ts';
import { shortcutWords } from './use-shortcut.ts';
import { useTeam } from './use-team.ts';

const RECORDS_PER_GROUP = 5;

/** Search over everything: records of the mirror and commands. Ctrl K opens it from anywhere. */
export function Palette() {
  const isOpen = useView((view) => view.isSearchOpen);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={openSearch}
      isDismissable
      className="fade-in fixed inset-0 z-30 flex justify-center bg-scrim px-4 pt-24"
    >
      <Modal className="dialog-in flex h-fit max-h-[min(540px,calc(100vh-128px))] w-160 max-w-full flex-col overflow-hidden rounded-r4 bg-raised shadow-4 forced-colors:border">
        <AriaDialog
          aria-label={m.shell_search()}
          className="flex min-h-0 flex-col outline-none focus-visible:shadow-none"
        >
          {/* At the first press, also while something is typed: the field alone would only be emptied. */}
          <div
            role="presentation"
            className="contents"
            onKeyDownCapture={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              openSearch(false);
            }}
          >
            <PaletteContent />
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteContent() {
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const products = useProductResults(search);
  const orders = useOrderResults(search);
  const commands = useCommandResults(search);
  const entry = useEntryResults(search);
  const tasks = useTaskResults(search);
  // who begins to type what a screen or command is called means that, and no task that has the word in its title
  const wanted = search.toLocaleLowerCase();
  const isNamed = wanted !== '' && commands.results.some(({ label }) => label.toLocaleLowerCase().startsWith(wanted));
  const inOrder = isNamed ? [commands, entry, products, orders, tasks] : [entry, products, orders, tasks, commands];
  const groups = inOrder.filter((group) => group.results.length > 0);
  const isRereading = groups.some((group) => group.isRereading);
  const total = groups.reduce((sum, group) => sum + group.results.length, 0);

  const first = groups[0]?.results[0];
  const isSettled = !isRereading && search === typed.trim();
  /** What stood in the field when Enter was pressed: it holds until the results of just that are there. */
  const [enteredFor, setEnteredFor] = useState<string | null>(null);
  useEffect(() => {
    if (enteredFor !== typed || !isSettled || !first) return;
    setEnteredFor(null);
    if (first.isNote) return;
    openSearch(false);
    first.run();
  }, [enteredFor, typed, isSettled, first]);

  const field = useRef<HTMLInputElement>(null);
  const firstId = first?.id ?? null;
  // Typing marks the first row of what is there; results that come later mark theirs by the same key as a person would.
  useEffect(() => {
    const input = field.current;
    if (!isSettled || firstId === null || search === '' || !input || input.hasAttribute('aria-activedescendant'))
      return;
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
  }, [isSettled, firstId, search]);

  function onType(text: string): void {
    setEnteredFor(null);
    setTyped(text);
  }

  /** Results that come after the typing leave no row marked: Enter then means the first. */
  function openFirst(event: KeyboardEvent): void {
    const isMarked = event.target instanceof Element && event.target.hasAttribute('aria-activedescendant');
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || isMarked) return;
    event.preventDefault();
    event.stopPropagation();
    setEnteredFor(typed);
  }

  return (
    <Autocomplete inputValue={typed} onInputChange={onType} filter={() => true}>
      <div role="presentation" className="contents" onKeyDownCapture={openFirst}>
        <SearchField
          aria-label={m.shell_search()}
          autoFocus
          className="flex h-13 shrink-0 items-center gap-3 border-b border-border px-5"
        >
          <Icon of={Search} size={20} className="text-text-2" />
          <Input
            ref={field}
            dir="auto"
            placeholder={m.shell_search()}
            className="min-w-0 flex-1 bg-transparent text-title focus-visible:shadow-none rtl:text-right [&::-webkit-search-cancel-button]:hidden"
          />
          <Keys>Esc</Keys>
        </SearchField>
      </div>
      <RefreshLine isRunning={isRereading} />
      <AriaMenu
        aria-label={m.shell_search_results()}
        className={classes('min-h-0 flex-1 overflow-auto p-2 outline-none', isRereading && 'opacity-64')}
        renderEmptyState={() => <p className="px-3 py-6 text-center text-text-2">{m.shell_search_none({ search })}</p>}
      >
        {groups.map((group) => (
          <MenuSection key={group.title} id={group.title} className="pb-2">
            <Header className="px-3 pt-1 pb-1 text-caption font-medium text-text-3">{group.title}</Header>
            {group.results.map((result) => (
              <ResultRow key={result.id} result={result} search={search} />
            ))}
          </MenuSection>
        ))}
      </AriaMenu>
      <PaletteFoot total={total} />
    </Autocomplete>
  );
}

function PaletteFoot({ total }: { readonly total: number }) {
  return (
    <div className="flex h-9 shrink-0 items-center gap-4 border-t border-border bg-sunken px-5 text-small text-text-2">
      <span className="flex items-center gap-1.5">
        <Keys>↑</Keys>
        <Keys>↓</Keys>
        {m.shell_search_move()}
      </span>
      <span className="flex items-center gap-1.5">
        <Keys>↵</Keys>
        {m.shell_search_open()}
      </span>
      <div className="flex-1" />
      <span role="status">{m.shell_search_count({ count: total, figure: formatCount(total) })}</span>
    </div>
  );
}

function ResultRow({ result, search }: { readonly result: PaletteResult; readonly search: string }) {
  return (
    <MenuItem
      id={result.id}
      textValue={result.label}
      onAction={() => {
        if (result.isNote) return;
        openSearch(false);
        result.run();
      }}
      className={classes(
        'group flex h-9 items-center gap-3 rounded-r1 px-3 outline-none focus-visible:shadow-none',
        'focused:bg-accent-soft hovered:bg-accent-soft',
      )}
    >
      {result.picture ?? (result.icon ? <Icon of={result.icon} className="mx-1 text-text-2" /> : null)}
      <span className="flex min-w-0 flex-1 items-baseline gap-3">
        <bdi className="truncate">
          <Matched text={result.label} search={search} />
        </bdi>
        {result.detail ? <span className="shrink-0 text-small text-text-2">{result.detail}</span> : null}
      </span>
      <span className="shrink-0 text-small text-text-2">{result.end}</span>
      {result.keys ? <Keys>{result.keys}</Keys> : null}
      <Icon of={CornerDownLeft} size={14} flips className="hidden text-text-3 group-focused:block" />
    </MenuItem>
  );
}

/** The part that matches what was typed, in bold accent. */
function Matched({ text, search }: { readonly text: string; readonly search: string }) {
  const at = search ? text.toLocaleLowerCase().indexOf(search.toLocaleLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <span className="font-strong text-accent-text">{text.slice(at, at + search.length)}</span>
      {text.slice(at + search.length)}
    </>
  );
}

function useRecords(entity: 'products' | 'orders', search: string) {
  const storeId = useStoreId();
  const input = { entity, storeId, search, limit: RECORDS_PER_GROUP };
  return useEngineQuery('records.list', input, { enabled: search !== '', keepPrevious: true });
}

function useProductResults(search: string): PaletteGroup {
  const { data, isPlaceholderData } = useRecords('products', search);
  const rows = search === '' ? [] : (data?.rows ?? []);
  const results = rows.flatMap((row): PaletteResult[] => {
    const parsed = productRow.safeParse(row);
    if (!parsed.success) return [];
    const product = parsed.data;
    return [
      {
        id: `product ${product.id}`,
        label: product.name,
        picture: <Thumb src={product.image_url} />,
        detail: product.sku ? (
          <Code>
            <Matched text={product.sku} search={search} />
          </Code>
        ) : null,
        end: <Money value={product.price} />,
        run: () => navigate('products', { open: product.id }),
      },
    ];
  });
  return { title: m.shell_products(), results, isRereading: isPlaceholderData };
}

function useOrderResults(search: string): PaletteGroup {
  const { data, isPlaceholderData } = useRecords('orders', search);
  const rows = search === '' ? [] : (data?.rows ?? []);
  const results = rows.flatMap((row): PaletteResult[] => {
    const parsed = orderRow.safeParse(row);
    if (!parsed.success) return [];
    const order = parsed.data;
    return [
      {
        id: `order ${order.id}`,
        label: m.shell_search_order({ number: order.number ?? '–', name: order.customer_name }),
        icon: ReceiptText,
        detail: <Money value={order.total} currency={order.currency} />,
        end: order.date_created_woo ? <RelativeTime iso={order.date_created_woo} /> : null,
        run: () => navigate('orders', { open: order.id }),
      },
    ];
  });
  return { title: m.shell_orders(), results, isRereading: isPlaceholderData };
}

function useCommandResults(search: string): PaletteGroup {
  const syncNow = useSyncNow();
  const pauseAll = usePauseAll();
  const boardCommands = useBoardCommands();
  const team = useTeam();
  const isTeam = team !== undefined && team.person !== null;
  const screens = [...NAV_GROUPS.flatMap((group) => group.entries), SETTINGS_ENTRY];
  const all: PaletteResult[] = [
    ...screens.map((entry) => ({
      id: `go ${entry.screen}`,
      label: entry.label(),
      icon: entry.icon,
      ...(entry.shortcut ? { keys: shortcutWords(entry.shortcut) } : {}),
      run: () => navigate(entry.screen),
    })),
    ...(isTeam
      ? [
          {
            id: 'team-inbox',
            label: m.shared_palette_inbox(),
            icon: GitCompareArrows,
            run: () => navigate('sync', { tab: 'conflicts' }),
          },
          {
            id: 'team-shops',
            label: m.shared_palette_shops(),
            icon: Users,
            run: () => navigate('settings', { section: 'stores' }),
          },
        ]
      : []),
    { id: 'sync', label: m.shell_sync_now(), icon: RefreshCw, run: () => void syncNow() },
    { id: 'pause', label: m.shell_pause_resume(), icon: Pause, run: () => void pauseAll() },
    { id: 'add', label: m.shell_add_store(), icon: Plus, run: () => navigate('first-run') },
    ...boardCommands,
  ];
  const wanted = search.toLocaleLowerCase();
  return {
    title: m.shell_commands(),
    isRereading: false,
    results: all.filter((command) => command.label.toLocaleLowerCase().includes(wanted)),
  };
}
