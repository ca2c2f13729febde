import type { Deployment, DeploymentEffect } from '../../shared/contract/boards-deployments.ts';
import type { DeploymentStatus, Environment } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardResult } from './board-command.ts';
import { notFound } from './board-command.ts';
import { isoOf, isoOrNull, taskReferenceOf } from './board-rows.ts';

export type ShownDeployment = Deployment & DeploymentEffect;

type Stored = {
  readonly id: string;
  readonly version: string;
  readonly environment: Environment;
  readonly status: DeploymentStatus;
  readonly sprint_id: string | null;
  readonly store_id: string | null;
  readonly deployed_tasks: string;
  readonly git_commit_hash: string | null;
  readonly deployed_by: string | null;
  readonly notes: string | null;
  readonly error_log: string | null;
  readonly rollback_reason: string | null;
  readonly rolled_back_at: number | null;
  readonly created_at: number;
  readonly completed_at: number | null;
  readonly at: number;
};

const COLUMNS = `d.*, coalesce(d.completed_at, d.created_at) AS at`;
const DAY_MS = 86_400_000;

function toShown(db: ReadableDb, row: Stored): ShownDeployment {
  const { id, version, environment, status, sprint_id, store_id, git_commit_hash, deployed_by, notes, error_log } = row;
  return {
    ...{ id, version, environment, status, sprint_id, store_id, git_commit_hash, deployed_by, notes, error_log },
    tasks: (JSON.parse(row.deployed_tasks) as string[])
      .map((task) => taskReferenceOf(db, task))
      .filter((task) => task !== null),
    rollback_reason: row.rollback_reason,
    rolled_back_at: isoOrNull(row.rolled_back_at),
    created_at: isoOf(row.created_at),
    completed_at: isoOrNull(row.completed_at),
    at: isoOf(row.at),
    refusals: refusalsAfter(db, row),
  };
}

export function deploymentById(db: ReadableDb, id: string): BoardResult<ShownDeployment> {
  const row = prepared<Stored>(
    db,
    `SELECT ${COLUMNS} FROM deployments AS d WHERE d.id = ? AND d.deleted_at IS NULL`,
  ).get(id);
  return row === undefined ? notFound('deployments', id) : ok(toShown(db, row));
}

type ListInput = {
  readonly environment: Environment | null;
  readonly storeId: string | null;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
};

/** The newest first. One that names no store went to all of them. */
export function listDeployments(db: ReadableDb, input: ListInput): ShownDeployment[] {
  return prepared<Stored>(
    db,
    `SELECT ${COLUMNS} FROM deployments AS d WHERE d.deleted_at IS NULL
       AND coalesce(d.completed_at, d.created_at) BETWEEN @from AND @to
       AND (@environment IS NULL OR d.environment = @environment) AND (@storeId IS NULL OR d.store_id IS NULL OR d.store_id = @storeId)
     ORDER BY coalesce(d.completed_at, d.created_at) DESC, d.id DESC LIMIT @limit`,
  )
    .all({
      environment: input.environment,
      storeId: input.storeId,
      from: input.from ?? Number.MIN_SAFE_INTEGER,
      to: input.to ?? Number.MAX_SAFE_INTEGER,
      limit: input.limit,
    })
    .map((row) => toShown(db, row));
}

type Began = {
  readonly fingerprint: string;
  readonly error_code: string;
  readonly first_at: number;
  readonly n: number;
};

/**
 * What was refused for the first time within a day of a deployment and before the next one of the same environment: the
 * data of “refusals began 6 minutes after 1.4.2”. A cause that was known before is not its doing. [DEPLOY3]
 */
function refusalsAfter(db: ReadableDb, deployment: Stored): DeploymentEffect['refusals'] {
  const { at, store_id, environment, id, status } = deployment;
  if (status === 'pending') return null;
  const next = prepared<{ at: number | null }>(
    db,
    `SELECT min(coalesce(completed_at, created_at)) AS at FROM deployments
     WHERE deleted_at IS NULL AND coalesce(completed_at, created_at) > @at AND environment = @environment AND id <> @id
       AND status <> 'pending' AND (store_id IS NULL OR @storeId IS NULL OR store_id = @storeId)`,
  ).get({ at, environment, id, storeId: store_id });
  const until = Math.min(at + DAY_MS, next?.at ?? Number.MAX_SAFE_INTEGER);
  const causes = prepared<Began>(
    db,
    `SELECT e.fingerprint, min(e.error_code) AS error_code, min(e.first_seen_at) AS first_at, count(*) AS n
     FROM sync_errors AS e WHERE e.first_seen_at >= @at AND e.first_seen_at < @until AND (@storeId IS NULL OR e.store_id = @storeId)
       AND NOT EXISTS (SELECT 1 FROM sync_errors AS old WHERE old.resolved IN (0, 1) AND old.fingerprint = e.fingerprint
         AND old.first_seen_at < @at AND (@storeId IS NULL OR old.store_id = @storeId))
     GROUP BY e.fingerprint ORDER BY first_at, e.fingerprint`,
  ).all({ at, until, storeId: store_id });
  const [first] = causes;
  if (first === undefined) return null;
  return {
    fingerprint: first.fingerprint,
    error_code: first.error_code,
    firstAt: isoOf(first.first_at),
    minutesAfter: Math.floor((first.first_at - at) / 60_000),
    count: first.n,
    all: causes.reduce((sum, cause) => sum + cause.n, 0),
  };
}
