import type { Burndown } from '../../shared/contract/boards-sprints.ts';
import { addDays, dayAt, daysFrom, startOfDay } from '../../shared/domain/boards/days.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardResult } from './board-command.ts';
import type { SprintRow } from './sprint-commands.ts';
import { liveSprint } from './sprint-commands.ts';

/** Longest sprint that is drawn day by day. */
const MOST_DAYS = 400;

type Moment = { readonly day: string; readonly at: number };
type Move = { readonly at: number; readonly from: string | null };
type Member = {
  readonly id: string;
  readonly sprint_id: string | null;
  readonly estimated_minutes: number | null;
  readonly created_at: number;
  readonly completed_at: number | null;
  readonly moves: Move[];
  /** Day → minutes worked on it. */
  readonly worked: Map<string, number>;
};

/**
 * What was left of a sprint at the end of each of its days: the estimates of its unfinished tasks less what had been worked
 * on each. Tasks count while they were in it, as the history says; estimates are those of today. [SPRINT5]
 */
export function sprintBurndown(db: ReadableDb, id: string, now: number, timeZone: string): BoardResult<Burndown> {
  const found = liveSprint(db, id);
  if (!found.ok) return found;
  const sprint = found.value;
  const members = membersOf(db, id);
  const first = dayAt(sprint.start_date, timeZone);
  // a sprint that ends at midnight has its last day before that
  const days = daysFrom(first, dayAt(sprint.end_date - 1, timeZone)).slice(0, MOST_DAYS);
  const until = Math.min(now, sprint.completed_at ?? now);
  const today = dayAt(until, timeZone);
  const scope = leftAt(members, id, { day: today, at: until });
  const total = scope.total;
  const points = days.map((day, index) => {
    const ideal = Math.round(total * (1 - (index + 1) / days.length));
    if (day > today) return { day, ideal, left: null, open: null };
    const at = day === today ? until : startOfDay(addDays(day, 1), timeZone) - 1;
    const { left, open } = leftAt(members, id, { day, at });
    return { day, ideal, left, open };
  });
  return ok({
    days: points,
    total_minutes: total,
    behindMinutes: sprint.status === 'planned' ? 0 : scope.left - evenLine(sprint, total, until),
    daysLeft: days.filter((day) => day >= dayAt(now, timeZone)).length,
  });
}

/** What would be left now if the work went evenly from the start to the end. */
function evenLine(sprint: SprintRow, total: number, now: number): number {
  const share = (now - sprint.start_date) / (sprint.end_date - sprint.start_date);
  return Math.round(total * (1 - Math.min(1, Math.max(0, share))));
}

function leftAt(
  members: readonly Member[],
  sprintId: string,
  moment: Moment,
): { readonly left: number; readonly open: number; readonly total: number } {
  let left = 0;
  let open = 0;
  let total = 0;
  for (const task of members) {
    if (task.created_at > moment.at || sprintAt(task, moment.at) !== sprintId) continue;
    const estimate = task.estimated_minutes ?? 0;
    total += estimate;
    if (task.completed_at !== null && task.completed_at <= moment.at) continue;
    open += 1;
    let worked = 0;
    for (const [day, minutes] of task.worked) if (day <= moment.day) worked += minutes;
    left += Math.max(0, estimate - worked);
  }
  return { left, open, total };
}

/** The first move after a time says where the task was then; without one it is where it was. */
function sprintAt(task: Member, at: number): string | null {
  const next = task.moves.find((move) => move.at > at);
  return next === undefined ? task.sprint_id : next.from;
}

const MEMBERS = `SELECT id FROM tasks WHERE sprint_id = @id AND deleted_at IS NULL
  UNION SELECT task_id FROM task_history WHERE field = 'sprint_id' AND (old_value = json_quote(@id) OR new_value = json_quote(@id))`;

/** Tasks that are in the sprint or were. */
function membersOf(db: ReadableDb, id: string): readonly Member[] {
  const members = new Map<string, Member>();
  const tasks = prepared<Omit<Member, 'moves' | 'worked'>>(
    db,
    `SELECT id, sprint_id, estimated_minutes, created_at, completed_at FROM tasks WHERE id IN (${MEMBERS}) AND deleted_at IS NULL`,
  ).all({ id });
  for (const task of tasks) members.set(task.id, { ...task, moves: [], worked: new Map() });
  const moves = prepared<{ task_id: string; old_value: string; created_at: number }>(
    db,
    `SELECT task_id, old_value, created_at FROM task_history
     WHERE field = 'sprint_id' AND task_id IN (${MEMBERS}) ORDER BY created_at, id`,
  ).all({ id });
  for (const move of moves) {
    members.get(move.task_id)?.moves.push({
      at: move.created_at,
      from: JSON.parse(move.old_value) as string | null,
    });
  }
  const worked = prepared<{ task_id: string; work_date: string; minutes: number }>(
    db,
    `SELECT task_id, work_date, sum(minutes) AS minutes FROM work_logs
     WHERE task_id IN (${MEMBERS}) AND deleted_at IS NULL GROUP BY task_id, work_date`,
  ).all({ id });
  for (const row of worked) members.get(row.task_id)?.worked.set(row.work_date, row.minutes);
  return [...members.values()];
}
