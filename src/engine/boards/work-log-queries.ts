import type { WorkLog } from '../../shared/contract/boards-time.ts';
import { toCsvLine } from '../../shared/domain/boards/csv.ts';
import { daysBetween, daysFrom } from '../../shared/domain/boards/days.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { ReferenceRow } from './board-rows.ts';
import { isoOf, REFERENCE_COLUMNS, toReference } from './board-rows.ts';

export type DayRange = { readonly from: string; readonly to: string };

type LogRow = ReferenceRow & {
  readonly log_id: string;
  readonly user_id: string;
  readonly minutes: number;
  readonly description: string | null;
  readonly work_date: string;
  readonly created_at: number;
};

const LOG_COLUMNS = `l.id AS log_id, l.user_id, l.minutes, l.description, l.work_date, l.created_at, ${REFERENCE_COLUMNS}`;
const LOGS = `work_logs AS l JOIN tasks AS t ON t.id = l.task_id`;

function toWorkLog(row: LogRow, me: string): WorkLog {
  return {
    id: row.log_id,
    task: toReference(row),
    user_id: row.user_id,
    minutes: row.minutes,
    description: row.description,
    work_date: row.work_date,
    created_at: isoOf(row.created_at),
    isMine: row.user_id === me,
  };
}

export function workLogById(db: ReadableDb, id: string, me: string): WorkLog {
  const row = prepared<LogRow>(db, `SELECT ${LOG_COLUMNS} FROM ${LOGS} WHERE l.id = ?`).get(id);
  if (row === undefined) throw new Error(`no work log ${id}`);
  return toWorkLog(row, me);
}

/** One person's logs of some days, the newest day first; also of removed tasks, because the work was done. */
export function listLogs(
  db: ReadableDb,
  input: DayRange & { readonly userId: string; readonly taskId: string | null },
  me: string,
): WorkLog[] {
  const { from, to, userId, taskId } = input;
  return prepared<LogRow>(
    db,
    `SELECT ${LOG_COLUMNS} FROM ${LOGS} WHERE l.user_id = @userId AND l.work_date BETWEEN @from AND @to AND l.deleted_at IS NULL
       ${taskId === null ? '' : 'AND l.task_id = @taskId'} ORDER BY l.work_date DESC, l.created_at DESC, l.id DESC`,
  )
    .all({ from, to, userId, ...(taskId === null ? {} : { taskId }) })
    .map((row) => toWorkLog(row, me));
}

/** A row per task and a column per day, for one person. [LOG9] */
export function timeSheet(db: ReadableDb, input: DayRange & { readonly userId: string }) {
  const days = daysFrom(input.from, input.to);
  const rows = prepared<ReferenceRow & { work_date: string; minutes: number }>(
    db,
    `SELECT ${REFERENCE_COLUMNS}, worked.work_date, worked.minutes FROM (
       SELECT task_id, work_date, sum(minutes) AS minutes FROM work_logs
       WHERE user_id = @userId AND work_date BETWEEN @from AND @to AND deleted_at IS NULL GROUP BY task_id, work_date
     ) AS worked JOIN tasks AS t ON t.id = worked.task_id ORDER BY t.number, t.id`,
  ).all({ from: input.from, to: input.to, userId: input.userId });
  const indexByDay = new Map(days.map((day, index) => [day, index]));
  const totals = days.map(() => 0);
  const byTask = new Map<string, { task: ReturnType<typeof toReference>; minutes: number[]; total: number }>();
  for (const row of rows) {
    const index = indexByDay.get(row.work_date) ?? 0;
    const line = byTask.get(row.id) ?? { task: toReference(row), minutes: days.map(() => 0), total: 0 };
    line.minutes[index] = row.minutes;
    line.total += row.minutes;
    totals[index] = (totals[index] ?? 0) + row.minutes;
    byTask.set(row.id, line);
  }
  return {
    days: days.map((day, index) => ({ day, minutes: totals[index] ?? 0 })),
    rows: [...byTask.values()],
    total: totals.reduce((sum, minutes) => sum + minutes, 0),
  };
}

export type ReportBy = 'person' | 'task' | 'sprint' | 'day' | 'type';
type ReportRow = { key: string; label: string; minutes: number; logs: number };

/** Each reads one covering index of the logs and joins names to what is left after grouping. */
const GROUPED: Readonly<Record<ReportBy, (from: string) => string>> = {
  person: (from) =>
    `SELECT g.key, coalesce(p.name, '') AS label, g.minutes, g.logs
     FROM (SELECT user_id AS key, sum(minutes) AS minutes, count(*) AS logs ${from} GROUP BY user_id) AS g
     LEFT JOIN people AS p ON p.id = g.key`,
  task: (from) =>
    `SELECT g.key, coalesce(t.title, '') AS label, g.minutes, g.logs
     FROM (SELECT task_id AS key, sum(minutes) AS minutes, count(*) AS logs ${from} GROUP BY task_id) AS g
     LEFT JOIN tasks AS t ON t.id = g.key`,
  sprint: (from) =>
    `SELECT coalesce(t.sprint_id, '') AS key, coalesce(s.name, '') AS label, sum(g.minutes) AS minutes, sum(g.logs) AS logs
     FROM (SELECT task_id, sum(minutes) AS minutes, count(*) AS logs ${from} GROUP BY task_id) AS g
     LEFT JOIN tasks AS t INDEXED BY tasks_by_kind ON t.id = g.task_id LEFT JOIN sprints AS s ON s.id = t.sprint_id
     GROUP BY t.sprint_id`,
  type: (from) =>
    `SELECT coalesce(t.type, '') AS key, '' AS label, sum(g.minutes) AS minutes, sum(g.logs) AS logs
     FROM (SELECT task_id, sum(minutes) AS minutes, count(*) AS logs ${from} GROUP BY task_id) AS g
     LEFT JOIN tasks AS t INDEXED BY tasks_by_kind ON t.id = g.task_id GROUP BY t.type`,
  day: (from) =>
    `SELECT work_date AS key, '' AS label, sum(minutes) AS minutes, count(*) AS logs ${from} GROUP BY work_date`,
};

/** Beyond so many days, logs are read in the order in which they are grouped instead of by their day. */
const LONG_DAYS = 120;
const IN_GROUPS: Readonly<Record<ReportBy, string>> = {
  person: 'work_logs_by_person',
  task: 'work_logs_by_task',
  sprint: 'work_logs_by_task',
  type: 'work_logs_by_task',
  day: 'work_logs_by_day',
};

/** The index that suits: a person's days, the days, or the groups themselves, so that nothing has to be sorted. */
function reportSql(input: DayRange & { readonly by: ReportBy }, hasPeople: boolean): string {
  const people = hasPeople ? ' AND user_id IN (SELECT value FROM json_each(@people))' : '';
  const isLong = daysBetween(input.from, input.to) > LONG_DAYS;
  const index = hasPeople ? 'work_logs_by_person' : isLong ? IN_GROUPS[input.by] : 'work_logs_by_day';
  return GROUPED[input.by](
    `FROM work_logs INDEXED BY ${index} WHERE work_date BETWEEN @from AND @to AND deleted_at IS NULL${people}`,
  );
}

export function timeReport(
  db: ReadableDb,
  input: DayRange & { readonly by: ReportBy; readonly people: readonly string[]; readonly limit: number },
): { rows: ReportRow[]; minutes: number; logs: number; total: number } {
  const hasPeople = input.people.length > 0;
  const rows = prepared<ReportRow>(db, reportSql(input, hasPeople)).all({
    from: input.from,
    to: input.to,
    ...(hasPeople ? { people: JSON.stringify(input.people) } : {}),
  });
  rows.sort((one, two) =>
    input.by === 'day' ? one.key.localeCompare(two.key) : two.minutes - one.minutes || one.key.localeCompare(two.key),
  );
  return {
    rows: rows.slice(0, input.limit),
    minutes: rows.reduce((sum, row) => sum + row.minutes, 0),
    logs: rows.reduce((sum, row) => sum + row.logs, 0),
    total: rows.length,
  };
}

type ExportRow = LogRow & { readonly person: string; readonly hours: string; readonly sprint: string };
const EXPORT_HEAD = ['work_date', 'person', 'task', 'title', 'sprint', 'hours', 'minutes', 'description', 'created_at'];

/** All logs of some days as CSV with a byte order mark, which spreadsheets need to read Hebrew. [LOG10] */
export function exportLogs(
  db: ReadableDb,
  input: DayRange & { readonly userId: string | null },
): { readonly csv: string; readonly logs: number } {
  const lines: string[] = [toCsvLine(EXPORT_HEAD)];
  const rows = prepared<ExportRow>(
    db,
    `SELECT ${LOG_COLUMNS}, l.hours, coalesce(nullif(p.name, ''), p.email, l.user_id) AS person, coalesce(s.name, '') AS sprint
     FROM ${LOGS} LEFT JOIN people AS p ON p.id = l.user_id LEFT JOIN sprints AS s ON s.id = t.sprint_id
     WHERE l.work_date BETWEEN @from AND @to AND l.deleted_at IS NULL ${input.userId === null ? '' : 'AND l.user_id = @userId'}
     ORDER BY l.work_date, l.created_at, l.id`,
  ).all({ from: input.from, to: input.to, ...(input.userId === null ? {} : { userId: input.userId }) });
  for (const row of rows) {
    const { work_date, person, sprint, hours, minutes, description, created_at } = row;
    const { key, title } = toReference(row);
    lines.push(
      toCsvLine([work_date, person, key, title, sprint, Number(hours), minutes, description ?? '', isoOf(created_at)]),
    );
  }
  return { csv: `\uFEFF${lines.join('')}`, logs: rows.length };
}
