import type { EntityName } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import type { Clock } from '../platform/deps.ts';
import type { Activity, ProgressRow, ProgressStatus } from './journal-rows.ts';
import type { RunOutcome } from './journal-types.ts';
import type { EntityRunProgress, MutableCounts } from './run-context.ts';
import type { RunKind, RunProblem, StartedBy } from './sync-report.ts';

export type RunJournalDeps = {
  readonly db: WritableDb;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly storeId: string;
  readonly runId: string;
  readonly kind: RunKind;
  readonly startedBy: StartedBy;
  readonly startedAt: number;
  readonly counts: ReadonlyMap<EntityName, MutableCounts>;
  readonly progress: ReadonlyMap<EntityName, EntityRunProgress>;
  /** Rows on this computer when the run began: a first reading that goes on has them behind it. */
  readonly countsBefore: ReadonlyMap<EntityName, number>;
};

export type Spent = { ms: number; readonly startedAt: number };

/** How far one entity is; null when nothing was done with it. */
export function rowOf(
  deps: RunJournalDeps,
  entity: EntityName,
  spent: Spent | undefined,
  unreadable: number,
  status: ProgressStatus,
  completedAt: number | null,
): ProgressRow | null {
  const progress = deps.progress.get(entity);
  const counts = deps.counts.get(entity);
  const pushed = counts?.pushed ?? 0;
  const failed = counts?.failed ?? 0;
  const refused = Math.max(0, failed - unreadable);
  const processed = Math.max(0, (progress?.processed ?? 0) - unreadable) + pushed;
  if (processed + failed === 0) return null;
  const behind = deps.kind === 'first' ? (deps.countsBefore.get(entity) ?? 0) : 0;
  const read = progress?.total === null || progress === undefined ? 0 : progress.total - behind + pushed + refused;
  return {
    entity,
    total: progress?.total === null ? 0 : Math.max(read, processed + failed),
    processed,
    failed,
    status,
    elapsedMs: spent?.ms ?? 0,
    startedAt: spent?.startedAt ?? deps.startedAt,
    completedAt,
  };
}

export function statusOf(outcome: RunOutcome, failed: boolean): ProgressStatus {
  switch (outcome) {
    case 'succeeded':
      return failed ? 'completed_with_errors' : 'completed';
    case 'incomplete':
      return 'paused';
    default:
      return outcome;
  }
}

export type Ended = {
  readonly outcome: RunOutcome;
  readonly problem: RunProblem | null;
  readonly requests: number;
  readonly durationMs: number;
  readonly at: number;
};

/** A run of the schedule that found nothing to do. */
export function isQuiet(deps: RunJournalDeps, ended: Ended): boolean {
  if (deps.startedBy === 'person' || deps.startedBy === 'command-line' || ended.outcome !== 'succeeded') return false;
  return [...deps.counts.values()].every(
    ({ created, updated, deleted, pushed, failed, conflicts }) =>
      created + updated + deleted + pushed + failed + conflicts === 0,
  );
}

export function beginning(deps: RunJournalDeps): Activity {
  return {
    storeId: deps.storeId,
    runId: deps.runId,
    entity: null,
    action: 'sync_start',
    type: 'run',
    status: 'started',
    startedBy: deps.startedBy,
    durationMs: null,
    errorCode: null,
    details: { kind: deps.kind },
    at: deps.startedAt,
  };
}

export function completion(deps: RunJournalDeps, ended: Ended, type: 'run' | 'quiet'): Activity {
  const { problem } = ended;
  const entities: Record<string, Record<string, number>> = {};
  for (const [entity, counts] of deps.counts) {
    const told = Object.entries(counts).filter(([name, count]) => count > 0 && name !== 'unchanged');
    if (type === 'run' && told.length > 0) entities[entity] = Object.fromEntries(told);
  }
  return {
    storeId: deps.storeId,
    runId: deps.runId,
    entity: null,
    action: 'sync_complete',
    type,
    status: ended.outcome,
    startedBy: deps.startedBy,
    durationMs: ended.durationMs,
    errorCode: problem === null ? null : 'code' in problem ? problem.code : problem.type,
    details: { kind: deps.kind, requests: ended.requests, entities },
    at: ended.at,
  };
}
