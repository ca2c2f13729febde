import type { TaskReference } from '../../shared/contract/boards-common.ts';
import type { TaskChange, TaskDetail } from '../../shared/contract/boards-tasks.ts';
import { readKey, toKey } from '../../shared/domain/boards/keys.ts';
import type { ReadKey } from '../../shared/domain/boards/keys.ts';
import type { LinkKind, TaskLogLevel } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { likeOf } from './board-cards.ts';
import type { BoardResult } from './board-command.ts';
import { notFound } from './board-command.ts';
import type { ReferenceRow } from './board-rows.ts';
import { isoOf, isoOrNull, REFERENCE_COLUMNS, taskReferenceOf, toReference, twinSql } from './board-rows.ts';
import { taskById } from './change-task.ts';
import { linksOfTask } from './error-links.ts';
import { commentsOf } from './task-talk.ts';

/** A task with everything that hangs on it; also a removed one, which says so. */
export function taskDetail(db: ReadableDb, id: string): BoardResult<TaskDetail> {
  const task = taskById(db, id);
  const reference = taskReferenceOf(db, id);
  if (task === null || reference === null) return notFound('tasks', id);
  const { title, description, type, priority, sprint_id, assigned_to, estimated_minutes, start_date, due_date } = task;
  return ok({
    ...reference,
    ...{ title, description, type, priority, sprint_id, assigned_to, estimated_minutes, start_date, due_date },
    tags: JSON.parse(task.tags) as string[],
    related_files: JSON.parse(task.related_files) as string[],
    position: task.position,
    actual_minutes: task.actual_minutes,
    created_by: task.created_by,
    created_at: isoOf(task.created_at),
    updated_at: isoOf(task.updated_at),
    completed_at: isoOrNull(task.completed_at),
    deleted_at: isoOrNull(task.deleted_at),
    comments: commentsOf(db, id),
    links: taskLinks(db, id),
    errorLinks: linksOfTask(db, id),
    bugs: bugsOfTask(db, id),
    deployments: deploymentsOfTask(db, id),
    worked: prepared<{ user_id: string; minutes: number }>(
      db,
      `SELECT user_id, sum(minutes) AS minutes FROM work_logs WHERE task_id = ? AND deleted_at IS NULL
       GROUP BY user_id ORDER BY minutes DESC, user_id`,
    ).all(id),
  });
}

function taskLinks(db: ReadableDb, id: string): TaskDetail['links'] {
  return prepared<ReferenceRow & { link: string; kind: LinkKind; outgoing: number }>(
    db,
    `SELECT l.id AS link, l.kind, l.from_task_id = @id AS outgoing, ${REFERENCE_COLUMNS}
     FROM task_links AS l JOIN tasks AS t ON t.id = iif(l.from_task_id = @id, l.to_task_id, l.from_task_id)
     WHERE (l.from_task_id = @id OR l.to_task_id = @id) AND l.deleted_at IS NULL AND t.deleted_at IS NULL
     ORDER BY l.kind, t.number, t.id`,
  )
    .all({ id })
    .map((row) => ({ id: row.link, kind: row.kind, outgoing: row.outgoing === 1, task: toReference(row) }));
}

function bugsOfTask(db: ReadableDb, id: string): TaskDetail['bugs'] {
  type Row = {
    id: string;
    number: number;
    twin: number;
    title: string;
    status: string;
    relation: 'introduced' | 'resolves';
  };
  const select = (relation: string, column: string): string =>
    `SELECT b.id, b.number, ${twinSql('bug_reports', 'b')} AS twin, b.title, b.status, '${relation}' AS relation, b.created_at
     FROM bug_reports AS b WHERE b.${column} = @id AND b.deleted_at IS NULL`;
  return prepared<Row>(
    db,
    `${select('introduced', 'introduced_by_task_id')} UNION ALL ${select('resolves', 'resolved_by_task_id')} ORDER BY 7, 1`,
  )
    .all({ id })
    .map(({ id: bugId, number, twin, title, status, relation }) => ({
      id: bugId,
      key: toKey('BUG', number, twin),
      title,
      status,
      relation,
    }));
}

function deploymentsOfTask(db: ReadableDb, id: string): TaskDetail['deployments'] {
  return prepared<{ id: string; version: string; environment: string; status: string; at: number }>(
    db,
    `SELECT id, version, environment, status, coalesce(completed_at, created_at) AS at FROM deployments
     WHERE deleted_at IS NULL AND EXISTS (SELECT 1 FROM json_each(deployed_tasks) WHERE value = ?) ORDER BY at DESC, id`,
  )
    .all(id)
    .map((row) => ({ ...row, at: isoOf(row.at) }));
}

/** By key, then by words of the title, the unfinished first; an empty search answers those worked on last. */
export function findTasks(db: ReadableDb, search: string, limit: number): TaskReference[] {
  const wanted = search.trim();
  if (wanted === '') {
    return prepared<ReferenceRow>(
      db,
      `SELECT ${REFERENCE_COLUMNS} FROM tasks AS t WHERE t.deleted_at IS NULL ORDER BY t.completed_at IS NOT NULL, t.updated_at DESC, t.id LIMIT ?`,
    )
      .all(limit)
      .map(toReference);
  }
  const key = readKey('BR', wanted, false);
  const byKey = key === null ? null : taskByKey(db, key);
  const words = wanted.split(/\s+/).map((word) => likeOf(word));
  const found = prepared<ReferenceRow>(
    db,
    `SELECT ${REFERENCE_COLUMNS} FROM tasks AS t WHERE t.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM json_each(@words) AS word WHERE t.title NOT LIKE word.value ESCAPE '\\')
     ORDER BY t.completed_at IS NOT NULL, t.updated_at DESC, t.id LIMIT @limit`,
  )
    .all({ words: JSON.stringify(words), limit })
    .map(toReference);
  return byKey === null ? found : [byKey, ...found.filter((task) => task.id !== byKey.id)].slice(0, limit);
}

/** The task that a key means; null: there is none, or it is removed. */
export function taskByKey(db: ReadableDb, key: ReadKey): TaskReference | null {
  const row = prepared<ReferenceRow & { deleted_at: number | null }>(
    db,
    `SELECT ${REFERENCE_COLUMNS}, t.deleted_at FROM tasks AS t WHERE t.number = ? ORDER BY t.created_at, t.id LIMIT 1 OFFSET ?`,
  ).get(key.number, key.twin);
  return row === undefined || row.deleted_at !== null ? null : toReference(row);
}

type HistoryRow = Omit<TaskChange, 'old_value' | 'new_value' | 'created_at'> & {
  readonly old_value: string;
  readonly new_value: string;
  readonly created_at: number;
};

export function taskHistory(db: ReadableDb, id: string, limit: number): TaskChange[] {
  return prepared<HistoryRow>(
    db,
    `SELECT id, field, old_value, new_value, user_id, batch_id, created_at FROM task_history WHERE task_id = ?
     ORDER BY created_at DESC, id DESC LIMIT ?`,
  )
    .all(id, limit)
    .map((row) => ({
      ...row,
      old_value: JSON.parse(row.old_value) as unknown,
      new_value: JSON.parse(row.new_value) as unknown,
      created_at: isoOf(row.created_at),
    }));
}

type LogRow = {
  id: string;
  level: TaskLogLevel;
  message: string;
  stack_trace: string | null;
  context: string;
  file_path: string | null;
  line_number: number | null;
  user_id: string | null;
  created_at: number;
};

export function taskLogs(db: ReadableDb, id: string | null, limit: number) {
  return prepared<LogRow>(
    db,
    `SELECT id, level, message, stack_trace, context, file_path, line_number, user_id, created_at FROM task_logs
     WHERE task_id IS ? AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?`,
  )
    .all(id, limit)
    .map((row) => ({
      ...row,
      context: JSON.parse(row.context) as Record<string, unknown>,
      created_at: isoOf(row.created_at),
    }));
}
