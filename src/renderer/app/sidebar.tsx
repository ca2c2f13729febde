import { Check, ChevronsUpDown, Plus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components/Menu';
import { classes } from '../components/class-names.ts';
import { Icon } from '../components/icon.tsx';
import { FLOAT_SURFACE, OPTION_ROW } from '../components/menu.tsx';
import { Name } from '../components/texts.tsx';
import { Tooltip } from '../components/tooltip.tsx';
import { m } from '../paraglide/messages.js';
import { chooseStore, useStoreId } from '../state/view.ts';
import { formatCount } from './formats.ts';
import { navigate, useRoute } from './routes.ts';
import { NAV_GROUPS, SETTINGS_ENTRY, type NavEntry } from './screens.tsx';
import { useSidebarFolded } from './sidebar-state.ts';
import { StoreAvatar } from './store-avatar.tsx';
import { hostOf, useShownStores, useStores } from './store-facts.ts';
import { sumCounters } from './sync-face.ts';
import { shortcutWords } from './use-shortcut.ts';

const ALL_STORES = 'all-stores';
const ADD_STORE = 'add-store';

/** Store switcher, groups of screens, settings at the foot; folded it is a rail of icons with tooltips. */
export function Sidebar() {
  const isFolded = useSidebarFolded();
  const { decisions, refused } = sumCounters(useShownStores().flatMap(({ status }) => status ?? []));
  return (
    <nav
      aria-label={m.shell_navigation()}
      className={classes(
        'flex shrink-0 flex-col overflow-y-auto px-2 pb-2',
        isFolded ? 'w-(--sidebar-rail) items-center px-1.5' : 'w-(--sidebar)',
      )}
    >
      <StoreSwitcher isFolded={isFolded} />
      {NAV_GROUPS.map((group, index) => (
        <div key={index} className="flex w-full flex-col">
          {group.title && !isFolded ? (
            <h2 className="mt-4 mb-1 px-2 text-small font-medium text-text-3">{group.title()}</h2>
          ) : null}
          {group.title && isFolded ? <div className="mx-2 my-2 h-px bg-border" /> : null}
          {group.entries.map((entry) => (
            <NavRow
              key={entry.screen}
              entry={entry}
              isFolded={isFolded}
              counts={entry.screen === 'sync' ? { decisions, refused } : null}
            />
          ))}
        </div>
      ))}
      <div className="flex-1" />
      <div className="flex w-full flex-col">
        <NavRow entry={SETTINGS_ENTRY} isFolded={isFolded} counts={null} />
      </div>
    </nav>
  );
}

function NavRow({
  entry,
  isFolded,
  counts,
}: {
  readonly entry: NavEntry;
  readonly isFolded: boolean;
  /** Decisions and refusals of this area, never merged; a zero is not shown. */
  readonly counts: { readonly decisions: number; readonly refused: number } | null;
}) {
  const isHere = useRoute().screen === entry.screen;
  const label = entry.label();
  const row = (
    <AriaButton
      {...(isFolded ? { 'aria-label': label } : {})}
      aria-current={isHere ? 'page' : 'false'}
      onPress={() => navigate(entry.screen)}
      className={classes(
        'tint flex h-nav-row w-full shrink-0 items-center gap-2.5 rounded-r2 kbd:shadow-focus',
        isFolded ? 'justify-center' : 'px-2',
        isHere ? 'bg-nav-active font-strong text-text' : 'text-text-2 hovered:bg-nav-hover hovered:text-text',
      )}
    >
      <Icon of={entry.icon} />
      {isFolded ? null : <span className="min-w-0 flex-1 truncate text-start">{label}</span>}
      {!isFolded && counts && counts.decisions > 0 ? (
        <span data-tip={m.shell_decisions({ count: counts.decisions, figure: formatCount(counts.decisions) })}>
          <span className="text-small font-strong text-conflict-text">{formatCount(counts.decisions)}</span>
        </span>
      ) : null}
      {!isFolded && counts && counts.refused > 0 ? (
        <span data-tip={m.shell_refused({ figure: formatCount(counts.refused) })}>
          <span className="text-small font-strong text-danger-text">{formatCount(counts.refused)}</span>
        </span>
      ) : null}
    </AriaButton>
  );
  if (!isFolded) return row;
  return (
    <Tooltip text={label} keys={entry.shortcut ? shortcutWords(entry.shortcut) : undefined} placement="end">
      {row}
    </Tooltip>
  );
}

/** Which store the lists show. With one store there is nothing to switch, only another one to connect. */
function StoreSwitcher({ isFolded }: { readonly isFolded: boolean }) {
  const stores = useStores() ?? [];
  const storeId = useStoreId();
  const only = stores.length === 1 ? stores[0]?.store : undefined;
  const chosen = stores.find(({ store }) => store.id === storeId)?.store ?? only;
  const title = chosen?.name ?? m.shell_all_stores();
  const detail = chosen ? hostOf(chosen.url) : m.shell_store_count({ count: stores.length });
  return (
    <MenuTrigger>
      <AriaButton
        {...(isFolded ? { 'aria-label': m.shell_store_switcher({ name: title }) } : {})}
        className={classes(
          'tint mb-1.5 flex h-11 w-full shrink-0 items-center gap-2 rounded-r2 text-start hovered:bg-nav-hover kbd:shadow-focus',
          isFolded ? 'justify-center' : 'px-2',
        )}
      >
        <StoreAvatar id={chosen?.id ?? ALL_STORES} letter={chosen ? title : String(stores.length)} size="small" />
        {isFolded ? null : (
          <>
            <span className="min-w-0 flex-1">
              <span className="sr-only">{m.shell_store_shown()} </span>
              <Name className="leading-4 font-strong">{title}</Name>
              <span className="block truncate text-caption text-text-2">
                {chosen ? <bdi dir="ltr">{detail}</bdi> : detail}
              </span>
            </span>
            <Icon of={ChevronsUpDown} size={14} className="text-text-2" />
          </>
        )}
      </AriaButton>
      <Popover placement="bottom start" offset={4} className={classes(FLOAT_SURFACE, 'w-60')}>
        <AriaMenu
          aria-label={m.shell_stores()}
          className="max-h-96 overflow-auto p-1 outline-none"
          onAction={(key) => {
            if (key === ADD_STORE) navigate('first-run');
            else chooseStore(key === ALL_STORES ? null : String(key));
          }}
        >
          {stores.length > 1 ? (
            <SwitcherRow
              id={ALL_STORES}
              name={m.shell_all_stores()}
              isChosen={!chosen}
              letter={String(stores.length)}
            />
          ) : null}
          {stores.map(({ store }) => (
            <SwitcherRow
              key={store.id}
              id={store.id}
              name={store.name}
              letter={store.name}
              isChosen={store.id === chosen?.id}
            />
          ))}
          <Separator className="-mx-1 my-1 h-px bg-divider" />
          <MenuItem id={ADD_STORE} className={OPTION_ROW} textValue={m.shell_add_store()}>
            <Icon of={Plus} />
            {m.shell_add_store()}
          </MenuItem>
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function SwitcherRow({
  id,
  name,
  letter,
  isChosen,
}: {
  readonly id: string;
  readonly name: string;
  readonly letter: string;
  readonly isChosen: boolean;
}) {
  return (
    <MenuItem id={id} textValue={name} className={classes(OPTION_ROW, 'h-9')}>
      <StoreAvatar id={id} letter={letter} size="small" />
      <Name className="flex-1">{name}</Name>
      {isChosen ? <Icon of={Check} size={14} /> : null}
    </MenuItem>
  );
}
