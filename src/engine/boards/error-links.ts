import type { ErrorLink } from '../../shared/contract/boards-common.ts';
import { toKey } from '../../shared/domain/boards/keys.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { isoOrNull, taskReferenceOf, twinSql } from './board-rows.ts';

export type ErrorLinkRow = {
  readonly id: string;
  readonly fingerprint: string;
  readonly store_id: string | null;
  readonly bug_report_id: string | null;
  readonly task_id: string | null;
  readonly error_code: string;
  readonly entity_type: string;
  readonly field: string | null;
  readonly resolved_at: number | null;
};

/** Open refusals of the cause that link `l` is about. */
export const CAUSE_OPEN = `(SELECT count(*) FROM sync_errors AS e INDEXED BY sync_errors_by_cause WHERE e.resolved = 0 AND e.fingerprint = l.fingerprint
  AND (l.store_id IS NULL OR e.store_id = l.store_id))`;

/** Open refusals behind each task that is linked to causes, or that resolves a bug which is. */
export function refusedByTask(db: ReadableDb): ReadonlyMap<string, number> {
  const rows = prepared<{ task_id: string; open: number }>(
    db,
    `SELECT task_id, sum(open) AS open FROM (
       SELECT l.task_id, ${CAUSE_OPEN} AS open FROM error_links AS l WHERE l.deleted_at IS NULL AND l.task_id IS NOT NULL
       UNION ALL
       SELECT b.resolved_by_task_id, ${CAUSE_OPEN} FROM error_links AS l JOIN bug_reports AS b ON b.id = l.bug_report_id
       WHERE l.deleted_at IS NULL AND l.bug_report_id IS NOT NULL AND b.resolved_by_task_id IS NOT NULL AND b.deleted_at IS NULL
     ) GROUP BY task_id`,
  ).all();
  return new Map(rows.map((row) => [row.task_id, row.open]));
}

/** Open refusals behind each bug that is linked to causes. */
export function refusedByBug(db: ReadableDb): ReadonlyMap<string, number> {
  const rows = prepared<{ bug_report_id: string; open: number }>(
    db,
    `SELECT l.bug_report_id, sum(${CAUSE_OPEN}) AS open FROM error_links AS l
     WHERE l.deleted_at IS NULL AND l.bug_report_id IS NOT NULL GROUP BY l.bug_report_id`,
  ).all();
  return new Map(rows.map((row) => [row.bug_report_id, row.open]));
}

export function linksOfTask(db: ReadableDb, taskId: string): ErrorLink[] {
  return linksWhere(db, 'l.task_id = ?', taskId);
}

export function linksOfBug(db: ReadableDb, bugId: string): ErrorLink[] {
  return linksWhere(db, 'l.bug_report_id = ?', bugId);
}

export function linksOfCauses(db: ReadableDb, fingerprints: readonly string[]): ErrorLink[] {
  return linksWhere(db, 'l.fingerprint IN (SELECT value FROM json_each(?))', JSON.stringify(fingerprints));
}

export function linkById(db: ReadableDb, id: string): ErrorLink | null {
  return linksWhere(db, 'l.id = ?', id)[0] ?? null;
}

function linksWhere(db: ReadableDb, condition: string, value: string): ErrorLink[] {
  return prepared<ErrorLinkRow & { open: number }>(
    db,
    `SELECT l.*, ${CAUSE_OPEN} AS open FROM error_links AS l WHERE l.deleted_at IS NULL AND ${condition} ORDER BY l.created_at, l.id`,
  )
    .all(value)
    .map((row) => ({
      id: row.id,
      fingerprint: row.fingerprint,
      store_id: row.store_id,
      error_code: row.error_code,
      entity_type: row.entity_type,
      field: row.field,
      open: row.open,
      task: taskReferenceOf(db, row.task_id),
      bug: bugReferenceOf(db, row.bug_report_id),
      resolved_at: isoOrNull(row.resolved_at),
    }));
}

type BugName = { id: string; key: string; title: string; status: string };

export function bugReferenceOf(db: ReadableDb, id: string | null): BugName | null {
  if (id === null) return null;
  const row = prepared<{ id: string; number: number; twin: number; title: string; status: string }>(
    db,
    `SELECT b.id, b.number, ${twinSql('bug_reports', 'b')} AS twin, b.title, b.status FROM bug_reports AS b WHERE b.id = ?`,
  ).get(id);
  if (row === undefined) return null;
  const { number, twin, ...rest } = row;
  return { ...rest, key: toKey('BUG', number, twin) };
}
