import type { WritableDb } from '../database/database.ts';
import { forgetOldChanges } from './history-store.ts';
import { inTransaction, prepared } from '../database/database.ts';
import { closeAbandonedJournal } from './journal-rows.ts';
import type { RunOutcome } from './journal-types.ts';
import type { EntityCounts, RunKind, RunProblem, StartedBy } from './sync-report.ts';

/** Notes that a run began, so that one which never ends can be told. */
export function beginRun(
  db: WritableDb,
  run: {
    readonly id: string;
    readonly storeId: string;
    readonly kind: RunKind;
    readonly startedBy: StartedBy;
    readonly startedAt: number;
  },
): void {
  prepared(
    db,
    `INSERT INTO sync_runs (id, store_id, kind, outcome, started_by, started_at) VALUES (?, ?, ?, 'running', ?, ?)`,
  ).run(run.id, run.storeId, run.kind, run.startedBy, run.startedAt);
}

export function endRun(
  db: WritableDb,
  id: string,
  result: {
    readonly outcome: RunOutcome;
    readonly endedAt: number;
    readonly requests: number;
    readonly entities: Readonly<Record<string, EntityCounts>>;
    readonly problem: RunProblem | null;
  },
): void {
  prepared(
    db,
    `UPDATE sync_runs SET outcome = ?, ended_at = ?, requests = ?, entities = ?, problem = ? WHERE id = ?`,
  ).run(
    result.outcome,
    result.endedAt,
    result.requests,
    JSON.stringify(result.entities),
    result.problem === null ? null : JSON.stringify(result.problem),
    id,
  );
}

/** A run that ended well and changed nothing leaves no line; what quiet runs there were is counted by the day. */
export function forgetQuietRun(db: WritableDb, id: string): void {
  inTransaction(db, () =>
    prepared(
      db,
      `DELETE FROM sync_runs WHERE id = ? AND outcome = 'succeeded' AND id NOT IN (SELECT sync_id FROM sync_progress)`,
    ).run(id),
  );
}

/**
 * Runs of a store that say they are running while nobody holds the store's lock ended with their process. Only the
 * holder of the lock may call this. Returns how many there were. [RUN3]
 */
export function closeAbandonedRuns(db: WritableDb, storeId: string, now: number): number {
  return inTransaction(db, () => {
    const runs = prepared<AbandonedRun>(
      db,
      `SELECT id, store_id, kind, started_by, started_at FROM sync_runs WHERE store_id = ? AND outcome = 'running'`,
    ).all(storeId);
    for (const { id, kind, started_by: startedBy, started_at: startedAt } of runs) {
      closeAbandonedJournal(db, { id, storeId, kind, startedBy, startedAt }, now);
    }
    return prepared(
      db,
      `UPDATE sync_runs SET outcome = 'incomplete', ended_at = ?, problem = '{"type":"EngineStopped"}'
           WHERE store_id = ? AND outcome = 'running'`,
    ).run(now, storeId).changes;
  });
}

type AbandonedRun = {
  readonly id: string;
  readonly kind: RunKind;
  readonly started_by: StartedBy;
  readonly started_at: number;
};

const KEPT_DAYS = 30;

/** Quiet runs come every minute: those older than the retention go. */
export function forgetOldRuns(db: WritableDb, now: number): void {
  prepared(db, `DELETE FROM sync_runs WHERE ended_at < ?`).run(now - KEPT_DAYS * 86_400_000);
  forgetOldChanges(db, now);
  prepared(db, `DELETE FROM outbox WHERE state = 'ended' AND ended_at < ?`).run(now - 90 * 86_400_000);
}
