import { app, BrowserWindow, Menu, powerMonitor, safeStorage, session, type WebContents } from 'electron';
import type { EngineToMain, StartFailure } from '../shared/contract/engine-process.ts';
import { shellChannels } from '../shared/contract/shell-channels.ts';
import { shellPlatformSchema, type EngineState, type MenuPoint } from '../shared/contract/shell.ts';
import { followAppEvents } from './app-events.ts';
import { serveApp } from './app-protocol.ts';
import { APP_ORIGIN } from './asset-path.ts';
import { createAppearanceKeeper, type AppearanceKeeper } from './appearance.ts';
import { announce, announceReady, isAutomated } from './automation.ts';
import { askAfterFailure, openLink, printStartFailure, showBoardNotices, showNotice } from './dialogs.ts';
import { createEngineLink } from './engine-link.ts';
import { builtPreloadPath, builtRendererDir, openMainWindow } from './main-window.ts';
import { createIdleWatch } from './idle.ts';
import { buildMenu } from './menu.ts';
import { watchPower } from './power.ts';
import { createSecretsService } from './secrets.ts';
import { denyPermissions, lockDown } from './security.ts';
import { sendCommand, sendEngineState, serveShell } from './shell-ipc.ts';
import type { ShellSettingsFile } from './shell-settings.ts';
import { createTimerTray } from './tray.ts';

const ENGINE_GRACE_MS = 5000;
const KEY_HELP_URL = 'https://woocommerce.com/document/woocommerce-rest-api/';

/** Puts the shell together once Electron is ready and this is the only instance on the profile. */
export function runShell(profileDir: string, settings: ShellSettingsFile): void {
  const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  const origin = devServer ? new URL(devServer).origin : APP_ORIGIN;
  const shell = createShell(profileDir, settings, devServer ?? `${APP_ORIGIN}/index.html`);
  lockDown(origin);
  denyPermissions(session.defaultSession, origin);
  serveApp(session.defaultSession, builtRendererDir);
  serveShell({ allowedOrigin: origin, ...shell.answers });
  shell.installMenu();
  shell.engine.start();
  shell.openWindow();
  watchPower((event) => shell.engine.post({ type: 'power', event }));
  followAppEvents({
    openWindow: shell.openWindow,
    presentWindow: shell.presentWindow,
    stopEngine: () => shell.engine.stop(ENGINE_GRACE_MS),
  });
}

function createShell(profileDir: string, settings: ShellSettingsFile, address: string) {
  const isAutomatic = isAutomated(process.env);
  const secrets = createSecretsService(safeStorage, process.platform);
  const appearance = createAppearanceKeeper(settings, () => {
    installMenu();
    tray.redraw();
  });
  let window: BrowserWindow | null = null;
  let storeOrigins: ReadonlySet<string> = new Set();
  const engine = createEngineLink({
    profileDir,
    isAutomatic,
    locale: () => appearance.present().locale,
    onState: showState,
    onMessage: (message) => void handleMessage(message),
  });
  const tray = createTimerTray({
    words: appearance.words,
    openWindow: presentOrOpen,
    stopTimer: () => engine.post({ type: 'stop-timer' }),
    onFace: (face) => isAutomatic && announce('tray', { face }),
  });
  const idle = createIdleWatch({
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
    every: (ms, run) => {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
    tell: (idleMs) => engine.post({ type: 'idle', idleMs }),
  });
  const open = (link: string): Promise<boolean> => openLink(window, link, storeOrigins, appearance.words());

  function installMenu(): void {
    const menu = buildMenu({
      words: appearance.words(),
      isMac: process.platform === 'darwin',
      isDevelopment: !app.isPackaged,
      send: (command) => window && sendCommand(window.webContents, command),
      openKeyHelp: () => void open(KEY_HELP_URL),
    });
    Menu.setApplicationMenu(menu);
  }

  function openWindow(): void {
    const opened = openMainWindow(settings, address, builtPreloadPath, appearance.words, shellFacts(appearance));
    const { id } = opened;
    window = opened;
    opened.once('closed', () => {
      engine.disconnect(id);
      window = null;
    });
  }

  function presentOrOpen(): void {
    if (!window) return openWindow();
    window.show();
    window.focus();
  }

  function connectWindow(contents: WebContents): void {
    const owner = BrowserWindow.fromWebContents(contents);
    if (!owner) return;
    sendEngineState(contents, engine.state());
    engine.connect(owner.id, (port) => {
      if (contents.isDestroyed()) port.close();
      else contents.postMessage(shellChannels.port, null, [port]);
    });
  }

  function showState(state: EngineState): void {
    if (window) sendEngineState(window.webContents, state);
    if (state.state === 'failed') void handleFailure(state.failure);
  }

  async function handleFailure(failure: StartFailure): Promise<void> {
    printStartFailure(failure, appearance.words());
    if (isAutomatic || !window) return;
    if ((await askAfterFailure(window, failure, appearance.words())) === 'quit') app.quit();
    else engine.restart();
  }

  async function handleMessage(message: EngineToMain): Promise<void> {
    if (message.type === 'notify') showNotice(message.notice, appearance.words(), window);
    if (message.type === 'timer') {
      tray.show(message.timer);
      idle.follow(message.timer !== null);
    }
    if (message.type === 'alerts') {
      if (isAutomatic) announce('alerts', { raised: message.raised });
      showBoardNotices(message.raised, appearance.words(), window, () => {
        if (window) sendCommand(window.webContents, 'go-alerts');
      });
    }
    if (message.type === 'store-origins') storeOrigins = new Set(message.origins);
    if (message.type === 'first-sync-complete' && isAutomatic) {
      await announceReady(message.report, window, process.env['BACKROOM_SCREENSHOT']);
    }
    if (message.type === 'secrets-request') {
      const { requestId, request } = message;
      engine.post({ type: 'secrets-reply', requestId, result: await secrets.answer(request) });
    }
  }

  const answers = {
    requestPort: connectWindow,
    openExternal: open,
    setAppearance: appearance.choose,
    openMenu: popUpMenu,
    restartEngine: engine.restart,
  };
  return { engine, answers, installMenu, openWindow, presentWindow: () => window };
}

function shellFacts(appearance: AppearanceKeeper) {
  return {
    platform: shellPlatformSchema.parse(process.platform),
    appVersion: app.getVersion(),
    appearance: appearance.present(),
  };
}

function popUpMenu(contents: WebContents, { x, y }: MenuPoint): void {
  const owner = BrowserWindow.fromWebContents(contents);
  if (owner) Menu.getApplicationMenu()?.popup({ window: owner, x, y });
}
