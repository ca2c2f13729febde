import type { TaskComment } from '../../shared/contract/boards-tasks.ts';
import type { LinkKind, TaskLogLevel } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import { exists, insertRow, isoOf, markDeleted, putDerived, updateRow } from './board-rows.ts';
import { liveTask, noteHistory } from './change-task.ts';
import { derivedId } from './derived-id.ts';
import { readPerson, readText } from './field-checks.ts';
import { myId } from './people.ts';

type CommentRow = {
  id: string;
  task_id: string;
  user_id: string;
  comment: string;
  mentions: string;
  created_at: number;
  updated_at: number;
};
type CommentInput = { readonly id: string; readonly comment: string; readonly mentions: readonly string[] };

export function commentsOf(db: ReadableDb, taskId: string): TaskComment[] {
  const me = myId(db);
  return prepared<CommentRow>(
    db,
    `SELECT * FROM task_comments WHERE task_id = ? AND deleted_at IS NULL ORDER BY created_at, id`,
  )
    .all(taskId)
    .map((row) => toComment(row, me));
}

function toComment(row: CommentRow, me: string): TaskComment {
  return {
    id: row.id,
    user_id: row.user_id,
    comment: row.comment,
    mentions: JSON.parse(row.mentions) as string[],
    created_at: isoOf(row.created_at),
    updated_at: isoOf(row.updated_at),
    isEdited: row.updated_at > row.created_at,
    isMine: row.user_id === me,
  };
}

function readComment(context: BoardContext, input: CommentInput): BoardResult<{ comment: string; mentions: string }> {
  const comment = readText(input.comment);
  if (comment === null) return refuse('comment', 'required');
  for (const id of input.mentions) {
    const known = readPerson(context.db, 'mentions', id);
    if (!known.ok) return known;
  }
  return ok({ comment, mentions: JSON.stringify([...new Set(input.mentions)]) });
}

export function addComment(context: BoardContext, input: CommentInput): BoardResult<TaskComment> {
  const task = liveTask(context.db, input.id);
  if (!task.ok) return task;
  const values = readComment(context, input);
  if (!values.ok) return values;
  const id = context.newId();
  insertRow(context, 'task_comments', id, { ...values.value, task_id: input.id, user_id: context.me });
  context.touch('tasks', input.id);
  return commentById(context, id);
}

/** Only the author edits a comment. [BOARD8] */
export function editComment(context: BoardContext, input: CommentInput): BoardResult<TaskComment> {
  const own = ownComment(context, input.id);
  if (!own.ok) return own;
  const values = readComment(context, input);
  if (!values.ok) return values;
  if (values.value.comment !== own.value.comment || values.value.mentions !== own.value.mentions) {
    updateRow(context, 'task_comments', input.id, values.value);
  }
  return commentById(context, input.id);
}

export function removeComment(context: BoardContext, id: string): BoardResult<Done> {
  const own = ownComment(context, id);
  if (!own.ok) return own;
  markDeleted(context, 'task_comments', id);
  context.touch('tasks', own.value.task_id);
  return ok({});
}

function ownComment(context: BoardContext, id: string): BoardResult<CommentRow> {
  const row = prepared<CommentRow>(context.db, `SELECT * FROM task_comments WHERE id = ? AND deleted_at IS NULL`).get(
    id,
  );
  if (row === undefined) return notFound('task_comments', id);
  return row.user_id === context.me ? ok(row) : refuse('comment', 'not-yours');
}

function commentById(context: BoardContext, id: string): BoardResult<TaskComment> {
  const row = prepared<CommentRow>(context.db, `SELECT * FROM task_comments WHERE id = ?`).get(id);
  return row === undefined ? notFound('task_comments', id) : ok(toComment(row, context.me));
}

/** The id is made of the two tasks and the kind; `relates` has no direction, so its ends are put in order. */
export function linkTasks(
  context: BoardContext,
  input: { readonly from: string; readonly to: string; readonly kind: LinkKind },
): BoardResult<{ readonly id: string }> {
  if (input.from === input.to) return refuse('to', 'itself');
  for (const id of [input.from, input.to]) {
    const task = liveTask(context.db, id);
    if (!task.ok) return task;
  }
  const ends = input.kind === 'relates' ? [input.from, input.to].toSorted() : [input.from, input.to];
  const [from = '', to = ''] = ends;
  const id = derivedId('task-link', from, to, input.kind);
  if (exists(context.db, 'task_links', id)) return ok({ id });
  putDerived(context, 'task_links', id, {
    from_task_id: from,
    to_task_id: to,
    kind: input.kind,
    created_by: context.me,
  });
  noteHistory(context, input.from, 'link', null, { kind: input.kind, to: input.to }, null);
  context.touch('tasks', from);
  context.touch('tasks', to);
  return ok({ id });
}

export function unlinkTasks(context: BoardContext, id: string): BoardResult<Done> {
  const row = prepared<{ from_task_id: string; to_task_id: string; kind: string }>(
    context.db,
    `SELECT * FROM task_links WHERE id = ? AND deleted_at IS NULL`,
  ).get(id);
  if (row === undefined) return notFound('task_links', id);
  markDeleted(context, 'task_links', id);
  noteHistory(context, row.from_task_id, 'link', { kind: row.kind, to: row.to_task_id }, null, null);
  context.touch('tasks', row.from_task_id);
  context.touch('tasks', row.to_task_id);
  return ok({});
}

type LogInput = {
  readonly id: string | null;
  readonly level: TaskLogLevel;
  readonly message: string;
  readonly stack_trace: string | null;
  readonly context: Readonly<Record<string, unknown>>;
  readonly file_path: string | null;
  readonly line_number: number | null;
};

export function addTaskLog(context: BoardContext, input: LogInput): BoardResult<{ readonly id: string }> {
  if (input.id !== null) {
    const task = liveTask(context.db, input.id);
    if (!task.ok) return task;
  }
  const message = readText(input.message);
  if (message === null) return refuse('message', 'required');
  const id = context.newId();
  insertRow(context, 'task_logs', id, {
    task_id: input.id,
    level: input.level,
    message,
    stack_trace: input.stack_trace,
    context: JSON.stringify(input.context),
    file_path: input.file_path,
    line_number: input.line_number,
    user_id: context.me,
  });
  return ok({ id });
}
