import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BoardDesk } from '../support/board-fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, openDesk } from '../support/board-fixture.ts';

let desk: BoardDesk;
let one: string;
let two: string;
beforeEach(async () => {
  desk = await openDesk();
  one = desk.task('One', { estimated_minutes: 60 }).id;
  two = desk.task('Two').id;
});
afterEach(() => desk.close());

const TODAY = '2026-11-20';
const actual = (id: string): number => desk.ask('tasks.get', { id }).actual_minutes;
const logged = (): readonly unknown[] =>
  desk
    .ask('time.list', { from: '2026-01-01', to: '2027-01-01' })
    .map((log) => [log.work_date, log.task.key, log.minutes]);

describe('the timer', () => {
  test('[LOG6] one runs: starting elsewhere logs what it counted, the same task goes on, stopping writes a log', () => {
    desk.ask('timer.start', { taskId: one, description: 'variations' });
    desk.advance(42 * MINUTE_MS + 10_000);
    expect(desk.ask('timer.get', {})).toMatchObject({
      task: { key: 'BR-1' },
      elapsedMs: 42 * MINUTE_MS + 10_000,
      idle: null,
    });
    expect(desk.ask('timer.start', { taskId: one }).logs).toEqual([]);
    const moved = desk.ask('timer.start', { taskId: two });
    expect(moved.logs).toMatchObject([
      { minutes: 42, description: 'variations', task: { key: 'BR-1' }, work_date: TODAY },
    ]);
    desk.advance(20_000);
    expect(desk.ask('timer.stop', { description: 'short' }).logs).toMatchObject([{ minutes: 1, description: 'short' }]);
    expect([actual(one), actual(two)]).toEqual([42, 1]);
    expect(desk.refusal('timer.stop', {})).toBe('timer no-timer');
    expect(desk.timers).toMatchObject([{ task: { key: 'BR-1' } }, { task: { key: 'BR-2' } }, null]);
  });

  test('[LOG6] it goes on in another process on the same mirror; dropped, it leaves nothing', async () => {
    desk.ask('timer.start', { taskId: one });
    const later = await openDesk({ db: desk.db, seed: 9, now: desk.now() + 3 * MINUTE_MS });
    expect(later.ask('timer.get', {})).toMatchObject({ elapsedMs: 3 * MINUTE_MS });
    later.ask('timer.drop', {});
    expect(desk.ask('timer.get', {})).toBeNull();
    expect(logged()).toEqual([]);
  });

  test('[LOG5] work over midnight is a log per calendar day, and a day is never more than 24 hours', () => {
    // 08:00 on Friday in Jerusalem
    desk.ask('timer.start', { taskId: one });
    desk.advance(17 * HOUR_MS);
    expect(desk.ask('timer.stop', {}).logs.map((log) => [log.work_date, log.minutes])).toEqual([['2026-11-20', 960], ['2026-11-21', 60]]); // prettier-ignore
    // 25 hours long: the clocks go back in that night
    desk.setNow(Date.UTC(2026, 9, 24, 21, 0));
    desk.ask('timer.start', { taskId: two });
    desk.advance(25 * HOUR_MS);
    expect(desk.ask('timer.stop', {}).logs.map((log) => [log.work_date, log.minutes])).toEqual([['2026-10-25', 1440]]);
  });

  test('[LOG7] five idle minutes are a question; kept they count, broken out they do not, discarded the timer ended before', () => {
    const away = (): void => {
      desk.ask('timer.start', { taskId: one });
      desk.advance(10 * MINUTE_MS);
      desk.advance(4 * MINUTE_MS);
      expect(desk.ask('boards.idle', { idleMs: 4 * MINUTE_MS })?.idle).toBeNull();
      desk.advance(16 * MINUTE_MS);
      expect(desk.ask('boards.idle', { idleMs: 20 * MINUTE_MS })?.idle).toMatchObject({ until: null });
      desk.advance(MINUTE_MS);
      expect(desk.ask('boards.idle', { idleMs: 0 })?.idle?.until).toBe(new Date(desk.now()).toISOString());
      desk.advance(9 * MINUTE_MS);
    };
    away();
    expect(desk.ask('timer.settleIdle', { choice: 'keep' }).timer).toMatchObject({
      idle: null,
      elapsedMs: 40 * MINUTE_MS,
    });
    expect(desk.refusal('timer.settleIdle', { choice: 'keep' })).toBe('timer no-idle-time');
    desk.ask('timer.drop', {});
    away();
    expect(desk.ask('timer.settleIdle', { choice: 'break' }).timer).toMatchObject({ elapsedMs: 19 * MINUTE_MS });
    desk.advance(MINUTE_MS);
    expect(desk.ask('timer.stop', {}).logs).toMatchObject([{ minutes: 20 }]);
    away();
    expect(desk.ask('timer.settleIdle', { choice: 'discard' })).toMatchObject({ timer: null, logs: [{ minutes: 10 }] });
    away();
    // stopped without an answer: what nobody judged is not work
    expect(desk.ask('timer.stop', {}).logs).toMatchObject([{ minutes: 19 }]);
    expect(desk.refusal('timer.settleIdle', { choice: 'keep' })).toBe('timer no-timer');
    expect(desk.ask('boards.idle', { idleMs: 999_999 })).toBeNull();
  });

  test('[LOG7] a second absence before the answer makes one question of both; the beginning is never before the timer', () => {
    desk.ask('timer.start', { taskId: one });
    desk.advance(6 * MINUTE_MS);
    const first = desk.ask('boards.idle', { idleMs: HOUR_MS })?.idle;
    expect(first?.since).toBe(desk.ask('timer.get', {})?.started_at);
    desk.ask('boards.idle', { idleMs: 0 });
    desk.advance(10 * MINUTE_MS);
    expect(desk.ask('boards.idle', { idleMs: 6 * MINUTE_MS })?.idle).toEqual({ since: first?.since, until: null });
  });

  test('[LOG8] a program that was gone, or a computer that slept, asks what becomes of that time', async () => {
    desk.ask('timer.start', { taskId: one });
    for (let minute = 0; minute < 3; minute += 1) {
      desk.advance(MINUTE_MS);
      desk.boards.noteAlive();
    }
    expect(desk.ask('timer.get', {})?.idle).toBeNull();
    const crashedAt = desk.now();
    const later = await openDesk({ db: desk.db, seed: 9, now: crashedAt + 9 * HOUR_MS });
    later.boards.noteAlive();
    expect(later.timers).toHaveLength(1);
    expect(later.ask('timer.get', {})?.idle).toEqual({
      since: new Date(crashedAt).toISOString(),
      until: new Date(crashedAt + 9 * HOUR_MS).toISOString(),
    });
    expect(later.ask('timer.settleIdle', { choice: 'discard' }).logs).toMatchObject([{ minutes: 3 }]);
  });
});

describe('logs by hand', () => {
  test('[LOG4] a typed line goes to the task it names, else the open one, the timer’s, the last one, else it is refused', () => {
    const key = (text: string, taskId: string | null = null): string | undefined =>
      desk.ask('time.read', { text, taskId }).task?.key;
    expect(key('1h x')).toBeUndefined();
    expect(desk.refusal('time.enter', { text: '1h x' })).toBe('text no-task');
    expect(key('1h BR-2 x')).toBe('BR-2');
    expect(key('1h x', one)).toBe('BR-1');
    expect(desk.refusal('time.enter', { text: '1h BR-99 x' })).toBe('text unknown');
    desk.ask('time.enter', { text: '1h30 yesterday BR-2 fixed variations' });
    expect(key('1h x')).toBe('BR-2');
    desk.ask('timer.start', { taskId: one });
    expect(key('1h x')).toBe('BR-1');
    expect(logged()).toEqual([['2026-11-19', 'BR-2', 90]]);
    expect(desk.ask('time.list', { from: TODAY, to: TODAY })).toEqual([]);
    expect(desk.refusal('time.enter', { text: 'x' })).toBe('text no-duration');
  });

  test('[LOG1] a log is 1 to 1440 minutes on a day that has come; the day is apart from when it was written', () => {
    const add = { taskId: one, minutes: 30, work_date: '2026-11-10' };
    expect(desk.ask('time.add', add)).toMatchObject({
      work_date: '2026-11-10',
      created_at: new Date(desk.now()).toISOString(),
    });
    expect(desk.refusal('time.add', { ...add, minutes: 0 })).toBe('minutes too-small');
    expect(desk.refusal('time.add', { ...add, minutes: 1441 })).toBe('minutes too-large');
    expect(desk.refusal('time.add', { ...add, work_date: '2026-11-21' })).toBe('work_date in-the-future');
    expect(desk.refusal('time.add', { ...add, work_date: '2026-11-31' })).toBe('work_date not-a-day');
    expect(desk.refusal('time.add', { ...add, taskId: 'none' })).toBe('NotFound');
    expect(actual(one)).toBe(30);
  });

  test('[LOG3] a log is corrected and removed by whose it is, and comes back', () => {
    const { id } = desk.ask('time.add', { taskId: one, minutes: 30, work_date: TODAY });
    desk.ask('time.edit', { id, changes: { minutes: 45, taskId: two, description: 'moved' } });
    expect([actual(one), actual(two)]).toEqual([0, 45]);
    desk.ask('time.remove', { ids: [id] });
    expect(actual(two)).toBe(0);
    desk.ask('time.restore', { ids: [id] });
    expect(actual(two)).toBe(45);
    desk.db.prepare(`UPDATE work_logs SET user_id = 'dana'`).run();
    expect(desk.refusal('time.edit', { id, changes: { minutes: 1 } })).toBe('id not-yours');
    expect(desk.refusal('time.remove', { ids: [id] })).toBe('id not-yours');
    expect(actual(two)).toBe(45);
  });

  test('[LOG2] whatever is done to logs, a task has the sum of its logs', () => {
    const step = fc.record({
      act: fc.constantFrom('add', 'edit', 'move', 'remove', 'restore', 'timer', 'raw'),
      pick: fc.nat(),
      minutes: fc.integer({ min: 1, max: 1440 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        for (const { act, pick, minutes } of steps) {
          const ids = desk.db.prepare(`SELECT id FROM work_logs ORDER BY id`).pluck().all() as string[];
          const id = ids[pick % Math.max(1, ids.length)];
          const taskId = pick % 2 === 0 ? one : two;
          if (act === 'add' || id === undefined) desk.ask('time.add', { taskId, minutes, work_date: TODAY });
          else if (act === 'edit') desk.ask('time.edit', { id, changes: { minutes } });
          else if (act === 'move') desk.ask('time.edit', { id, changes: { taskId } });
          else if (act === 'remove') desk.ask('time.remove', { ids: [id] });
          else if (act === 'restore') desk.ask('time.restore', { ids: [id] });
          else if (act === 'timer') desk.ask('timer.start', { taskId });
          // as a merge writes: no command, and a sum of another desktop
          else desk.db.prepare(`UPDATE work_logs SET minutes = ?, deleted_at = NULL WHERE id = ?`).run(minutes, id);
        }
        const wrong = desk.db
          .prepare(
            `SELECT id FROM tasks WHERE actual_minutes <> (SELECT coalesce(sum(minutes), 0) FROM work_logs WHERE task_id = tasks.id AND deleted_at IS NULL)`,
          )
          .all();
        expect(wrong).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('sheets and reports', () => {
  beforeEach(() => {
    const sprint = desk.ask('sprints.create', {
      name: 'S',
      start_date: '2026-11-01T00:00:00Z',
      end_date: '2026-12-01T00:00:00Z',
    });
    desk.ask('tasks.edit', { id: two, changes: { sprint_id: sprint.id, type: 'bug' } });
    for (const text of ['1h BR-1', '30m yesterday BR-1', '2h yesterday BR-2 =cmd()', '15m 2026-10-31 BR-2 old']) {
      desk.ask('time.enter', { text });
    }
  });

  test('[LOG9] a week sheet has a row per task and a column per day, and its sums agree', () => {
    const sheet = desk.ask('time.sheet', { from: '2026-11-15', to: '2026-11-21' });
    expect(sheet.days.map((one_) => one_.minutes)).toEqual([0, 0, 0, 0, 150, 60, 0]);
    expect(sheet.rows.map((row) => [row.task.key, row.minutes, row.total])).toEqual([
      ['BR-1', [0, 0, 0, 0, 30, 60, 0], 90],
      ['BR-2', [0, 0, 0, 0, 120, 0, 0], 120],
    ]);
    expect(sheet.total).toBe(210);
    expect(desk.refusal('time.sheet', { from: '2026-11-15', to: '2026-11-14' })).toBe('to end-before-start');
    expect(desk.refusal('time.sheet', { from: '2026-01-01', to: '2026-11-14' })).toBe('to too-large');
    expect(desk.refusal('time.report', { from: '2026-02-30', to: '2026-11-14', by: 'day' })).toBe('from not-a-day');
  });

  test('[LOG9] a report adds up by person, task, sprint, kind or day, the same total each time', () => {
    const report = (by: 'person' | 'task' | 'sprint' | 'day' | 'type') =>
      desk.ask('time.report', { from: '2026-11-01', to: TODAY, by });
    for (const by of ['person', 'task', 'sprint', 'day', 'type'] as const)
      expect(report(by)).toMatchObject({ minutes: 210, logs: 3 });
    expect(report('task').rows.map((row) => [row.label, row.minutes, row.logs])).toEqual([['Two', 120, 1], ['One', 90, 2]]); // prettier-ignore
    expect(report('sprint').rows.map((row) => [row.label, row.minutes])).toEqual([['S', 120], ['', 90]]); // prettier-ignore
    expect(report('type').rows.map((row) => [row.key, row.minutes])).toEqual([['bug', 120], ['feature', 90]]); // prettier-ignore
    expect(report('day').rows.map((row) => [row.key, row.minutes])).toEqual([['2026-11-19', 150], [TODAY, 60]]); // prettier-ignore
    expect(desk.ask('time.report', { from: '2026-11-01', to: TODAY, by: 'task', people: ['dana'] }).rows).toEqual([]);
    expect(
      desk.ask('time.report', { from: '2026-01-01', to: TODAY, by: 'person', people: [desk.me], limit: 1 }),
    ).toMatchObject({ minutes: 225, total: 1 });
  });

  test('[LOG10] an export names every log once, without formulas', () => {
    const { csv, logs, fileName } = desk.ask('time.export', { from: '2026-11-01', to: TODAY });
    expect([logs, fileName]).toEqual([3, 'work-logs-2026-11-01-2026-11-20.csv']);
    const lines = csv.trimEnd().split('\r\n');
    expect(lines[0]).toBe('\uFEFFwork_date,person,task,title,sprint,hours,minutes,description,created_at');
    expect(lines).toHaveLength(4);
    expect(csv).toContain(`2026-11-19,${desk.me},BR-2,Two,S,2,120,'=cmd(),`);
    expect(desk.ask('time.export', { from: '2026-11-01', to: TODAY, userId: 'dana' }).logs).toBe(0);
  });

  test('a day is a calendar day here, not in UTC', () => {
    desk.setNow(Date.UTC(2026, 10, 20, 22, 30));
    expect(desk.ask('time.enter', { text: '5m BR-1' }).work_date).toBe('2026-11-21');
    desk.advance(DAY_MS);
    expect(desk.ask('time.enter', { text: '5m yesterday BR-1' }).work_date).toBe('2026-11-21');
  });
});
