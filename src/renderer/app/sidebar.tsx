import { Check, ChevronsUpDown, CircleAlert, GitCompareArrows, Plus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components/Menu';
import { classes } from '../components/class-names.ts';
import { Icon, type IconShape } from '../components/icon.tsx';
import { FLOAT_SURFACE, OPTION_ROW } from '../components/menu.tsx';
import { Name } from '../components/texts.tsx';
import { Tooltip } from '../components/tooltip.tsx';
import { m } from '../paraglide/messages.js';
import { chooseStore, useStoreId } from '../state/view.ts';
import { formatCount } from './formats.ts';
import { PersonMenu } from './person-menu.tsx';
import { navigate, useRoute } from './routes.ts';
import { NAV_GROUPS, SETTINGS_ENTRY, type NavEntry } from './navigation.ts';
import { useSidebarFolded } from './sidebar-state.ts';
import { StoreAvatar } from './store-avatar.tsx';
import { hostOf, useShownStores, useStores } from './store-facts.ts';
import { useSharedInbox } from './shared-inbox.ts';
import { sumCounters } from './sync-face.ts';
import { shortcutWords } from './use-shortcut.ts';

const ALL_STORES = 'all-stores';
const ADD_STORE = 'add-store';

/** Store switcher, groups of screens, settings at the foot; folded it is a rail of icons with tooltips. */
export function Sidebar() {
  const isFolded = useSidebarFolded();
  const { decisions: ofStores, refused } = sumCounters(useShownStores().flatMap(({ status }) => status ?? []));
  const decisions = ofStores + useSharedInbox().count;
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
              counts={countsOf(entry.screen, { decisions, refused })}
            />
          ))}
        </div>
      ))}
      <div className="flex-1" />
      <div className="flex w-full flex-col">
        <NavRow entry={SETTINGS_ENTRY} isFolded={isFolded} counts={null} />
        <PersonMenu isFolded={isFolded} />
      </div>
    </nav>
  );
}

/** Decisions and refusals of an area, never merged; a zero is not shown. */
type Counts = { readonly decisions: number; readonly refused: number };

/** Decisions are made in Sync, refusals are worked off in Triage. */
function countsOf(screen: NavEntry['screen'], { decisions, refused }: Counts): Counts | null {
  if (screen === 'sync') return { decisions, refused: 0 };
  return screen === 'triage' ? { decisions: 0, refused } : null;
}

function wordDecisions({ decisions }: Counts): string {
  return m.shell_decisions({ count: decisions, figure: formatCount(decisions) });
}

function wordRefused({ refused }: Counts): string {
  return m.shell_refused({ count: refused, figure: formatCount(refused) });
}

function countedWords(counts: Counts): readonly string[] {
  return [
    ...(counts.decisions > 0 ? [wordDecisions(counts)] : []),
    ...(counts.refused > 0 ? [wordRefused(counts)] : []),
  ];
}

function NavRow({
  entry,
  isFolded,
  counts,
}: {
  readonly entry: NavEntry;
  readonly isFolded: boolean;
  readonly counts: Counts | null;
}) {
  const isHere = useRoute().screen === entry.screen;
  const label = entry.label();
  const counted = counts ? countedWords(counts) : [];
  const spoken = [label, ...counted].join(', ');
  const row = (
    <AriaButton
      {...(isFolded ? { 'aria-label': spoken } : {})}
      aria-current={isHere ? 'page' : 'false'}
      onPress={() => navigate(entry.screen)}
      className={classes(
        'tint flex h-nav-row w-full shrink-0 items-center gap-2.5 rounded-r2 kbd:shadow-focus',
        isFolded ? 'justify-center' : 'px-2',
        isHere ? 'bg-nav-active font-strong text-text' : 'text-text-2 hovered:bg-nav-hover hovered:text-text',
      )}
    >
      <span className="relative flex">
        <Icon of={entry.icon} />
        {isFolded && counted.length > 0 ? (
          <span
            className={classes(
              'absolute -end-1 -top-1 size-2 rounded-full border border-canvas forced-colors:bg-[CanvasText]',
              counts && counts.refused > 0 ? 'bg-danger' : 'bg-conflict',
            )}
          />
        ) : null}
      </span>
      {isFolded ? null : <span className="min-w-0 flex-1 truncate text-start">{label}</span>}
      {!isFolded && counts ? (
        <>
          <NavCount
            count={counts.decisions}
            icon={GitCompareArrows}
            ink="text-conflict-text"
            words={wordDecisions(counts)}
          />
          <NavCount count={counts.refused} icon={CircleAlert} ink="text-danger-text" words={wordRefused(counts)} />
        </>
      ) : null}
    </AriaButton>
  );
  if (!isFolded) return row;
  return (
    <Tooltip text={spoken} keys={entry.shortcut ? shortcutWords(entry.shortcut) : undefined} placement="end">
      {row}
    </Tooltip>
  );
}

/** A count beside a screen's name, with the mark of its kind: two colours alone would not tell them apart. */
function NavCount({
  count,
  icon,
  ink,
  words,
}: {
  readonly count: number;
  readonly icon: IconShape;
  readonly ink: string;
  readonly words: string;
}) {
  if (count === 0) return null;
  return (
    <span data-tip={words} className={classes('flex items-center gap-1 text-small font-strong', ink)}>
      <Icon of={icon} size={12} />
      <span aria-hidden>{formatCount(count)}</span>
      <span className="sr-only">{words}</span>
    </span>
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
