import { addDays, dayAt, startOfDay, weekdayOf } from '../../shared/domain/boards/days.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult } from './board-command.ts';
import { isoOf } from './board-rows.ts';
import { acceptBug, createBug, declineBug, resolveBug } from './bug-commands.ts';
import { changeTask, liveTask } from './change-task.ts';
import type { DemoTask } from './demo-board-content.ts';
import { DEMO_BACKLOG, DEMO_BUGS, DEMO_LAST_SPRINT, DEMO_PEOPLE, DEMO_SPRINT } from './demo-board-content.ts';
import { createDeployment, rollBackDeployment } from './deployment-commands.ts';
import { derivedId } from './derived-id.ts';
import { completeSprint, createSprint, setCapacity, startSprint } from './sprint-commands.ts';
import { createTask } from './task-commands.ts';
import { addComment } from './task-talk.ts';
import { addLog } from './work-log-commands.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * A board in the middle of its work, for the demo: two sprints, some forty tasks with work, talk and history, bugs and
 * deployments to the demo's store. The same each time, but for the dates, which lie around today. Only where there was
 * never a task nor, for one who works alone, a colleague. In a team the tasks are those of its people, and everything was
 * written down by who makes it: nobody writes in another's name there. Answers whether it was made.
 */
export function seedDemoBoard(given: BoardContext, storeId: string): BoardResult<boolean> {
  const isTeam = prepared(given.db, `SELECT 1 FROM team_state`).get() !== undefined;
  const colleagues = prepared<{ id: string }>(given.db, `SELECT id FROM people WHERE is_me = 0 ORDER BY name LIMIT 3`);
  const known = colleagues.all().map(({ id }) => id);
  const isUsed = prepared(given.db, `SELECT 1 FROM tasks LIMIT 1`).get() !== undefined;
  if (isUsed || (!isTeam && known.length > 0)) return ok(false);
  let count = 0;
  const newId = (): string => derivedId('demo-board', String((count += 1)));
  const people = [given.me, ...(isTeam ? known : DEMO_PEOPLE.map((name) => insertPerson(given, name)))];
  /** The same command context at another moment, in another person's hands. */
  const at = (ms: number, who = 0): BoardContext => ({
    ...given,
    newId,
    now: Math.min(ms, given.now),
    today: dayAt(Math.min(ms, given.now), given.timeZone),
    me: (isTeam ? null : people[who]) ?? given.me,
  });
  // the Sunday of this week or, early in it, of the last one, so that the sprint is some days old
  const back = weekdayOf(given.today) < 3 ? weekdayOf(given.today) + 7 : weekdayOf(given.today);
  const start = startOfDay(addDays(given.today, -back), given.timeZone);
  fillSprint(at, people, {
    name: 'Sprint 11',
    about: 'Count and ship',
    start: start - 14 * DAY_MS,
    tasks: DEMO_LAST_SPRINT,
  });
  const ids = fillSprint(at, people, { name: 'Sprint 12', about: 'Holiday prices', start, tasks: DEMO_SPRINT });
  for (const [index, one] of DEMO_BACKLOG.entries())
    addTask(at(start - (20 - index) * DAY_MS), people, one, null, given.today);
  addBugs(at, start, ids);
  addDeployments(at, start, storeId, ids);
  return ok(true);
}

function insertPerson(context: BoardContext, name: string): string {
  const id = derivedId('demo-person', name);
  prepared(
    context.db,
    `INSERT INTO people (id, name, created_at, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ).run(id, name, context.now, context.now);
  context.touch('people', id);
  return id;
}

type At = (ms: number, who?: number) => BoardContext;
type DemoSprint = {
  readonly name: string;
  readonly about: string;
  readonly start: number;
  readonly tasks: readonly DemoTask[];
};

/** Two weeks; one that is over is completed. Answers the ids of its tasks by their titles. */
function fillSprint(at: At, people: readonly string[], sprint: DemoSprint): ReadonlyMap<string, string> {
  const { start } = sprint;
  const end = start + 12 * DAY_MS;
  const planned = at(start - 2 * DAY_MS);
  const { id } = must(
    createSprint(planned, {
      name: sprint.name,
      description: sprint.about,
      start_date: isoOf(start),
      end_date: isoOf(end),
    }),
  );
  for (const user_id of people) must(setCapacity(planned, { id, user_id, minutes: 60 * 20 }));
  const ids = new Map<string, string>();
  for (const [index, one] of sprint.tasks.entries()) {
    ids.set(
      one.title,
      addTask(at(start - 2 * DAY_MS + index * 60_000), people, one, id, at(Number.MAX_SAFE_INTEGER).today),
    );
  }
  must(startSprint(at(start + 9 * HOUR_MS), id));
  for (const [index, one] of sprint.tasks.entries()) work(at, one, ids.get(one.title) ?? '', start, index);
  if (end < at(Number.MAX_SAFE_INTEGER).now) must(completeSprint(at(end), { id, open: 'backlog' }));
  return ids;
}

function addTask(
  context: BoardContext,
  people: readonly string[],
  one: DemoTask,
  sprintId: string | null,
  today: string,
): string {
  const { title, type, priority, estimate, who, due, tags } = one;
  const made = must(
    createTask(context, {
      ...{ title, type, priority, sprint_id: sprintId, tags: [...(tags ?? [])] },
      assigned_to: who === null ? null : (people[who] ?? null),
      estimated_minutes: estimate === null ? null : estimate * 60,
      due_date: due === undefined ? null : addDays(today, due),
      place: { at: 'bottom' },
    }),
  );
  return made.id;
}

const ON_THE_WAY = { todo: 0, blocked: 1, in_progress: 1, review: 2, testing: 3, done: 4 } as const;

/** Works on a task day by day, talks about it, and brings it where it stands. */
function work(at: At, one: DemoTask, id: string, start: number, index: number): void {
  const who = one.who ?? 0;
  const hour = start + 9 * HOUR_MS + (index % 6) * HOUR_MS;
  const step = (day: number, changes: Readonly<Record<string, string>>): void => {
    const context = at(hour + day * DAY_MS, who);
    changeTask(context, must(liveTask(context.db, id)), changes, null);
  };
  if (ON_THE_WAY[one.status] > 0) step(index % 3, { status: 'in_progress' });
  let left = Math.round(one.worked * 60);
  for (let day = index % 3; left > 0; day += 1) {
    const minutes = Math.min(left, 180);
    const context = at(hour + day * DAY_MS + 3 * HOUR_MS, who);
    must(addLog(context, { taskId: id, minutes, work_date: context.today, description: null }));
    left -= minutes;
  }
  for (const [nth, comment] of (one.comments ?? []).entries()) {
    must(addComment(at(hour + nth * HOUR_MS, (who + nth) % 4), { id, comment, mentions: [] }));
  }
  if (one.status !== 'todo' && one.status !== 'in_progress') step(2 + (index % 2), { status: one.status });
}

function addBugs(at: At, start: number, ids: ReadonlyMap<string, string>): void {
  for (const [index, one] of DEMO_BUGS.entries()) {
    const context = at(start + (index + 8) * HOUR_MS, 1 + (index % 3));
    const { title, severity, description, steps } = one;
    const { id } = must(
      createBug(context, { title, severity, description, steps_to_reproduce: steps, accepted: false }),
    );
    if (one.stage === 'accepted') must(acceptBug(context, { id, task: false }));
    if (one.stage === 'declined') must(declineBug(context, { id, reason: 'Sorts as WooCommerce does.' }));
    if (one.stage === 'resolved') {
      const task = ids.get('Empty cart after a declined card') ?? null;
      must(
        resolveBug(at(start + 3 * DAY_MS), { id, resolution_notes: 'The session is kept.', resolved_by_task_id: task }),
      );
    }
  }
}

function addDeployments(at: At, start: number, storeId: string, ids: ReadonlyMap<string, string>): void {
  const named = (...titles: readonly string[]): string[] =>
    titles.map((title) => ids.get(title) ?? '').filter((id) => id !== '');
  const deploy = (
    ms: number,
    version: string,
    environment: 'staging' | 'production',
    tasks: string[],
    hash: string,
  ): string =>
    must(
      createDeployment(at(ms, 2), {
        ...{ version, environment, status: 'success', store_id: storeId, deployed_tasks: tasks, git_commit_hash: hash },
        notes: `SKU Manager ${version}`,
        at: isoOf(at(ms).now),
      }),
    ).id;
  const first = deploy(start - 3 * DAY_MS, '1.4.1', 'production', [], '9f31c02');
  must(
    rollBackDeployment(at(start - 3 * DAY_MS + 2 * HOUR_MS), {
      id: first,
      reason: 'Prices were rounded to whole shekels.',
    }),
  );
  deploy(
    start + 2 * DAY_MS + 14 * HOUR_MS,
    '1.4.2',
    'production',
    named('Barcode field on variations', 'Courier rate for Eilat'),
    'c07d5ae',
  );
  deploy(
    start + 3 * DAY_MS + 11 * HOUR_MS,
    '1.4.3',
    'staging',
    named('Deploy SKU Manager 1.4.3', 'Refund twice by double click'),
    '41be77d',
  );
}

/** The content is ours: what is refused in it is a defect. */
function must<T>(result: BoardResult<T>): T {
  if (!result.ok) throw new Error(`the demo's board: ${JSON.stringify(result.error)}`);
  return result.value;
}
