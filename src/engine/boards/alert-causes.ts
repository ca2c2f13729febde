import type { AlertSeverity, AlertType, Environment, TaskPriority } from '../../shared/domain/boards/words.ts';
import { daysBetween } from '../../shared/domain/boards/days.ts';
import { toKey } from '../../shared/domain/boards/keys.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { twinSql } from './board-rows.ts';
import { sprintBurndown } from './burndown.ts';

/** Something that people should know. The key says what exactly: the same key is never told twice. [ALERT1] */
export type AlertCause = {
  readonly key: string;
  readonly type: AlertType;
  readonly severity: AlertSeverity;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly task_id: string | null;
  readonly sprint_id: string | null;
  readonly bug_report_id: string | null;
  readonly deployment_id: string | null;
};

const ABOUT_NOTHING = { task_id: null, sprint_id: null, bug_report_id: null, deployment_id: null } as const;
/** Behind the even line by this share of everything: a delay that can still be made good. */
const BEHIND_SHARE = 0.25;

/** All causes that hold now. */
export function alertCauses(db: ReadableDb, now: number, timeZone: string, today: string): readonly AlertCause[] {
  return [
    ...overdueTasks(db, today),
    ...overBudget(db),
    ...lateSprints(db, now, timeZone),
    ...criticalBugs(db, now),
    ...failedDeployments(db),
  ];
}

type TaskName = { id: string; number: number; twin: number; title: string; priority: TaskPriority };
const TASK_NAME = `t.id, t.number, ${twinSql('tasks', 't')} AS twin, t.title, t.priority`;
const nameOf = (row: Omit<TaskName, 'priority'>, prefix: 'BR' | 'BUG'): string =>
  `${toKey(prefix, row.number, row.twin)} ${row.title}`;

/** Once for each day that a task was due on. */
function overdueTasks(db: ReadableDb, today: string): readonly AlertCause[] {
  return prepared<TaskName & { due_date: string }>(
    db,
    `SELECT ${TASK_NAME}, t.due_date FROM tasks AS t
     WHERE t.due_date IS NOT NULL AND t.due_date < ? AND t.completed_at IS NULL AND t.deleted_at IS NULL`,
  )
    .all(today)
    .map((row) => ({
      ...ABOUT_NOTHING,
      key: `overdue:${row.id}:${row.due_date}`,
      type: 'overdue',
      severity: row.priority === 'low' ? 'low' : row.priority === 'medium' ? 'medium' : 'high',
      message: nameOf(row, 'BR'),
      facts: { due_date: row.due_date, daysLate: daysBetween(row.due_date, today) },
      task_id: row.id,
    }));
}

/** Once for each estimate that was exceeded. */
function overBudget(db: ReadableDb): readonly AlertCause[] {
  return prepared<TaskName & { estimated_minutes: number; actual_minutes: number }>(
    db,
    `SELECT ${TASK_NAME}, t.estimated_minutes, t.actual_minutes FROM tasks AS t INDEXED BY tasks_over_budget
     WHERE t.actual_minutes > t.estimated_minutes AND t.deleted_at IS NULL`,
  )
    .all()
    .map((row) => ({
      ...ABOUT_NOTHING,
      key: `budget_exceeded:${row.id}:${row.estimated_minutes}`,
      type: 'budget_exceeded',
      severity: row.actual_minutes >= row.estimated_minutes * 2 ? 'high' : 'medium',
      message: nameOf(row, 'BR'),
      facts: { estimated_minutes: row.estimated_minutes, actual_minutes: row.actual_minutes },
      task_id: row.id,
    }));
}

type Active = { readonly id: string; readonly name: string; readonly end_date: number; readonly open: number };

/** An active sprint that should have ended, or that is far behind the even line. */
function lateSprints(db: ReadableDb, now: number, timeZone: string): readonly AlertCause[] {
  const active = prepared<Active>(
    db,
    `SELECT s.id, s.name, s.end_date,
       (SELECT count(*) FROM tasks AS t WHERE t.sprint_id = s.id AND t.completed_at IS NULL AND t.deleted_at IS NULL) AS open
     FROM sprints AS s WHERE s.status = 'active' AND s.deleted_at IS NULL`,
  ).all();
  return active.flatMap((sprint): AlertCause[] => {
    const about = { ...ABOUT_NOTHING, type: 'sprint_delay' as const, message: sprint.name, sprint_id: sprint.id };
    if (sprint.end_date < now) {
      const daysLate = Math.floor((now - sprint.end_date) / 86_400_000);
      const facts = { open: sprint.open, daysLate };
      return [{ ...about, key: `sprint_delay:${sprint.id}:${sprint.end_date}`, severity: 'high', facts }];
    }
    const burndown = sprintBurndown(db, sprint.id, now, timeZone);
    if (!burndown.ok) return [];
    const { behindMinutes, total_minutes } = burndown.value;
    if (total_minutes === 0 || behindMinutes <= total_minutes * BEHIND_SHARE) return [];
    const facts = { behindMinutes, total_minutes };
    return [{ ...about, key: `sprint_delay:${sprint.id}:behind`, severity: 'medium', facts }];
  });
}

/** Once per bug; what was declined, is a duplicate or is snoozed does not alarm anybody. */
function criticalBugs(db: ReadableDb, now: number): readonly AlertCause[] {
  return prepared<Omit<TaskName, 'priority'> & { severity: 'critical' | 'blocker' }>(
    db,
    `SELECT b.id, b.number, ${twinSql('bug_reports', 'b')} AS twin, b.title, b.severity FROM bug_reports AS b
     WHERE b.status IN ('open', 'investigating', 'in_progress') AND b.severity IN ('critical', 'blocker') AND b.deleted_at IS NULL
       AND (b.intake IN ('pending', 'accepted') OR (b.intake = 'snoozed' AND coalesce(b.snoozed_until, 0) <= ?))`,
  )
    .all(now)
    .map((row) => ({
      ...ABOUT_NOTHING,
      key: `bug_critical:${row.id}`,
      type: 'bug_critical',
      severity: row.severity === 'blocker' ? 'critical' : 'high',
      message: nameOf(row, 'BUG'),
      facts: { severity: row.severity },
      bug_report_id: row.id,
    }));
}

const DEPLOYMENT_SEVERITY: Readonly<Record<Environment, AlertSeverity>> = {
  production: 'critical',
  staging: 'high',
  development: 'low',
};

function failedDeployments(db: ReadableDb): readonly AlertCause[] {
  return prepared<{ id: string; version: string; environment: Environment; at: number }>(
    db,
    `SELECT id, version, environment, coalesce(completed_at, created_at) AS at FROM deployments
     WHERE status = 'failed' AND deleted_at IS NULL`,
  )
    .all()
    .map((row) => ({
      ...ABOUT_NOTHING,
      // one that is tried again and fails again has failed again
      key: `deployment_failed:${row.id}:${row.at}`,
      type: 'deployment_failed',
      severity: DEPLOYMENT_SEVERITY[row.environment],
      message: `${row.version} ${row.environment}`,
      facts: { version: row.version, environment: row.environment },
      deployment_id: row.id,
    }));
}
