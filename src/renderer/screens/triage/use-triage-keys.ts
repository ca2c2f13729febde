import { useEffect, useEffectEvent } from 'react';
import { useDirection } from '../../app/locale.ts';
import { keyMeaning, type TriageKey } from './triage-logic.ts';

/** Places that want every key for themselves. */
const TYPING = 'input:not([type="checkbox"]), textarea, [contenteditable="true"]';
const FLOATING = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/** The screen's keys, wherever in the window the focus is: after an act the line that had it may be gone. */
export function useTriageKeys(run: (key: TriageKey) => boolean): void {
  const isRtl = useDirection() === 'rtl';
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (event.defaultPrevented || target.closest(TYPING) || target.closest(FLOATING)) return;
    const isInList = target === document.body || target.hasAttribute('data-row');
    const meaning = keyMeaning(event, isInList, isRtl);
    if (meaning !== null && run(meaning)) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
