import type { Result } from '../../shared/result.ts';
import { err } from '../../shared/result.ts';
import type { Random } from '../platform/deps.ts';
import type { FileLocks } from '../platform/file-lock.ts';
import { connectTeam, disconnectTeam } from './connect-team.ts';
import type { AnotherTeam, ConnectDeps, TeamIdentity } from './connect-team.ts';
import type { ReplicationContext } from './replication-context.ts';
import { indexSharedTables } from './shared-table.ts';
import type { SharedTable, SharedTables } from './shared-table.ts';
import { runCycle } from './team-cycle.ts';
import type { CycleFailure, CycleReport } from './team-cycle.ts';
import { isWipePending, wipeFreePages } from './wipe-mirror.ts';

export type TeamReplicationDeps = Omit<ReplicationContext, 'tables' | 'now'> &
  Pick<ConnectDeps, 'adoptPerson'> & {
    readonly random: Random;
    readonly registry: readonly SharedTable[];
    /** Of the profile: one process at a time speaks for this mirror. */
    readonly locks: Pick<FileLocks, 'acquire' | 'acquireWithin'>;
    /** What may not be seen any more has left the mirror and its free pages: it must leave its copies, too. [TEAM13] */
    readonly onWiped: () => void;
    readonly onReport?: (report: Result<CycleReport, RunFailure>) => void;
  };
/** `Elsewhere`: another process of this profile is at it. */
export type RunFailure = CycleFailure | { readonly type: 'Elsewhere' };

export type TeamReplication = {
  readonly tables: SharedTables;
  readonly connect: (identity: TeamIdentity) => Result<void, AnotherTeam>;
  /** Waits for a running cycle. `Elsewhere`: another process is at it. */
  readonly disconnect: () => Promise<Result<void, { readonly type: 'Elsewhere' }>>;
  /** One cycle now; asked again meanwhile, the same one. */
  readonly run: () => Promise<Result<CycleReport, RunFailure>>;
  /** Something was changed here. */
  readonly changed: () => void;
  /** Cycles on hints, on changes and every 30 seconds, until `signal` aborts. [TEAM12] */
  readonly start: (signal: AbortSignal) => Promise<void>;
};

const LOCK = 'team-sync';
const LOCK_WAIT_MS = 5_000;
const EVERY_MS = 30_000;
/** Several changes in one go are one push. */
const GATHER_MS = 50;
const BEHIND_FIRST_MS = 250;
const BEHIND_MOST_MS = 5_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;

export function createTeamReplication(deps: TeamReplicationDeps): TeamReplication {
  const tables = indexSharedTables(deps.registry);
  const context: ReplicationContext = { ...deps, tables, now: () => Math.round(deps.clock.now()) };
  const bell = createBell();
  let running: Promise<Result<CycleReport, RunFailure>> | null = null;

  async function runLocked(): Promise<Result<CycleReport, RunFailure>> {
    const lock = deps.locks.acquire(LOCK, 'exclusive');
    if (!lock.ok) return err({ type: 'Elsewhere' });
    try {
      const report = await runCycle(context);
      wipe();
      if (!report.ok) deps.logger.log('warn', 'team.cycle', { failure: report.error });
      return report;
    } finally {
      lock.value.release();
    }
  }

  function wipe(): void {
    if (!isWipePending(deps.db)) return;
    try {
      wipeFreePages(deps.db);
      deps.onWiped();
    } catch (error) {
      // a reader, or a full disk: the next cycle tries again
      deps.logger.log('warn', 'team.wipe', { error: String(error) });
    }
  }

  const run = async (): Promise<Result<CycleReport, RunFailure>> => {
    running ??= runLocked().finally(() => {
      running = null;
    });
    const report = await running;
    deps.onReport?.(report);
    return report;
  };

  /** A full disk, say: what is wrong now may not be later. */
  async function runOrFail(): Promise<Result<CycleReport, RunFailure | { readonly type: 'Defect' }>> {
    try {
      return await run();
    } catch (error) {
      deps.logger.log('error', 'team.defect', { error: String(error) });
      return err({ type: 'Defect' });
    }
  }

  async function keepRunning(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let behind = 0;
    let channel: string | null = null;
    while (!signal.aborted) {
      const report = await runOrFail();
      if (signal.aborted) return;
      failures = report.ok ? 0 : failures + 1;
      behind = report.ok && report.value.isBehind ? behind + 1 : 0;
      if (report.ok && channel === null) {
        channel = report.value.central.channel;
        deps.server.listen(channel, bell.ring, signal);
      }
      const waitMs =
        failures > 0
          ? backedOff(RETRY_FIRST_MS, RETRY_MOST_MS, failures) * (0.5 + deps.random.next() / 2)
          : behind > 0
            ? backedOff(BEHIND_FIRST_MS, BEHIND_MOST_MS, behind)
            : EVERY_MS;
      await bell.wait(deps.clock, waitMs, signal);
    }
  }

  return {
    tables,
    connect: (identity) => connectTeam({ ...context, adoptPerson: deps.adoptPerson }, identity),
    disconnect: async () => {
      await running;
      const lock = await deps.locks.acquireWithin(LOCK, 'exclusive', LOCK_WAIT_MS);
      if (!lock.ok) return err({ type: 'Elsewhere' });
      disconnectTeam(deps.db);
      lock.value.release();
      return { ok: true, value: undefined };
    },
    run,
    changed: bell.ring,
    start: keepRunning,
  };
}

function backedOff(firstMs: number, mostMs: number, times: number): number {
  return Math.min(firstMs * 2 ** Math.min(times - 1, 20), mostMs);
}

/** Rings that come while nobody waits are heard by the next one who does. */
function createBell() {
  let hasRung = false;
  let wake: (() => void) | null = null;
  return {
    ring: (): void => {
      hasRung = true;
      wake?.();
    },
    wait: async (clock: ReplicationContext['clock'], ms: number, signal: AbortSignal): Promise<void> => {
      const over = new AbortController();
      const stop = (): void => over.abort();
      signal.addEventListener('abort', stop, { once: true });
      wake = stop;
      if (!hasRung && !signal.aborted) await clock.sleep(ms, over.signal).catch(() => undefined);
      wake = null;
      signal.removeEventListener('abort', stop);
      if (!hasRung || signal.aborted) return;
      await clock.sleep(GATHER_MS, signal).catch(() => undefined);
      hasRung = false;
    },
  };
}
