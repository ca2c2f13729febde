import type { SyncStatus } from '../../shared/contract/sync.ts';
import { prepared } from '../database/database.ts';
import { previewStore } from './preview/preview-store.ts';
import { refreshOrder } from './refresh-order.ts';
import { runStore } from './run-store.ts';
import { createSchedule } from './schedule.ts';
import type { StartRun } from './schedule.ts';
import type { ActiveRun, StoreSession } from './store-session.ts';
import { createSession } from './store-session.ts';
import type { StoreRow } from './store-rows.ts';
import { readStore, readStores } from './store-rows.ts';
import type { SyncDeps } from './sync-deps.ts';
import type { RunKind, RunOptions, SyncEngine, SyncReport } from './sync-report.ts';
import { buildStatus } from './sync-status.ts';
import { RunStopped, reportCounts } from './run-context.ts';

const STATUS_EVERY_MS = 150;
const LOCK_WAIT_BY_HAND_MS = 20_000;

/** The sync of all stores of one profile: runs, schedule and status. */
export function createSyncEngine(deps: SyncDeps): SyncEngine & { readonly status: () => readonly SyncStatus[] } {
  const sessions = new Map<string, StoreSession>();
  let offline = false;

  const sessionOf = (storeId: string): StoreSession => {
    let session = sessions.get(storeId);
    if (session === undefined) {
      session = createSession();
      sessions.set(storeId, session);
    }
    return session;
  };

  const statusOf = (store: StoreRow): SyncStatus =>
    buildStatus({
      db: deps.db,
      store,
      session: sessionOf(store.id),
      counters: deps.countersOf(store.id),
      offline,
      team: deps.team?.shareOf(store.id)?.status() ?? null,
      monotonicNow: deps.clock.monotonic(),
    });

  const tell = (storeId: string, always: boolean): void => {
    const session = sessionOf(storeId);
    const now = deps.clock.monotonic();
    if (!always && now - session.lastStatusAt < STATUS_EVERY_MS) return;
    session.lastStatusAt = now;
    const store = readStore(deps.db, storeId);
    if (store !== null) deps.onStatus(statusOf(store));
  };

  const startRun: StartRun = async (storeId, request) => {
    const session = sessionOf(storeId);
    while (session.active !== null) await session.active.finished.catch(() => undefined);
    const store = readStore(deps.db, storeId);
    if (store === null) return null;
    const byHand = request.startedBy === 'person' || request.startedBy === 'command-line';
    const kind: RunKind = store.first_sync_completed_at === null && request.kind !== 'full' ? 'first' : request.kind;
    const done = Promise.withResolvers<void>();
    const active: ActiveRun = {
      kind,
      scope: request.scope,
      startedAt: deps.clock.now(),
      startedMonotonic: deps.clock.monotonic(),
      abort: new AbortController(),
      finished: done.promise,
      context: null,
      countsBefore: new Map(),
    };
    session.active = active;
    tell(storeId, true);
    try {
      const report = await runStore(
        deps,
        store,
        session,
        active,
        {
          plan: { kind, scope: request.scope, byHand, censusPages: request.censusPages },
          startedBy: request.startedBy,
          lockWaitMs: byHand ? LOCK_WAIT_BY_HAND_MS : 0,
        },
        () => tell(storeId, false),
      );
      noteResult(session, report);
      return report;
    } finally {
      session.active = null;
      session.counts = null;
      done.resolve();
      tell(storeId, true);
    }
  };

  const noteResult = (session: StoreSession, report: SyncReport): void => {
    if (report.problem?.type === 'Cancelled' || report.problem?.type === 'SyncBusy') return;
    session.problem = report.problem;
    session.failures = report.ok ? 0 : session.failures + 1;
    if (report.ok) {
      session.recovered = false;
      session.lastCheckAt = deps.clock.now();
    }
    deps.onRunEnd?.(report);
  };

  const schedule = createSchedule({
    clock: deps.clock,
    random: deps.random,
    sessionOf,
    readStores: () => readStores(deps.db),
    readStore: (storeId) => readStore(deps.db, storeId),
    isOffline: () => offline,
    startRun,
    onWait: (storeId) => tell(storeId, true),
    onDefect: (error) => deps.logger.log('error', 'sync.schedule-defect', { error: String(error) }),
  });

  const runNow = async (storeId: string, options: RunOptions): Promise<SyncReport> => {
    const cancel = (): void => sessionOf(storeId).active?.abort.abort();
    options.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const report = await startRun(storeId, {
        kind: options.kind,
        scope: 'all',
        startedBy: options.startedBy,
        censusPages: 0,
      });
      schedule.recount(storeId);
      return report ?? missingStore(storeId, options);
    } finally {
      options.signal?.removeEventListener('abort', cancel);
    }
  };

  return {
    runNow,
    preview: (storeId, options) => previewStore(deps, storeId, options),
    refreshOrder: (orderId) => refreshOrderAlone(deps, orderId),
    start: schedule.start,
    stop: async () => {
      schedule.stop();
      const running = [...sessions.values()].map((session) => session.active).filter((active) => active !== null);
      for (const active of running) active.abort.abort();
      await Promise.allSettled(running.map((active) => active.finished));
    },
    cancel: (storeId) => sessionOf(storeId).active?.abort.abort(),
    setPaused: (storeId, paused) => {
      prepared(deps.db, `UPDATE stores SET status = ? WHERE id = ?`).run(paused ? 'paused' : 'connected', storeId);
      if (paused) sessionOf(storeId).active?.abort.abort();
      schedule.wake(storeId);
      tell(storeId, true);
    },
    onPower: (event) => {
      if (event === 'offline' || event === 'online') offline = event === 'offline';
      if (event === 'resume' || event === 'online') schedule.wakeAll();
      for (const store of readStores(deps.db)) tell(store.id, true);
    },
    noticeChange: (storeId) => {
      schedule.noticeChange(storeId);
      tell(storeId, true);
    },
    forget: (storeId) => {
      const session = sessionOf(storeId);
      session.active?.abort.abort();
      session.problem = null;
      session.failures = 0;
      session.counts = null;
      schedule.wake(storeId);
      tell(storeId, true);
    },
    status: () => readStores(deps.db).map(statusOf),
  };
}

function missingStore(storeId: string, options: RunOptions): SyncReport {
  return {
    store: storeId,
    storeId,
    runId: '',
    kind: options.kind,
    ok: false,
    entities: reportCounts({ counts: new Map() }),
    requests: 0,
    durationMs: 0,
    refused: 0,
    problem: { type: 'StoreNotConnected', storeId },
  };
}

/** Notes and refunds of one order, beside any run: reads only, and the rows they touch belong to no run. */
async function refreshOrderAlone(deps: SyncDeps, orderId: string): Promise<void> {
  const row = prepared<{ store_id: string }>(deps.db, `SELECT store_id FROM orders WHERE id = ?`).get(orderId);
  const store = row === undefined ? null : readStore(deps.db, row.store_id);
  if (store === null || store.status === 'paused') return;
  // a follower reads what its holder read [SHARE5]
  if (deps.team?.shareOf(store.id)?.mayAsk() === false) return;
  const gateway = await deps.openGateway(store);
  if (!gateway.ok) return;
  try {
    await refreshOrder(
      {
        db: deps.db,
        store,
        gateway: gateway.value,
        clock: deps.clock,
        random: deps.random,
        logger: deps.logger,
        newId: deps.newId,
        turns: deps.turns,
        team: null,
        signal: new AbortController().signal,
        runId: '',
        counts: new Map(),
        progress: new Map(),
        journal: null,
        touched: { products: new Set(), variations: new Set() },
        replacement: { sign: null },
        onStep: (change) => {
          if (change.tables.length > 0) deps.onChange(change);
        },
        serverClock: { lastServerTime: null, heardAt: 0 },
      },
      orderId,
    );
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
  }
}
