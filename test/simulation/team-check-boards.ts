import { prepared } from '../../src/engine/database/database.ts';
import { openTeamDecisions, openTeamRefusals } from '../../src/engine/team/team-inbox.ts';
import type { Desktop } from './desktop.ts';
import type { CardWord } from './team-boards.ts';
import type { TeamWorld } from './team-world.ts';

const SHARED = ['tasks', 'task_comments', 'work_logs', 'task_history'] as const;

/** Boards at rest: the same everywhere, nothing lost, nothing twice, sums right. */
export function checkBoards(world: TeamWorld): void {
  for (const desktop of world.desktops) {
    checkSent(world, desktop);
    checkSums(world, desktop);
  }
  for (const table of SHARED) checkEqual(world, table);
  checkPlaces(world);
  for (const [id, words] of world.boards.cards) checkCard(world, id, words);
  checkComments(world);
  checkLogs(world);
}

/** [I10, TEAM2] Nothing waits but what a person is asked about. */
function checkSent(world: TeamWorld, desktop: Desktop): void {
  const db = desktop.db();
  const waits = prepared<{ n: number }>(
    db,
    `SELECT (SELECT count(*) FROM team_dirty) + (SELECT count(*) FROM team_outbox WHERE state <> 'refused') AS n`,
  ).get();
  if (waits?.n !== 0) world.violate('TEAM2', `d${desktop.number} still has ${waits?.n} rows to send`);
  const refused = openTeamRefusals(db);
  if (refused.length > 0)
    world.violate('TEAM6', `d${desktop.number} was refused ${JSON.stringify(refused[0])}, which central takes`);
}

const NOT_COMPARED = new Set(['updated_at', 'estimated_hours', 'actual_hours', 'hours']);

/** [TEAM5, BOARD6] Every mirror has the same rows, and they are central's. */
function checkEqual(world: TeamWorld, table: (typeof SHARED)[number]): void {
  const told = world.desktops.map((desktop) => {
    const rows = prepared<Record<string, unknown>>(desktop.db(), `SELECT * FROM ${table} ORDER BY id`).all();
    return rows.map((row) => JSON.stringify(Object.entries(row).filter(([name]) => !NOT_COMPARED.has(name))));
  });
  for (const [number, rows] of told.entries()) {
    const at = rows.findIndex((row, index) => row !== told[0]?.[index]);
    if (at >= 0 || rows.length !== told[0]?.length)
      world.violate(
        'TEAM5',
        `${table} of d0 and d${number} differ: ${told[0]?.[at]} and ${rows[at]} (${told[0]?.length}, ${rows.length})`,
      );
  }
  const keys = JSON.stringify(world.rows.rows(table).map(({ key }) => key));
  const here = JSON.stringify(
    prepared<{ id: string }>(world.desktops[0]?.db() as never, `SELECT id FROM ${table} ORDER BY id`)
      .all()
      .map(({ id }) => id),
  );
  if (keys !== here) world.violate('TEAM5', `central and d0 have different ${table}`);
}

type Place = {
  readonly id: string;
  readonly status: string;
  readonly position: string;
  readonly completed_at: number | null;
};

/** [BOARD5] A card stands where central says, with what belongs to that place: two moves of it end the same everywhere. */
function checkPlaces(world: TeamWorld): void {
  const central = new Map(world.rows.rows('tasks').map(({ key, content }) => [key, content]));
  for (const desktop of world.desktops) {
    const cards = prepared<Place>(desktop.db(), 'SELECT id, status, position, completed_at FROM tasks').all();
    for (const { id, status, position, completed_at } of cards) {
      const there = central.get(id);
      if (there?.['status'] !== status || there['position'] !== position)
        world.violate(
          'BOARD5',
          `d${desktop.number} has card ${id} at ${status} ${position}, central at ${String(there?.['status'])} ${String(there?.['position'])}`,
        );
      if ((status === 'done') !== (completed_at !== null))
        world.violate('BOARD4', `d${desktop.number} has card ${id} at ${status}, completed at ${completed_at}`);
    }
  }
}

/** [TEAM5] What a person typed stands there, or somebody who knew it wrote over it, or a person is asked. */
function checkCard(world: TeamWorld, id: string, words: readonly CardWord[]): void {
  if (id.startsWith('died')) return;
  const row = prepared<Record<string, string | null>>(
    world.desktops[0]?.db() as never,
    'SELECT title, description FROM tasks WHERE id = ?',
  ).get(id);
  if (row === undefined) {
    if (words.some(({ certain }) => certain)) world.violate('TEAM1', `card ${id} is nowhere`);
    return;
  }
  for (const field of ['title', 'description'] as const) {
    const accounted = new Set([row[field] ?? '']);
    for (const desktop of world.desktops)
      for (const { key, fields } of openTeamDecisions(desktop.db()))
        if (key === id)
          for (const value of [fields[field]?.mine, ...(fields[field]?.earlier ?? [])]) accounted.add(String(value));
    const said = words.filter((word) => word.field === field);
    for (let grown = -1; grown !== accounted.size;) {
      grown = accounted.size;
      for (const word of said) if (accounted.has(word.value)) accounted.add(word.displayed);
    }
    for (const { value, certain, desktop, event } of said)
      if (certain && !accounted.has(value))
        world.violate(
          'TEAM5',
          `d${desktop} was told that the ${field} of a card becomes "${value}" (moment ${event}): it is lost`,
        );
  }
}

/** Comments never conflict: each is there once. */
function checkComments(world: TeamWorld): void {
  for (const desktop of world.desktops) {
    const there = prepared<{ comment: string }>(desktop.db(), 'SELECT comment FROM task_comments').all();
    for (const { text, certain, replaced } of world.boards.comments) {
      const count = there.filter(({ comment }) => comment === text).length;
      if (count > 1 || (count === 0 && certain && !replaced))
        world.violate('BOARD8', `d${desktop.number} has "${text}" ${count} times`);
    }
  }
}

function checkLogs(world: TeamWorld): void {
  for (const desktop of world.desktops) {
    const there = prepared<{ description: string; minutes: number }>(
      desktop.db(),
      'SELECT description, minutes FROM work_logs',
    ).all();
    for (const { text, minutes, certain } of world.boards.logs) {
      const found = there.filter(({ description }) => description === text);
      if (found.length > 1 || (found.length === 0 && certain) || found.some((one) => one.minutes !== minutes))
        world.violate('LOG1', `d${desktop.number} has "${text}" ${found.length} times`);
    }
  }
}

/** [LOG2] The work on a task is the sum of its logs. */
function checkSums(world: TeamWorld, desktop: Desktop): void {
  const wrong = prepared<{ id: string; actual_minutes: number; sum: number }>(
    desktop.db(),
    `SELECT id, actual_minutes, (SELECT coalesce(sum(minutes), 0) FROM work_logs WHERE task_id = t.id AND deleted_at IS NULL) AS sum
     FROM tasks AS t WHERE actual_minutes <> sum`,
  ).all();
  for (const { id, actual_minutes, sum } of wrong)
    world.violate('LOG2', `d${desktop.number} adds up ${actual_minutes} minutes on ${id} instead of ${sum}`);
}
