import { ArrowLeft, ArrowRight, CircleQuestionMark, PanelLeft, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { m } from '../paraglide/messages.js';
import { openSearch, useView } from '../state/view.ts';
import { AlertBell } from './boards/alert-bell.tsx';
import { Mark } from './mark.tsx';
import { goBack, goForward, useRouteState } from './routes.ts';
import { toggleSidebar, useSidebarFolded } from './sidebar-state.ts';
import { shortcutWords } from './use-shortcut.ts';

/** 40 high, draggable. The system's own buttons lie over one of its ends: on macOS the left one. */
export function TitleBar({ children }: { readonly children?: ReactNode }) {
  const isMac = window.shell.platform === 'darwin';
  const room = isMac ? 'pl-(--traffic-lights) pr-2' : 'beside-caption-buttons';
  return (
    <div className={`drag relative flex h-(--titlebar) shrink-0 items-center gap-1 ${room}`}>
      {isMac ? null : <BrandButton />}
      {children}
    </div>
  );
}

/** Windows and Linux have no menu bar: the mark opens the menu. */
function BrandButton() {
  return (
    <AriaButton
      aria-label={m.shell_menu()}
      aria-haspopup="menu"
      onPress={(event) => {
        const box = event.target.getBoundingClientRect();
        window.shell.openMenu({ x: Math.round(box.left), y: Math.round(box.bottom) });
      }}
      className="no-drag tint me-3 flex h-7 items-center gap-2.5 rounded-r2 px-2 hovered:bg-nav-hover kbd:shadow-focus"
    >
      <Mark />
      <span className="font-strong">Backroom</span>
    </AriaButton>
  );
}

/** What the title bar holds beside the mark once there is a store. */
export function TitleBarContent() {
  const { canGoBack, canGoForward } = useRouteState();
  const isFolded = useSidebarFolded();
  return (
    <>
      <IconButton
        size="small"
        icon={PanelLeft}
        iconFlips
        label={isFolded ? m.shell_sidebar_show() : m.shell_sidebar_hide()}
        keys={shortcutWords('mod+b')}
        onPress={toggleSidebar}
      />
      <IconButton
        size="small"
        icon={ArrowLeft}
        iconFlips
        label={m.shell_back()}
        isDisabled={!canGoBack}
        onPress={goBack}
      />
      <IconButton
        size="small"
        icon={ArrowRight}
        iconFlips
        label={m.shell_forward()}
        isDisabled={!canGoForward}
        onPress={goForward}
      />
      <div className="flex-1" />
      <SearchButton />
      <div className="flex-1" />
      <AlertBell />
      <IconButton
        size="small"
        icon={CircleQuestionMark}
        label={m.shell_shortcuts()}
        keys={shortcutWords('mod+/')}
        onPress={() => useView.setState({ isKeyHelpOpen: true })}
      />
    </>
  );
}

function SearchButton() {
  return (
    <AriaButton
      onPress={() => openSearch()}
      aria-keyshortcuts="Control+K"
      className="no-drag tint absolute start-1/2 flex h-7 w-90 max-w-[34vw] items-center gap-2.5 rounded-r2 bg-nav-hover px-2.5 text-small text-text-2 hovered:bg-nav-active kbd:shadow-focus ltr:-translate-x-1/2 rtl:translate-x-1/2"
    >
      <Icon of={Search} size={14} />
      <span className="min-w-0 flex-1 truncate text-start">{m.shell_search()}</span>
      <Keys>{shortcutWords('mod+k')}</Keys>
    </AriaButton>
  );
}
