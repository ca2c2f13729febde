import type { TaskStatus } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { ReadableDb } from '../database/database.ts';
import type { BoardContext, BoardResult } from './board-command.ts';
import { updateRow } from './board-rows.ts';
import { changeTask, taskById } from './change-task.ts';
import { CAUSE_OPEN } from './error-links.ts';
import type { ErrorLinkRow } from './error-links.ts';

type MovedLink = ErrorLinkRow & { readonly open: number; readonly last_seen_at: number | null };

const MOVED = `SELECT * FROM (
    SELECT l.*, ${CAUSE_OPEN} AS open,
      (SELECT max(e.last_seen_at) FROM sync_errors AS e INDEXED BY sync_errors_by_cause WHERE e.resolved = 0 AND e.fingerprint = l.fingerprint
        AND (l.store_id IS NULL OR e.store_id = l.store_id)) AS last_seen_at,
      coalesce(b.resolved_at, t.completed_at) AS ended_at
    FROM error_links AS l LEFT JOIN bug_reports AS b ON b.id = l.bug_report_id LEFT JOIN tasks AS t ON t.id = l.task_id
    WHERE l.deleted_at IS NULL
  ) WHERE (open = 0) <> (resolved_at IS NOT NULL) OR (open > 0 AND ended_at IS NOT NULL AND last_seen_at > ended_at)`;

/** Whether links need to follow their refusals; cheap, so that nothing is written for nothing. */
export function hasMovedLinks(db: ReadableDb): boolean {
  return prepared(db, `${MOVED} LIMIT 1`).get() !== undefined;
}

/**
 * Bugs and tasks follow the refusals that they are linked to: when the last one of all their causes is gone, they are
 * resolved or done; when one comes back after that, they are open again. [BUG6]
 */
export function followErrors(context: BoardContext): BoardResult<{ readonly followed: number }> {
  const moved = prepared<MovedLink>(context.db, MOVED).all();
  for (const link of moved) {
    if (link.open === 0) settleLink(context, link);
    else reopenLink(context, link);
  }
  return ok({ followed: moved.length });
}

function settleLink(context: BoardContext, link: MovedLink): void {
  updateRow(context, 'error_links', link.id, { resolved_at: context.now });
  const column = link.bug_report_id === null ? 'task_id' : 'bug_report_id';
  const owner = link.bug_report_id ?? link.task_id ?? '';
  const others = prepared<{ open: number }>(
    context.db,
    `SELECT coalesce(sum(${CAUSE_OPEN}), 0) AS open FROM error_links AS l WHERE l.${column} = ? AND l.deleted_at IS NULL`,
  ).get(owner);
  if (others !== undefined && others.open > 0) return;
  if (column === 'task_id') moveTask(context, owner, 'done');
  else setStatus(context, owner, ['open', 'investigating', 'in_progress'], 'resolved', context.now);
}

function reopenLink(context: BoardContext, link: MovedLink): void {
  if (link.resolved_at !== null) updateRow(context, 'error_links', link.id, { resolved_at: null });
  const owner = link.bug_report_id ?? link.task_id ?? '';
  if (link.bug_report_id === null) moveTask(context, owner, 'todo');
  else setStatus(context, owner, ['resolved', 'closed'], 'open', null);
}

function moveTask(context: BoardContext, id: string, status: TaskStatus): void {
  const task = taskById(context.db, id);
  if (task === null || task.deleted_at !== null || (task.status === 'done') === (status === 'done')) return;
  changeTask(context, task, { status }, null);
}

/** What somebody decided not to fix stays as it is. */
function setStatus(
  context: BoardContext,
  id: string,
  from: readonly string[],
  status: string,
  resolvedAt: number | null,
): void {
  const bug = prepared<{ status: string }>(
    context.db,
    `SELECT status FROM bug_reports WHERE id = ? AND deleted_at IS NULL`,
  ).get(id);
  if (bug === undefined || !from.includes(bug.status)) return;
  updateRow(context, 'bug_reports', id, { status, resolved_at: resolvedAt });
}
