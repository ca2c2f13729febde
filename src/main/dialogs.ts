import { app, dialog, Notification, shell, type BrowserWindow } from 'electron';
import type { BoardNotice, Notice, StartFailure } from '../shared/contract/engine-process.ts';
import { judgeLink } from './external-links.ts';
import type { MainWords } from './words.ts';

/** The same words on stderr, for whoever started the app from a terminal or a script. */
export function printStartFailure(failure: StartFailure, words: MainWords): void {
  const { title, body } = words.startFailure(failure);
  process.stderr.write(`${title}. ${body}\n${failure.detail}\n`);
}

/** Before there is a window: says what is wrong and waits for the click. */
export function showFatalFailure(failure: StartFailure, words: MainWords): void {
  const { title, body } = words.startFailure(failure);
  dialog.showMessageBoxSync({ type: 'error', title: 'Backroom', message: title, detail: body, buttons: [words.quit] });
}

/** Over the window: offers to try again. Resolves to what was chosen. */
export async function askAfterFailure(
  window: BrowserWindow,
  failure: StartFailure,
  words: MainWords,
): Promise<'try-again' | 'quit'> {
  const { title, body } = words.startFailure(failure);
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Backroom',
    message: title,
    detail: `${body}\n\n${failure.detail}`,
    buttons: [words.tryAgain, words.quit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1 ? 'quit' : 'try-again';
}

/** Resolves to whether the address was opened. */
export async function openLink(
  window: BrowserWindow | null,
  address: string,
  storeOrigins: ReadonlySet<string>,
  words: MainWords,
): Promise<boolean> {
  const judged = judgeLink(address, storeOrigins);
  if (judged.verdict === 'refuse') return false;
  if (judged.verdict === 'ask' && !(window && (await confirmLink(window, judged.host, words)))) return false;
  await shell.openExternal(judged.url);
  return true;
}

async function confirmLink(window: BrowserWindow, host: string, words: MainWords): Promise<boolean> {
  const { title, body, open } = words.openLink(host);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Backroom',
    message: title,
    detail: body,
    buttons: [words.cancel, open],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

/** A notification of the system; a window in front says the same by itself. */
export function showNotice(notice: Notice, words: MainWords, window: BrowserWindow | null): void {
  showNotification(words.notice(notice), window, () => undefined);
}

/** New alerts of the boards: each by itself as long as they are few, else their number stands in the window's inbox. */
export function showBoardNotices(
  notices: readonly BoardNotice[],
  words: MainWords,
  window: BrowserWindow | null,
  openInbox: () => void,
): void {
  for (const notice of notices.slice(0, MOST_AT_ONCE)) showNotification(words.boardNotice(notice), window, openInbox);
}

const MOST_AT_ONCE = 3;

function showNotification(
  words: { readonly title: string; readonly body: string },
  window: BrowserWindow | null,
  onOpen: () => void,
): void {
  if (window?.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification({ ...words, silent: true });
  notification.on('click', () => {
    window?.show();
    app.focus({ steal: true });
    onOpen();
  });
  notification.show();
}
