import { join } from 'node:path';
import { app, BrowserWindow, Menu, nativeTheme, screen } from 'electron';
import { SHELL_ARGUMENT_PREFIX } from '../shared/contract/shell-channels.ts';
import type { ShellArgument } from '../shared/contract/shell.ts';
import { recoverWindow } from './recover-window.ts';
import type { ShellSettingsFile } from './shell-settings.ts';
import { canvasColor, titleBarOptions, titleBarOverlay, type Look } from './title-bar.ts';
import { chooseBounds, MINIMUM_SIZE } from './window-bounds.ts';
import type { MainWords } from './words.ts';

const BOUNDS_SETTLE_MS = 400;

function presentLook(): Look {
  return { isDark: nativeTheme.shouldUseDarkColors, isHighContrast: nativeTheme.shouldUseHighContrastColors };
}

/** Opens the window where it was last; it shows itself once there is something to see. */
export function openMainWindow(
  settings: ShellSettingsFile,
  address: string,
  preloadPath: string,
  words: () => MainWords,
  facts: ShellArgument,
): BrowserWindow {
  const { bounds: remembered, isMaximized } = settings.read();
  const window = new BrowserWindow({
    ...chooseBounds(remembered, workAreas()),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    title: 'Backroom',
    // Windows and macOS take it from the package.
    ...(process.platform === 'linux' ? { icon: join(app.getAppPath(), 'resources', 'icon.png') } : {}),
    backgroundColor: canvasColor(presentLook()),
    autoHideMenuBar: true,
    ...titleBarOptions(process.platform, presentLook()),
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      additionalArguments: [`${SHELL_ARGUMENT_PREFIX}${encodeURIComponent(JSON.stringify(facts))}`],
    },
  });
  if (isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  rememberBounds(window, settings);
  followTheme(window);
  offerTextMenu(window, words);
  recoverWindow(window);
  void window.loadURL(address);
  return window;
}

function workAreas() {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary, ...others].map((display) => display.workArea);
}

function rememberBounds(window: BrowserWindow, settings: ShellSettingsFile): void {
  const save = (): void => {
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    settings.update({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  let timer: NodeJS.Timeout | undefined;
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, BOUNDS_SETTLE_MS);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', () => {
    clearTimeout(timer);
    save();
  });
}

function followTheme(window: BrowserWindow): void {
  const follow = (): void => {
    window.setBackgroundColor(canvasColor(presentLook()));
    if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarOverlay(presentLook()));
  };
  nativeTheme.on('updated', follow);
  window.once('closed', () => nativeTheme.off('updated', follow));
}

/** Cut, copy and paste by the right button, where there is text to work on. */
function offerTextMenu(window: BrowserWindow, words: () => MainWords): void {
  window.webContents.on('context-menu', (_event, { isEditable, editFlags, selectionText }) => {
    const { menu } = words();
    const copy = { label: menu.copy, role: 'copy', enabled: editFlags.canCopy } as const;
    const editing = [
      { label: menu.cut, role: 'cut', enabled: editFlags.canCut },
      copy,
      { label: menu.paste, role: 'paste', enabled: editFlags.canPaste },
      { label: menu.selectAll, role: 'selectAll', enabled: editFlags.canSelectAll },
    ] as const;
    if (isEditable) Menu.buildFromTemplate([...editing]).popup({ window });
    else if (selectionText.trim() !== '') Menu.buildFromTemplate([copy]).popup({ window });
  });
}

/** Beside this file in the bundle. */
export const builtPreloadPath = join(import.meta.dirname, '../preload/index.cjs');
export const builtRendererDir = join(import.meta.dirname, '../renderer');
