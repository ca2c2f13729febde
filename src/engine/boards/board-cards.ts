import type { BoardFilters } from '../../shared/contract/boards-common.ts';
import type { BoardCard } from '../../shared/contract/boards-tasks.ts';
import { addDays } from '../../shared/domain/boards/days.ts';
import { readKey, toKey } from '../../shared/domain/boards/keys.ts';
import type { TaskStatus } from '../../shared/domain/boards/words.ts';
import { TASK_STATUSES } from '../../shared/domain/boards/words.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { refusedByTask } from './error-links.ts';

type CardRow = Omit<BoardCard, 'key' | 'tags' | 'comments' | 'blockers' | 'refused' | 'environment'> & {
  readonly number: number;
  readonly tags: string;
};
export type BoardCards = {
  readonly cards: BoardCard[];
  readonly columns: { status: TaskStatus; count: number; estimated_minutes: number }[];
  readonly sprintId: string | null;
};

/** What a card draws of its own row, in one reading; nothing else of the task. What hangs on few cards is read apart. */
const CARD = `SELECT t.id, t.number, t.title, t.status, t.type, t.priority, t.sprint_id, t.assigned_to, t.estimated_minutes,
  t.actual_minutes, t.start_date, t.due_date, t.tags FROM tasks AS t WHERE t.deleted_at IS NULL`;

const COMMENTS = `SELECT task_id AS id, count(*) AS n FROM task_comments WHERE deleted_at IS NULL GROUP BY task_id`;
const BLOCKERS = `SELECT l.to_task_id AS id, count(*) AS n FROM task_links AS l JOIN tasks AS b ON b.id = l.from_task_id
  WHERE l.kind = 'blocks' AND l.deleted_at IS NULL AND b.completed_at IS NULL AND b.deleted_at IS NULL GROUP BY l.to_task_id`;
/** Numbers that two desktops gave are few: only their twins are put in order. [BOARD3] */
const TWINS = `SELECT t.id, row_number() OVER (PARTITION BY t.number ORDER BY t.created_at, t.id) - 1 AS n FROM tasks AS t
  WHERE t.number IN (SELECT number FROM tasks GROUP BY number HAVING count(*) > 1)`;

function countsById(db: ReadableDb, sql: string): ReadonlyMap<string, number> {
  return new Map(
    prepared<{ id: string; n: number }>(db, sql)
      .all()
      .map((row) => [row.id, row.n]),
  );
}

/** The cards under these filters, column by column in the order of their places. [BOARD5] */
export function boardCards(db: ReadableDb, filters: BoardFilters, today: string): BoardCards {
  const sprintId = filters.sprint === 'current' ? activeSprintId(db) : null;
  const { conditions, parameters } = conditionsOf(filters, sprintId, today);
  const rows = prepared<CardRow>(
    db,
    `${CARD}${conditions.map((condition) => ` AND ${condition}`).join('')} ORDER BY t.status, t.position, t.id`,
  ).all(parameters);
  const twins = countsById(db, TWINS);
  const comments = countsById(db, COMMENTS);
  const blockers = countsById(db, BLOCKERS);
  const refused = refusedByTask(db);
  const environments = environmentByTask(db);
  const byStatus = new Map<TaskStatus, BoardCard[]>(TASK_STATUSES.map((status) => [status, []]));
  for (const { number, tags, ...row } of rows) {
    const column = byStatus.get(row.status);
    column?.push({
      ...row,
      key: toKey('BR', number, twins.get(row.id) ?? 0),
      tags: tags === '[]' ? [] : (JSON.parse(tags) as string[]),
      comments: comments.get(row.id) ?? 0,
      blockers: blockers.get(row.id) ?? 0,
      refused: refused.get(row.id) ?? null,
      environment: environments.get(row.id) ?? null,
    });
  }
  return {
    cards: [...byStatus.values()].flat(),
    columns: [...byStatus].map(([status, cards]) => ({
      status,
      count: cards.length,
      estimated_minutes: cards.reduce((sum, card) => sum + (card.estimated_minutes ?? 0), 0),
    })),
    sprintId,
  };
}

/** The active sprint; of two that two desktops started at once, the one that starts first. [SPRINT2] */
export function activeSprintId(db: ReadableDb): string | null {
  return (
    prepared<{ id: string }>(
      db,
      `SELECT id FROM sprints WHERE status = 'active' AND deleted_at IS NULL ORDER BY start_date, id LIMIT 1`,
    ).get()?.id ?? null
  );
}

type Conditions = { readonly conditions: string[]; readonly parameters: Record<string, string | number | null> };

function conditionsOf(filters: BoardFilters, current: string | null, today: string): Conditions {
  const conditions: string[] = [];
  const parameters: Record<string, string | number | null> = {};
  const given = (condition: string, values: Readonly<Record<string, string | number | null>> = {}): void => {
    conditions.push(condition);
    Object.assign(parameters, values);
  };
  const { sprint } = filters;
  if (sprint === 'backlog') given('t.sprint_id IS NULL');
  else if (sprint === 'current' && current !== null) given('t.sprint_id = @sprintId', { sprintId: current });
  else if (typeof sprint === 'object') given('t.sprint_id = @sprintId', { sprintId: sprint.id });
  const lists = { type: filters.types, priority: filters.priorities, status: filters.statuses } as const;
  for (const [column, values] of Object.entries(lists)) {
    if (values.length > 0) {
      given(`t.${column} IN (SELECT value FROM json_each(@${column}))`, { [column]: JSON.stringify(values) });
    }
  }
  if (filters.assignees.length > 0) {
    given(`coalesce(t.assigned_to, '') IN (SELECT value FROM json_each(@assignees))`, {
      assignees: JSON.stringify(filters.assignees),
    });
  }
  if (filters.tags.length > 0) {
    given(`EXISTS (SELECT 1 FROM json_each(t.tags) AS tag WHERE tag.value IN (SELECT value FROM json_each(@tags)))`, {
      tags: JSON.stringify(filters.tags),
    });
  }
  if (filters.due === 'none') given('t.due_date IS NULL');
  if (filters.due === 'overdue') given('t.due_date < @today AND t.completed_at IS NULL', { today });
  if (filters.due === 'week') given('t.due_date BETWEEN @today AND @weekEnd', { today, weekEnd: addDays(today, 6) });
  if (filters.fromErrors) {
    given(`EXISTS (SELECT 1 FROM error_links AS e WHERE e.task_id = t.id AND e.deleted_at IS NULL)`);
  }
  addSearch(filters.search.trim(), given);
  return { conditions, parameters };
}

function addSearch(
  search: string,
  given: (condition: string, values: Readonly<Record<string, string | number | null>>) => void,
): void {
  if (search === '') return;
  const key = readKey('BR', search, false);
  given(
    `(t.title LIKE @like ESCAPE '\\' OR t.number = @number
      OR EXISTS (SELECT 1 FROM json_each(t.tags) AS tag WHERE tag.value LIKE @like ESCAPE '\\'))`,
    { like: likeOf(search), number: key?.number ?? -1 },
  );
}

/** A pattern that finds the text anywhere. */
export function likeOf(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** Where the newest deployment of each task went, as far as it got there. */
function environmentByTask(db: ReadableDb): ReadonlyMap<string, string> {
  const rows = prepared<{ task: string; environment: string }>(
    db,
    `SELECT part.value AS task, d.environment FROM deployments AS d, json_each(d.deployed_tasks) AS part
     WHERE d.deleted_at IS NULL AND d.status IN ('success', 'in_progress') ORDER BY coalesce(d.completed_at, d.created_at), d.id`,
  ).all();
  return new Map(rows.map((row) => [row.task, row.environment]));
}

/** Tags in use, most used first. */
export function tagsInUse(db: ReadableDb): { tag: string; count: number }[] {
  return prepared<{ tag: string; count: number }>(
    db,
    `SELECT part.value AS tag, count(*) AS count FROM tasks AS t, json_each(t.tags) AS part WHERE t.deleted_at IS NULL
     GROUP BY part.value ORDER BY count DESC, tag LIMIT 500`,
  ).all();
}
