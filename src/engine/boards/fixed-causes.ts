import { prepared } from '../database/database.ts';
import type { BoardContext } from './board-command.ts';
import { updateRow } from './board-rows.ts';
import { CAUSE_OPEN } from './error-links.ts';
import type { ErrorLinkRow } from './error-links.ts';

/**
 * What a bug or a task was about is fixed: refusals of its causes are tried again once the command is committed. Nothing
 * that was refused is given up. Answers how many. [BUG5]
 */
export function retryCauses(context: BoardContext, column: 'bug_report_id' | 'task_id', id: string): number {
  const links = prepared<ErrorLinkRow & { open: number }>(
    context.db,
    `SELECT l.*, ${CAUSE_OPEN} AS open FROM error_links AS l WHERE l.${column} = ? AND l.deleted_at IS NULL`,
  ).all(id);
  for (const link of links) {
    if (link.open > 0) context.fixed({ fingerprint: link.fingerprint, storeId: link.store_id });
  }
  return links.reduce((sum, link) => sum + link.open, 0);
}

/** A task that was done resolves the bugs that it is for, and what was refused for the same causes is tried again. */
export function followTask(context: BoardContext, taskId: string): void {
  const bugs = prepared<{ id: string }>(
    context.db,
    `SELECT id FROM bug_reports WHERE resolved_by_task_id = ? AND deleted_at IS NULL
       AND status IN ('open', 'investigating', 'in_progress')`,
  ).all(taskId);
  for (const { id } of bugs) {
    updateRow(context, 'bug_reports', id, { status: 'resolved', resolved_at: context.now });
    retryCauses(context, 'bug_report_id', id);
  }
  retryCauses(context, 'task_id', taskId);
}
