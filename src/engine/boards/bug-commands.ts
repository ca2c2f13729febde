import type { TaskReference } from '../../shared/contract/boards-common.ts';
import type { BugIntake, BugSeverity, BugStatus, TaskPriority } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import type { Value } from './board-rows.ts';
import { insertRow, markDeleted, nextNumber, updateRow } from './board-rows.ts';
import { liveTask } from './change-task.ts';
import { bugReferenceOf } from './error-links.ts';
import { retryCauses } from './fixed-causes.ts';
import { gather, readInstant, readLine, readList, readPerson, readText } from './field-checks.ts';
import { createTask } from './task-commands.ts';

export type BugRow = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: BugSeverity;
  readonly status: BugStatus;
  readonly intake: BugIntake;
  readonly duplicate_of_id: string | null;
  readonly resolved_by_task_id: string | null;
  readonly assigned_to: string | null;
  readonly resolved_at: number | null;
};

const ENDED: readonly BugStatus[] = ['resolved', 'closed', 'wont_fix'];
/** Ended because the cause is gone, so what was refused may be tried again. */
const FIXED: readonly BugStatus[] = ['resolved', 'closed'];

export function liveBug(db: ReadableDb, id: string): BoardResult<BugRow> {
  const row = prepared<BugRow>(db, `SELECT * FROM bug_reports WHERE id = ? AND deleted_at IS NULL`).get(id);
  return row === undefined ? notFound('bug_reports', id) : ok(row);
}

export type BugFields = {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly severity?: BugSeverity | undefined;
  readonly steps_to_reproduce?: string | null | undefined;
  readonly root_cause?: string | null | undefined;
  readonly affected_files?: readonly string[] | undefined;
  readonly assigned_to?: string | null | undefined;
  readonly introduced_by_task_id?: string | null | undefined;
  readonly resolved_by_task_id?: string | null | undefined;
};

function readBugFields(context: BoardContext, fields: BugFields): BoardResult<Record<string, Value>> {
  const { title, description, severity, steps_to_reproduce, root_cause, affected_files, assigned_to } = fields;
  const { introduced_by_task_id, resolved_by_task_id } = fields;
  return gather({
    title: title === undefined ? undefined : readLine('title', title),
    description: description === undefined ? undefined : ok(readText(description) ?? ''),
    severity: severity === undefined ? undefined : ok(severity),
    steps_to_reproduce: steps_to_reproduce === undefined ? undefined : ok(readText(steps_to_reproduce)),
    root_cause: root_cause === undefined ? undefined : ok(readText(root_cause)),
    affected_files: affected_files === undefined ? undefined : ok(readList(affected_files)),
    assigned_to: assigned_to === undefined ? undefined : readPerson(context.db, 'assigned_to', assigned_to),
    introduced_by_task_id:
      introduced_by_task_id === undefined
        ? undefined
        : readTask(context, 'introduced_by_task_id', introduced_by_task_id),
    resolved_by_task_id:
      resolved_by_task_id === undefined ? undefined : readTask(context, 'resolved_by_task_id', resolved_by_task_id),
  });
}

function readTask(context: BoardContext, field: string, id: string | null): BoardResult<string | null> {
  return id === null || liveTask(context.db, id).ok ? ok(id) : refuse(field, 'unknown', { id });
}

/** A bug that somebody reports waits until somebody takes it on, unless that is done in the same breath. [BUG2] */
export function createBug(
  context: BoardContext,
  input: BugFields & { readonly title: string; readonly severity: BugSeverity; readonly accepted: boolean },
): BoardResult<{ readonly id: string; readonly key: string }> {
  const values = readBugFields(context, input);
  if (!values.ok) return values;
  const id = context.newId();
  insertRow(context, 'bug_reports', id, {
    description: '',
    ...values.value,
    number: nextNumber(context.db, 'bug_reports'),
    intake: input.accepted ? 'accepted' : 'pending',
    reporter_id: context.me,
  });
  return ok({ id, key: bugReferenceOf(context.db, id)?.key ?? '' });
}

/** Changes fields; a status that ends it says when, and leaving it clears that. Answers how many refusals are retried. */
export function editBug(
  context: BoardContext,
  input: { readonly id: string; readonly changes: BugFields & { readonly status?: BugStatus | undefined } },
): BoardResult<{ readonly retried: number }> {
  const bug = liveBug(context.db, input.id);
  if (!bug.ok) return bug;
  const values = readBugFields(context, input.changes);
  if (!values.ok) return values;
  const { status } = input.changes;
  updateRow(context, 'bug_reports', input.id, values.value);
  return ok({ retried: status === undefined ? 0 : setBugStatus(context, bug.value, status) });
}

/** Answers how many refusals of its causes are tried again. [BUG5] */
export function setBugStatus(context: BoardContext, bug: BugRow, status: BugStatus): number {
  if (status === bug.status) return 0;
  const wasEnded = ENDED.includes(bug.status);
  const isEnded = ENDED.includes(status);
  const changes: Record<string, Value> = { status };
  if (isEnded) changes['resolved_at'] = wasEnded ? bug.resolved_at : context.now;
  else changes['resolved_at'] = null;
  // whoever works on it or ends it has taken it on
  if (bug.intake === 'pending' || bug.intake === 'snoozed') {
    changes['intake'] = 'accepted';
    changes['snoozed_until'] = null;
  }
  updateRow(context, 'bug_reports', bug.id, changes);
  return FIXED.includes(status) && !FIXED.includes(bug.status) ? retryCauses(context, 'bug_report_id', bug.id) : 0;
}

export function resolveBug(
  context: BoardContext,
  input: { readonly id: string; readonly resolution_notes: string | null; readonly resolved_by_task_id: string | null },
): BoardResult<{ readonly retried: number }> {
  const bug = liveBug(context.db, input.id);
  if (!bug.ok) return bug;
  const task = readTask(context, 'resolved_by_task_id', input.resolved_by_task_id);
  if (!task.ok) return task;
  const notes = readText(input.resolution_notes);
  updateRow(context, 'bug_reports', input.id, {
    ...(notes === null ? {} : { resolution_notes: notes }),
    ...(task.value === null ? {} : { resolved_by_task_id: task.value }),
  });
  return ok({ retried: setBugStatus(context, bug.value, 'resolved') });
}

export function removeBug(context: BoardContext, id: string): BoardResult<Done> {
  const bug = liveBug(context.db, id);
  if (!bug.ok) return bug;
  markDeleted(context, 'bug_reports', id);
  const links = prepared<{ id: string }>(
    context.db,
    `SELECT id FROM error_links WHERE bug_report_id = ? AND deleted_at IS NULL`,
  ).all(id);
  for (const link of links) markDeleted(context, 'error_links', link.id);
  return ok({});
}

const PRIORITY_OF: Readonly<Record<BugSeverity, TaskPriority>> = {
  minor: 'low',
  moderate: 'medium',
  major: 'high',
  critical: 'critical',
  blocker: 'critical',
};

/** Takes a bug on; with `task`, a task of type bug is made whose end resolves it. [BUG2] */
export function acceptBug(
  context: BoardContext,
  input: { readonly id: string; readonly task: boolean },
): BoardResult<{ readonly task: TaskReference | null }> {
  const found = liveBug(context.db, input.id);
  if (!found.ok) return found;
  const bug = found.value;
  setIntake(context, input.id, 'accepted', {});
  if (!input.task) return ok({ task: null });
  const task = createTask(context, {
    title: bug.title,
    description: bug.description,
    type: 'bug',
    priority: PRIORITY_OF[bug.severity],
    assigned_to: bug.assigned_to,
    place: { at: 'bottom' },
  });
  if (!task.ok) return task;
  updateRow(context, 'bug_reports', input.id, { resolved_by_task_id: task.value.id });
  return ok({ task: task.value });
}

function setIntake(context: BoardContext, id: string, intake: BugIntake, rest: Readonly<Record<string, Value>>): void {
  updateRow(context, 'bug_reports', id, { snoozed_until: null, duplicate_of_id: null, ...rest, intake });
}

export function declineBug(
  context: BoardContext,
  input: { readonly id: string; readonly reason: string },
): BoardResult<Done> {
  const bug = liveBug(context.db, input.id);
  if (!bug.ok) return bug;
  const reason = readText(input.reason);
  setIntake(context, input.id, 'declined', reason === null ? {} : { resolution_notes: reason });
  return ok({});
}

/** The other one stands for both: causes of refusals go over to it. [BUG3] */
export function markDuplicate(
  context: BoardContext,
  input: { readonly id: string; readonly of: string },
): BoardResult<Done> {
  const bug = liveBug(context.db, input.id);
  if (!bug.ok) return bug;
  let other = liveBug(context.db, input.of);
  // a duplicate of a duplicate is one of the first
  for (let steps = 0; other.ok && other.value.duplicate_of_id !== null && steps < 100; steps += 1) {
    if (other.value.id === input.id) break;
    other = liveBug(context.db, other.value.duplicate_of_id);
  }
  if (!other.ok) return refuse('of', 'unknown', { id: input.of });
  if (other.value.id === input.id) return refuse('of', 'itself');
  setIntake(context, input.id, 'duplicate', { duplicate_of_id: other.value.id });
  const links = prepared<{ id: string }>(
    context.db,
    `SELECT id FROM error_links WHERE bug_report_id = ? AND deleted_at IS NULL`,
  ).all(input.id);
  for (const link of links) updateRow(context, 'error_links', link.id, { bug_report_id: other.value.id });
  return ok({});
}

export function snoozeBug(
  context: BoardContext,
  input: { readonly id: string; readonly until: string },
): BoardResult<Done> {
  const bug = liveBug(context.db, input.id);
  if (!bug.ok) return bug;
  const until = readInstant('until', input.until);
  if (!until.ok) return until;
  if (until.value <= context.now) return refuse('until', 'in-the-past');
  setIntake(context, input.id, 'snoozed', { snoozed_until: until.value });
  return ok({});
}

export function wakeBug(context: BoardContext, id: string): BoardResult<Done> {
  const bug = liveBug(context.db, id);
  if (!bug.ok) return bug;
  setIntake(context, id, 'pending', {});
  return ok({});
}
