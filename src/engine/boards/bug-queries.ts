import type { BugDetail, BugRow } from '../../shared/contract/boards-bugs.ts';
import { readKey, toKey } from '../../shared/domain/boards/keys.ts';
import type { BugIntake, BugSeverity, BugStatus } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { likeOf } from './board-cards.ts';
import type { BoardResult } from './board-command.ts';
import { notFound } from './board-command.ts';
import { isoOf, isoOrNull, taskReferenceOf, twinSql } from './board-rows.ts';
import { bugReferenceOf, linksOfBug, refusedByBug } from './error-links.ts';

export type BugTab = 'intake' | 'snoozed' | 'open' | 'ended';

const ENDED = `(b.intake IN ('declined', 'duplicate') OR b.status IN ('resolved', 'closed', 'wont_fix'))`;
/** Each bug is in exactly one of them. */
const TABS: Readonly<Record<BugTab, string>> = {
  intake: `NOT ${ENDED} AND (b.intake = 'pending' OR (b.intake = 'snoozed' AND coalesce(b.snoozed_until, 0) <= @now))`,
  snoozed: `NOT ${ENDED} AND b.intake = 'snoozed' AND b.snoozed_until > @now`,
  open: `NOT ${ENDED} AND b.intake = 'accepted'`,
  ended: ENDED,
};

type Stored = {
  readonly id: string;
  readonly number: number;
  readonly twin: number;
  readonly title: string;
  readonly description: string;
  readonly severity: BugSeverity;
  readonly status: BugStatus;
  readonly intake: BugIntake;
  readonly snoozed_until: number | null;
  readonly duplicate_of_id: string | null;
  readonly introduced_by_task_id: string | null;
  readonly resolved_by_task_id: string | null;
  readonly affected_files: string;
  readonly steps_to_reproduce: string | null;
  readonly root_cause: string | null;
  readonly resolution_notes: string | null;
  readonly reporter_id: string | null;
  readonly assigned_to: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly resolved_at: number | null;
};

function toRow(row: Stored, refused: number | null): BugRow {
  const { id, number, twin, title, severity, status, intake, reporter_id, assigned_to } = row;
  return {
    ...{ id, key: toKey('BUG', number, twin), title, severity, status, intake, reporter_id, assigned_to },
    snoozed_until: isoOrNull(row.snoozed_until),
    created_at: isoOf(row.created_at),
    updated_at: isoOf(row.updated_at),
    resolved_at: isoOrNull(row.resolved_at),
    refused,
  };
}

type ListInput = {
  readonly tab: BugTab;
  readonly severity: readonly BugSeverity[];
  readonly assignees: readonly string[];
  readonly search: string;
  readonly limit: number;
};

/** Bugs of one tab, worst first, then the oldest; the counts of all tabs under the same filters. [BUG2] */
export function listBugs(
  db: ReadableDb,
  input: ListInput,
  now: number,
): { rows: BugRow[]; tabs: Record<BugTab, number> } {
  const conditions = ['b.deleted_at IS NULL'];
  const parameters: Record<string, string | number> = { now };
  if (input.severity.length > 0) {
    conditions.push('b.severity IN (SELECT value FROM json_each(@severity))');
    parameters['severity'] = JSON.stringify(input.severity);
  }
  if (input.assignees.length > 0) {
    conditions.push(`coalesce(b.assigned_to, '') IN (SELECT value FROM json_each(@assignees))`);
    parameters['assignees'] = JSON.stringify(input.assignees);
  }
  if (input.search.trim() !== '') {
    conditions.push(`(b.title LIKE @like ESCAPE '\\' OR b.number = @number)`);
    parameters['like'] = likeOf(input.search.trim());
    parameters['number'] = readKey('BUG', input.search, false)?.number ?? -1;
  }
  const where = conditions.join(' AND ');
  const counts = prepared<Record<BugTab, number | null>>(
    db,
    `SELECT ${Object.entries(TABS)
      .map(([tab, condition]) => `sum(${condition}) AS ${tab}`)
      .join(', ')} FROM bug_reports AS b WHERE ${where}`,
  ).get(parameters);
  const refused = refusedByBug(db);
  const rows = prepared<Stored>(
    db,
    `SELECT b.*, ${twinSql('bug_reports', 'b')} AS twin FROM bug_reports AS b WHERE ${where} AND ${TABS[input.tab]}
     ORDER BY CASE b.severity WHEN 'blocker' THEN 0 WHEN 'critical' THEN 1 WHEN 'major' THEN 2 WHEN 'moderate' THEN 3 ELSE 4 END,
       b.created_at, b.id LIMIT @limit`,
  )
    .all({ ...parameters, limit: input.limit })
    .map((row) => toRow(row, refused.get(row.id) ?? null));
  const tabs = { intake: 0, snoozed: 0, open: 0, ended: 0 };
  for (const tab of Object.keys(tabs) as BugTab[]) tabs[tab] = counts?.[tab] ?? 0;
  return { rows, tabs };
}

export function bugDetail(db: ReadableDb, id: string): BoardResult<BugDetail> {
  const row = prepared<Stored>(
    db,
    `SELECT b.*, ${twinSql('bug_reports', 'b')} AS twin FROM bug_reports AS b WHERE b.id = ? AND b.deleted_at IS NULL`,
  ).get(id);
  if (row === undefined) return notFound('bug_reports', id);
  const errorLinks = linksOfBug(db, id);
  const duplicateOf = bugReferenceOf(db, row.duplicate_of_id);
  const { description, steps_to_reproduce, root_cause, resolution_notes } = row;
  return ok({
    ...toRow(row, errorLinks.length === 0 ? null : errorLinks.reduce((sum, link) => sum + link.open, 0)),
    ...{ description, steps_to_reproduce, root_cause, resolution_notes },
    affected_files: JSON.parse(row.affected_files) as string[],
    introducedBy: taskReferenceOf(db, row.introduced_by_task_id),
    resolvedBy: taskReferenceOf(db, row.resolved_by_task_id),
    duplicateOf: duplicateOf === null ? null : { id: duplicateOf.id, key: duplicateOf.key, title: duplicateOf.title },
    errorLinks,
  });
}
