import { inTransaction, prepared } from '../database/database.ts';
import { ok } from '../../shared/result.ts';
import { storageErrorOf } from '../database/storage-errors.ts';
import { resolveOvertakenErrors } from './errors-store.ts';
import { purgeJournal } from './journal-rows.ts';
import { performRun } from './perform-run.ts';
import type { RunPlan, StepProblem } from './perform-run.ts';
import type { RunContext, RunTeam } from './run-context.ts';
import { reportCounts, RunStopped } from './run-context.ts';
import { beginRun, forgetQuietRun, closeAbandonedRuns, endRun, forgetOldRuns } from './run-journal.ts';
import type { RunOutcome } from './journal-types.ts';
import { createRunJournal } from './run-journal-writer.ts';
import type { ActiveRun, StoreSession } from './store-session.ts';
import { ALL_TABLES, countAll } from './store-session.ts';
import type { StoreRow } from './store-rows.ts';
import { readStore } from './store-rows.ts';
import type { SyncDeps } from './sync-deps.ts';
import type { RunProblem, StartedBy, SyncReport } from './sync-report.ts';

export type RunRequest = {
  readonly plan: RunPlan;
  readonly startedBy: StartedBy;
  /** How long to wait for another process that syncs this store. */
  readonly lockWaitMs: number;
};

/** Runs one store once, under its lock, and writes down how it went. Never throws for the store's sake. [RUN1–RUN4] */
export async function runStore(
  deps: SyncDeps,
  store: StoreRow,
  session: StoreSession,
  active: ActiveRun,
  request: RunRequest,
  onProgress: () => void,
): Promise<SyncReport> {
  const { db, clock } = deps;
  const began = clock.monotonic();
  const lock = await deps.locks.acquire(store.id, request.lockWaitMs);
  if (!lock.ok) {
    return report(store, null, request, began, deps, {
      type: 'SyncBusy',
      storeId: store.id,
      holder: lock.error.holder,
    });
  }
  try {
    if (closeAbandonedRuns(db, store.id, clock.now()) > 0) session.recovered = true;
    const role = (await deps.team?.shareOf(store.id)?.begin()) ?? null;
    if (role?.kind === 'stopped') return report(store, null, request, began, deps, role.problem);
    const gateway = role?.kind === 'follower' ? ok(NO_GATEWAY) : await deps.openGateway(store);
    if (!gateway.ok) return report(store, null, request, began, deps, gateway.error);
    active.countsBefore = countAll(db, store.id);
    const team = role?.kind === 'holder' ? role.team : null;
    const run = openContext(deps, store, guarded(gateway.value, active, team), team, active, request, onProgress);
    active.context = run;
    beginRun(db, {
      id: run.runId,
      storeId: store.id,
      kind: request.plan.kind,
      startedBy: request.startedBy,
      startedAt: clock.now(),
    });
    deps.onChange({ tables: ['sync_runs'], ids: null });
    onProgress();
    const work = role?.kind === 'follower' ? followOf(role.follow) : performRun;
    const ended = await performGuarded(deps, run, request.plan, work);
    closeRun(deps, run, ended);
    // hints come by the dozen: those that brought nothing are no news for a list of runs
    if (role?.kind === 'follower' && request.startedBy === 'schedule') forgetQuietRun(db, run.runId);
    return report(store, run, request, began, deps, ended.problem, ended.steps);
  } finally {
    lock.value();
  }
}

function openContext(
  deps: SyncDeps,
  store: StoreRow,
  gateway: RunContext['gateway'],
  team: RunTeam | null,
  active: ActiveRun,
  request: RunRequest,
  onProgress: () => void,
): RunContext {
  const runId = deps.newId();
  const counts: RunContext['counts'] = new Map();
  const progress: RunContext['progress'] = new Map();
  const journal = createRunJournal({
    db: deps.db,
    clock: deps.clock,
    storeId: store.id,
    runId,
    kind: request.plan.kind,
    startedBy: request.startedBy,
    startedAt: deps.clock.now(),
    counts,
    progress,
    countsBefore: active.countsBefore,
  });
  return {
    db: deps.db,
    store: { ...store },
    gateway,
    clock: deps.clock,
    random: deps.random,
    logger: deps.logger,
    newId: deps.newId,
    turns: deps.turns,
    team,
    signal: active.abort.signal,
    runId,
    counts,
    progress,
    journal,
    touched: { products: new Set(), variations: new Set() },
    replacement: { sign: null },
    onStep: (change) => {
      if (change.tables.length > 0) deps.onChange(change);
      if (journal.tick()) deps.onChange({ tables: ['sync_progress'], ids: [] });
      onProgress();
    },
    serverClock: { lastServerTime: null, heardAt: 0 },
  };
}

const JOURNAL_TABLES = ['sync_progress', 'sync_logs', 'sync_activity_log', 'taxonomy_sync_log'];

type Ended = { readonly problem: RunProblem | null; readonly steps: readonly StepProblem[] };

type Work = (run: RunContext, plan: RunPlan) => Promise<readonly StepProblem[]>;

/** A follower's run asks the shop nothing. [SHARE5] */
function followOf(follow: (run: RunContext) => Promise<void>): Work {
  return async (run) => {
    await follow(run);
    return [];
  };
}

const NO_GATEWAY: RunContext['gateway'] = {
  request: () => Promise.reject(new Error('a follower asks the shop nothing')),
  requestCount: () => 0,
};

/** Nothing more is asked of the shop once the team's lease is over: the run ends there. [LEASE2] */
function guarded(gateway: RunContext['gateway'], active: ActiveRun, team: RunTeam | null): RunContext['gateway'] {
  if (team === null) return gateway;
  return {
    ...gateway,
    request: (request) => {
      if (team.mayGoOn() !== null) active.abort.abort();
      return gateway.request({ ...request, signal: request.signal ?? active.abort.signal });
    },
  };
}

async function performGuarded(deps: SyncDeps, run: RunContext, plan: RunPlan, work: Work): Promise<Ended> {
  try {
    return { problem: null, steps: await work(run, plan) };
  } catch (error) {
    if (error instanceof RunStopped) {
      const isCut = error.problem.type === 'Cancelled';
      return { problem: (isCut ? run.team?.mayGoOn() : null) ?? error.problem, steps: [] };
    }
    const storage = storageErrorOf(error, run.db.name);
    if (storage !== null) return { problem: storage, steps: [] };
    run.logger.log('error', 'sync.defect', {
      storeId: run.store.id,
      error: String(error),
      stack: error instanceof Error ? error.stack : undefined,
    });
    deps.onDefect?.(error);
    throw error;
  }
}

/** What the next run may heal, and what needs a person. */
export function outcomeOf(problem: RunProblem | null): RunOutcome {
  switch (problem?.type) {
    case undefined:
      return 'succeeded';
    case 'Cancelled':
      return 'cancelled';
    case 'StoreUnreachable':
      return problem.cause === 'tls' ? 'failed' : 'incomplete';
    case 'StoreRateLimited':
    case 'StoreFailed':
    case 'SyncBusy':
    case 'CentralUnavailable':
    case 'LeaseLost':
      return 'incomplete';
    case 'StoreSpeaksHtml':
      return problem.cause === 'maintenance' || problem.cause === 'truncated' || problem.cause === 'html'
        ? 'incomplete'
        : 'failed';
    default:
      return 'failed';
  }
}

function closeRun(deps: SyncDeps, run: RunContext, ended: Ended): void {
  const { db, clock } = deps;
  const problem = ended.problem ?? ended.steps[0]?.problem ?? null;
  const now = clock.now();
  const requests = run.gateway.requestCount();
  inTransaction(db, () => {
    endRun(db, run.runId, {
      outcome: outcomeOf(problem),
      endedAt: now,
      requests,
      entities: reportCounts(run),
      problem,
    });
    run.journal?.finish(outcomeOf(problem), problem, requests);
    resolveOvertakenErrors(db, run.store.id, now);
  });
  forgetOldRuns(db, now);
  purgeJournal(db, now);
  if (problem === null) {
    prepared(
      db,
      `UPDATE stores SET last_sync_at = ?, last_server_time = ?, status = iif(status = 'error', 'connected', status) WHERE id = ?`,
    ).run(now, run.serverClock.lastServerTime, run.store.id);
  } else if (problem.type === 'StoreUnauthorized') {
    prepared(db, `UPDATE stores SET status = 'error' WHERE id = ? AND status = 'connected'`).run(run.store.id);
  }
  deps.onChange({
    tables: [...ALL_TABLES, ...JOURNAL_TABLES, 'stores', 'sync_runs', 'sync_errors', 'sync_conflict', 'outbox'],
    ids: null,
  });
}

function report(
  store: StoreRow,
  run: RunContext | null,
  request: RunRequest,
  began: number,
  deps: SyncDeps,
  problem: RunProblem | null,
  steps: readonly StepProblem[] = [],
): SyncReport {
  const worst = problem ?? steps[0]?.problem ?? null;
  return {
    store: readStore(deps.db, store.id)?.name ?? store.name,
    storeId: store.id,
    runId: run?.runId ?? '',
    kind: request.plan.kind,
    ok: worst === null,
    entities: reportCounts(run ?? { counts: new Map() }),
    requests: run?.gateway.requestCount() ?? 0,
    durationMs: Math.round(deps.clock.monotonic() - began),
    refused: deps.countersOf(store.id).refused,
    problem: worst,
  };
}
