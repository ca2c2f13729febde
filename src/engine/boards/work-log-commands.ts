import type { ReadEntry, WorkLog } from '../../shared/contract/boards-time.ts';
import type { TaskReference } from '../../shared/contract/boards-common.ts';
import { MOST_MINUTES_PER_LOG, readWorkEntry } from '../../shared/domain/boards/read-work-entry.ts';
import { isDay } from '../../shared/domain/boards/days.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import type { Value } from './board-rows.ts';
import { insertRow, markDeleted, taskReferenceOf, updateRow } from './board-rows.ts';
import { liveTask } from './change-task.ts';
import { gather, readText } from './field-checks.ts';
import { taskByKey } from './task-detail.ts';
import { timedTaskId } from './timer.ts';
import { workLogById } from './work-log-queries.ts';

type Line = { readonly text: string; readonly taskId: string | null };

/**
 * What a typed line means: the task that it names, else the one that is open, else the one that the timer runs on, else the
 * one that this person worked on last. Changes nothing. [LOG4]
 */
export function readLineOfWork(
  db: ReadableDb,
  input: Line & { readonly today: string; readonly me: string },
): BoardResult<ReadEntry> {
  const read = readWorkEntry(input.text, input.today);
  if (!read.ok) {
    const { reason, part } = read.error;
    if (reason === 'too-small') return refuse('text', reason, { min: 1, part });
    return refuse('text', reason, reason === 'too-large' ? { max: MOST_MINUTES_PER_LOG, part } : { part });
  }
  const { task, ...entry } = read.value;
  if (task === null) return ok({ ...entry, task: likelyTask(db, input) });
  const named = taskByKey(db, task);
  return named === null ? refuse('text', 'unknown', { id: `BR-${task.number}` }) : ok({ ...entry, task: named });
}

function likelyTask(db: ReadableDb, input: Line & { readonly me: string }): TaskReference | null {
  const last = prepared<{ task_id: string }>(
    db,
    `SELECT l.task_id FROM work_logs AS l JOIN tasks AS t ON t.id = l.task_id
     WHERE l.user_id = ? AND l.deleted_at IS NULL AND t.deleted_at IS NULL ORDER BY l.work_date DESC, l.created_at DESC, l.id DESC LIMIT 1`,
  ).get(input.me);
  for (const id of [input.taskId, timedTaskId(db), last?.task_id ?? null]) {
    if (id !== null && liveTask(db, id).ok) return taskReferenceOf(db, id);
  }
  return null;
}

/** Writes a typed line down. */
export function enterLine(context: BoardContext, input: Line): BoardResult<WorkLog> {
  const read = readLineOfWork(context.db, { ...input, today: context.today, me: context.me });
  if (!read.ok) return read;
  const { task, minutes, work_date, description } = read.value;
  if (task === null) return refuse('text', 'no-task');
  return addLog(context, { taskId: task.id, minutes, work_date, description });
}

type NewLog = {
  readonly taskId: string;
  readonly minutes: number;
  readonly work_date: string;
  readonly description: string | null;
};

/** Work of the person at this computer. Nobody has worked tomorrow yet. [LOG1] */
export function addLog(context: BoardContext, input: NewLog): BoardResult<WorkLog> {
  const values = readLog(context, input);
  if (!values.ok) return values;
  const id = context.newId();
  insertRow(context, 'work_logs', id, { ...values.value, user_id: context.me });
  context.touch('tasks', input.taskId);
  return ok(workLogById(context.db, id, context.me));
}

function readLog(
  context: BoardContext,
  input: { readonly [Name in keyof NewLog]?: NewLog[Name] | undefined },
): BoardResult<Record<string, Value>> {
  const { taskId, minutes, work_date, description } = input;
  return gather({
    task_id: taskId === undefined ? undefined : readTask(context, taskId),
    minutes: minutes === undefined ? undefined : readMinutes(minutes),
    work_date: work_date === undefined ? undefined : readWorkDate(work_date, context.today),
    description: description === undefined ? undefined : ok(readText(description)),
  });
}

function readTask(context: BoardContext, id: string): BoardResult<string> {
  const task = liveTask(context.db, id);
  return task.ok ? ok(id) : task;
}

function readMinutes(minutes: number): BoardResult<number> {
  if (minutes < 1) return refuse('minutes', 'too-small', { min: 1 });
  return minutes > MOST_MINUTES_PER_LOG ? refuse('minutes', 'too-large', { max: MOST_MINUTES_PER_LOG }) : ok(minutes);
}

function readWorkDate(day: string, today: string): BoardResult<string> {
  if (!isDay(day)) return refuse('work_date', 'not-a-day', { part: day });
  return day > today ? refuse('work_date', 'in-the-future', { part: day }) : ok(day);
}

type LogChanges = { readonly [Name in keyof NewLog]?: NewLog[Name] | undefined };

/** Only one's own: whoever worked knows how long. [LOG3] */
export function editLog(
  context: BoardContext,
  input: { readonly id: string; readonly changes: LogChanges },
): BoardResult<WorkLog> {
  const own = ownLog(context, input.id);
  if (!own.ok) return own;
  const values = readLog(context, input.changes);
  if (!values.ok) return values;
  updateRow(context, 'work_logs', input.id, values.value);
  context.touch('tasks', own.value.task_id);
  if (input.changes.taskId !== undefined) context.touch('tasks', input.changes.taskId);
  return ok(workLogById(context.db, input.id, context.me));
}

export function removeLogs(context: BoardContext, ids: readonly string[]): BoardResult<{ readonly removed: number }> {
  let removed = 0;
  for (const id of new Set(ids)) {
    const own = ownLog(context, id);
    if (!own.ok) return own;
    if (own.value.deleted_at !== null) continue;
    markDeleted(context, 'work_logs', id);
    context.touch('tasks', own.value.task_id);
    removed += 1;
  }
  return ok({ removed });
}

export function restoreLogs(context: BoardContext, ids: readonly string[]): BoardResult<{ readonly restored: number }> {
  let restored = 0;
  for (const id of new Set(ids)) {
    const own = ownLog(context, id);
    if (!own.ok) return own;
    if (own.value.deleted_at === null) continue;
    updateRow(context, 'work_logs', id, { deleted_at: null });
    context.touch('tasks', own.value.task_id);
    restored += 1;
  }
  return ok({ restored });
}

type OwnedLog = { readonly task_id: string; readonly user_id: string; readonly deleted_at: number | null };

function ownLog(context: BoardContext, id: string): BoardResult<OwnedLog> {
  const row = prepared<OwnedLog>(context.db, `SELECT task_id, user_id, deleted_at FROM work_logs WHERE id = ?`).get(id);
  if (row === undefined) return notFound('work_logs', id);
  return row.user_id === context.me ? ok(row) : refuse('id', 'not-yours');
}
