import type { TaskReference } from '../../shared/contract/boards-common.ts';
import type { NewTask, TaskChanges } from '../../shared/contract/boards-tasks.ts';
import type { DomainError } from '../../shared/contract/common.ts';
import type { TaskStatus } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { asPart, notFound } from './board-command.ts';
import { insertRow, markDeleted, nextNumber, taskReferenceOf, updateRow } from './board-rows.ts';
import type { Value, Values } from './board-rows.ts';
import { changeTask, liveTask, noteHistory, readTaskChanges, taskById } from './change-task.ts';
import type { TaskRow } from './change-task.ts';
import { readLine } from './field-checks.ts';
import { positionsAt } from './positions.ts';
import { stopTimerOn } from './timer.ts';

export type BulkOutcome = {
  readonly batchId: string;
  readonly changed: number;
  readonly refused: { readonly id: string; readonly error: DomainError }[];
};

export function createTask(context: BoardContext, input: NewTask): BoardResult<TaskReference> {
  const { place, ...changes } = input;
  const values = readTaskChanges(context.db, changes, null);
  if (!values.ok) return values;
  const id = context.newId();
  const status = changes.status ?? 'todo';
  const [position = ''] = positionsAt(context, status, place, [id]);
  insertRow(context, 'tasks', id, {
    ...values.value,
    number: nextNumber(context.db, 'tasks'),
    status,
    position,
    completed_at: status === 'done' ? context.now : null,
    created_by: context.me,
  });
  noteHistory(context, id, 'created', null, values.value['title'] ?? null, null);
  return referenceTo(context, id);
}

function referenceTo(context: BoardContext, id: string): BoardResult<TaskReference> {
  const reference = taskReferenceOf(context.db, id);
  return reference === null ? notFound('tasks', id) : ok(reference);
}

export function editTask(
  context: BoardContext,
  input: { readonly id: string; readonly changes: TaskChanges },
  batchId: string | null = null,
): BoardResult<boolean> {
  const task = liveTask(context.db, input.id);
  if (!task.ok) return task;
  const values = readTaskChanges(context.db, input.changes, task.value);
  return values.ok ? ok(changeTask(context, task.value, values.value, batchId)) : values;
}

/** The same changes on many tasks, each on its own: refused ones are named and stay as they were. */
export function editTasks(
  context: BoardContext,
  input: { readonly ids: readonly string[]; readonly changes: TaskChanges },
): BoardResult<BulkOutcome> {
  const batchId = context.newId();
  return ok(inParts(context, input.ids, batchId, (id) => editTask(context, { id, changes: input.changes }, batchId)));
}

function inParts(
  context: BoardContext,
  ids: readonly string[],
  batchId: string,
  work: (id: string) => BoardResult<boolean>,
): BulkOutcome {
  const refused: { id: string; error: DomainError }[] = [];
  let changed = 0;
  for (const id of new Set(ids)) {
    const done = asPart(context, () => work(id));
    if (!done.ok) refused.push({ id, error: done.error });
    else if (done.value) changed += 1;
  }
  return { batchId, changed, refused };
}

type MoveInput = {
  readonly ids: readonly string[];
  readonly status: TaskStatus;
  readonly place: Parameters<typeof positionsAt>[2];
  readonly lane: Pick<TaskChanges, 'sprint_id' | 'assigned_to' | 'priority' | 'type'>;
};

/** Puts tasks, in the order given, into one place of a column; all of them or none. */
export function moveTasks(context: BoardContext, input: MoveInput): BoardResult<{ readonly batchId: string }> {
  const batchId = context.newId();
  const ids = [...new Set(input.ids)];
  const positions = positionsAt(context, input.status, input.place, ids);
  for (const [index, id] of ids.entries()) {
    const task = liveTask(context.db, id);
    if (!task.ok) return task;
    const lane = readTaskChanges(context.db, input.lane, task.value);
    if (!lane.ok) return lane;
    const position = positions[index] ?? task.value.position;
    changeTask(context, task.value, { ...lane.value, status: input.status, position }, batchId);
  }
  return ok({ batchId });
}

type OldValue = {
  readonly task_id: string;
  readonly field: string;
  readonly old_value: string;
  readonly new_value: string;
};

/** Takes back what one batch did; a field that was changed since keeps what it has. */
export function takeBack(context: BoardContext, input: { readonly batchId: string }): BoardResult<BulkOutcome> {
  const rows = prepared<OldValue>(
    context.db,
    `SELECT task_id, field, old_value, new_value FROM task_history WHERE batch_id = ? ORDER BY id`,
  ).all(input.batchId);
  if (rows.length === 0) return notFound('task_history', input.batchId);
  const batchId = context.newId();
  const byTask = new Map<string, OldValue[]>();
  for (const row of rows) byTask.set(row.task_id, [...(byTask.get(row.task_id) ?? []), row]);
  return ok(
    inParts(context, [...byTask.keys()], batchId, (id) => {
      const task = liveTask(context.db, id);
      if (!task.ok) return task;
      return ok(changeTask(context, task.value, valuesBefore(task.value, byTask.get(id) ?? []), batchId));
    }),
  );
}

function valuesBefore(task: TaskRow, changes: readonly OldValue[]): Values {
  const values: Record<string, Value> = {};
  for (const { field, old_value, new_value } of changes) {
    const isList = field === 'tags' || field === 'related_files';
    const after: unknown = isList ? new_value : JSON.parse(new_value);
    if (!(field in task) || task[field as keyof TaskRow] !== after) continue;
    values[field] = isList ? old_value : (JSON.parse(old_value) as Value);
  }
  return values;
}

/** Out of sight with everything on them; the work on them stays in the sheets. */
export function removeTasks(context: BoardContext, ids: readonly string[]): BoardResult<{ readonly removed: number }> {
  let removed = 0;
  for (const id of new Set(ids)) {
    const task = liveTask(context.db, id);
    if (!task.ok) return task;
    markDeleted(context, 'tasks', id);
    noteHistory(context, id, 'deleted', false, true, null);
    removed += 1;
  }
  // it would count for a task that nobody sees
  stopTimerOn(context, ids);
  return ok({ removed });
}

export function restoreTasks(
  context: BoardContext,
  ids: readonly string[],
): BoardResult<{ readonly restored: number }> {
  let restored = 0;
  for (const id of new Set(ids)) {
    const task = taskById(context.db, id);
    if (task === null) return notFound('tasks', id);
    if (task.deleted_at === null) continue;
    updateRow(context, 'tasks', id, { deleted_at: null });
    noteHistory(context, id, 'deleted', true, false, null);
    restored += 1;
  }
  return ok({ restored });
}

/** A new unfinished task right below, with the same fields; without comments, work and links. */
export function duplicateTask(context: BoardContext, input: { readonly id: string }): BoardResult<TaskReference> {
  const found = liveTask(context.db, input.id);
  if (!found.ok) return found;
  const task = found.value;
  const id = context.newId();
  const status = task.status === 'done' ? 'todo' : task.status;
  const place = status === task.status ? { after: task.id } : { at: 'bottom' as const };
  const [position = ''] = positionsAt(context, status, place, [id]);
  const sprint = prepared<{ status: string }>(context.db, `SELECT status FROM sprints WHERE id = ?`).get(
    task.sprint_id,
  );
  const { title, description, type, priority, estimated_minutes, start_date, due_date, assigned_to } = task;
  insertRow(context, 'tasks', id, {
    ...{ title, description, type, priority, estimated_minutes, start_date, due_date, assigned_to },
    related_files: task.related_files,
    tags: task.tags,
    sprint_id: sprint?.status === 'planned' || sprint?.status === 'active' ? task.sprint_id : null,
    number: nextNumber(context.db, 'tasks'),
    status,
    position,
    created_by: context.me,
  });
  noteHistory(context, id, 'created', null, title, null);
  return referenceTo(context, id);
}

export function saveTemplate(
  context: BoardContext,
  input: { readonly id: string | null; readonly name: string; readonly fields: TaskChanges },
): BoardResult<{ readonly id: string }> {
  const name = readLine('name', input.name);
  if (!name.ok) return name;
  const values = readTaskChanges(context.db, input.fields, null);
  if (!values.ok) return values;
  const row = { name: name.value, fields: JSON.stringify(input.fields) };
  if (input.id === null) {
    const id = context.newId();
    insertRow(context, 'task_templates', id, { ...row, created_by: context.me });
    return ok({ id });
  }
  if (templateFields(context, input.id) === null) return notFound('task_templates', input.id);
  updateRow(context, 'task_templates', input.id, row);
  return ok({ id: input.id });
}

export function removeTemplate(context: BoardContext, id: string): BoardResult<Done> {
  if (templateFields(context, id) === null) return notFound('task_templates', id);
  markDeleted(context, 'task_templates', id);
  return ok({});
}

export function createFromTemplate(
  context: BoardContext,
  input: { readonly templateId: string; readonly changes: TaskChanges },
): BoardResult<TaskReference> {
  const template = templateFields(context, input.templateId);
  if (template === null) return notFound('task_templates', input.templateId);
  const fields = { ...template.fields, ...input.changes };
  const title = fields.title ?? template.name;
  return createTask(context, { ...fields, title, place: { at: 'bottom' } });
}

function templateFields(context: BoardContext, id: string): { name: string; fields: TaskChanges } | null {
  const row = prepared<{ name: string; fields: string }>(
    context.db,
    `SELECT name, fields FROM task_templates WHERE id = ? AND deleted_at IS NULL`,
  ).get(id);
  return row === undefined ? null : { name: row.name, fields: JSON.parse(row.fields) as TaskChanges };
}
