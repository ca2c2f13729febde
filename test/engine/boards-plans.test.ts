import { afterEach, beforeEach, expect, test } from 'vitest';
import { boardFilters } from '../../src/shared/contract/boards-common.ts';
import { boardCards } from '../../src/engine/boards/board-cards.ts';
import type { BoardDesk } from '../support/board-fixture.ts';
import { insertBoardStore, insertRefusal, openDesk } from '../support/board-fixture.ts';
import { buildBigBoard } from '../support/big-board.ts';

const BIG = ['tasks', 'work_logs', 'task_comments', 'task_history', 'sync_errors', 'orders'];
let desk: BoardDesk;
let seen: Set<string>;

/** A board whose connection remembers every statement that is prepared on it. */
beforeEach(async () => {
  desk = await openDesk();
  buildBigBoard(desk.db, { tasks: 600, logs: 3000, people: 5, lastDay: '2026-11-20' });
  insertBoardStore(desk.db, 'shop');
  for (let index = 0; index < 300; index += 1)
    insertRefusal(desk.db, { id: `e${index}`, at: desk.now() - index * 1000 });
  desk.db.exec('ANALYZE');
  seen = new Set();
  const prepare = desk.db.prepare.bind(desk.db);
  desk.db.prepare = (text: string) => {
    seen.add(text);
    return prepare(text);
  };
});
afterEach(() => desk.close());

/** The steps of a statement's plan; values are unknown when it is made, as in the program. */
function planOf(text: string): readonly string[] {
  const positional = text.replaceAll(/@\w+/g, '?');
  const unbound = Array<null>(positional.split('?').length - 1).fill(null);
  return (desk.db.prepare(`EXPLAIN QUERY PLAN ${positional}`).all(...unbound) as { detail: string }[]).map(
    ({ detail }) => detail,
  );
}

/** Steps that read a big table from end to end, of every statement that was prepared since. */
function scans(): readonly string[] {
  const asked = [...seen].filter((text) => /^\s*(?:SELECT|WITH|UPDATE)/i.test(text));
  return asked.flatMap((text) => {
    const uses = [...text.matchAll(/(?:FROM|JOIN|UPDATE)\s+(\w+)(?:\s+AS\s+(\w+))?/gi)];
    const names = new Map(uses.map((use) => [use[2] ?? use[1] ?? '', use[1] ?? '']));
    return planOf(text)
      .filter((detail) => {
        // what is over its estimate is all that the first holds; the others count without looking at a row
        if (/tasks_over_budget|COVERING INDEX (?:tasks_by_number|task_comments_by_task)/.test(detail)) return false;
        const name = /^SCAN (\w+)/.exec(detail)?.[1] ?? '';
        return BIG.includes(names.get(name) ?? name);
      })
      .map((detail) => `${detail} IN ${text.replaceAll(/\s+/g, ' ').slice(0, 160)}`);
  });
}

test('commands of a person, sheets, reports, alerts and effects read no big table from end to end', () => {
  const id = 'task-000300';
  desk.task('New', { sprint_id: 'sprint-9' });
  desk.ask('tasks.edit', { id, changes: { title: 'Other' } });
  desk.ask('tasks.move', { ids: [id], status: 'review', place: { after: 'task-000302' } });
  desk.ask('tasks.comment', { id, comment: 'c' });
  desk.ask('tasks.get', { id });
  desk.ask('tasks.history', { id });
  desk.ask('tasks.logs', { id });
  desk.ask('time.enter', { text: '1h BR-5 x' });
  desk.ask('timer.start', { taskId: id });
  desk.ask('timer.stop', {});
  desk.ask('time.list', { from: '2026-11-15', to: '2026-11-20' });
  desk.ask('time.sheet', { from: '2026-11-15', to: '2026-11-20', userId: 'person-1' });
  for (const by of ['person', 'task', 'sprint', 'day', 'type'] as const) {
    desk.ask('time.report', { from: '2026-10-01', to: '2026-11-20', by });
    desk.ask('time.report', { from: '2026-01-01', to: '2026-11-20', by, people: ['person-1'] });
  }
  desk.ask('sprints.burndown', { id: 'sprint-9' });
  desk.ask('sprints.planning', { id: 'sprint-9' });
  desk.ask('boards.fromErrorGroup', { fingerprint: 'product_invalid_sku/sku/products', as: 'bug' });
  desk.ask('deployments.create', { version: '1', environment: 'staging', status: 'success' });
  desk.ask('deployments.list', {});
  desk.boards.noteOthers();
  for (const filters of [
    { sprint: 'current' as const },
    { sprint: 'backlog' as const },
    { sprint: { id: 'sprint-3' } },
  ]) {
    boardCards(desk.db, boardFilters.parse(filters), '2026-11-20');
  }
  expect(scans()).toEqual([]);
  expect(seen.size).toBeGreaterThan(60);
});

test('the whole board is one reading of the cards, in the order of the index, without their descriptions', () => {
  const { cards } = boardCards(desk.db, boardFilters.parse({}), '2026-11-20');
  expect(cards).toHaveLength(600);
  const readings = [...seen].filter((text) => /FROM tasks AS t WHERE/.test(text));
  expect(readings).toHaveLength(1);
  expect(readings[0]).not.toContain('description');
  const plan = planOf(readings[0] ?? '');
  expect(plan).toContain('SCAN t USING INDEX tasks_by_place');
  expect(plan.join(' ')).not.toContain('TEMP B-TREE');
});

test.each([
  ['2026-10-01', 'SEARCH work_logs USING COVERING INDEX work_logs_by_day (work_date>? AND work_date<?)', true],
  ['2024-10-01', 'SCAN work_logs USING COVERING INDEX work_logs_by_task', false],
])('a report from %s on reads nothing but an index of the logs, and a long one sorts nothing', (from, step, sorts) => {
  desk.ask('time.report', { from, to: '2026-11-20', by: 'task' });
  const [report = ''] = [...seen].filter((text) => text.includes('FROM work_logs'));
  const plan = planOf(report);
  expect(plan).toContain(step);
  expect(plan.some((detail) => detail.includes('TEMP B-TREE'))).toBe(sorts);
});
