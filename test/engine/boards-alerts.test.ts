import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BoardDesk } from '../support/board-fixture.ts';
import { DAY_MS, HOUR_MS, insertBoardStore, insertRefusal, MINUTE_MS, openDesk } from '../support/board-fixture.ts';

let desk: BoardDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const iso = (ms: number): string => new Date(ms).toISOString();
const inbox = (): readonly string[] =>
  desk.ask('alerts.list', {}).alerts.map((alert) => `${alert.type} ${alert.severity} ${alert.message}`);

describe('alerts', () => {
  test('[ALERT1] overdue: once for each day that a task was due on, when that day is over', () => {
    const { id } = desk.task('Late', { due_date: '2026-11-20', priority: 'high' });
    expect(inbox()).toEqual([]);
    desk.advance(DAY_MS);
    desk.boards.noteOthers();
    desk.boards.noteOthers();
    expect(inbox()).toEqual(['overdue high BR-1 Late']);
    expect(desk.alerts.map((raised) => raised.length)).toEqual([1]);
    expect(desk.alerts[0]?.[0]).toMatchObject({ task_id: id, facts: { due_date: '2026-11-20', daysLate: 1 } });
    desk.ask('tasks.edit', { id, changes: { due_date: '2026-11-30' } });
    expect(inbox()).toEqual([]);
    desk.advance(10 * DAY_MS);
    desk.boards.noteOthers();
    expect(inbox()).toEqual(['overdue high BR-1 Late']);
    expect(desk.ask('alerts.list', { tab: 'all' }).alerts).toHaveLength(2);
  });

  test('[ALERT1] [ALERT2] budget: once per estimate; gone while the cause is, back without being told anew', () => {
    const { id } = desk.task('T', { estimated_minutes: 60 });
    const log = desk.ask('time.add', { taskId: id, minutes: 61, work_date: '2026-11-20' });
    expect(inbox()).toEqual(['budget_exceeded medium BR-1 T']);
    desk.ask('time.remove', { ids: [log.id] });
    expect(inbox()).toEqual([]);
    desk.ask('time.restore', { ids: [log.id] });
    expect(inbox()).toEqual(['budget_exceeded medium BR-1 T']);
    expect(desk.alerts.flat()).toHaveLength(1);
    desk.ask('tasks.edit', { id, changes: { estimated_minutes: 30 } });
    expect(inbox()).toEqual(['budget_exceeded high BR-1 T']);
    expect(desk.alerts.flat()).toHaveLength(2);
  });

  test('[ALERT1] sprint delay: far behind the even line, and past its end', () => {
    const start = desk.now();
    const { id } = desk.ask('sprints.create', {
      name: 'S',
      start_date: iso(start),
      end_date: iso(start + 10 * DAY_MS),
    });
    desk.task('T', { sprint_id: id, estimated_minutes: 600 });
    desk.ask('sprints.start', { id });
    desk.advance(2 * DAY_MS);
    desk.boards.noteOthers();
    expect(inbox()).toEqual([]);
    desk.advance(DAY_MS);
    desk.boards.noteOthers();
    expect(inbox()).toEqual(['sprint_delay medium S']);
    expect(desk.alerts[0]?.[0]?.facts).toEqual({ behindMinutes: 180, total_minutes: 600 });
    desk.advance(8 * DAY_MS);
    desk.boards.noteOthers();
    expect(inbox()).toEqual(['sprint_delay high S']);
    desk.ask('sprints.complete', { id, open: 'backlog' });
    expect(inbox()).toEqual([]);
  });

  test('[ALERT1] a critical bug and a failed deployment are told at once; a second failure is a second alert', () => {
    const bug = desk.ask('bugs.create', { title: 'No checkout', severity: 'blocker' });
    desk.ask('bugs.create', { title: 'Typo', severity: 'minor' });
    const { id } = desk.ask('deployments.create', { version: '1.4.2', environment: 'production' });
    expect(inbox()).toEqual(['bug_critical critical BUG-1 No checkout']);
    desk.advance(1);
    desk.ask('deployments.edit', { id, changes: { status: 'failed', error_log: 'boom' } });
    expect(inbox()).toEqual(['deployment_failed critical 1.4.2 production', 'bug_critical critical BUG-1 No checkout']);
    desk.advance(1);
    desk.ask('deployments.edit', { id, changes: { status: 'in_progress' } });
    desk.ask('bugs.snooze', { id: bug.id, until: iso(desk.now() + HOUR_MS) });
    expect(inbox()).toEqual([]);
    desk.advance(HOUR_MS);
    desk.ask('deployments.edit', { id, changes: { status: 'failed' } });
    expect(inbox()).toHaveLength(2);
    expect(desk.alerts.flat()).toHaveLength(3);
  });

  test('[ALERT3] a program that starts later counts what is unread, and is told only of what comes after', async () => {
    desk.task('Late', { due_date: '2026-11-01' });
    const later = await openDesk({ db: desk.db, seed: 7, now: desk.now() + MINUTE_MS });
    expect(later.ask('alerts.list', {}).unread).toBe(1);
    desk.ask('bugs.create', { title: 'B', severity: 'critical' });
    later.boards.noteOthers();
    later.boards.noteOthers();
    expect(later.alerts.map((raised) => raised.map((alert) => alert.type))).toEqual([['bug_critical']]);
  });

  test('[ALERT4] reading and snoozing are one’s own; a snooze that is over counts again', () => {
    desk.task('Late', { due_date: '2026-11-01' });
    desk.task('Later', { due_date: '2026-11-02' });
    const ids = desk.ask('alerts.list', {}).alerts.map((alert) => alert.id);
    expect(desk.ask('alerts.read', { ids: [ids[0] ?? ''] })).toEqual({ unread: 1 });
    expect(desk.ask('alerts.read', { ids: [ids[0] ?? ''], read: false })).toEqual({ unread: 2 });
    expect(desk.ask('alerts.snooze', { ids, until: iso(desk.now() + HOUR_MS) })).toEqual({ unread: 0 });
    expect(desk.refusal('alerts.snooze', { ids, until: iso(desk.now()) })).toBe('until in-the-past');
    desk.advance(HOUR_MS);
    desk.boards.noteOthers();
    expect(desk.ask('alerts.list', {}).unread).toBe(2);
    expect(desk.ask('alerts.readAll', {})).toEqual({ unread: 0 });
    desk.db.prepare(`UPDATE people SET is_me = 0`).run();
    desk.db
      .prepare(`INSERT INTO people (id, name, is_me, created_at, updated_at) VALUES ('dana', 'Dana', 1, 1, 1)`)
      .run();
    expect(desk.ask('alerts.list', {}).unread).toBe(2);
    expect(desk.refusal('alerts.read', { ids: ['none'] })).toBe('NotFound');
  });
});

describe('deployments', () => {
  const deploy = (version: string, more: object = {}): string =>
    desk.ask('deployments.create', { version, environment: 'production', status: 'success', ...more }).id;

  test('[DEPLOY1] [DEPLOY2] go their way and are rolled back; any other step is refused with both ends', () => {
    const { id } = desk.ask('deployments.create', {
      version: ' 1.0 ',
      environment: 'staging',
      git_commit_hash: ' abc ',
    });
    const step = (status: 'pending' | 'in_progress' | 'success' | 'failed' | 'rolled_back'): string => {
      try {
        desk.ask('deployments.edit', { id, changes: { status } });
        return desk.ask('deployments.get', { id }).status;
      } catch (error) {
        return String(error).includes('wrong-step') ? 'refused' : String(error);
      }
    };
    expect(desk.refusal('deployments.rollBack', { id })).toBe('status wrong-step');
    expect(['rolled_back', 'in_progress', 'pending', 'failed', 'in_progress', 'success', 'failed'].map((to) => step(to as 'failed'))).toEqual([
      'refused', 'in_progress', 'refused', 'failed', 'in_progress', 'success', 'refused',
    ]); // prettier-ignore
    desk.ask('deployments.rollBack', { id, reason: 'Prices were wrong' });
    expect(desk.ask('deployments.get', { id })).toMatchObject({
      status: 'rolled_back', version: '1.0', git_commit_hash: 'abc', rollback_reason: 'Prices were wrong', rolled_back_at: iso(desk.now()),
    }); // prettier-ignore
    expect(desk.refusal('deployments.rollBack', { id })).toBe('status wrong-step');
    expect(desk.refusal('deployments.create', { version: '', environment: 'staging' })).toBe('version required');
    expect(desk.refusal('deployments.create', { version: '1', environment: 'staging', store_id: 'x' })).toBe(
      'store_id unknown',
    );
    expect(desk.refusal('deployments.create', { version: '1', environment: 'staging', deployed_tasks: ['BR-9'] })).toBe(
      'deployed_tasks unknown',
    );
    expect(
      desk.refusal('deployments.create', { version: '1', environment: 'staging', at: '2027-01-01T00:00:00Z' }),
    ).toBe('at in-the-future');
    desk.ask('deployments.remove', { id });
    expect(desk.ask('deployments.list', {})).toEqual([]);
  });

  test('[DEPLOY3] refusals are put down to a deployment when their cause began after it, and was not known before', () => {
    insertBoardStore(desk.db, 'shop');
    insertBoardStore(desk.db, 'other');
    const start = desk.now();
    const refuse = (id: string, minutes: number, fingerprint: string, storeId = 'shop'): void =>
      insertRefusal(desk.db, { id, at: start + minutes * MINUTE_MS, fingerprint, storeId });
    refuse('known', -500, 'old/x/products');
    const first = deploy('1.4.1', { store_id: 'shop', at: iso(start - 60 * MINUTE_MS) });
    const id = deploy('1.4.2', { store_id: 'shop' });
    refuse('again', 2, 'old/x/products');
    refuse('elsewhere', 3, 'new/z/products', 'other');
    refuse('a', 6, 'new/y/products');
    refuse('b', 30, 'new/y/products');
    refuse('c', 40, 'third/y/products');
    refuse('next day', 60 * 25, 'late/y/products');
    desk.advance(2 * DAY_MS);
    const effect = (of: string): unknown => desk.ask('deployments.get', { id: of }).refusals;
    expect(effect(first)).toBeNull();
    expect(effect(id)).toEqual({
      fingerprint: 'new/y/products', error_code: 'new', firstAt: iso(start + 6 * MINUTE_MS), minutesAfter: 6, count: 2, all: 3,
    }); // prettier-ignore
    deploy('1.4.3', { store_id: 'shop', at: iso(start + 5 * MINUTE_MS) });
    expect(effect(id)).toBeNull();
    expect(desk.ask('deployments.list', { storeId: 'shop' }).map((one) => [one.version, one.refusals?.minutesAfter])).toEqual([
      ['1.4.3', 1], ['1.4.2', undefined], ['1.4.1', undefined],
    ]); // prettier-ignore
  });

  test('[DEPLOY4] the axis counts refusals, orders and takings per hour or day, with the deployments in between', () => {
    insertBoardStore(desk.db, 'shop');
    const start = Date.UTC(2026, 10, 19, 21, 0);
    const order = desk.db.prepare(
      `INSERT INTO orders (id, store_id, source, created_at, updated_at, status, total, total_sort, date_created_woo) VALUES (?, 'shop', 'woo', 1, 1, ?, ?, ?, ?)`,
    );
    order.run('a', 'processing', '0.10', 0.1, start + 5 * MINUTE_MS);
    order.run('b', 'completed', '0.20', 0.2, start + 59 * MINUTE_MS);
    order.run('c', 'cancelled', '99.00', 99, start + 61 * MINUTE_MS);
    order.run('d', 'completed', '1890.005', 1890.005, start + 61 * MINUTE_MS);
    order.run('e', 'trash', '5', 5, start);
    order.run('f', 'completed', '5', 5, start + DAY_MS);
    insertRefusal(desk.db, { id: 'r', at: start + 90 * MINUTE_MS });
    deploy('1', { at: iso(start + 70 * MINUTE_MS) });
    const span = { storeId: 'shop', from: iso(start), to: iso(start + 2 * HOUR_MS) };
    const axis = desk.ask('deployments.axis', span);
    expect(axis.points).toEqual([
      { at: iso(start), refused: 0, orders: 2, sales: '0.30' },
      { at: iso(start + HOUR_MS), refused: 1, orders: 2, sales: '1890.005' },
    ]);
    expect(axis.currency).toBe('ILS');
    expect(axis.deployments).toMatchObject([{ version: '1', refusals: { minutesAfter: 20 } }]);
    // midnight in Jerusalem lies between the two hours
    const days = desk.ask('deployments.axis', { ...span, step: 'day' }).points;
    expect(days.map((point) => [point.at, point.orders, point.sales])).toEqual([
      [iso(start - 23 * HOUR_MS), 2, '0.30'], [iso(start + HOUR_MS), 2, '1890.005'],
    ]); // prettier-ignore
    insertBoardStore(desk.db, 'dollars', 'USD');
    expect(desk.ask('deployments.axis', { ...span, storeId: null })).toMatchObject({
      currency: null,
      points: [{ sales: '0.00', orders: 2 }, {}],
    });
    expect(desk.refusal('deployments.axis', { ...span, to: span.from })).toBe('to end-before-start');
    expect(desk.refusal('deployments.axis', { ...span, to: '2027-12-01T00:00:00Z' })).toBe('to too-large');
  });
});
