import type { DeploymentStatus, Environment } from '../../shared/domain/boards/words.ts';
import { readKey } from '../../shared/domain/boards/keys.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import type { Value } from './board-rows.ts';
import { exists, insertRow, markDeleted, updateRow } from './board-rows.ts';
import { taskById } from './change-task.ts';
import { gather, readInstant, readLine, readStore, readText } from './field-checks.ts';
import { taskByKey } from './task-detail.ts';

type DeploymentFields = {
  readonly version?: string | undefined;
  readonly environment?: Environment | undefined;
  readonly status?: DeploymentStatus | undefined;
  readonly sprint_id?: string | null | undefined;
  readonly store_id?: string | null | undefined;
  readonly deployed_tasks?: readonly string[] | undefined;
  readonly git_commit_hash?: string | null | undefined;
  readonly notes?: string | null | undefined;
  readonly error_log?: string | null | undefined;
};
type DeploymentState = { readonly status: DeploymentStatus; readonly completed_at: number | null };

/** A way that a deployment goes; one that is through is only rolled back. [DEPLOY1] */
const NEXT: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = {
  pending: ['in_progress', 'success', 'failed'],
  in_progress: ['success', 'failed'],
  // tried again
  failed: ['in_progress', 'success'],
  success: [],
  rolled_back: [],
};

function liveDeployment(db: ReadableDb, id: string): BoardResult<DeploymentState> {
  const row = prepared<DeploymentState>(
    db,
    `SELECT status, completed_at FROM deployments WHERE id = ? AND deleted_at IS NULL`,
  ).get(id);
  return row === undefined ? notFound('deployments', id) : ok(row);
}

function readFields(context: BoardContext, fields: DeploymentFields): BoardResult<Record<string, Value>> {
  const { version, environment, sprint_id, store_id, deployed_tasks, git_commit_hash, notes, error_log } = fields;
  return gather({
    version: version === undefined ? undefined : readLine('version', version),
    environment: environment === undefined ? undefined : ok(environment),
    sprint_id: sprint_id === undefined ? undefined : readSprintOf(context.db, sprint_id),
    store_id: store_id === undefined ? undefined : readStore(context.db, store_id),
    deployed_tasks: deployed_tasks === undefined ? undefined : readTasks(context.db, deployed_tasks),
    git_commit_hash: git_commit_hash === undefined ? undefined : ok(readText(git_commit_hash)?.trim() ?? null),
    notes: notes === undefined ? undefined : ok(readText(notes)),
    error_log: error_log === undefined ? undefined : ok(readText(error_log)),
  });
}

function readSprintOf(db: ReadableDb, id: string | null): BoardResult<string | null> {
  return id === null || exists(db, 'sprints', id) ? ok(id) : refuse('sprint_id', 'unknown', { id });
}

/** Ids, or keys as a commit message has them. */
function readTasks(db: ReadableDb, names: readonly string[]): BoardResult<string> {
  const ids = new Set<string>();
  for (const name of names) {
    const key = readKey('BR', name, true);
    const id = key === null ? taskById(db, name)?.id : taskByKey(db, key)?.id;
    if (id === undefined) return refuse('deployed_tasks', 'unknown', { id: name });
    ids.add(id);
  }
  return ok(JSON.stringify([...ids]));
}

/** `at` is when it was through, or began, for one that is entered later. */
export function createDeployment(
  context: BoardContext,
  input: DeploymentFields & { readonly at: string | null },
): BoardResult<{ readonly id: string }> {
  const values = readFields(context, input);
  if (!values.ok) return values;
  const at = input.at === null ? ok(context.now) : readInstant('at', input.at);
  if (!at.ok) return at;
  if (at.value > context.now) return refuse('at', 'in-the-future', { part: input.at ?? '' });
  const status = input.status ?? 'pending';
  if (status === 'rolled_back') return refuse('status', 'wrong-step', { from: 'pending', to: status });
  const id = context.newId();
  insertRow(context, 'deployments', id, {
    ...values.value,
    status,
    deployed_by: context.me,
    created_at: at.value,
    completed_at: status === 'success' || status === 'failed' ? at.value : null,
  });
  return ok({ id });
}

export function editDeployment(
  context: BoardContext,
  input: { readonly id: string; readonly changes: DeploymentFields },
): BoardResult<Done> {
  const found = liveDeployment(context.db, input.id);
  if (!found.ok) return found;
  const values = readFields(context, input.changes);
  if (!values.ok) return values;
  const from = found.value.status;
  const to = input.changes.status ?? from;
  if (to !== from && !NEXT[from].includes(to)) return refuse('status', 'wrong-step', { from, to });
  const isThrough = to === 'success' || to === 'failed';
  const step = to === from ? {} : { status: to, completed_at: isThrough ? context.now : null };
  updateRow(context, 'deployments', input.id, { ...values.value, ...step });
  return ok({});
}

/** Takes back what was deployed, or was being deployed; nothing else follows it. [DEPLOY2] */
export function rollBackDeployment(
  context: BoardContext,
  input: { readonly id: string; readonly reason: string },
): BoardResult<Done> {
  const found = liveDeployment(context.db, input.id);
  if (!found.ok) return found;
  const { status } = found.value;
  if (status === 'pending' || status === 'rolled_back') {
    return refuse('status', 'wrong-step', { from: status, to: 'rolled_back' });
  }
  updateRow(context, 'deployments', input.id, {
    status: 'rolled_back',
    rolled_back_at: context.now,
    rollback_reason: readText(input.reason),
  });
  return ok({});
}

export function removeDeployment(context: BoardContext, id: string): BoardResult<Done> {
  const found = liveDeployment(context.db, id);
  if (!found.ok) return found;
  markDeleted(context, 'deployments', id);
  return ok({});
}
