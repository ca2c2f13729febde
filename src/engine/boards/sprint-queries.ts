import type { SprintSummary } from '../../shared/contract/boards-sprints.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardResult } from './board-command.ts';
import { isoOf, isoOrNull } from './board-rows.ts';
import type { SprintRow } from './sprint-commands.ts';
import { liveSprint } from './sprint-commands.ts';

type SummaryRow = SprintRow & {
  readonly tasks: number;
  readonly done: number;
  readonly estimated_minutes: number;
  readonly actual_minutes: number;
  readonly minutes_left: number;
};

/** The active first, then planned ones by their start, then ended ones, the newest first. */
export function listSprints(db: ReadableDb): SprintSummary[] {
  return prepared<SummaryRow>(
    db,
    `SELECT s.*, count(t.id) AS tasks, count(t.completed_at) AS done, coalesce(sum(t.estimated_minutes), 0) AS estimated_minutes,
       coalesce(sum(t.actual_minutes), 0) AS actual_minutes,
       coalesce(sum(iif(t.completed_at IS NULL, max(coalesce(t.estimated_minutes, 0) - t.actual_minutes, 0), 0)), 0) AS minutes_left
     FROM sprints AS s LEFT JOIN tasks AS t ON t.sprint_id = s.id AND t.deleted_at IS NULL
     WHERE s.deleted_at IS NULL GROUP BY s.id
     ORDER BY CASE s.status WHEN 'active' THEN 0 WHEN 'planned' THEN 1 ELSE 2 END,
       iif(s.status IN ('active', 'planned'), s.start_date, -s.start_date), s.id`,
  )
    .all()
    .map((row) => ({
      id: row.id,
      name: row.name,
      description: row.description,
      start_date: isoOf(row.start_date),
      end_date: isoOf(row.end_date),
      status: row.status,
      started_at: isoOrNull(row.started_at),
      completed_at: isoOrNull(row.completed_at),
      committed_minutes: row.committed_minutes,
      tasks: row.tasks,
      done: row.done,
      estimated_minutes: row.estimated_minutes,
      actual_minutes: row.actual_minutes,
      minutesLeft: row.minutes_left,
    }));
}

type Load = {
  readonly user_id: string | null;
  readonly capacity_minutes: number | null;
  readonly estimated_minutes: number;
  readonly tasks: number;
  readonly unestimated: number;
};

/** What each person can do in a sprint and what is theirs to do; nobody's tasks come last. [SPRINT4] */
export function sprintPlanning(
  db: ReadableDb,
  id: string,
): BoardResult<{ people: Load[]; capacity_minutes: number; estimated_minutes: number }> {
  const sprint = liveSprint(db, id);
  if (!sprint.ok) return sprint;
  const people = prepared<Load>(
    db,
    `SELECT p.user_id, max(p.capacity) AS capacity_minutes, sum(p.estimated) AS estimated_minutes, sum(p.tasks) AS tasks,
       sum(p.unestimated) AS unestimated
     FROM (
       SELECT user_id, minutes AS capacity, 0 AS estimated, 0 AS tasks, 0 AS unestimated FROM sprint_capacity
       WHERE sprint_id = @id AND deleted_at IS NULL
       UNION ALL
       SELECT id, NULL, 0, 0, 0 FROM people WHERE is_active = 1
       UNION ALL
       SELECT assigned_to, NULL, coalesce(estimated_minutes, 0), 1, estimated_minutes IS NULL FROM tasks
       WHERE sprint_id = @id AND deleted_at IS NULL
     ) AS p GROUP BY p.user_id ORDER BY p.user_id IS NULL, p.user_id`,
  ).all({ id });
  return ok({
    people,
    capacity_minutes: people.reduce((sum, load) => sum + (load.capacity_minutes ?? 0), 0),
    estimated_minutes: people.reduce((sum, load) => sum + load.estimated_minutes, 0),
  });
}

type Completed = {
  readonly id: string;
  readonly name: string;
  readonly end_date: number;
  readonly committed_minutes: number;
  readonly done_minutes: number;
  readonly worked_minutes: number;
  readonly done: number;
};
const MEAN_OVER = 3;

/** What completed sprints got done, the oldest first. Estimates count, because they are what is planned with. [SPRINT6] */
export function sprintVelocity(db: ReadableDb, limit: number) {
  const rows = prepared<Completed>(
    db,
    `SELECT s.id, s.name, s.end_date, coalesce(s.committed_minutes, 0) AS committed_minutes,
       coalesce(sum(iif(t.completed_at IS NOT NULL, t.estimated_minutes, 0)), 0) AS done_minutes,
       coalesce(sum(t.actual_minutes), 0) AS worked_minutes, count(t.completed_at) AS done
     FROM sprints AS s LEFT JOIN tasks AS t ON t.sprint_id = s.id AND t.deleted_at IS NULL
     WHERE s.status = 'completed' AND s.deleted_at IS NULL GROUP BY s.id ORDER BY s.end_date DESC, s.id DESC LIMIT ?`,
  )
    .all(limit)
    .toReversed();
  const last = rows.slice(-MEAN_OVER);
  const sum = last.reduce((total, sprint) => total + sprint.done_minutes, 0);
  return {
    sprints: rows.map((row) => ({ ...row, end_date: isoOf(row.end_date) })),
    mean_minutes: last.length === 0 ? null : Math.round(sum / last.length),
  };
}
