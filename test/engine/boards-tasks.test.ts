import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BoardDesk } from '../support/board-fixture.ts';
import { DAY_MS, insertBoardStore, insertRefusal, openDesk } from '../support/board-fixture.ts';

let desk: BoardDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const titles = (status: string): readonly string[] =>
  desk
    .ask('board.cards', {})
    .cards.filter((card) => card.status === status)
    .map((card) => card.title);

describe('tasks', () => {
  test('[BOARD1] the person at this computer is there from the first opening, once, and can be given a name', async () => {
    expect(desk.ask('people.list', {})).toEqual([{ id: desk.me, name: '', email: null, is_me: true, is_active: true }]);
    const again = await openDesk({ db: desk.db, seed: 2 });
    expect(again.me).toBe(desk.me);
    desk.ask('people.nameMe', { name: '  Tamar ' });
    expect(desk.ask('people.list', {})[0]?.name).toBe('Tamar');
    expect(desk.refusal('people.nameMe', { name: ' \n ' })).toBe('name required');
  });

  test('a task has the next key, stands at the foot of its column, and tells which tables changed', () => {
    expect(desk.task('First')).toMatchObject({ key: 'BR-1', status: 'todo' });
    desk.told();
    expect(desk.task('Second', { estimated_minutes: 90, tags: ['vat', ' vat ', ' '] })).toMatchObject({ key: 'BR-2' });
    expect(desk.told()).toEqual(['task_history', 'tasks']);
    expect(titles('todo')).toEqual(['First', 'Second']);
    expect(desk.ask('board.cards', {}).cards[1]).toMatchObject({
      estimated_minutes: 90,
      actual_minutes: 0,
      tags: ['vat'],
    });
  });

  test('what a field cannot be is refused by its name, and nothing is written', () => {
    const { id } = desk.task('T');
    const refused = (changes: object): string => desk.refusal('tasks.edit', { id, changes });
    expect(refused({ title: '  ' })).toBe('title required');
    expect(refused({ estimated_minutes: 0 })).toBe('estimated_minutes too-small');
    expect(refused({ estimated_minutes: 600_001 })).toBe('estimated_minutes too-large');
    expect(refused({ due_date: '2026-02-30' })).toBe('due_date not-a-day');
    expect(refused({ start_date: '2026-11-21', due_date: '2026-11-20' })).toBe('due_date end-before-start');
    expect(refused({ sprint_id: 'none' })).toBe('sprint_id unknown');
    expect(refused({ assigned_to: 'nobody', priority: 'low' })).toBe('assigned_to unknown');
    expect(desk.refusal('tasks.edit', { id: 'none', changes: {} })).toBe('NotFound');
    expect(desk.ask('tasks.get', { id })).toMatchObject({ title: 'T', priority: 'medium' });
    expect(desk.ask('tasks.history', { id })).toHaveLength(1);
  });

  test('[BOARD4] done says when it was completed, and leaving it clears that, by edit, by move and for many', () => {
    const { id } = desk.task('T');
    const completed = (): string | null => desk.ask('tasks.get', { id }).completed_at;
    desk.ask('tasks.edit', { id, changes: { status: 'done' } });
    const first = completed();
    expect(first).toBe(new Date(desk.now()).toISOString());
    desk.advance(1000);
    desk.ask('tasks.edit', { id, changes: { status: 'done', title: 'Same' } });
    expect(completed()).toBe(first);
    desk.ask('tasks.move', { ids: [id], status: 'review' });
    expect(completed()).toBeNull();
    desk.ask('tasks.editMany', { ids: [id], changes: { status: 'done' } });
    expect(completed()).not.toBeNull();
    desk.ask('tasks.editMany', { ids: [id], changes: { status: 'blocked' } });
    expect(completed()).toBeNull();
    expect(desk.task('Born done', { status: 'done' }).status).toBe('done');
    expect(
      desk.db.prepare(`SELECT count(*) FROM tasks WHERE (status = 'done') <> (completed_at IS NOT NULL)`).pluck().get(),
    ).toBe(0);
  });

  test('[BOARD7] the history has every field with both values and who; what was the same is not in it', () => {
    const { id } = desk.task('T', { tags: ['a'] });
    desk.advance(1000);
    desk.ask('tasks.edit', { id, changes: { title: 'T', priority: 'high', tags: ['a', 'b'], assigned_to: desk.me } });
    const changes = desk
      .ask('tasks.history', { id })
      .map((change) => [change.field, change.old_value, change.new_value]);
    expect(changes.toSorted()).toEqual(
      [
        ['assigned_to', null, desk.me],
        ['created', null, 'T'],
        ['priority', 'medium', 'high'],
        ['tags', ['a'], ['a', 'b']],
      ].toSorted(),
    );
    expect(new Set(desk.ask('tasks.history', { id }).map((change) => change.user_id))).toEqual(new Set([desk.me]));
  });

  test('[BOARD7] an edit of many names what it refused, and is taken back but for fields changed since', () => {
    const [one, two, three] = ['1', '2', '3'].map((title) => desk.task(title));
    const ids = [one, two, three].map((task) => task?.id ?? '');
    const done = desk.ask('tasks.editMany', { ids: [...ids, 'none'], changes: { priority: 'critical', tags: ['x'] } });
    expect(done).toMatchObject({ changed: 3, refused: [{ id: 'none', error: { type: 'NotFound' } }] });
    desk.ask('tasks.edit', { id: ids[1] ?? '', changes: { priority: 'low' } });
    const back = desk.ask('tasks.takeBack', { batchId: done.batchId });
    expect(back).toMatchObject({ changed: 3, refused: [] });
    const now = desk.ask('board.cards', {}).cards.map((card) => [card.priority, card.tags]);
    expect(now).toEqual([['medium', []], ['low', []], ['medium', []]]); // prettier-ignore
    expect(desk.refusal('tasks.takeBack', { batchId: 'none' })).toBe('NotFound');
  });

  test('[BOARD8] only the author edits and removes a comment; it keeps whom it names', () => {
    const { id } = desk.task('T');
    const written = desk.ask('tasks.comment', { id, comment: 'See @me', mentions: [desk.me, desk.me] });
    expect(written).toMatchObject({ mentions: [desk.me], isMine: true, isEdited: false });
    desk.advance(1000);
    expect(desk.ask('tasks.editComment', { id: written.id, comment: 'Seen' })).toMatchObject({
      comment: 'Seen',
      isEdited: true,
    });
    expect(desk.refusal('tasks.comment', { id, comment: ' ' })).toBe('comment required');
    expect(desk.refusal('tasks.comment', { id, comment: 'x', mentions: ['who'] })).toBe('mentions unknown');
    desk.db.prepare(`INSERT INTO people (id, name, created_at, updated_at) VALUES ('dana', 'Dana', 1, 1)`).run();
    desk.db.prepare(`UPDATE task_comments SET user_id = 'dana'`).run();
    expect(desk.refusal('tasks.editComment', { id: written.id, comment: 'Mine now' })).toBe('comment not-yours');
    expect(desk.refusal('tasks.removeComment', { id: written.id })).toBe('comment not-yours');
    expect(desk.ask('tasks.get', { id }).comments.map((comment) => [comment.comment, comment.isMine])).toEqual([
      ['Seen', false],
    ]);
    expect(desk.ask('board.cards', {}).cards[0]?.comments).toBe(1);
  });

  test('[BOARD10] a link exists once, says its direction, counts as a blocker until the other is done, and never to itself', () => {
    const a = desk.task('A');
    const b = desk.task('B');
    const link = desk.ask('tasks.link', { from: a.id, to: b.id, kind: 'blocks' });
    expect(desk.ask('tasks.link', { from: a.id, to: b.id, kind: 'blocks' })).toEqual(link);
    const related = desk.ask('tasks.link', { from: a.id, to: b.id, kind: 'relates' });
    expect(desk.ask('tasks.link', { from: b.id, to: a.id, kind: 'relates' })).toEqual(related);
    const seen = desk.ask('tasks.get', { id: b.id }).links.map((one) => [one.kind, one.outgoing, one.task.key]);
    expect(seen).toContainEqual(['blocks', false, 'BR-1']);
    const blockers = (): number | undefined =>
      desk.ask('board.cards', {}).cards.find((card) => card.id === b.id)?.blockers;
    expect(blockers()).toBe(1);
    desk.ask('tasks.move', { ids: [a.id], status: 'done' });
    expect(blockers()).toBe(0);
    desk.ask('tasks.unlink', { id: link.id });
    desk.ask('tasks.unlink', { id: related.id });
    expect(desk.ask('tasks.get', { id: b.id }).links).toEqual([]);
    expect(desk.refusal('tasks.unlink', { id: link.id })).toBe('NotFound');
    expect(desk.refusal('tasks.link', { from: a.id, to: a.id, kind: 'blocks' })).toBe('to itself');
    expect(desk.ask('tasks.link', { from: a.id, to: b.id, kind: 'blocks' })).toEqual(link);
  });

  test('a duplicate stands below with the same fields and without what hung on the other; a template gives its fields', () => {
    const one = desk.task('One', { type: 'bug', tags: ['t'], estimated_minutes: 60, description: 'D' });
    desk.task('Two');
    desk.ask('tasks.comment', { id: one.id, comment: 'c' });
    const copy = desk.ask('tasks.duplicate', { id: one.id });
    expect(copy.key).toBe('BR-3');
    expect(titles('todo')).toEqual(['One', 'One', 'Two']);
    expect(desk.ask('tasks.get', { id: copy.id })).toMatchObject({
      type: 'bug',
      tags: ['t'],
      estimated_minutes: 60,
      comments: [],
    });
    const { id } = desk.ask('templates.save', {
      name: 'Release',
      fields: { title: 'Release', tags: ['ship'], priority: 'high' },
    });
    desk.ask('templates.save', {
      id,
      name: 'Release',
      fields: { title: 'Release it', tags: ['ship'], priority: 'high' },
    });
    const made = desk.ask('tasks.fromTemplate', { templateId: id, changes: { priority: 'low' } });
    expect(desk.ask('tasks.get', { id: made.id })).toMatchObject({
      title: 'Release it',
      tags: ['ship'],
      priority: 'low',
    });
    desk.ask('templates.remove', { id });
    expect(desk.ask('templates.list', {})).toEqual([]);
    expect(desk.refusal('tasks.fromTemplate', { templateId: id })).toBe('NotFound');
  });

  test('[BOARD9] a removed task is out of sight, keeps its key and its work, and comes back', () => {
    const { id } = desk.task('T');
    desk.ask('time.add', { taskId: id, minutes: 30, work_date: '2026-11-20' });
    desk.ask('timer.start', { taskId: id });
    desk.advance(10 * 60_000);
    expect(desk.ask('tasks.remove', { ids: [id] })).toEqual({ removed: 1 });
    expect(desk.ask('timer.get', {})).toBeNull();
    expect(desk.ask('board.cards', {}).cards).toEqual([]);
    expect(desk.ask('time.sheet', { from: '2026-11-20', to: '2026-11-20' }).total).toBe(40);
    expect(desk.task('Next').key).toBe('BR-2');
    expect(desk.refusal('tasks.remove', { ids: [id] })).toBe('NotFound');
    desk.ask('tasks.restore', { ids: [id] });
    expect(titles('todo')).toEqual(['T', 'Next']);
  });

  test('task logs keep level, stack and context, of a task and of none', () => {
    const { id } = desk.task('T');
    desk.ask('tasks.note', { id, level: 'error', message: 'Hook failed', stack_trace: 'at x', context: { code: 7 } });
    desk.ask('tasks.note', { id: null, level: 'info', message: 'Job ran', file_path: 'ci.yml', line_number: 3 });
    expect(desk.ask('tasks.logs', { id })).toMatchObject([
      { level: 'error', stack_trace: 'at x', context: { code: 7 } },
    ]);
    expect(desk.ask('tasks.logs', { id: null })).toMatchObject([{ message: 'Job ran', line_number: 3 }]);
    expect(desk.refusal('tasks.note', { id: 'none', level: 'info', message: 'x' })).toBe('NotFound');
  });
});

describe('what the board shows', () => {
  test('filters narrow cards and counts alike: sprint, person, kind, tags, words, key, due day, refusals', () => {
    const sprint = desk.ask('sprints.create', {
      name: 'S',
      start_date: new Date(desk.now() - DAY_MS).toISOString(),
      end_date: new Date(desk.now() + DAY_MS).toISOString(),
    });
    desk.task('Wrong VAT', {
      sprint_id: sprint.id,
      type: 'bug',
      priority: 'high',
      tags: ['tax'],
      due_date: '2026-11-19',
    });
    desk.task('100% wool', { assigned_to: desk.me, status: 'review', due_date: '2026-11-25' });
    desk.task('שם בעברית', { tags: ['he'] });
    const keys = (filters: object): string =>
      desk
        .ask('board.cards', { filters })
        .cards.map((card) => card.key)
        .join(' ');
    expect(keys({})).toBe('BR-1 BR-3 BR-2');
    expect(keys({ sprint: { id: sprint.id } })).toBe('BR-1');
    expect(keys({ sprint: 'backlog' })).toBe('BR-3 BR-2');
    expect(keys({ sprint: 'current' })).toBe('BR-1 BR-3 BR-2');
    desk.ask('sprints.start', { id: sprint.id });
    expect(keys({ sprint: 'current' })).toBe('BR-1');
    expect(keys({ assignees: [desk.me] })).toBe('BR-2');
    expect(keys({ assignees: [''] })).toBe('BR-1 BR-3');
    expect(keys({ types: ['bug'], priorities: ['high'], statuses: ['todo'] })).toBe('BR-1');
    expect(keys({ tags: ['tax', 'he'] })).toBe('BR-1 BR-3');
    expect(keys({ search: '100%' })).toBe('BR-2');
    expect(keys({ search: 'br-3' })).toBe('BR-3');
    expect(keys({ search: 'בעברית' })).toBe('BR-3');
    expect(keys({ search: '_' })).toBe('');
    expect(keys({ due: 'overdue' })).toBe('BR-1');
    expect(keys({ due: 'week' })).toBe('BR-2');
    expect(keys({ due: 'none' })).toBe('BR-3');
    expect(keys({ fromErrors: true })).toBe('');
    expect(desk.ask('board.cards', { filters: { types: ['bug'] } }).columns).toContainEqual({
      status: 'todo',
      count: 1,
      estimated_minutes: 0,
    });
    expect(desk.ask('board.tags', {})).toEqual([{ tag: 'he', count: 1 }, { tag: 'tax', count: 1 }]); // prettier-ignore
  });

  test('a card shows its refusals, its blockers, its newest deployment, and the board is one reading', () => {
    insertBoardStore(desk.db, 'shop');
    insertRefusal(desk.db, { id: 'e1', at: desk.now() });
    insertRefusal(desk.db, { id: 'e2', at: desk.now() });
    const { link } = desk.ask('boards.fromErrorGroup', { fingerprint: 'product_invalid_sku/sku/products', as: 'task' });
    const taskId = link.task?.id ?? '';
    for (const environment of ['production', 'staging'] as const) {
      desk.ask('deployments.create', { version: '1', environment, status: 'success', deployed_tasks: ['BR-1'] });
      desk.advance(1000);
    }
    const [card] = desk.ask('board.cards', {}).cards;
    expect(card).toMatchObject({ id: taskId, refused: 2, environment: 'staging' });
    expect(desk.ask('board.cards', { filters: { fromErrors: true } }).cards).toHaveLength(1);
  });

  test('tasks are found by key, by every word of the title, and without words those touched last', () => {
    desk.task('Free the SKUs of trash');
    desk.advance(1000);
    desk.task('Trash view');
    const found = (search: string): readonly string[] => desk.ask('tasks.find', { search }).map((task) => task.key);
    expect(found('trash')).toEqual(['BR-2', 'BR-1']);
    expect(found('skus trash')).toEqual(['BR-1']);
    expect(found('br-1')).toEqual(['BR-1']);
    expect(found('2')).toEqual(['BR-2']);
    expect(found('')).toEqual(['BR-2', 'BR-1']);
    expect(found('%')).toEqual([]);
  });

  test('views keep filters, are changed by whose they are, and others see the shared ones', () => {
    const { id } = desk.ask('board.saveView', { name: 'Mine', filters: { due: 'overdue' }, group_by: 'assignee' });
    expect(desk.ask('board.views', {})).toMatchObject([
      { name: 'Mine', group_by: 'assignee', filters: { due: 'overdue' } },
    ]);
    desk.db.prepare(`UPDATE board_views SET user_id = 'dana', is_shared = 1`).run();
    expect(desk.ask('board.views', {})).toHaveLength(1);
    expect(desk.refusal('board.saveView', { id, name: 'Theirs' })).toBe('id not-yours');
    expect(desk.refusal('board.removeView', { id })).toBe('id not-yours');
    desk.db.prepare(`UPDATE board_views SET is_shared = 0`).run();
    expect(desk.ask('board.views', {})).toEqual([]);
  });
});
