import type { ColleaguePresence } from '../../shared/contract/shared-rows.ts';
import type { Clock } from '../platform/deps.ts';
import type { OpenRecord, TeamServer } from './team-server.ts';

export interface Colleagues {
  /** What one window has open; an empty list when it closes. */
  readonly tell: (window: string, open: readonly OpenRecord[]) => void;
  readonly list: () => readonly ColleaguePresence[];
  /** Central hinted at something: who has what open may be other than before. [TEAM12] */
  readonly hear: () => void;
  /** Tells central what is open here and asks what colleagues have open, until `signal` aborts. */
  readonly keepTelling: (signal: AbortSignal) => Promise<void>;
}

type Deps = {
  readonly clock: Clock;
  /** Null without contact. */
  readonly server: () => TeamServer | null;
  readonly nameOf: (personId: string) => string;
  readonly onChange: (presence: readonly ColleaguePresence[]) => void;
};

/** Signs of life end after 60 seconds at central: told well before. */
const TELL_EVERY_MS = 20_000;
/** A window that was killed tells nothing any more. */
const WINDOW_ENDS_MS = 90_000;
/** Central takes no more of one device. */
const AT_MOST = 20;
/** Clicks through a list are one telling. */
const GATHER_MS = 400;

/** Who has which record open, here and elsewhere. Nothing of it is kept. [PRESENCE1] */
export function createColleagues({ clock, server, nameOf, onChange }: Deps): Colleagues {
  const windows = new Map<string, { readonly open: readonly OpenRecord[]; readonly toldAt: number }>();
  let seen: readonly ColleaguePresence[] = [];
  let wake: (() => void) | null = null;
  /** What was not dealt with yet; `here`: something was opened or left on this computer. */
  let news: 'here' | 'there' | null = null;
  let toldAt = -Infinity;

  function openHere(): readonly OpenRecord[] {
    const now = clock.monotonic();
    for (const [window, { toldAt }] of windows) if (now - toldAt > WINDOW_ENDS_MS) windows.delete(window);
    return [...windows.values()].flatMap(({ open }) => open).slice(-AT_MOST);
  }

  function take(next: readonly ColleaguePresence[]): void {
    if (JSON.stringify(next) === JSON.stringify(seen)) return;
    seen = next;
    onChange(next);
  }

  async function exchange(isDue: boolean): Promise<void> {
    const asked = server();
    if (asked === null) return take([]);
    if (isDue) await asked.tellPresence(openHere());
    const found = await asked.presence();
    // without an answer nobody is known to be anywhere
    if (!found.ok) return take([]);
    take(
      found.value.map((one) => ({
        ...one,
        personName: nameOf(one.personId),
        since: new Date(one.since).toISOString(),
      })),
    );
  }

  /** Answers whether what is open here is to be told: it changed, or its sign of life is due. */
  async function rest(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (news === null) {
      const over = new AbortController();
      const stop = (): void => over.abort();
      signal.addEventListener('abort', stop, { once: true });
      wake = stop;
      await clock.sleep(TELL_EVERY_MS - (clock.monotonic() - toldAt), over.signal).catch(() => undefined);
      wake = null;
      signal.removeEventListener('abort', stop);
    }
    if (news !== null && !signal.aborted) await clock.sleep(GATHER_MS, signal).catch(() => undefined);
    const isOther = news === 'here';
    news = null;
    return isOther || clock.monotonic() - toldAt >= TELL_EVERY_MS;
  }

  /** What happens during an exchange is heard after it. */
  function note(what: 'here' | 'there'): void {
    if (news !== 'here') news = what;
    wake?.();
  }

  return {
    tell: (window, open) => {
      const before = JSON.stringify(windows.get(window)?.open ?? []);
      if (open.length === 0) windows.delete(window);
      else windows.set(window, { open, toldAt: clock.monotonic() });
      if (JSON.stringify(open) !== before) note('here');
    },
    list: () => seen,
    hear: () => note('there'),
    keepTelling: async (signal) => {
      let isDue = true;
      while (!signal.aborted) {
        if (isDue) toldAt = clock.monotonic();
        await exchange(isDue);
        isDue = await rest(signal);
      }
      // another session may have begun meanwhile, which tells what is so
      if (server() === null) take([]);
    },
  };
}
