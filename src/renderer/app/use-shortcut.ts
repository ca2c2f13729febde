import { useEffect, useEffectEvent } from 'react';

/** `mod` is Ctrl, on macOS Cmd. Written as `mod+k`, `mod+shift+f`, `escape`, `/`. */
function matches(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.split('+');
  const isMac = window.shell.platform === 'darwin';
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const otherMod = isMac ? event.ctrlKey : event.metaKey;
  return (
    parts.includes('mod') === mod &&
    parts.includes('shift') === event.shiftKey &&
    parts.includes('alt') === event.altKey &&
    !otherMod &&
    isKey(event, parts.at(-1) ?? '')
  );
}

/** By letter, and by place on the keyboard, so that a Hebrew layout does not switch the shortcuts off. */
function isKey(event: KeyboardEvent, key: string): boolean {
  return event.key.toLowerCase() === key || (/^[a-z]$/.test(key) && event.code === `Key${key.toUpperCase()}`);
}

function isTyping(target: EventTarget | null): boolean {
  const typing = 'input:not([type="radio"], [type="checkbox"]), textarea, [contenteditable="true"]';
  return target instanceof HTMLElement && target.closest(typing) !== null;
}

/** What floats above the screen has the keys to itself; a toast, which is no question, has not. */
function isAsking(): boolean {
  const floats = '[role="dialog"], [role="alertdialog"]:not([aria-modal="false"]), [role="menu"]';
  return document.querySelector(floats) !== null;
}

/** Undo belongs to the text that is being typed. */
const LEFT_TO_TEXT = /^(?!.*mod)|^mod\+z$/;

/** Runs on a key anywhere in the window. Keys without `mod`, and undo, are left alone while something is being typed. */
export function useShortcut(shortcut: string, run: () => void, isEnabled = true): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || !matches(event, shortcut)) return;
    if (LEFT_TO_TEXT.test(shortcut) && (isTyping(event.target) || isAsking())) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    if (!isEnabled) return;
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isEnabled]);
}

/** The shortcut as it is printed beside a command: `Ctrl K`, on macOS `⌘ K`. */
export function shortcutWords(shortcut: string): string {
  const isMac = window.shell.platform === 'darwin';
  const names: Readonly<Record<string, string>> = isMac
    ? { mod: '⌘', shift: '⇧', alt: '⌥' }
    : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };
  return shortcut
    .split('+')
    .map((part) => names[part] ?? part.toUpperCase())
    .join(' ');
}
