import { describe, expect, test } from 'vitest';
import { BOARD_TABLES } from '../../src/shared/domain/boards/tables.ts';
import type { BoardTable } from '../../src/shared/domain/boards/tables.ts';
import { openTestMirror } from '../support/test-mirror.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

/** A task of tenant A that stays for the test. */
async function task(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const row = { organization_id: world().orgA, title: 'T', ...more };
  const names = Object.keys(row);
  const values = names.map((_name, index) => `$${index + 1}`).join(', ');
  return String(
    await world().value(`INSERT INTO tasks (${names.join(', ')}) VALUES (${values}) RETURNING id`, Object.values(row)),
  );
}
const log = (taskId: string, column: 'hours' | 'minutes', amount: number): Promise<unknown> =>
  world().value(
    `INSERT INTO work_logs (organization_id, task_id, user_id, ${column}) VALUES ($1, $2, $3, $4) RETURNING id`,
    [world().orgA, taskId, world().id.ownerA, amount],
  );

describe('the boards of a team', () => {
  test('[BOARD6] every column that desktops share is there under the same name, and no check or choice differs', async () => {
    const mirror = await openTestMirror();
    for (const [table, { columns }] of Object.entries<BoardTable>(BOARD_TABLES)) {
      const found = await world().query(
        `SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'`,
        [table],
      );
      const central = new Set(found.map((row) => String(row['column_name'])));
      expect(
        columns.filter((column) => !central.has(column)),
        table,
      ).toEqual([]);
      const sql = String(mirror.prepare(`SELECT sql FROM sqlite_schema WHERE name = ?`).pluck().get(table));
      const checks = await world().query(
        `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::regclass`,
        [`public.${table}`],
      );
      const choices = (text: string): readonly string[] =>
        [...text.matchAll(/'([a-z_]+)'/g)].map((match) => match[1] ?? '');
      for (const check of checks.map((row) => String(row['text'])).filter((text) => text.includes('ANY'))) {
        const column = /\((\w+) = ANY/.exec(check)?.[1] ?? '';
        const own = new RegExp(`${column} IN \\(([^)]*)\\)`).exec(sql)?.[1] ?? '';
        expect(choices(own), `${table}.${column}`).toEqual(choices(check));
      }
    }
    mirror.close();
  });

  test('[LOG2] a task has the sum of its logs, whoever wrote them in hours or minutes; a client’s own sum counts for nothing', async () => {
    const id = await task({ estimated_hours: 1.5 });
    const sum = (): Promise<unknown> =>
      world().value(`SELECT actual_minutes || ' ' || actual_hours FROM tasks WHERE id = $1`, [id]);
    const first = await log(id, 'hours', 1.25);
    await log(id, 'minutes', 20);
    expect(await sum()).toBe('95 1.5833');
    expect(await world().value('SELECT minutes FROM work_logs WHERE id = $1', [first])).toBe(75);
    await world().query('UPDATE work_logs SET hours = 2 WHERE id = $1', [first]);
    expect(await sum()).toBe('140 2.3333');
    await world().query('UPDATE tasks SET actual_minutes = 1, actual_hours = 9 WHERE id = $1', [id]);
    expect(await sum()).toBe('140 2.3333');
    await world().query('UPDATE work_logs SET deleted_at = now() WHERE id = $1', [first]);
    expect(await sum()).toBe('20 0.3333');
    expect(await world().value('SELECT estimated_minutes FROM tasks WHERE id = $1', [id])).toBe(90);
    await world().query('UPDATE tasks SET estimated_minutes = 30 WHERE id = $1', [id]);
    expect(String(await world().value('SELECT estimated_hours FROM tasks WHERE id = $1', [id]))).toBe('0.5000');
    expect(
      await world().refusal(
        `INSERT INTO work_logs (organization_id, task_id, user_id, minutes) VALUES ($1, $2, $3, 1441)`,
        [world().orgA, id, world().id.ownerA],
      ),
    ).toContain('23514');
  });

  test('[LOG2] work is no new version of its task: what others do to the task does not meet it', async () => {
    const id = await task();
    const version = (): Promise<unknown> => world().value('SELECT row_version::text FROM tasks WHERE id = $1', [id]);
    const before = await version();
    await log(id, 'minutes', 20);
    expect(await version()).toBe(before);
    await world().query(`UPDATE tasks SET title = 'Other' WHERE id = $1`, [id]);
    expect(await version()).not.toBe(before);
  });

  test('[BOARD3] a number is given where none was, per organization; twins stay twins', async () => {
    const [one, two] = [await task(), await task()];
    const number = (id: string): Promise<unknown> => world().value('SELECT number FROM tasks WHERE id = $1', [id]);
    expect(Number(await number(two)) - Number(await number(one))).toBe(1);
    const other = await task({ organization_id: world().orgB });
    expect(await number(other)).toBe(1);
    const twin = await task({ number: await number(one) });
    expect(await number(twin)).toBe(await number(one));
    expect(await world().value(`SELECT 'Zz' < 'a0' COLLATE "C" AND 'Z' < 'a' COLLATE "C"`)).toBe(true);
    const places = ['a1', 'Zz', 'a0V', 'b00', 'a0'];
    for (const position of places) await task({ position, title: 'placed' });
    const sorted = await world().query(`SELECT position FROM tasks WHERE title = 'placed' ORDER BY position`);
    expect(sorted.map((row) => row['position'])).toEqual(places.toSorted());
  });

  test('[BOARD8] [LOG3] comments, work and history are written in one’s own name; who manages projects corrects work', async () => {
    const id = await task();
    const { id: people, orgA } = world();
    const write = (who: 'ownerA' | 'managerA' | 'viewerA', table: string, user: string): Promise<string> =>
      world().as(who, async ({ query, refusal }) => {
        const columns =
          {
            work_logs: ['minutes', 5],
            task_comments: ['comment', 'c'],
            task_history: [`field, old_value, new_value`, null],
          }[table] ?? [];
        const sql =
          table === 'task_history'
            ? `INSERT INTO task_history (organization_id, task_id, user_id, field, old_value, new_value) VALUES ($1, $2, $3, 'title', '"a"', '"b"')`
            : `INSERT INTO ${table} (organization_id, task_id, user_id, ${columns[0]}) VALUES ($1, $2, $3, $4)`;
        const values = [orgA, id, user, ...(table === 'task_history' ? [] : [columns[1]])];
        if (user === people[who] && who !== 'viewerA') {
          await query(sql, values);
          return 'written';
        }
        return (await refusal(sql, values)).slice(0, 5);
      });
    for (const table of ['work_logs', 'task_comments', 'task_history']) {
      expect(await write('managerA', table, people.managerA), table).toBe('written');
      expect(await write('managerA', table, people.ownerA), table).toBe('42501');
      expect(await write('ownerA', table, people.managerA), table).toBe('42501');
      expect(await write('viewerA', table, people.viewerA), table).toBe('42501');
    }
    await log(id, 'minutes', 20);
    const corrected = (who: 'ownerA' | 'managerA'): Promise<number> =>
      world().as(
        who,
        async ({ query }) =>
          (await query('UPDATE work_logs SET minutes = 21 WHERE task_id = $1 RETURNING 1', [id])).length,
      );
    expect([await corrected('ownerA'), await corrected('managerA')]).toEqual([1, 0]);
  });

  test('[ALERT1] one cause is one alert of an organization', async () => {
    const insert = `INSERT INTO project_alerts (organization_id, type, message, cause_key) VALUES ($1, 'overdue', 'm', 'k')`;
    await world().query(insert, [world().orgA]);
    await world().query(insert, [world().orgB]);
    expect(await world().refusal(insert, [world().orgA])).toContain('23505');
  });
});
