import { Suspense, useEffect, useEffectEvent, type ReactNode } from 'react';
import type { ShellCommand } from '../../shared/contract/shell.ts';
import { IdleDialog } from './boards/idle-dialog.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { HoverTips } from '../components/hover-tips.tsx';
import { Toasts } from '../components/toast.tsx';
import { m } from '../paraglide/messages.js';
import { openSearch, useView } from '../state/view.ts';
import { useEngineQuery, useEngineState } from './engine-client.tsx';
import { KeyHelp } from './key-help.tsx';
import { OutageBands, StartFailed } from './outage.tsx';
import { Palette } from './palette.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { RescueDialog } from './rescue-dialog.tsx';
import { goBack, goForward, navigate, useRoute } from './routes.ts';
import { SignInScreen } from '../screens/team/sign-in-screen.tsx';
import { isShown } from './query-refresh.ts';
import { SCREEN_COMPONENTS } from './screens.tsx';
import { Sidebar } from './sidebar.tsx';
import { toggleSidebar } from './sidebar-state.ts';
import { StatusBar } from './status-bar.tsx';
import { TitleBar, TitleBarContent } from './title-bar.tsx';
import { useAppearance, useSettingsFromEngine } from './use-appearance.ts';
import { useTellOpen } from './presence.ts';
import { usePauseAll, useSyncNow } from './sync-actions.ts';
import { useShortcut } from './use-shortcut.ts';
import { useTeam } from './use-team.ts';

/** The window: title bar, sidebar, sheet, status bar; the first run while there is no store; signing in before anything. */
export function Shell() {
  useAppearance();
  useSettingsFromEngine();
  useCommands();
  const engine = useEngineState();
  const team = useTeam();
  const isOpen = team !== undefined && isShown(team);
  const stores = useEngineQuery('stores.list', {}, { enabled: isOpen });
  const { screen } = useRoute();
  if (engine.state === 'failed') {
    return (
      <Window>
        <TitleBar />
        <StartFailed failure={engine.failure} />
      </Window>
    );
  }
  if (team && !isOpen) {
    return (
      <Window>
        <TitleBar />
        <SignInScreen team={team} />
      </Window>
    );
  }
  if (!stores.data) {
    return (
      <Window>
        <TitleBar />
        <main aria-busy="true" aria-label={m.shell_starting()} className="flex-1">
          <OutageBands />
        </main>
      </Window>
    );
  }
  // the owner of a database sets it up before there is any store
  const isFirstRun = (stores.data.length === 0 && screen !== 'team') || screen === 'first-run';
  return <Window>{isFirstRun ? <FirstRunLayout /> : <MainLayout />}</Window>;
}

function Window({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex h-full flex-col bg-canvas">
      {children}
      <PassphraseDialog />
      <IdleDialog />
      <RescueDialog />
      <Toasts />
      <HoverTips />
    </div>
  );
}

function FirstRunLayout() {
  const FirstRun = SCREEN_COMPONENTS['first-run'];
  return (
    <>
      <TitleBar />
      <ErrorBoundary resetKey="first-run">
        <Suspense fallback={<div aria-busy="true" className="flex-1" />}>
          <FirstRun />
        </Suspense>
      </ErrorBoundary>
    </>
  );
}

function MainLayout() {
  useTellOpen();
  const { screen } = useRoute();
  const Screen = SCREEN_COMPONENTS[screen];
  return (
    <>
      <TitleBar>
        <TitleBarContent />
      </TitleBar>
      <div className="flex min-h-0 flex-1">
        <Sidebar />
        <main className="flex min-w-0 flex-1 flex-col overflow-hidden rounded-ss-r3 border-s border-t border-border bg-surface">
          <OutageBands />
          <div className="min-h-0 flex-1">
            <ErrorBoundary resetKey={screen}>
              <Suspense fallback={<div aria-busy="true" className="h-full" />}>
                <Screen />
              </Suspense>
            </ErrorBoundary>
          </div>
        </main>
      </div>
      <div className="border-t border-border">
        <StatusBar />
      </div>
      <Palette />
      <KeyHelp />
    </>
  );
}

/** Menu items of the main process, and the keys that only the page knows. */
function useCommands(): void {
  const syncNow = useSyncNow();
  const pauseAll = usePauseAll();
  const run = useEffectEvent((command: ShellCommand) => {
    switch (command) {
      case 'go-home':
        return navigate('home');
      case 'go-products':
        return navigate('products');
      case 'go-orders':
        return navigate('orders');
      case 'go-sync':
        return navigate('sync');
      case 'go-triage':
        return navigate('triage');
      case 'go-board':
        return navigate('board');
      case 'go-time':
        return navigate('time');
      case 'go-bugs':
        return navigate('bugs');
      case 'go-deployments':
        return navigate('deployments');
      case 'go-alerts':
        return navigate('alerts');
      case 'go-settings':
        return navigate('settings');
      case 'go-back':
        return goBack();
      case 'go-forward':
        return goForward();
      case 'find':
        return find();
      case 'sync-now':
        return void syncNow();
      case 'pause-sync':
        return void pauseAll();
      case 'add-store':
        return navigate('first-run');
      case 'toggle-sidebar':
        return toggleSidebar();
      case 'show-shortcuts':
        return useView.setState({ isKeyHelpOpen: true });
      default:
        command satisfies never;
    }
  });
  useEffect(() => window.shell.onCommand((command) => run(command)), []);
  useShortcut('mod+k', () => openSearch());
}

/** Goes to the search of the screen; a screen without one opens the search of everything. */
function find(): void {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!field) return openSearch();
  field.focus();
  field.select();
}
