import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BoardDesk } from '../support/board-fixture.ts';
import { DAY_MS, FRIDAY, insertBoardStore, openDesk } from '../support/board-fixture.ts';

let desk: BoardDesk;
beforeEach(async () => {
  desk = await openDesk();
  insertBoardStore(desk.db, 'demo');
});
afterEach(() => desk.close());

test.each([0, 1, 2, 3, 4, 5, 6])(
  'the demo’s board is in the middle of its work, whatever day of the week it is (%i days on)',
  (days) => {
    desk.setNow(FRIDAY + days * DAY_MS);
    desk.boards.seedDemo('demo');
    const [active, ...others] = desk.ask('sprints.list', {});
    expect(active).toMatchObject({ name: 'Sprint 12', status: 'active', tasks: 21, done: 8 });
    expect(others).toMatchObject([{ name: 'Sprint 11', status: 'completed', tasks: 8, done: 8 }]);
    const { cards, columns } = desk.ask('board.cards', { filters: { sprint: 'current' } });
    expect(columns.every((column) => column.count > 0)).toBe(true);
    expect(cards.some((card) => card.actual_minutes > 0 && card.comments > 0)).toBe(true);
    expect(desk.ask('board.cards', {}).cards).toHaveLength(40);
    expect(desk.ask('people.list', {})).toHaveLength(4);
    const burndown = desk.ask('sprints.burndown', { id: active?.id ?? '' });
    expect(burndown.days.filter((point) => point.left !== null).length).toBeGreaterThan(2);
    expect(desk.ask('bugs.list', {}).tabs).toEqual({ intake: 2, snoozed: 0, open: 1, ended: 2 });
    expect(desk.ask('deployments.list', {}).map((one) => [one.version, one.status])).toEqual([
      ['1.4.3', 'success'],
      ['1.4.2', 'success'],
      ['1.4.1', 'rolled_back'],
    ]);
    // nothing lies ahead of now, whatever was made up
    const ahead = desk.db.prepare(`SELECT count(*) FROM work_logs WHERE created_at > ? OR work_date > ?`).pluck();
    expect(ahead.get(desk.now(), new Date(desk.now() + 3 * 3_600_000).toISOString().slice(0, 10))).toBe(0);
    expect(desk.ask('alerts.list', {}).alerts.map((alert) => alert.type)).toContain('budget_exceeded');
  },
);

test('it is the same each time, is made once, and leaves a board that was used alone', async () => {
  desk.boards.seedDemo('demo');
  const rows = (from: BoardDesk): unknown =>
    from.db.prepare(`SELECT id, title, status, position, actual_minutes FROM tasks ORDER BY id`).all();
  const again = await openDesk({ seed: 77 });
  insertBoardStore(again.db, 'demo');
  again.boards.seedDemo('demo');
  expect(rows(again)).toEqual(rows(desk));
  const before = rows(desk);
  desk.boards.seedDemo('demo');
  expect(rows(desk)).toEqual(before);
  const used = await openDesk({ seed: 3 });
  used.task('Mine');
  used.boards.seedDemo('demo');
  expect(used.ask('board.cards', {}).cards).toHaveLength(1);
  again.close();
  used.close();
});
