import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { ReadableDb } from '../database/database.ts';
import type { SprintStatus } from '../../shared/domain/boards/words.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import { activeSprintId } from './board-cards.ts';
import { insertRow, markDeleted, putDerived, updateRow } from './board-rows.ts';
import type { Value } from './board-rows.ts';
import { changeTask, readSprint } from './change-task.ts';
import type { TaskRow } from './change-task.ts';
import { derivedId } from './derived-id.ts';
import { gather, readInstant, readLine, readPerson, readText } from './field-checks.ts';

export type SprintRow = {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly start_date: number;
  readonly end_date: number;
  readonly status: SprintStatus;
  readonly started_at: number | null;
  readonly completed_at: number | null;
  readonly committed_minutes: number | null;
};

type SprintFields = {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
};

export function liveSprint(db: ReadableDb, id: string): BoardResult<SprintRow> {
  const row = prepared<SprintRow>(db, `SELECT * FROM sprints WHERE id = ? AND deleted_at IS NULL`).get(id);
  return row === undefined ? notFound('sprints', id) : ok(row);
}

function readSprintFields(
  fields: SprintFields,
  before: Pick<SprintRow, 'start_date' | 'end_date'> | null,
): BoardResult<Record<string, Value>> {
  const values = gather({
    name: fields.name === undefined ? undefined : readLine('name', fields.name),
    description: fields.description === undefined ? undefined : ok(readText(fields.description)),
    start_date: fields.start_date === undefined ? undefined : readInstant('start_date', fields.start_date),
    end_date: fields.end_date === undefined ? undefined : readInstant('end_date', fields.end_date),
  });
  if (!values.ok) return values;
  const start = Number(values.value['start_date'] ?? before?.start_date);
  const end = Number(values.value['end_date'] ?? before?.end_date);
  return end > start ? values : refuse('end_date', 'end-before-start');
}

export function createSprint(context: BoardContext, input: SprintFields): BoardResult<{ readonly id: string }> {
  const values = readSprintFields(input, null);
  if (!values.ok) return values;
  const id = context.newId();
  insertRow(context, 'sprints', id, { ...values.value, created_by: context.me });
  return ok({ id });
}

export function editSprint(
  context: BoardContext,
  input: { readonly id: string; readonly changes: SprintFields },
): BoardResult<Done> {
  const sprint = liveSprint(context.db, input.id);
  if (!sprint.ok) return sprint;
  const values = readSprintFields(input.changes, sprint.value);
  if (!values.ok) return values;
  updateRow(context, 'sprints', input.id, values.value);
  return ok({});
}

/** One sprint is active at a time. What is estimated in it now is what was committed to. [SPRINT2] */
export function startSprint(context: BoardContext, id: string): BoardResult<Done> {
  const sprint = liveSprint(context.db, id);
  if (!sprint.ok) return sprint;
  if (sprint.value.status !== 'planned') return refuse('status', 'not-planned');
  const active = activeSprintId(context.db);
  if (active !== null) {
    const other = liveSprint(context.db, active);
    return refuse('status', 'another-active', { name: other.ok ? other.value.name : '' });
  }
  const { committed } = prepared<{ committed: number }>(
    context.db,
    `SELECT coalesce(sum(estimated_minutes), 0) AS committed FROM tasks WHERE sprint_id = ? AND deleted_at IS NULL`,
  ).get(id) ?? { committed: 0 };
  updateRow(context, 'sprints', id, { status: 'active', started_at: context.now, committed_minutes: committed });
  return ok({});
}

type Rest = 'backlog' | 'stay' | { readonly sprintId: string };

/** Ends the active sprint; its unfinished tasks go where the person said. [SPRINT3] */
export function completeSprint(
  context: BoardContext,
  input: { readonly id: string; readonly open: Rest },
): BoardResult<{ readonly moved: number }> {
  const sprint = liveSprint(context.db, input.id);
  if (!sprint.ok) return sprint;
  if (sprint.value.status !== 'active') return refuse('status', 'not-active');
  if (typeof input.open === 'object') {
    if (input.open.sprintId === input.id) return refuse('open', 'itself');
    const next = readSprint(context.db, input.open.sprintId);
    if (!next.ok) return next;
  }
  updateRow(context, 'sprints', input.id, { status: 'completed', completed_at: context.now });
  if (input.open === 'stay') return ok({ moved: 0 });
  return ok({ moved: moveOpen(context, input.id, input.open === 'backlog' ? null : input.open.sprintId) });
}

/** Ends a sprint that was not worth it: its unfinished tasks go back to the backlog. [SPRINT3] */
export function cancelSprint(context: BoardContext, id: string): BoardResult<{ readonly moved: number }> {
  const sprint = liveSprint(context.db, id);
  if (!sprint.ok) return sprint;
  if (sprint.value.status !== 'active' && sprint.value.status !== 'planned') return refuse('status', 'already-ended');
  updateRow(context, 'sprints', id, { status: 'cancelled', completed_at: context.now });
  return ok({ moved: moveOpen(context, id, null) });
}

/** Only one that nothing happened in: tasks that were in it would lose where they had been. */
export function removeSprint(context: BoardContext, id: string): BoardResult<{ readonly moved: number }> {
  const sprint = liveSprint(context.db, id);
  if (!sprint.ok) return sprint;
  if (sprint.value.status !== 'planned') return refuse('status', 'not-planned');
  const moved = moveOpen(context, id, null);
  markDeleted(context, 'sprints', id);
  return ok({ moved });
}

function moveOpen(context: BoardContext, from: string, to: string | null): number {
  const tasks = prepared<TaskRow>(
    context.db,
    `SELECT * FROM tasks WHERE sprint_id = ? AND completed_at IS NULL AND deleted_at IS NULL ORDER BY position, id`,
  ).all(from);
  const batchId = context.newId();
  for (const task of tasks) changeTask(context, task, { sprint_id: to }, batchId);
  return tasks.length;
}

export function setCapacity(
  context: BoardContext,
  input: { readonly id: string; readonly user_id: string; readonly minutes: number | null },
): BoardResult<Done> {
  const sprint = liveSprint(context.db, input.id);
  if (!sprint.ok) return sprint;
  const known = readPerson(context.db, 'user_id', input.user_id);
  if (!known.ok) return known;
  const id = derivedId('capacity', input.id, input.user_id);
  if (input.minutes === null) markDeleted(context, 'sprint_capacity', id);
  else
    putDerived(context, 'sprint_capacity', id, { sprint_id: input.id, user_id: input.user_id, minutes: input.minutes });
  context.touch('sprints', input.id);
  return ok({});
}
