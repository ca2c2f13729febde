import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BoardDesk } from '../support/board-fixture.ts';
import { DAY_MS, HOUR_MS, openDesk } from '../support/board-fixture.ts';

let desk: BoardDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const iso = (ms: number): string => new Date(ms).toISOString();
/** Monday 00:00 of that week in Jerusalem, for ten working days. */
const MONDAY = Date.UTC(2026, 10, 15, 22, 0);

function sprint(name = 'Sprint 12', start = MONDAY, days = 12): string {
  return desk.ask('sprints.create', { name, start_date: iso(start), end_date: iso(start + days * DAY_MS) }).id;
}
const statusOf = (id: string): string | undefined => desk.ask('sprints.list', {}).find((one) => one.id === id)?.status;

describe('sprints', () => {
  test('[SPRINT1] end after they start, made or changed', () => {
    const same = { name: 'S', start_date: iso(MONDAY), end_date: iso(MONDAY) };
    expect(desk.refusal('sprints.create', same)).toBe('end_date end-before-start');
    expect(desk.refusal('sprints.create', { ...same, end_date: 'next week' })).toBe('end_date not-an-instant');
    const id = sprint();
    expect(desk.refusal('sprints.edit', { id, changes: { end_date: iso(MONDAY - 1) } })).toBe(
      'end_date end-before-start',
    );
    expect(desk.refusal('sprints.edit', { id, changes: { start_date: iso(MONDAY + 30 * DAY_MS) } })).toBe(
      'end_date end-before-start',
    );
    desk.ask('sprints.edit', { id, changes: { name: 'Renamed', description: 'Holiday prices' } });
    expect(desk.ask('sprints.list', {})).toMatchObject([
      { name: 'Renamed', description: 'Holiday prices', status: 'planned' },
    ]);
  });

  test('[SPRINT2] one is active; its start says what was committed to; of two from two desktops the earlier is current', () => {
    const [one, two] = [sprint('One'), sprint('Two', MONDAY + 14 * DAY_MS)];
    desk.task('T', { sprint_id: one, estimated_minutes: 300 });
    desk.ask('sprints.start', { id: one });
    expect(desk.refusal('sprints.start', { id: two })).toBe('status another-active');
    expect(desk.refusal('sprints.start', { id: one })).toBe('status not-planned');
    expect(desk.ask('sprints.list', {})[0]).toMatchObject({ name: 'One', status: 'active', committed_minutes: 300 });
    desk.db.prepare(`UPDATE sprints SET status = 'active'`).run();
    expect(desk.ask('board.cards', { filters: { sprint: 'current' } }).sprintId).toBe(one);
  });

  test('[SPRINT3] completing moves unfinished tasks where the person said; what is done stays', () => {
    for (const [index, choice] of (['backlog', 'stay', 'next'] as const).entries()) {
      const id = sprint(choice, MONDAY + index * 30 * DAY_MS);
      const next = sprint('next', MONDAY + (index * 30 + 15) * DAY_MS);
      const done = desk.task('done', { sprint_id: id, status: 'done' }).id;
      const open = desk.task('open', { sprint_id: id, status: 'review' }).id;
      expect(desk.refusal('sprints.complete', { id, open: 'backlog' })).toBe('status not-active');
      desk.ask('sprints.start', { id });
      expect(desk.refusal('sprints.complete', { id, open: { sprintId: id } })).toBe('open itself');
      const answer = desk.ask('sprints.complete', { id, open: choice === 'next' ? { sprintId: next } : choice });
      expect(answer.moved).toBe(choice === 'stay' ? 0 : 1);
      const sprintOf = (task: string): string | null => desk.ask('tasks.get', { id: task }).sprint_id;
      expect(sprintOf(done)).toBe(id);
      expect(sprintOf(open)).toBe({ backlog: null, stay: id, next }[choice]);
      expect(desk.ask('tasks.get', { id: open }).status).toBe('review');
      expect(desk.refusal('tasks.edit', { id: desk.task('late').id, changes: { sprint_id: id } })).toBe(
        'sprint_id already-ended',
      );
    }
  });

  test('[SPRINT3] cancelling and removing give the tasks back; a sprint that was worked in is not removed', () => {
    const [one, two] = [sprint('One'), sprint('Two')];
    const tasks = [one, two].map((sprint_id) => desk.task('T', { sprint_id }).id);
    expect(desk.ask('sprints.cancel', { id: one })).toEqual({ moved: 1 });
    expect(desk.ask('sprints.remove', { id: two })).toEqual({ moved: 1 });
    expect(tasks.map((id) => desk.ask('tasks.get', { id }).sprint_id)).toEqual([null, null]);
    expect(desk.refusal('sprints.cancel', { id: one })).toBe('status already-ended');
    expect(desk.refusal('sprints.remove', { id: one })).toBe('status not-planned');
    expect(statusOf(one)).toBe('cancelled');
    expect(desk.refusal('sprints.edit', { id: two, changes: {} })).toBe('NotFound');
  });

  test('[SPRINT4] planning sets capacity beside estimates, with nobody’s and unestimated tasks apart', () => {
    const id = sprint();
    desk.task('a', { sprint_id: id, assigned_to: desk.me, estimated_minutes: 120 });
    desk.task('b', { sprint_id: id, assigned_to: desk.me });
    desk.task('c', { sprint_id: id, estimated_minutes: 60 });
    desk.ask('sprints.setCapacity', { id, user_id: desk.me, minutes: 600 });
    desk.ask('sprints.setCapacity', { id, user_id: desk.me, minutes: 480 });
    expect(desk.ask('sprints.planning', { id })).toEqual({
      people: [
        { user_id: desk.me, capacity_minutes: 480, estimated_minutes: 120, tasks: 2, unestimated: 1 },
        { user_id: null, capacity_minutes: null, estimated_minutes: 60, tasks: 1, unestimated: 0 },
      ],
      capacity_minutes: 480,
      estimated_minutes: 180,
    });
    desk.ask('sprints.setCapacity', { id, user_id: desk.me, minutes: null });
    expect(desk.ask('sprints.planning', { id }).capacity_minutes).toBe(0);
    expect(desk.refusal('sprints.setCapacity', { id, user_id: 'who', minutes: 1 })).toBe('user_id unknown');
  });

  test('[SPRINT5] the burndown has what was left each evening, also of tasks that came later or went', () => {
    desk.setNow(MONDAY + 8 * HOUR_MS);
    const id = sprint('S', MONDAY, 4);
    const [a, b] = ['a', 'b'].map((title) => desk.task(title, { sprint_id: id, estimated_minutes: 240 }).id);
    desk.ask('sprints.start', { id });
    const noon = (day: number): void => desk.setNow(MONDAY + day * DAY_MS + 12 * HOUR_MS);
    const log = (taskId = '', minutes = 60): unknown =>
      desk.ask('time.add', { taskId, minutes, work_date: iso(desk.now()).slice(0, 10) });
    log(a, 60);
    noon(1);
    const late = desk.task('late', { sprint_id: id, estimated_minutes: 120 }).id;
    log(a, 600);
    noon(2);
    desk.ask('tasks.edit', { id: late, changes: { sprint_id: null } });
    desk.ask('tasks.edit', { id: b ?? '', changes: { status: 'done' } });
    const { days, total_minutes, behindMinutes, daysLeft } = desk.ask('sprints.burndown', { id });
    expect(days.map((point) => [point.day.slice(8), point.ideal, point.left, point.open])).toEqual([
      ['16', 360, 420, 2],
      ['17', 240, 360, 3],
      ['18', 120, 0, 1],
      ['19', 0, null, null],
    ]);
    expect([total_minutes, daysLeft]).toEqual([480, 2]);
    // two and a half of four days are over, and nothing is left
    expect(behindMinutes).toBe(-180);
    expect(desk.ask('sprints.list', {})[0]).toMatchObject({
      tasks: 2,
      done: 1,
      estimated_minutes: 480,
      actual_minutes: 660,
      minutesLeft: 0,
    });
  });

  test('[SPRINT6] velocity is what completed sprints got done, the mean over the last three', () => {
    expect(desk.ask('sprints.velocity', {})).toEqual({ sprints: [], mean_minutes: null });
    for (const [index, minutes] of [600, 60, 120, 180].entries()) {
      const id = sprint(`S${index}`, MONDAY + index * 14 * DAY_MS);
      const task = desk.task('T', { sprint_id: id, estimated_minutes: minutes }).id;
      desk.task('open', { sprint_id: id, estimated_minutes: 1000 });
      desk.ask('sprints.start', { id });
      desk.ask('tasks.edit', { id: task, changes: { status: 'done' } });
      desk.ask('sprints.complete', { id, open: 'stay' });
    }
    const { sprints, mean_minutes } = desk.ask('sprints.velocity', {});
    expect(sprints.map((one) => [one.name, one.done_minutes, one.committed_minutes])).toEqual([
      ['S0', 600, 1600],
      ['S1', 60, 1060],
      ['S2', 120, 1120],
      ['S3', 180, 1180],
    ]);
    expect(mean_minutes).toBe(120);
    expect(desk.ask('sprints.velocity', { limit: 1 }).sprints).toMatchObject([{ name: 'S3' }]);
  });
});
