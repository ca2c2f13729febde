import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellCommand } from '../shared/contract/shell.ts';
import type { MainWords, MenuWord } from './words.ts';

type Item = MenuItemConstructorOptions;
type MenuDeps = {
  readonly words: MainWords;
  readonly isMac: boolean;
  /** Adds what only developers need. */
  readonly isDevelopment: boolean;
  readonly send: (command: ShellCommand) => void;
  readonly openKeyHelp: () => void;
};

/** The application menu. Windows and Linux show it on request only, but its keys work everywhere. */
export function buildMenu(deps: MenuDeps): Menu {
  const { words, isMac } = deps;
  const submenus: readonly (readonly [MenuWord, Item[]])[] = [
    ['file', fileMenu(deps)],
    ['edit', editMenu(deps)],
    ['view', viewMenu(deps)],
    ['window', windowMenu(deps)],
    ['help', helpMenu(deps)],
  ];
  const items = submenus.map(([word, submenu]): Item => ({ label: words.menu[word], submenu }));
  return Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...items] : items);
}

function commandItem(deps: MenuDeps, word: MenuWord, command: ShellCommand, accelerator?: string): Item {
  return {
    label: deps.words.menu[word],
    click: () => deps.send(command),
    ...(accelerator ? { accelerator } : {}),
  };
}

function roleItem(deps: MenuDeps, word: MenuWord, role: NonNullable<Item['role']>): Item {
  return { label: deps.words.menu[word], role };
}

const separator: Item = { type: 'separator' };

function fileMenu(deps: MenuDeps): Item[] {
  const items = [
    commandItem(deps, 'addStore', 'add-store'),
    separator,
    commandItem(deps, 'syncNow', 'sync-now', 'CmdOrCtrl+Shift+S'),
    commandItem(deps, 'pauseSync', 'pause-sync'),
    separator,
    commandItem(deps, 'settings', 'go-settings', 'CmdOrCtrl+,'),
    separator,
  ];
  return [...items, deps.isMac ? roleItem(deps, 'close', 'close') : roleItem(deps, 'quit', 'quit')];
}

function editMenu(deps: MenuDeps): Item[] {
  return [
    roleItem(deps, 'undo', 'undo'),
    roleItem(deps, 'redo', 'redo'),
    separator,
    roleItem(deps, 'cut', 'cut'),
    roleItem(deps, 'copy', 'copy'),
    roleItem(deps, 'paste', 'paste'),
    roleItem(deps, 'selectAll', 'selectAll'),
    separator,
    commandItem(deps, 'find', 'find', 'CmdOrCtrl+F'),
  ];
}

function viewMenu(deps: MenuDeps): Item[] {
  const developer: Item[] = [
    separator,
    roleItem(deps, 'reload', 'reload'),
    roleItem(deps, 'developerTools', 'toggleDevTools'),
  ];
  return [
    commandItem(deps, 'home', 'go-home', 'CmdOrCtrl+1'),
    commandItem(deps, 'products', 'go-products', 'CmdOrCtrl+2'),
    commandItem(deps, 'orders', 'go-orders', 'CmdOrCtrl+3'),
    commandItem(deps, 'sync', 'go-sync', 'CmdOrCtrl+4'),
    commandItem(deps, 'triage', 'go-triage', 'CmdOrCtrl+5'),
    commandItem(deps, 'board', 'go-board', 'CmdOrCtrl+6'),
    commandItem(deps, 'timeLog', 'go-time', 'CmdOrCtrl+7'),
    commandItem(deps, 'bugs', 'go-bugs', 'CmdOrCtrl+8'),
    commandItem(deps, 'deployments', 'go-deployments', 'CmdOrCtrl+9'),
    separator,
    commandItem(deps, 'back', 'go-back', deps.isMac ? 'Cmd+[' : 'Alt+Left'),
    commandItem(deps, 'forward', 'go-forward', deps.isMac ? 'Cmd+]' : 'Alt+Right'),
    commandItem(deps, 'sidebar', 'toggle-sidebar', 'CmdOrCtrl+B'),
    separator,
    roleItem(deps, 'zoomIn', 'zoomIn'),
    roleItem(deps, 'zoomOut', 'zoomOut'),
    roleItem(deps, 'actualSize', 'resetZoom'),
    roleItem(deps, 'fullScreen', 'togglefullscreen'),
    ...(deps.isDevelopment ? developer : []),
  ];
}

function windowMenu(deps: MenuDeps): Item[] {
  return [roleItem(deps, 'minimize', 'minimize'), roleItem(deps, 'close', 'close')];
}

function helpMenu(deps: MenuDeps): Item[] {
  return [
    commandItem(deps, 'shortcuts', 'show-shortcuts', 'CmdOrCtrl+/'),
    { label: deps.words.menu.keyHelp, click: deps.openKeyHelp },
    separator,
    roleItem(deps, 'about', 'about'),
  ];
}
