import { useEffect, useState, type FocusEvent } from 'react';
import { create } from 'zustand';
import type { ColleaguePresence } from '../../shared/contract/shared-rows.ts';
import { useEngineCall, useEngineClient, useEngineQuery } from './engine-client.tsx';
import { useTeam } from './use-team.ts';

/** The table of what is open. */
export type OpenResource = 'products' | 'orders' | 'tasks';
type OpenRecord = {
  readonly resource: OpenResource;
  readonly recordId: string;
  readonly storeId: string | null;
  readonly isEditing: boolean;
};

/** What this window has open, by the panel that shows it. */
const useOpenRecords = create<{ readonly open: ReadonlyMap<symbol, OpenRecord> }>()(() => ({ open: new Map() }));

function setOpen(panel: symbol, record: OpenRecord | null): void {
  useOpenRecords.setState(({ open }) => {
    const next = new Map(open);
    if (record === null) next.delete(panel);
    else next.set(panel, record);
    return { open: next };
  });
}

/** Tells colleagues that this window shows a record, as long as the component is there. An id of null tells nothing. */
export function useOpenRecord(
  resource: OpenResource,
  recordId: string | null,
  storeId: string | null,
  isEditing: boolean,
): void {
  const [panel] = useState(() => Symbol(resource));
  useEffect(() => {
    setOpen(panel, recordId === null ? null : { resource, recordId, storeId, isEditing });
  }, [panel, resource, recordId, storeId, isEditing]);
  useEffect(() => () => setOpen(panel, null), [panel]);
}

const FIELDS = 'input:not([type="checkbox"], [type="radio"]), textarea, [contenteditable="true"], select';

/** Whether the cursor stands in a field of the panel that gets these handlers. */
export function useIsTyping() {
  const [isTyping, setTyping] = useState(false);
  const handlers = {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => setTyping(target.matches(FIELDS)),
    onBlur: ({ relatedTarget }: FocusEvent<HTMLElement>) => {
      if (!(relatedTarget instanceof HTMLElement && relatedTarget.matches(FIELDS))) setTyping(false);
    },
  };
  return { isTyping, handlers };
}

/** Two windows of one computer are told apart by it. */
const WINDOW = crypto.randomUUID();
/** The engine forgets a window that has said nothing for 90 seconds. */
const TELL_AGAIN_MS = 45_000;
const AT_MOST = 20;

/** Keeps the engine informed of what this window has open. Once per window, and only in a team. */
export function useTellOpen(): void {
  const call = useEngineCall();
  const client = useEngineClient();
  const state = useTeam()?.state;
  const isTeam = state === 'connected' || state === 'offline';
  const open = useOpenRecords((records) => records.open);
  useEffect(() => {
    if (!isTeam || client === null) return;
    // a failure needs no words: it is told again, and presence is only ever a courtesy
    const tell = (records: readonly OpenRecord[]): void =>
      void call('shared.tellOpen', { window: WINDOW, open: records.slice(-AT_MOST) });
    const records = [...open.values()];
    const leave = (): void => tell([]);
    tell(records);
    const timer = records.length === 0 ? null : window.setInterval(() => tell(records), TELL_AGAIN_MS);
    window.addEventListener('pagehide', leave);
    return () => {
      if (timer !== null) window.clearInterval(timer);
      window.removeEventListener('pagehide', leave);
    };
  }, [call, client, isTeam, open]);
}

type ByRecord = ReadonlyMap<string, readonly ColleaguePresence[]>;
const known = new WeakMap<readonly ColleaguePresence[], ByRecord>();
const NOBODY: readonly ColleaguePresence[] = [];

/** One index for all rows of a list. */
function byRecord(presence: readonly ColleaguePresence[]): ByRecord {
  const found = known.get(presence);
  if (found) return found;
  const index = new Map<string, readonly ColleaguePresence[]>();
  for (const one of presence) {
    const key = `${one.resource} ${one.recordId}`;
    const before = index.get(key) ?? NOBODY;
    // the same person at two computers is one person
    const others = before.filter(({ personId }) => personId !== one.personId);
    const isEditing = one.isEditing || before.some((same) => same.personId === one.personId && same.isEditing);
    index.set(key, [...others, { ...one, isEditing }]);
  }
  known.set(presence, index);
  return index;
}

/** Colleagues who have that record open now. Empty without contact. */
export function useColleaguesAt(resource: OpenResource, recordId: string): readonly ColleaguePresence[] {
  const isTeam = useTeam()?.state === 'connected';
  const { data } = useEngineQuery('shared.presence', {}, { enabled: isTeam });
  return isTeam && data ? (byRecord(data).get(`${resource} ${recordId}`) ?? NOBODY) : NOBODY;
}
