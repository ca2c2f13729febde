import type { TaskChanges } from '../../shared/contract/boards-tasks.ts';
import type { TaskPriority, TaskStatus, TaskType } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import type { Value, Values } from './board-rows.ts';
import { insertRow, isoOrNull, updateRow } from './board-rows.ts';
import { followTask } from './fixed-causes.ts';
import { gather, readDayField, readEstimate, readLine, readList, readPerson, readText } from './field-checks.ts';
import { positionsAt } from './positions.ts';

export type TaskRow = {
  readonly id: string;
  readonly number: number;
  readonly sprint_id: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly position: string;
  readonly estimated_minutes: number | null;
  readonly actual_minutes: number;
  readonly start_date: string | null;
  readonly due_date: string | null;
  readonly assigned_to: string | null;
  readonly created_by: string | null;
  readonly related_files: string;
  readonly tags: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly completed_at: number | null;
  readonly deleted_at: number | null;
};

export function taskById(db: ReadableDb, id: string): TaskRow | null {
  return prepared<TaskRow>(db, `SELECT * FROM tasks WHERE id = ?`).get(id) ?? null;
}

/** A task that is there to be changed. */
export function liveTask(db: ReadableDb, id: string): BoardResult<TaskRow> {
  const task = taskById(db, id);
  return task === null || task.deleted_at !== null ? notFound('tasks', id) : ok(task);
}

/** A sprint that tasks may go into; null is the backlog. */
export function readSprint(db: ReadableDb, id: string | null): BoardResult<string | null> {
  if (id === null) return ok(null);
  const sprint = prepared<{ status: string }>(db, `SELECT status FROM sprints WHERE id = ? AND deleted_at IS NULL`).get(
    id,
  );
  if (sprint === undefined) return refuse('sprint_id', 'unknown', { id });
  return sprint.status === 'completed' || sprint.status === 'cancelled' ? refuse('sprint_id', 'already-ended') : ok(id);
}

/** The columns that these changes mean; a field that is not given is left alone. */
export function readTaskChanges(
  db: ReadableDb,
  changes: TaskChanges,
  before: Pick<TaskRow, 'sprint_id' | 'start_date' | 'due_date'> | null,
): BoardResult<Values> {
  const { title, description, sprint_id, assigned_to, estimated_minutes, start_date, due_date } = changes;
  const gathered = gather({
    title: title === undefined ? undefined : readLine('title', title),
    description: description === undefined ? undefined : ok(readText(description)),
    type: changes.type === undefined ? undefined : ok(changes.type),
    status: changes.status === undefined ? undefined : ok(changes.status),
    priority: changes.priority === undefined ? undefined : ok(changes.priority),
    sprint_id: sprint_id === undefined || sprint_id === before?.sprint_id ? undefined : readSprint(db, sprint_id),
    assigned_to: assigned_to === undefined ? undefined : readPerson(db, 'assigned_to', assigned_to),
    estimated_minutes: estimated_minutes === undefined ? undefined : readEstimate(estimated_minutes),
    start_date: start_date === undefined ? undefined : readDayField('start_date', start_date),
    due_date: due_date === undefined ? undefined : readDayField('due_date', due_date),
    tags: changes.tags === undefined ? undefined : ok(readList(changes.tags)),
    related_files: changes.related_files === undefined ? undefined : ok(readList(changes.related_files)),
  });
  if (!gathered.ok) return gathered;
  const start = start_date === undefined ? (before?.start_date ?? null) : start_date;
  const due = due_date === undefined ? (before?.due_date ?? null) : due_date;
  return start !== null && due !== null && due < start ? refuse('due_date', 'end-before-start') : gathered;
}

/**
 * Changes columns of a task, with what follows from them: `done` sets when it was completed, leaving it clears that
 * [BOARD4]; a new status without a position goes to the foot of its column. What is the same already is not touched. The
 * history notes every field but the position. Answers whether anything changed.
 */
export function changeTask(context: BoardContext, task: TaskRow, values: Values, batchId: string | null): boolean {
  const changed: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    if (task[name as keyof TaskRow] !== value) changed[name] = value;
  }
  const status = changed['status'] as TaskStatus | undefined;
  if (status !== undefined) {
    changed['completed_at'] = status === 'done' ? context.now : null;
    changed['position'] ??= positionsAt(context, status, { at: 'bottom' }, [task.id])[0] ?? task.position;
  }
  updateRow(context, 'tasks', task.id, changed);
  for (const [field, value] of Object.entries(changed)) {
    if (field === 'position' || field === 'completed_at') continue;
    noteHistory(context, task.id, field, shown(field, task[field as keyof TaskRow]), shown(field, value), batchId);
  }
  if (status === 'done') followTask(context, task.id);
  return Object.keys(changed).length > 0;
}

function shown(field: string, value: Value): unknown {
  if (field === 'tags' || field === 'related_files') return JSON.parse(String(value));
  return field === 'deleted_at' ? isoOrNull(value as number | null) : value;
}

export function noteHistory(
  context: BoardContext,
  taskId: string,
  field: string,
  oldValue: unknown,
  newValue: unknown,
  batchId: string | null,
): void {
  insertRow(context, 'task_history', context.newId(), {
    task_id: taskId,
    user_id: context.me,
    field,
    old_value: JSON.stringify(oldValue ?? null),
    new_value: JSON.stringify(newValue ?? null),
    batch_id: batchId,
  });
}
