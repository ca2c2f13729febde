import type { Clock, Random } from '../platform/deps.ts';
import type { StoreSession } from './store-session.ts';
import type { StoreRow } from './store-rows.ts';
import type { RunKind, StartedBy, SyncReport } from './sync-report.ts';

/** How often a quiet store is asked, and how many census pages go with it. */
const CADENCES: Readonly<Record<StoreRow['cadence'], { readonly everyMs: number; readonly censusPages: number }>> = {
  eco: { everyMs: 300_000, censusPages: 1 },
  balanced: { everyMs: 60_000, censusPages: 2 },
  realtime: { everyMs: 10_000, censusPages: 2 },
};
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** Edits made one after the other leave together. */
const GATHER_MS = 1_000;
/** How often a paused or vanished store is looked at again when nobody wakes the schedule. */
const IDLE_LOOK_MS = 60_000;

export type StartRun = (
  storeId: string,
  request: {
    readonly kind: RunKind;
    readonly scope: 'all' | 'push';
    readonly startedBy: StartedBy;
    readonly censusPages: number;
  },
) => Promise<SyncReport | null>;

export type ScheduleDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly sessionOf: (storeId: string) => StoreSession;
  readonly readStores: () => readonly StoreRow[];
  readonly readStore: (storeId: string) => StoreRow | null;
  readonly isOffline: () => boolean;
  readonly startRun: StartRun;
  readonly onWait: (storeId: string) => void;
  readonly onDefect: (error: unknown) => void;
};

/** Runs every connected store in its turn: by its cadence, sooner when woken, later and later while it fails. [RUN5–RUN7] */
export function createSchedule(deps: ScheduleDeps) {
  const loops = new Map<string, Promise<void>>();
  const gathering = new Set<string>();
  /** Per waiting store: counts its wait anew. */
  const recounts = new Map<string, () => void>();
  let stopping: AbortController | null = null;

  const nextDelayMs = (store: StoreRow, session: StoreSession): number => {
    const { everyMs } = CADENCES[store.cadence];
    if (session.failures === 0) return everyMs;
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(20, session.failures - 1));
    return longest * (0.5 + deps.random.next() / 2);
  };

  /** Waits until the time has come or somebody wakes the store. The wait is counted anew, never longer, by `recount`. */
  const wait = async (storeId: string, delayOf: () => number, stop: AbortSignal): Promise<void> => {
    const session = deps.sessionOf(storeId);
    let dueAt = Number.POSITIVE_INFINITY;
    let isRecounted: boolean;
    do {
      isRecounted = false;
      dueAt = Math.min(dueAt, deps.clock.monotonic() + delayOf());
      const delayMs = Math.max(0, dueAt - deps.clock.monotonic());
      const wake = new AbortController();
      session.wake = () => wake.abort();
      recounts.set(storeId, () => {
        isRecounted = true;
        wake.abort();
      });
      session.nextCheckAt = deps.clock.now() + delayMs;
      deps.onWait(storeId);
      await deps.clock.sleep(delayMs, AbortSignal.any([wake.signal, stop])).catch(() => undefined);
    } while (isRecounted && !stop.aborted);
    recounts.delete(storeId);
    session.wake = null;
    session.nextCheckAt = null;
  };

  const loop = async (storeId: string, stop: AbortSignal): Promise<void> => {
    let first = true;
    while (!stop.aborted) {
      const store = deps.readStore(storeId);
      if (store === null) break;
      if (store.status === 'paused' || deps.isOffline()) await wait(storeId, () => IDLE_LOOK_MS, stop);
      else {
        const { censusPages } = CADENCES[store.cadence];
        try {
          await deps.startRun(storeId, {
            kind: 'incremental',
            scope: 'all',
            startedBy: first ? 'startup' : 'schedule',
            censusPages: first ? 0 : censusPages,
          });
        } catch (error) {
          // a defect of one run must not end the schedule: it backs off as if the store had failed
          deps.onDefect(error);
          deps.sessionOf(storeId).failures += 1;
        }
        first = false;
        if (!stop.aborted) await wait(storeId, () => nextDelayMs(store, deps.sessionOf(storeId)), stop);
      }
    }
    loops.delete(storeId);
  };

  const ensureLoops = (): void => {
    if (stopping === null) return;
    for (const store of deps.readStores()) {
      if (!loops.has(store.id)) loops.set(store.id, loop(store.id, stopping.signal).catch(deps.onDefect));
    }
  };

  const pushSoon = async (storeId: string, stop: AbortSignal): Promise<void> => {
    await deps.clock.sleep(GATHER_MS, stop).catch(() => undefined);
    gathering.delete(storeId);
    const store = deps.readStore(storeId);
    if (stop.aborted || store === null || store.mode !== 'push' || store.status === 'paused' || deps.isOffline())
      return;
    // while the store fails, the back-off of the schedule decides
    if (deps.sessionOf(storeId).failures > 0 || store.first_sync_completed_at === null) return;
    await deps.startRun(storeId, { kind: 'incremental', scope: 'push', startedBy: 'schedule', censusPages: 0 });
    recount(storeId);
  };

  /**
   * After a run outside the loop the present wait may be the wrong one: what could not be sent must not stay until the
   * store's quiet turn, and a store that answers again must not wait out its back-off.
   */
  const recount = (storeId: string): void => recounts.get(storeId)?.();

  return {
    start: (): void => {
      stopping ??= new AbortController();
      ensureLoops();
    },
    stop: (): void => {
      stopping?.abort();
      stopping = null;
    },
    recount,
    wake: (storeId: string): void => {
      ensureLoops();
      deps.sessionOf(storeId).wake?.();
    },
    wakeAll: (): void => {
      for (const store of deps.readStores()) {
        const session = deps.sessionOf(store.id);
        session.failures = 0;
        session.wake?.();
      }
    },
    /** Something was queued for a store, or the store is new. */
    noticeChange: (storeId: string): void => {
      ensureLoops();
      if (stopping === null || gathering.has(storeId)) return;
      gathering.add(storeId);
      pushSoon(storeId, stopping.signal).catch(deps.onDefect);
    },
  };
}
